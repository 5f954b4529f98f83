"""Assess a plan in one year: who carries what, who is ready, and the scoreboard."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.assessment.burden import burden
from sinews.assessment.growth import Growth
from sinews.assessment.readiness import readiness
from sinews.assessment.scoreboard import readiness_measures, scoreboard
from sinews.case import Case
from sinews.implementation import Plan


@dataclass(frozen=True, slots=True)
class Review:
    """What a plan achieves in the years reviewed.

    Attributes
    ----------
    scoreboard
        Columns as `sinews.assessment.scoreboard.BOARD`.
    burden
        What `burden` returns.
    growth
        What the plan does for economies, in all years; None where the case has no economy.
    tiers, formations, missing
        The tables of `Readiness` with a column year; None where the case has no force tiers.
    """

    scoreboard: pl.DataFrame
    burden: pl.DataFrame
    growth: Growth | None = None
    tiers: pl.DataFrame | None = None
    formations: pl.DataFrame | None = None
    missing: pl.DataFrame | None = None

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables that every review has, by name."""
        return {"scoreboard": self.scoreboard, "burden": self.burden}


def assess(case: Case, plan: Plan, year: int) -> Review:
    """Assess what the plan achieves in one planning year.

    Raises
    ------
    ValueError
        If the year is not a planning year of the case.
    """
    if year not in case.years:
        raise ValueError(
            f"{year} is no planning year of this case; choose from {case.years[0]} to {case.years[-1]}"
        )
    carried = burden(plan, year)
    if case["force_tiers"].is_empty() or case["formations"].is_empty():
        return Review(scoreboard=scoreboard(case, plan, carried, year), burden=carried)
    ready = readiness(case, plan.held(year))
    board = pl.concat([scoreboard(case, plan, carried, year), readiness_measures(ready, year)])
    of_year = pl.lit(year, dtype=pl.Int64).alias("year")
    return Review(
        scoreboard=board,
        burden=carried,
        tiers=ready.tiers.with_columns(of_year),
        formations=ready.formations.with_columns(of_year),
        missing=ready.shortfalls.with_columns(of_year),
    )
