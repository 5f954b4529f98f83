"""What production lines can deliver in a year: shared by the enablers that draw on stocks."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.engines.path import evenly


def line_rates(case: Case, year: int | None = None, capacity: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what each line can deliver in a year, less what Ukraine has been promised of it.

    Parameters
    ----------
    case
        A checked case.
    year
        The year; None for the base year.
    capacity
        line, capacity (products per year): what a plan has made of the lines by then. Without it a line moves
        in a straight line from today's rate to the announced one.

    Returns
    -------
    polars.DataFrame
        line, capability, rate (units of the capability per year), ceiling (the same at the line's ceiling).
    """
    now = case.settings.base_year if year is None else year
    lines = (
        case["lines"]
        .join(case["products"].select("product", "capability", "yield"), on="product", maintain_order="left")
        .join(_promised(case, now), on="line", how="left", maintain_order="left")
    )
    if capacity is None:
        start = case.settings.base_year
        reached = pl.max_horizontal(pl.col("announced_year"), pl.lit(start + 1))
        part = ((now - start) / (reached - start)).clip(0.0, 1.0)
        output = pl.col("rate") + (pl.col("announced_rate") - pl.col("rate")) * part
        lines = lines.with_columns(capacity=output.fill_null(pl.col("rate")))
    else:
        lines = lines.join(capacity.select("line", "capacity"), on="line", how="left", maintain_order="left")
    promised = pl.col("promised").fill_null(0.0)
    free = (pl.col("capacity").fill_null(pl.col("rate")) - promised).clip(0.0)
    return lines.select(
        "line",
        "capability",
        rate=free * pl.col("yield"),
        ceiling=pl.max_horizontal(free, pl.col("ceiling") - promised) * pl.col("yield"),
    )


def _promised(case: Case, year: int) -> pl.DataFrame:
    """Return line, promised: products that allies have promised Ukraine from lines in a year."""
    rows = case["support_deliveries"].drop_nulls("line")
    due = evenly(rows["quantity"], rows["first_year"], rows["last_year"], year)
    return (
        rows.with_columns(promised=due)
        .group_by("line", maintain_order=True)
        .agg(pl.col("promised").sum())
        .filter(pl.col("promised") > 0)
    )
