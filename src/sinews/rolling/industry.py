"""Lines, materials, learning and people of industry a year later, without any decision."""

from __future__ import annotations

import polars as pl

from sinews.case import Case


def industry(case: Case, arriving: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return lines, materials, products and the workforce a year later.

    Parameters
    ----------
    case
        The case before.
    arriving
        What lines have built in the year, columns as `sinews.rolling.due.ARRIVALS`.
    """
    built = arriving.drop_nulls("product").group_by("product", maintain_order=True).agg(pl.col("built").sum())
    products = (
        case["products"]
        .join(built, on="product", how="left", maintain_order="left")
        .with_columns(prior_quantity=pl.col("prior_quantity") + pl.col("built").fill_null(0.0))
        .select(case["products"].columns)
    )
    remaining = pl.col("workers") * (1.0 - pl.col("attrition") / 100.0)
    return {
        "lines": _nearer_to_announced(case["lines"], case.settings.base_year),
        "materials": _nearer_to_announced(case["materials"], case.settings.base_year),
        "products": products,
        "workforce": case["workforce"].with_columns(workers=(remaining + pl.col("apprentices")).round(1)),
    }


def _nearer_to_announced(plants: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return plants with the rate of the next year on the straight line to what is announced."""
    reached = pl.max_horizontal(pl.col("announced_year"), pl.lit(year + 1, pl.Int64))
    step = (pl.col("announced_rate") - pl.col("rate")) / (reached - year)
    there = reached <= year + 1
    return plants.with_columns(
        rate=pl.when(pl.col("announced_rate").is_null())
        .then("rate")
        .when(there)
        .then("announced_rate")
        .otherwise((pl.col("rate") + step).round_sig_figs(10)),
        announced_rate=pl.when(~there).then("announced_rate"),
        announced_year=pl.when(~there).then("announced_year"),
    )
