"""Assess a plan in one year: who carries what, who is ready, and the scoreboard."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews import registry
from sinews.assessment.burden import burden
from sinews.assessment.depth import depth
from sinews.assessment.growth import Growth
from sinews.assessment.readiness import readiness
from sinews.assessment.scoreboard import depth_measures, readiness_measures, scoreboard
from sinews.assessment.weight import weight_pulled
from sinews.case import Case, has_rows
from sinews.enablers import supply
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
    weight
        What `weight_pulled` returns: each measure of burden beside the Alliance's middle half.
    depth
        What `depth` returns: how long magazines and stocks last.
    growth
        What the plan does for economies, in all years; None where the case has no economy.
    first_year
        What `first_year` returns: where the published money of the first year goes; None where the case has
        none.
    tiers, formations, missing
        The tables of `Readiness` with a column year; None where the case has no force tiers.
    """

    scoreboard: pl.DataFrame
    burden: pl.DataFrame
    weight: pl.DataFrame
    depth: pl.DataFrame
    growth: Growth | None = None
    first_year: pl.DataFrame | None = None
    tiers: pl.DataFrame | None = None
    formations: pl.DataFrame | None = None
    missing: pl.DataFrame | None = None

    def __repr__(self) -> str:
        """Return the years reviewed, and how many measures it has."""
        years = self.scoreboard["year"].unique().sort().to_list()
        return f"Review({', '.join(map(str, years))}; {self.scoreboard['measure'].n_unique()} measures)"

    def _repr_html_(self) -> str:
        """Return the scoreboard, as a notebook shows it."""
        return str(registry.promised("notebook").in_html(self))


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
    carried, lasting = burden(plan, year), depth(plan, year)
    board = [scoreboard(case, plan, carried, year), depth_measures(plan, lasting, year)]
    if case["force_tiers"].is_empty() or case["formations"].is_empty():
        return Review(pl.concat(board), carried, weight_pulled(plan, carried, None), lasting)
    held = plan.held(year)
    filled = supply.formation_fill(case, held, year) if has_rows(case, supply.NEEDED) else None
    ready = readiness(case, held, filled)
    of_year = pl.lit(year, dtype=pl.Int64).alias("year")
    formations = ready.formations.with_columns(of_year)
    return Review(
        scoreboard=pl.concat([*board, readiness_measures(ready, year)]),
        burden=carried,
        weight=weight_pulled(plan, carried, formations),
        depth=lasting,
        tiers=ready.tiers.with_columns(of_year),
        formations=formations,
        missing=ready.shortfalls.with_columns(of_year),
    )
