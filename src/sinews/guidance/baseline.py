"""What the Alliance holds at the start of the base year."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, holdings


def leaves(case: Case) -> pl.DataFrame:
    """Return the capabilities that are held and bought themselves: all but the aggregates."""
    capabilities = case["capabilities"]
    aggregates = capabilities["aggregate"].drop_nulls().unique()
    return capabilities.filter(~pl.col("capability").is_in(aggregates.implode()))


def baseline(case: Case) -> pl.DataFrame:
    """Return capability, baseline: what allies and multinational pools hold together, in units."""
    held = pl.concat(
        [holdings(case).select("capability", "quantity"), case["pooled"].select("capability", "quantity")]
    )
    total = held.group_by("capability", maintain_order=True).agg(pl.col("quantity").sum().alias("baseline"))
    return (
        leaves(case)
        .select("capability")
        .join(total, on="capability", how="left", maintain_order="left")
        .with_columns(pl.col("baseline").fill_null(0.0))
    )
