"""Checks that ships, batteries and the like are handed over whole, as the work on them allows."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, wrong_rows
from sinews.verify.plan.tolerance import TOLERANCE

REMAINDERS = 1e-4
"""What remainders of work, each too small to be begun, may make up over all allies, in units."""


def whole_units(plan: Plan) -> Findings:
    """Check that ships and the like are handed over whole, and as the work on them allows."""
    yields = plan.case["products"].select("product", worth="yield")
    case = plan.case
    whole = pl.concat([case[table].select("capability") for table in ("whole_units", "contract_sizes")])
    rows = plan.deliveries.join(whole, on="capability", how="semi", maintain_order="left")
    rows = _by_their_dates(plan, rows.join(yields, on="product", maintain_order="left"))
    # what is ordered whole is for who ordered it, line by line
    ordered_whole = pl.col("capability").is_in(case["contract_sizes"]["capability"].implode())
    rows = rows.with_columns(
        capability=pl.when(ordered_whole).then("line").otherwise("capability"),
        worth=pl.when(ordered_whole).then(1.0).otherwise("worth"),
    )
    keys = ["ally", "line", "year"]
    parts = ~(pl.col("completed") % 1 == 0)
    found = wrong_rows(
        "deliveries", rows, keys, parts, "{completed} are handed over, and only whole ones count"
    )
    found.rows = rows.height
    most: dict[str, float] = {}
    for year in plan.case.years:
        so_far = (
            rows.filter(pl.col("year") <= year)
            .group_by("capability", "line", "ally", maintain_order=True)
            .agg(pl.col("ordered", "contracted", "completed").sum(), pl.col("worth").first())
        )
        found += _kept_back(plan, so_far, year) + _not_begun(so_far, year, most)
    return found


def _by_their_dates(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Return deliveries with the work on contracts that have milestones as if done when it is handed over."""
    pair = ["ally", "line"]
    milestones = plan.case["milestones"].select(*pair, "year", due="quantity")
    dated = milestones.select(pair).unique().with_columns(dated=pl.lit(value=True))
    return (
        rows.join(dated, on=pair, how="left", maintain_order="left")
        .join(milestones, on=[*pair, "year"], how="left", maintain_order="left")
        .with_columns(contracted=pl.when("dated").then(pl.col("due").fill_null(0.0)).otherwise("contracted"))
        .drop("dated", "due")
    )


def _kept_back(plan: Plan, so_far: pl.DataFrame, year: int) -> list[str]:
    """Check that each line has handed over by the end of a year what it has completed, and no more.

    Contracts of the start and new orders are rounded apart, each to within half a unit of a line's work, or a
    whole one of a line that has nothing in build at the start.
    """
    running = dict(plan.case["lines"].select("line", "rate").iter_rows())
    work = pl.col("ordered").sum() + pl.col("contracted").sum()
    by_line = so_far.group_by("line", maintain_order=True).agg(ahead=pl.col("completed").sum() - work)
    return [
        f"deliveries, line {line}, year {year}, completed: {ahead} units beyond its work by then"
        for line, ahead in by_line.iter_rows()
        if abs(ahead) > (1.0 if running[line] else 2.0) + TOLERANCE
    ]


def _not_begun(so_far: pl.DataFrame, year: int, most: dict[str, float]) -> list[str]:
    """Check that nobody has been handed over a unit by the end of a year before work for it has begun.

    An ally may leave a unit that it does not need to others. What lines have in build at the start is worked
    for nobody: once all have had what was worked for them, what several lines had makes up a unit more, and
    whoever gets that is ahead of the work for it by as much as all together are.

    Parameters
    ----------
    so_far
        capability, line, ally; ordered, contracted, completed by the end of the year, products; worth, units
        of the capability in one.
    year
        The year.
    most
        By how much all together have been ahead at most, by capability; it is brought up to the year.
    """
    # contracts are rounded apart: a unit of them that is begun may be handed over or not
    contracted = pl.col("contracted")
    begun, complete = (contracted - TOLERANCE).ceil(), (contracted + TOLERANCE).floor()
    per_ally = so_far.group_by("capability", "ally", maintain_order=True).agg(
        ahead=((pl.col("completed") - pl.col("ordered") - begun) * pl.col("worth")).sum(),
    )
    per_line = so_far.group_by("capability", "line", "worth", maintain_order=True).agg(
        pl.col("ordered", "contracted", "completed").sum()
    )
    of_all = per_line.group_by("capability", maintain_order=True).agg(
        ahead=((pl.col("completed") - pl.col("ordered") - complete) * pl.col("worth")).sum(),
        unit=pl.col("worth").max(),
    )
    unit = {}
    for r in of_all.iter_rows(named=True):
        most[r["capability"]] = max(most.get(r["capability"], 0.0), r["ahead"])
        unit[r["capability"]] = r["unit"]
    return [
        f"deliveries, ally {ally}, year {year}, completed: {ahead} of {key} by then beyond what was worked "
        "for it"
        for key, ally, ahead in per_ally.iter_rows()
        if ahead > max(unit[key] - TOLERANCE / 2.0, most[key] + REMAINDERS)
    ]
