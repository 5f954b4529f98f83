"""What the Alliance holds at the start of the base year."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, held_by_alliance, holdings


def leaves(case: Case) -> pl.DataFrame:
    """Return the capabilities that are held and bought themselves: all but the aggregates."""
    capabilities = case["capabilities"]
    aggregates = capabilities["aggregate"].drop_nulls().unique()
    return capabilities.filter(~pl.col("capability").is_in(aggregates.implode()))


def baseline(case: Case) -> pl.DataFrame:
    """Return capability, baseline: what allies and multinational pools hold together, in units."""
    total = held_by_alliance(case, holdings(case)).rename({"quantity": "baseline"})
    return (
        leaves(case)
        .select("capability")
        .join(total, on="capability", how="left", maintain_order="left")
        .with_columns(pl.col("baseline").fill_null(0.0))
    )
