"""Forces: our figures beside published numbers of brigades and of air defence systems."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.implementation import Plan
from sinews.verify.published.evidence import TARGET_YEAR, Evidence, Scope, held, members


def brigades_added(plan: Plan, allies: Scope) -> float:
    """Return how many brigades more than at the start some allies hold by the year of the targets."""
    brigades = members(plan.case, "brigades")
    return held(plan, allies, brigades, TARGET_YEAR) - held(plan, allies, brigades)


def multiple_of_air_defence(plan: Plan, ally: str) -> float:
    """Return ground-based air defence units in the year of the targets over those at the start."""
    units = members(plan.case, "gbad")
    return held(plan, [ally], units, TARGET_YEAR) / held(plan, [ally], units)


def target_of(plan: Plan, allies: Scope, capability: str, year: int) -> float:
    """Return the targets of some allies for a capability in a year, units."""
    chosen = plan.targets.filter(
        pl.col("ally").is_in(allies), pl.col("capability") == capability, pl.col("year") == year
    )
    return float(chosen["target"].sum())


OURS: dict[str, Callable[[Evidence], float]] = {
    "C046": lambda of: target_of(of.plan, of.europe, "sam_long", 2030),
    "C059": lambda of: brigades_added(of.plan, of.eu_uk_norway),
    "P23": lambda of: brigades_added(of.plan, of.europe),
    "P24": lambda of: brigades_added(of.plan, ["DEU"]),
    "P28": lambda of: multiple_of_air_defence(of.plan, "DEU"),
}
"""Our figure beside each published one, by its key."""
