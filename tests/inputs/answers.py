"""What is asked of a case: the public answers of each step and enabler, as tables by name."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import polars as pl
from tests.assessment.test_growth import with_economy

import sinews
from sinews import apportionment, assessment, guidance, requirements
from sinews.apportionment.published import beside_published
from sinews.assessment.readiness import readiness
from sinews.case import Case, fleets_counted, held_by_alliance, holdings, open_case, unit_prices
from sinews.case.units_held import fire_units_band
from sinews.enablers import air_defence, medical, movement, supply
from sinews.implementation import Plan

Answers = dict[str, pl.DataFrame]


def answers(step: str, case: Case) -> Answers:
    """Return the public answers of a step or enabler to a case."""
    return _ASKED[step](case)


@cache
def baseline() -> Case:
    """Return the baseline."""
    return open_case()


@cache
def planned() -> Plan:
    """Return the plan of the small case with the economy of the baseline."""
    return sinews.plan(with_economy())


def _tables(found: Any) -> Answers:
    """Return the tables of a result, and its numbers as tables of one row."""
    assert is_dataclass(found)
    named = {each.name: getattr(found, each.name) for each in fields(found)}
    return {name: value for name, value in named.items() if isinstance(value, pl.DataFrame)}


def _held(case: Case) -> pl.DataFrame:
    return holdings(case).select("ally", "capability", "quantity")


def _holdings(case: Case) -> Answers:
    leaving = fleets_counted(case).select("leaves_from", "leaves_by")
    return {"holdings": holdings(case), "bands": fire_units_band(case), "leaving": leaving}


def _prices(case: Case) -> Answers:
    return {"prices": unit_prices(case)}


def _guidance(case: Case) -> Answers:
    return _tables(guidance.establish(case))


def _requirements(case: Case) -> Answers:
    return {"needs": requirements.determine(case, guidance.establish(case)).needs}


def _apportionment(case: Case) -> Answers:
    found = apportionment.set_targets(case, requirements.determine(case, guidance.establish(case)))
    return {**_tables(found), "published": beside_published(case, found.targets)}


def _implementation(case: Case) -> Answers:
    return sinews.plan(case).tables


def _assessment(case: Case) -> Answers:
    return _tables(sinews.review(replace(planned(), case=case), years=[2030]))


def _readiness(case: Case) -> Answers:
    return _tables(readiness(case, holdings(case)))


def _growth(case: Case) -> Answers:
    return _tables(assessment.growth(replace(planned(), case=case)))


def _tracking(case: Case) -> Answers:
    return _tables(assessment.track(planned(), case))


def _first_year(case: Case) -> Answers:
    return {"first_year": assessment.first_year(replace(planned(), case=case))}


def _air_defence(case: Case) -> Answers:
    held = _held(case)
    depth = air_defence.magazines(case, held)
    return {
        "magazines": depth,
        "curves": air_defence.magazine_curves(case, depth),
        "raids": air_defence.raids(case),
        "leakers": air_defence.leakers(case, held),
        "other_side": air_defence.beside_other_side(case),
        "exchange": air_defence.cost_exchange(case),
        "requirement": air_defence.requirement(case),
        "saturation": air_defence.saturation(case, held),
        "sites": air_defence.weighted_sites(case),
    }


def _air_defence_cover(case: Case) -> Answers:
    held = _held(case)
    return {
        "cover_low": air_defence.cover(case, held, radius="radius_low").by_layer,
        "cover_high": air_defence.cover(case, held, radius="radius_high").by_layer,
    }


def _medical(case: Case) -> Answers:
    chain = medical.chains(case, _held(case), plan="north", days=20)[0]
    flow = medical.simulate(chain, 2)
    return {
        "offered_load": medical.offered_load(chain),
        "outcomes": medical.outcomes(flow),
        "waits": medical.waits(flow),
        "occupancy": medical.occupancy(flow),
        "consumption": medical.consumption(flow, case),
        "load_bands": medical.load_bands(case, _held(case), plan="north", days=20),
    }


def _campaign(case: Case) -> Answers:
    """Return what a whole campaign asks of the medical stations, without simulating it."""
    whole = medical.chains(case, _held(case), plan="north")[0]
    return {"offered_load_of_campaign": medical.offered_load(whole)}


def _supply(case: Case) -> Answers:
    lasting = supply.assess(case, _held(case), "high", paths=10)
    return {
        **_tables(lasting),
        **_tables(supply.distribute(case)),
        "requirement": supply.requirement(case),
    }


def _leg_bands(case: Case) -> Answers:
    """Return what a leg burns at the edges of the planning factors, without living through a campaign."""
    return {"leg_bands": supply.leg_bands(case)}


def _movement(case: Case) -> Answers:
    return _tables(movement.move(case, held_by_alliance(case, _held(case)), plan="north"))


def _sizing(case: Case) -> Answers:
    return _tables(movement.size(case, held_by_alliance(case, _held(case)), plan="north"))


_ASKED = {
    "holdings": _holdings,
    "prices": _prices,
    "guidance": _guidance,
    "requirements": _requirements,
    "apportionment": _apportionment,
    "implementation": _implementation,
    "assessment": _assessment,
    "readiness": _readiness,
    "growth": _growth,
    "tracking": _tracking,
    "first year": _first_year,
    "air defence": _air_defence,
    "cover": _air_defence_cover,
    "medical": _medical,
    "campaign": _campaign,
    "supply": _supply,
    "leg bands": _leg_bands,
    "movement": _movement,
    "sizing": _sizing,
}
STEPS = frozenset(_ASKED) - {"cover", "campaign", "leg bands", "sizing"}
"""Steps and enablers that the catalogue names."""
