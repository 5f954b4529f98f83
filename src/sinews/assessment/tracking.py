"""A plan against what has happened since: spending, holdings, deliveries and people in newer figures.

What is late is told in years of the plan itself: an ally that holds in 2028 what the plan gives it in 2027 is
a year late, and unless it catches up, what it was to have in 2031 comes in 2032.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import polars as pl

from sinews.case import FULLY_MET, Case
from sinews.implementation import Plan

SPENDING = {"ally": pl.String, "year": pl.Int64, "measure": pl.String, "planned": pl.Float64,
            "happened": pl.Float64, "difference": pl.Float64}  # fmt: skip
REPORTED = ("ally", "year", "spent", "gdp", "real_change", "personnel_share", "infrastructure_share",
            "other_share")  # fmt: skip
HOLDINGS = {"ally": pl.String, "capability": pl.String, "year": pl.Int64, "planned": pl.Float64,
            "happened": pl.Float64, "difference": pl.Float64, "delivered_planned": pl.Float64,
            "delivered": pl.Float64, "late": pl.Float64, "met_planned": pl.Int64,
            "met": pl.Int64}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tracking:
    """What was planned against what happened, in the planning years that a newer case has figures for.

    Attributes
    ----------
    reported
        ally, year, spent, gdp (USD m at current prices and exchange rates), real_change (of what is spent, %
        of the year before), personnel_share, infrastructure_share, other_share (% of what is spent): what
        allies have said of their expenditure, of which a plan says nothing.
    spending
        ally, year, measure (``gdp_share`` in % of GDP, ``equipment_share`` in % of expenditure), planned,
        happened, difference.
    holdings
        ally, capability, year (at whose end), planned, happened, difference; delivered_planned and delivered
        (units since the start of the plan; what happened taken with retirements as planned); late (years by
        which the ally is behind the plan, negative if ahead); met_planned and met (the year from which the
        target of the horizon is held, by the plan and with this delay; null where not within the horizon).
    people
        ally, year, planned (thousand soldiers that the plan counts on), happened, difference.
    """

    reported: pl.DataFrame
    spending: pl.DataFrame
    holdings: pl.DataFrame
    people: pl.DataFrame

    @property
    def late(self) -> pl.DataFrame:
        """The holdings that are late, the latest first."""
        return self.holdings.filter(pl.col("late") > 0).sort("late", descending=True, maintain_order=True)


def track(plan: Plan, case: Case) -> Tracking:
    """Compare a plan with a case of newer editions.

    Parameters
    ----------
    plan
        The plan.
    case
        A case that says what has happened: expenditure and personnel by year, holdings by their year
        (``as_of``). Only figures of planning years count, and each ally and capability that the plan knows.

    Returns
    -------
    Tracking
        Its tables are empty where the case has nothing newer than the plan.
    """
    return Tracking(_reported(plan, case), _spending(plan, case), _holdings(plan, case), _people(plan, case))


def _reported(plan: Plan, case: Case) -> pl.DataFrame:
    """Return what allies have said of their expenditure in planning years, beside what a plan speaks of."""
    rows = case["expenditure"].filter(pl.col("year").is_in(list(plan.case.years)))
    return rows.select(
        "ally", "year", "real_change", "personnel_share", "infrastructure_share", "other_share",
        spent="current", gdp="gdp_current",
    ).select(*REPORTED)  # fmt: skip


def _spending(plan: Plan, case: Case) -> pl.DataFrame:
    """Return planned and actual shares of expenditure."""
    measures = ("gdp_share", "equipment_share")
    planned = plan.tables["spending_path"].select("ally", "year", *measures)
    core = case["core_expenditure"].select("ally", "year", *measures)
    # the plan's money is core expenditure; all expenditure stands in for years that no edition tells of
    earlier = case["expenditure"].select("ally", "year", *measures)
    happened = pl.concat([core, earlier.join(core, on=["ally", "year"], how="anti", maintain_order="left")])
    both = (
        planned.unpivot(index=["ally", "year"], variable_name="measure", value_name="planned")
        .join(
            happened.unpivot(index=["ally", "year"], variable_name="measure", value_name="happened"),
            on=["ally", "year", "measure"], how="inner", maintain_order="left",
        )
        .drop_nulls()
    )  # fmt: skip
    return (
        both.with_columns(difference=pl.col("happened") - pl.col("planned"))
        .select(*SPENDING)
        .cast(pl.Schema(SPENDING))
    )


def _people(plan: Plan, case: Case) -> pl.DataFrame:
    """Return the soldiers that the plan counts on, which are those last known to it, and those there are."""
    counted = plan.case["personnel"].sort("year").group_by("ally", maintain_order=True).last()
    happened = case["personnel"].filter(pl.col("year") >= plan.case.settings.base_year)
    return happened.join(
        counted.select("ally", planned="military"), on="ally", how="inner", maintain_order="left"
    ).select(
        "ally", "year", "planned", happened="military", difference=pl.col("military") - pl.col("planned")
    )


def _holdings(plan: Plan, case: Case) -> pl.DataFrame:
    """Return planned and actual holdings, the delay between them, and what it does to the dates."""
    years = plan.case.years
    rows = []
    newer = case["inventory"].filter(pl.col("as_of").is_between(years[0], years[-1]))
    stock = plan.stock.sort("ally", "capability", "year").partition_by(
        "ally", "capability", as_dict=True, maintain_order=True
    )
    for ally, capability, happened, year in newer.select(
        "ally", "capability", "quantity", "as_of"
    ).iter_rows():
        path = stock.get((ally, capability))
        if path is None:
            continue
        until = path.filter(pl.col("year") <= year)
        planned, opening = until["closing"][-1], path["opening"][0]
        gone = float(until["retired"].sum()) + float(until["given"].sum())
        points = [opening, *path["closing"].to_list()]
        late = _late(points, years[0], year, happened)
        met = _met(path)
        rows.append(
            (ally, capability, year, planned, happened, happened - planned, float(until["delivered"].sum()),
             happened - opening + gone, late, met, _moved(met, late, years[-1]))
        )  # fmt: skip
    return pl.DataFrame(rows, schema=HOLDINGS, orient="row")


def _late(points: Sequence[float], base_year: int, year: int, happened: float) -> float:
    """Return by how many years a holding is behind a path, negative if ahead of it.

    Parameters
    ----------
    points
        What the plan holds at the start of the base year and at the end of each year, straight lines between.
    base_year, year
        The first planning year, and the year at whose end `happened` is held.
    """
    now = year - base_year + 1
    planned = points[now]
    # things are counted whole: what is within one of the plan is on it
    if happened == planned or (happened == round(happened) and abs(happened - planned) < 1.0 - 1e-6):
        return 0.0
    # behind: back to when the plan held no more; ahead: on to when it holds as much
    steps = range(now, 0, -1) if happened < planned else range(now + 1, len(points))
    for end in steps:
        low, high = points[end - 1], points[end]
        if min(low, high) <= happened <= max(low, high) and low != high:
            return now - (end - 1 + (happened - low) / (high - low))
    return float(now) if happened < planned else float(now - (len(points) - 1))


def _met(path: pl.DataFrame) -> int | None:
    """Return the first year from which on the path holds the target of the horizon, or None."""
    target = path["target"][-1] * FULLY_MET
    met = None
    for year, closing in path.select("year", "closing").reverse().iter_rows():
        if closing < target:
            break
        met = year
    return None if target == 0.0 else met


def _moved(met: int | None, late: float, horizon: int) -> int | None:
    """Return the year in which a target is met with a delay, or None if that is beyond the horizon."""
    if met is None:
        return None
    moved = met + ceil(late - 1e-9) if late > 0 else met
    return moved if moved <= horizon else None
