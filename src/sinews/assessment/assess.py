"""Assess a plan in one year: who carries what, and a first scoreboard."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.assessment.burden import burden
from sinews.assessment.growth import Growth
from sinews.assessment.scoreboard import scoreboard
from sinews.case import Case
from sinews.implementation import Plan


@dataclass(frozen=True, slots=True)
class Review:
    """What a plan achieves in the years reviewed.

    Attributes
    ----------
    scoreboard
        dimension, measure, unit, year, value.
    burden
        ally, year, gdp_share, equipment_share, target_fulfilment, additional_cost: in % and USD m.
    growth
        What the plan does for economies, in all years; None where the case has no economy.
    """

    scoreboard: pl.DataFrame
    burden: pl.DataFrame
    growth: Growth | None = None

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables of the review by name."""
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
    return Review(scoreboard=scoreboard(case, plan, carried, year), burden=carried)
