"""The forces of a year that the stress test is run on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.implementation import Plan


@dataclass(frozen=True, slots=True)
class Forces:
    """What allies hold at the end of a year.

    Attributes
    ----------
    year
        The year.
    held
        ally, capability, quantity.
    capacity
        line, capacity (products a year): what a plan has made of the lines by then; None for those of the
        start.
    """

    year: int
    held: pl.DataFrame
    capacity: pl.DataFrame | None = None

    @classmethod
    def of_plan(cls, plan: Plan, year: int) -> Forces:
        """Return what a plan holds at the end of a planning year."""
        return cls(year, plan.held(year), plan.line_capacity(year))
