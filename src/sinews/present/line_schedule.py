"""What each production line does in each year: for whom it builds, and how much stands idle."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan

CONTRACTS = "contracts"
UKRAINE = "ukraine"
OTHERS = "others"
ORDERS = "orders"
IDLE = "idle"
ADDED = "added"

NEGLIGIBLE = 1e-6
"""Products below which nothing is shown."""


def line_schedule(plan: Plan) -> pl.DataFrame:
    """Return what each line's output and idle capacity of each year consist of.

    Returns
    -------
    polars.DataFrame
        Columns line, year, part, region, quantity (products), one row for each that is not zero. `part` is
        what is built on contract, for Ukraine, for others, or on new orders (one row for each region of the
        allies), or capacity that stands idle: what was there or announced, and what expansion has added. The
        parts of a year add up to the line's capacity, or to its output where that is more.
    """
    regions = plan.case["allies"].select("ally", "region")
    delivered = plan.deliveries.join(regions, on="ally", how="left", maintain_order="left")
    output = plan.tables["lines"].with_columns(idle=(pl.col("capacity") - pl.col("output")).clip(0.0))
    added = pl.min_horizontal("idle", "expansion")
    parts = [
        _part(delivered, CONTRACTS, pl.col("contracted")),
        _part(
            plan.tables["support"].filter(pl.col("origin") == "line").with_columns(line="key"),
            UKRAINE,
            pl.col("quantity"),
        ),
        _part(output, OTHERS, pl.col("others")),
        _part(delivered, ORDERS, pl.col("ordered"), region=pl.col("region")),
        _part(output, IDLE, pl.col("idle") - added),
        _part(output, ADDED, added),
    ]
    return pl.concat(parts).filter(pl.col("quantity") > NEGLIGIBLE)


def _part(frame: pl.DataFrame, part: str, quantity: pl.Expr, region: pl.Expr | None = None) -> pl.DataFrame:
    """Return one part of all lines and years."""
    none = pl.lit(None, pl.String)
    return (
        frame.select(
            "line", "year", part=pl.lit(part), region=none if region is None else region, quantity=quantity
        )
        .group_by("line", "year", "part", "region", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )
