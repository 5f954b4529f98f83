"""Compare the rules: what each ally bears under each, how even that is, who gains, and who envies whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.apportionment.burden import ABILITIES
from sinews.apportionment.limits import read_terms
from sinews.apportionment.rules import RULES
from sinews.apportionment.settle import Settlement, settle
from sinews.case import Case
from sinews.case.settings import Ability, Rule
from sinews.engines.arrays import Values
from sinews.engines.inequality import gini
from sinews.requirements import Requirements

NOTICEABLE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rules side by side, in whole lots.

    Attributes
    ----------
    rule, ability
        The rule that the others are compared with, and the measure of ability.
    burdens
        rule, ally, cost, gdp_share, relative, rank, change: life-cycle cost of what the ally adds (USD m),
        that in % of a year's GDP, its burden relative to the Alliance's (1 is in proportion to ability), its
        rank by relative burden (1 bears most), and the cost less that under `rule` (USD m).
    measures
        rule, gini, highest, lowest, ratio, envious, envy, gains, loses: Gini coefficient, highest and lowest
        of relative burden among allies that can be asked for something, highest over lowest (null where the
        lowest is nil); `envious` counts the allies that bear more than another which could take over
        something of theirs within its limits, `envy` is the largest such difference in relative burden;
        `gains` and `loses` count the allies that bear less, or more, than under `rule` by at least 1 %.
    sensitivity
        ability, ally, cost, relative_to_gdp: what each ally bears under `rule` when ability is measured
        otherwise, and its cost relative to its share of GDP.
    """

    rule: Rule
    ability: Ability
    burdens: pl.DataFrame
    measures: pl.DataFrame
    sensitivity: pl.DataFrame


def compare_rules(
    case: Case, requirements: Requirements, *, rule: Rule | None = None, ability: Ability | None = None
) -> Comparison:
    """Apportion by every rule and by every measure of ability, and compare.

    Parameters
    ----------
    case, requirements
        As for `set_targets`.
    rule, ability
        What to compare with; the case's settings if not given.

    Returns
    -------
    The comparison.
    """
    rule, ability = rule or case.settings.rule, ability or case.settings.ability
    terms = read_terms(case, requirements, ability)
    settlements = {each: settle(terms, each) for each in (rule, *(r for r in RULES if r != rule))}
    gdp = read_terms(case, requirements, "gdp").ability
    base = settlements[rule].lots @ terms.cost
    return Comparison(
        rule=rule,
        ability=ability,
        burdens=pl.concat(_burdens(each, found, gdp, base) for each, found in settlements.items()),
        measures=pl.DataFrame([_measures(each, found, base) for each, found in settlements.items()]),
        sensitivity=pl.concat(
            _sensitivity(
                each,
                settlements[rule] if each == ability else settle(read_terms(case, requirements, each), rule),
                gdp,
            )
            for each in ABILITIES
        ),
    )


def _relative(settlement: Settlement) -> Values:
    """Return each ally's burden in whole lots, relative to the Alliance's, (a,)."""
    cost = settlement.lots @ settlement.terms.cost
    weight, whole = settlement.problem.weight, float(cost.sum())
    return np.asarray(np.divide(cost, weight * whole, out=np.zeros_like(cost), where=weight * whole > 0))


def _burdens(rule: Rule, settlement: Settlement, gdp: Values, base: Values) -> pl.DataFrame:
    cost, relative = settlement.lots @ settlement.terms.cost, _relative(settlement)
    return pl.DataFrame(
        {
            "rule": [rule] * cost.size,
            "ally": settlement.terms.allies,
            "cost": cost,
            "gdp_share": np.divide(100 * cost, gdp, out=np.zeros_like(cost), where=gdp > 0),
            "relative": relative,
            "rank": pl.Series(relative).rank("min", descending=True).cast(pl.Int64),
            "change": cost - base,
        }
    )


def _measures(rule: Rule, settlement: Settlement, base: Values) -> dict[str, object]:
    relative = _relative(settlement)
    cost = settlement.lots @ settlement.terms.cost
    asked = (settlement.limits.upper * settlement.problem.cost).sum(axis=1) > 0
    burdens = relative[asked]
    highest, lowest = float(burdens.max(initial=0.0)), float(burdens.min(initial=np.inf))
    envious, envy = _envy(settlement)
    return {
        "rule": rule,
        "gini": gini(burdens),
        "highest": highest,
        "lowest": lowest if burdens.size else 0.0,
        "ratio": highest / lowest if burdens.size and lowest > NOTICEABLE else None,
        "envious": envious,
        "envy": envy,
        "gains": int((cost < base * 0.99 - NOTICEABLE).sum()),
        "loses": int((cost > base * 1.01 + NOTICEABLE).sum()),
    }


def _envy(settlement: Settlement) -> tuple[int, float]:
    """Return how many allies envy another with reason before rounding, and the largest difference.

    An ally envies another with reason if it bears more and provides something above its least that the other,
    with its people, could provide more of.
    """
    problem, lots = settlement.problem, settlement.division.lots
    burden = problem.burden(lots)
    slack = 1e-7 * np.maximum(problem.total, 1.0)
    gives = (lots > problem.lower + slack) & (problem.cost > 0)
    room = problem.supply - lots @ problem.use
    manned = room[:, None] > 1e-6 * np.where(np.isfinite(room), np.abs(problem.supply), 1.0)[:, None]
    takes = (lots < problem.upper - slack) & (manned | (problem.use == 0))
    least = np.where(takes, burden[:, None], np.inf).min(axis=0, initial=np.inf)
    gap = np.where(gives & np.isfinite(least), burden[:, None] - least, 0.0).max(axis=1, initial=0.0)
    return int((gap > NOTICEABLE).sum()), float(gap.max(initial=0.0))


def _sensitivity(ability: Ability, settlement: Settlement, gdp: Values) -> pl.DataFrame:
    cost = settlement.lots @ settlement.terms.cost
    part = np.divide(gdp, gdp.sum(), out=np.zeros_like(gdp), where=gdp.sum() > 0) * cost.sum()
    return pl.DataFrame(
        {
            "ability": [ability] * cost.size,
            "ally": settlement.terms.allies,
            "cost": cost,
            "relative_to_gdp": np.divide(cost, part, out=np.zeros_like(cost), where=part > 0),
        }
    )
