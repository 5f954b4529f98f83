"""What a plan's tables say of each ally: path, fair share, what is missing, what limits it."""

from __future__ import annotations

import polars as pl

from sinews.case import FULLY_MET
from sinews.implementation import Plan


def paths(plan: Plan) -> pl.DataFrame:
    """Return the money and the targets of each ally in each year.

    Returns
    -------
    polars.DataFrame
        ally, year, gdp, core, spent (all that the plan spends), budget (equipment budget, room for operating
        what is added, and what resilience funds pay), resilience; USD m. targets and met (how many targets
        the ally has in the year, and how many are met in full), of_year (sum over them of the part held, 0 to
        1 each), lasting and of_last (the same against the targets of the last year). All but the years may be
        added up over allies.
    """
    held = pl.col("closing") / pl.col("target")
    last = plan.stock["year"].max()
    final = plan.stock.filter(pl.col("year") == last).select("ally", "capability", final="target")
    targets = (
        plan.stock.join(final, on=["ally", "capability"], how="left", maintain_order="left")
        .group_by("ally", "year", maintain_order=True)
        .agg(
            targets=(pl.col("target") > 0).sum(),
            met=((pl.col("target") > 0) & (held >= FULLY_MET)).sum(),
            of_year=held.filter(pl.col("target") > 0).clip(0.0, 1.0).sum(),
            lasting=(pl.col("final") > 0).sum(),
            of_last=(pl.col("closing") / pl.col("final")).filter(pl.col("final") > 0).clip(0.0, 1.0).sum(),
        )
    )
    return (
        plan.spending.select("ally", "year", "gdp", "core", "resilience")
        .join(plan.cost.rename({"cost": "spent"}), on=["ally", "year"], how="left", maintain_order="left")
        .join(plan.budgets, on=["ally", "year"], how="left", maintain_order="left")
        .join(targets, on=["ally", "year"], how="left", maintain_order="left")
        .with_columns(
            pl.col("targets", "met", "lasting").cast(pl.Int64).fill_null(0),
            pl.col("of_year", "of_last").fill_null(0.0),
        )
        .sort("ally", "year")
    )


def added_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `paths` added up over allies, by year."""
    return rows.group_by("year", maintain_order=True).agg(pl.exclude("ally").sum()).sort("year")


def largest_shares(plan: Plan) -> pl.DataFrame:
    """Return what each ally is to add by the last year, the dearest first.

    Returns
    -------
    polars.DataFrame
        ally, capability, name, held, target, added (units of the capability), cost (over its life, USD m).
    """
    names = plan.case["capabilities"].select("capability", "name")
    return (
        plan.tables["shares"]
        .join(names, on="capability", how="left", maintain_order="left")
        .select(
            "ally",
            "capability",
            "name",
            "held",
            "target",
            added=pl.col("target") - pl.col("held"),
            cost="cost",
        )
        .sort("ally", "cost", "capability", descending=[False, True, False])
    )


def behind(plan: Plan) -> pl.DataFrame:
    """Return the targets that each ally misses in each year, the furthest behind first.

    Returns
    -------
    polars.DataFrame
        ally, year, capability, name, closing, target.
    """
    names = plan.case["capabilities"].select("capability", "name")
    return (
        plan.stock.filter((pl.col("target") > 0) & (pl.col("closing") < FULLY_MET * pl.col("target")))
        .join(names, on="capability", how="left", maintain_order="left")
        .with_columns(met=pl.col("closing") / pl.col("target"))
        .sort("ally", "year", "met", "capability")
        .select("ally", "year", "capability", "name", "closing", "target")
    )


def holding_back(plan: Plan) -> pl.DataFrame:
    """Return the bottlenecks that hold back each ally's targets, the one that matters most first.

    A bottleneck of industry holds back the allies that miss targets of the capability that it serves most,
    each in proportion to its part of the unit-years that are missing; a budget the ally whose it is.

    Returns
    -------
    polars.DataFrame
        ally, name, first_year, last_year, held_back (name of the capability), step, months, part (of the
        Alliance's missing unit-years of the capability, 0 to 1; 1 for an ally's own budget); by relief times
        part.
    """
    names = plan.case["capabilities"].select("capability", held_back="name")
    missing = (
        plan.stock.group_by("ally", "capability", maintain_order=True)
        .agg(short=pl.col("shortfall").sum())
        .filter(pl.col("short") > 0)
        .with_columns(part=pl.col("short") / pl.col("short").sum().over("capability"))
        .select("ally", "capability", "part")
    )
    money = plan.bottlenecks.filter(pl.col("kind").str.ends_with("budget")).with_columns(
        ally="key", part=pl.lit(1.0)
    )
    industry = plan.bottlenecks.filter(~pl.col("kind").str.ends_with("budget")).join(
        missing, on="capability", maintain_order="left_right"
    )
    return (
        pl.concat([industry, money.select(industry.columns)])
        .join(names, on="capability", how="left", maintain_order="left")
        .with_columns(weight=pl.col("relief") * pl.col("part"))
        .sort("ally", "weight", "rank", descending=[False, True, False])
        .select("ally", "name", "first_year", "last_year", "held_back", "step", "months", "part")
    )


def given_to_ukraine(plan: Plan) -> pl.DataFrame:
    """Return what each ally gives to Ukraine within the plan: ally, name, quantity, unit."""
    case = plan.case
    names = pl.concat(
        [
            case["capabilities"].select("name", "unit", key="capability", origin=pl.lit("stock")),
            case["lines"]
            .select("product", key="line")
            .join(case["products"].select("product", "name"), on="product", how="left", maintain_order="left")
            .select("name", pl.lit("product").alias("unit"), "key", origin=pl.lit("line")),
        ]
    )
    return (
        plan.tables["support"]
        .join(names, on=["origin", "key"], how="left", maintain_order="left")
        .group_by("ally", "name", "unit", maintain_order=True)
        .agg(pl.col("quantity").sum())
        .select("ally", "name", "quantity", "unit")
        .sort("ally", "name", "unit")
    )
