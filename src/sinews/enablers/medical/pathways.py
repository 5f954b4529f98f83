"""Pathways: which steps of care casualties of each triage category and outcome go through, and how many do.

Who recovers soonest is taken to be the least wounded: the minimal category fills the lowest part of the law
of recovery, the delayed the next, the immediate and expectant the last. The limits of holding at Role 2, of
the evacuation policy and of duty then say who returns from where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sinews.case import Case
from sinews.case.problems import CaseError, Problem
from sinews.enablers.medical.recovery import MINUTES_A_DAY, Recovery, death_by_delay, recovery
from sinews.enablers.medical.tables import HOURS_A_DAY, planning_value, services, share

TRIAGE = ("T1", "T2", "T3", "T4", "sick")
RETURNED, DISCHARGED, DIED = "returned", "discharged", "died"

Step = tuple[str, str]
"""Service and station."""

_TO_ROLE1: dict[str, list[Step]] = {
    "T1": [("extraction", "extraction"), ("resuscitation", "role1"), ("forward_evacuation", "helicopter")],
    "T2": [("extraction", "extraction"), ("resuscitation", "role1"), ("forward_evacuation", "ambulance")],
    "T3": [("extraction", "extraction"), ("first_treatment", "role1"), ("forward_evacuation", "ambulance")],
    "T4": [("extraction", "extraction"), ("resuscitation", "role1"), ("forward_evacuation", "ambulance")],
    "sick": [("sick_call", "role1"), ("forward_evacuation", "ambulance")],
}
_TABLE: Step = ("damage_control_surgery", "role2_table")
_HOME: list[Step] = [("strategic_evacuation", "strategic"), ("home_care", "role4_bed")]


@dataclass(frozen=True, slots=True)
class Pathway:
    """What happens to casualties of one kind.

    Attributes
    ----------
    triage
        T1 to T4, or sick.
    outcome, role
        How it ends, and where: returned to duty, discharged, or died in spite of care.
    steps
        Service and station, in order.
    share
        Of all who are hit; of the sick, of all sick.
    lowest, highest
        Between which quantiles of the law of recovery they lie.
    """

    triage: str
    outcome: str
    role: int
    steps: tuple[Step, ...]
    share: float
    lowest: float = 0.0
    highest: float = 1.0


@dataclass(frozen=True, slots=True)
class Lethality:
    """Shares of all who are hit; who dies without surgery and is not dead at once is immediate (T1).

    Attributes
    ----------
    at_once
        Killed at once.
    mortal
        Alive, but dying without surgery.
    on_the_way
        Of these, dead before Role 1, if all take the mean time to it.
    """

    at_once: float
    mortal: float
    on_the_way: float


def lethality(case: Case) -> Lethality:
    """Return who of those hit is killed at once, and who will die without surgery."""
    mortally, law = share(case, "mortally_wounded"), death_by_delay(case)
    way = services(case)["extraction"].mean * MINUTES_A_DAY
    return Lethality(
        mortally * law.at_once, mortally * (1.0 - law.at_once), mortally * (law.dead(way) - law.at_once)
    )


def pathways(case: Case) -> tuple[Pathway, ...]:
    """Return every pathway that somebody takes: of all who are hit and not killed at once, and of the sick.

    Raises
    ------
    CaseError
        If triage shares exceed the whole, or more are lightly wounded than the minimal category has.
    """
    first, second, last = (share(case, f"t{n}_share") for n in (1, 2, 4))
    light = share(case, "role1_return")
    dead = lethality(case)
    # triage shares are those of the wounded who reach Role 1 alive
    reach = 1.0 - dead.at_once - dead.on_the_way
    first = max(first, (dead.mortal - dead.on_the_way) / reach)
    third = 1.0 - first - second - last
    if third < light:
        expected = "triage shares that leave for the minimal category (T3) at least the share of role1_return"
        raise CaseError([Problem("medical_planning", None, "value", f"{third:g}", expected)])
    hopeless = min(1.0, share(case, "hospital_mortality") * (1.0 - light) / last) if last else 0.0
    parts = {"T3": third - light, "T2": second, "T1": first, "T4": last * (1.0 - hopeless)}
    parts = {triage: part * reach for triage, part in parts.items()}
    parts["T1"] += dead.on_the_way
    to_the_end = (*_TO_ROLE1["T4"], _TABLE, ("stabilisation", "role2_icu"))
    found = [
        Pathway("T3", RETURNED, 1, tuple(_TO_ROLE1["T3"][:2]), light * reach),
        Pathway("T4", DIED, 2, to_the_end, last * hopeless * reach),
    ]
    begin, whole = 0.0, sum(parts.values())
    for triage, part in parts.items():
        end = begin + part / whole
        found += _by_recovery(case, triage, recovery(case, "recovered"), begin, end, whole)
        begin = end
    found += _sick(case)
    return tuple(pathway for pathway in found if pathway.share > 1e-12)


def _by_recovery(
    case: Case, triage: str, law: Recovery, begin: float, end: float, whole: float
) -> Iterator[Pathway]:
    """Yield the pathways of a triage category that fills a part of the law of recovery."""
    operated = {
        "T1": 1.0,
        "T2": planning_value(case, "t2_surgery") / 100.0,
        "T3": 0.0,
        "T4": 1.0,
        "sick": 0.0,
    }
    for role, outcome, low, high in _limits(case, law, begin, end):
        for surgery, part in ((True, operated[triage]), (False, 1.0 - operated[triage])):
            steps = tuple(_steps(triage, role, surgery))
            yield Pathway(triage, outcome, role, steps, whole * (high - low) * part, low, high)


def _limits(case: Case, law: Recovery, begin: float, end: float) -> Iterator[tuple[int, str, float, float]]:
    """Yield role, outcome and quantiles of those between two quantiles, by where they recover."""
    holding = law.within(planning_value(case, "role2_holding") / HOURS_A_DAY)
    policy = max(law.within(planning_value(case, "evacuation_policy")), holding)
    duty = max(law.within(planning_value(case, "duty_limit")), policy)
    edges = ((2, RETURNED, 0.0, holding), (3, RETURNED, holding, policy), (4, RETURNED, policy, duty),
             (4, DISCHARGED, duty, 1.0))  # fmt: skip
    for role, outcome, above, below in edges:
        low, high = max(above, begin), min(below, end)
        if high > low:
            yield role, outcome, low, high


def _steps(triage: str, role: int, surgery: bool) -> Iterator[Step]:
    """Yield the steps of care of who leaves care at Role 2, 3 or 4."""
    yield from _TO_ROLE1[triage]
    if surgery:
        yield _TABLE
    if role == 2:
        yield "recovery_law", "role2_bed"
        return
    severe = triage in ("T1", "T4")
    yield "stabilisation", "role2_icu" if severe else "role2_bed"
    yield "transfer", "ambulance"
    if triage != "sick":
        yield "surgery", "role3_table"
    if severe:
        yield "intensive_care", "role3_icu"
    yield "recovery_law" if role == 3 else "recovery", "role3_ward"
    if role == 4:
        yield from _HOME


def _sick(case: Case) -> Iterator[Pathway]:
    """Yield the pathways of the sick: in quarters, at Role 2, at Role 3, or home."""
    law = recovery(case, "sick_recovered")
    quarters = law.within(planning_value(case, "sick_quarters"))
    yield Pathway("sick", RETURNED, 1, tuple(_TO_ROLE1["sick"][:1]), quarters)
    yield from _by_recovery(case, "sick", law, quarters, 1.0, 1.0)
