"""Support to Ukraine: what is given, what it costs in delay, what its orders do for prices and lines."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.engines.learning_curve import average_price_ratio
from sinews.implementation import Plan


def given(plan: Plan) -> pl.DataFrame:
    """Return what is given to Ukraine, and what that costs the plan at most.

    Returns
    -------
    polars.DataFrame
        origin (``"stock"`` or ``"line"``), key, name, unit, quantity, first_year, last_year, allies (how many
        give it), shortfall (% of the plan's weighted shortfall, at most), months (delay of what is late of
        the capability on average, at most); the costliest first. The money is not in it.
    """
    case = plan.case
    names = pl.concat(
        [
            case["capabilities"].select("name", "unit", key="capability", origin=pl.lit("stock")),
            case["lines"].select("name", unit=pl.lit("product"), key="line", origin=pl.lit("line")),
        ]
    )
    cost = (
        plan.tables["support_cost"]
        .group_by("origin", "key", maintain_order=True)
        .agg(pl.col("shortfall", "months").sum())
    )
    return (
        plan.tables["support"]
        .group_by("origin", "key", maintain_order=True)
        .agg(
            pl.col("quantity").sum(),
            first_year=pl.col("year").min(),
            last_year=pl.col("year").max(),
            allies=pl.col("ally").n_unique().cast(pl.Int64),
        )
        .join(names, on=["origin", "key"], how="left", maintain_order="left")
        .join(cost, on=["origin", "key"], how="left", maintain_order="left")
        .with_columns(pl.col("shortfall", "months").fill_null(0.0))
        .sort("shortfall", "key", descending=[True, False])
    )


def price_paths(plan: Plan) -> pl.DataFrame:
    """Return the prices of products that are built for Ukraine, with and without that on the learning curve.

    Returns
    -------
    polars.DataFrame
        product, name, year, for_ukraine, to_allies (products delivered in the year), with_support,
        without_support (price of one product in % of today's), saved (USD m, constant prices): what the
        allies' new orders cost less for it.

    Notes
    -----
    The closed form of the learning curve with the plan's own deliveries: the average over the year's lot,
    against the price after the quantity built before the base year, down to the class's floor. Effects of the
    yearly rate, and what the allies would have ordered otherwise, are left out.
    """
    case = plan.case
    lines = case["lines"].select("line", "product")
    for_ukraine = (
        plan.tables["support"]
        .filter(origin="line")
        .join(lines, left_on="key", right_on="line", how="left", maintain_order="left")
        .group_by("product", "year", maintain_order=True)
        .agg(for_ukraine=pl.col("quantity").sum())
    )
    to_allies = plan.deliveries.group_by("product", "year", maintain_order=True).agg(
        to_allies=(pl.col("ordered") + pl.col("contracted")).sum()
    )
    ordered = plan.orders.group_by("product", year="delivery_year", maintain_order=True).agg(
        ordered=pl.col("value").sum()
    )
    facts = (
        case["products"]
        .select("product", "name", "learning_class", "prior_quantity")
        .join(case["learning"].drop("source", "status", "note"), on="learning_class", how="left")
    )
    products = for_ukraine.select("product").unique(maintain_order=True)
    grid = (
        products.join(pl.DataFrame({"year": list(case.years)}), how="cross", maintain_order="left_right")
        .join(for_ukraine, on=["product", "year"], how="left", maintain_order="left")
        .join(to_allies, on=["product", "year"], how="left", maintain_order="left")
        .join(ordered, on=["product", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("for_ukraine", "to_allies", "ordered").fill_null(0.0))
        .join(facts, on="product", how="left", maintain_order="left")
    )
    built = {
        "with_support": pl.col("to_allies") + pl.col("for_ukraine"),
        "without_support": pl.col("to_allies"),
    }
    for column, quantity in built.items():
        until = pl.col("prior_quantity") + quantity.cum_sum().over("product")
        grid = grid.with_columns(until=until, before=until - quantity)
        prior, before, after, slope, floor = (
            grid[each].to_numpy() for each in ("prior_quantity", "before", "until", "slope", "floor")
        )
        average = (grid["theory"] == "cumulative_average").to_numpy()
        ratio = average_price_ratio(prior, before, after, slope / 100.0, cumulative_average=average)
        ratio = np.maximum(100.0 * ratio, floor)
        grid = grid.with_columns(pl.Series(column, ratio))
    dearer = pl.col("without_support") / pl.col("with_support") - 1.0
    return grid.with_columns(saved=pl.col("ordered") * dearer).select(
        "product", "name", "year", "for_ukraine", "to_allies", "with_support", "without_support", "saved"
    )


def line_shares(plan: Plan) -> pl.DataFrame:
    """Return how much of their capacity lines give to Ukraine.

    Returns
    -------
    polars.DataFrame
        line, name, share (of the line's capacity in the years of support, 0..1), idle (share of its capacity
        that stands idle in those years), after (share that is used in the years afterwards; null if there
        are none).
    """
    support = (
        plan.tables["support"]
        .filter(origin="line")
        .group_by(pl.col("key").alias("line"), "year", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )
    until = support.group_by("line", maintain_order=True).agg(until=pl.col("year").max())
    years = plan.tables["lines"].join(until, on="line", how="inner", maintain_order="left")
    during = years.join(support, on=["line", "year"], how="inner", maintain_order="left")
    afterwards = (
        years.filter(pl.col("year") > pl.col("until"))
        .group_by("line", maintain_order=True)
        .agg(after=pl.col("output").sum() / pl.col("capacity").sum())
    )
    return (
        during.group_by("line", maintain_order=True)
        .agg(
            share=pl.col("quantity").sum() / pl.col("capacity").sum(),
            idle=1 - pl.col("output").sum() / pl.col("capacity").sum(),
        )
        .join(afterwards, on="line", how="left", maintain_order="left")
        .join(plan.case["lines"].select("line", "name"), on="line", how="left", maintain_order="left")
        .sort("share", "line", descending=[True, False])
    )
