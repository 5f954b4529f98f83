"""Surge production: what lines add to the stock of a class of supply, day by day."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.supply.tables import factor, supply_classes
from sinews.engines.arrays import Values

DAYS_A_YEAR = 365.0


def line_output(case: Case, year: int | None = None, capacity: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what each line that makes something of a class of supply can deliver.

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
        line, supply_class, rate (units of the class per year, less what Ukraine has been promised of it),
        ceiling (the same at the line's ceiling).
    """
    now = case.settings.base_year if year is None else year
    counted = supply_classes(case).filter(pl.col("fill").is_null()).drop_nulls("capability")
    lines = (
        case["lines"]
        .join(case["products"].select("product", "capability", "yield"), on="product", maintain_order="left")
        .join(counted.select("supply_class", "capability"), on="capability", maintain_order="left")
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
    free = (pl.col("capacity").fill_null(pl.col("rate")) - pl.col("promised").fill_null(0.0)).clip(0.0)
    return lines.select(
        "line",
        "supply_class",
        rate=free * pl.col("yield"),
        ceiling=pl.max_horizontal(free, pl.col("ceiling") - pl.col("promised").fill_null(0.0))
        * pl.col("yield"),
    )


def surge(case: Case, days: int, year: int | None = None, capacity: pl.DataFrame | None = None) -> Values:
    """Return what the lines deliver of each class in a day of war, (classes, days), units of the class.

    Extra shifts raise the output of each line in a straight line over ``surge_days``, by the part
    ``surge_output`` at most and never above the line's ceiling.

    Parameters
    ----------
    case, year, capacity
        As for `line_output`.
    days
        Number of days.
    """
    classes = supply_classes(case)["supply_class"].to_list()
    lines = line_output(case, year, capacity)
    grown = 1.0 + factor(case, "surge_output", share=True) * np.clip(
        np.arange(days) / factor(case, "surge_days"), 0.0, 1.0
    )
    output = np.zeros((len(classes), days))
    for supply_class, rate, ceiling in lines.select("supply_class", "rate", "ceiling").iter_rows():
        output[classes.index(supply_class)] += np.minimum(rate * grown, ceiling) / DAYS_A_YEAR
    return output


def _promised(case: Case, year: int) -> pl.DataFrame:
    """Return line, promised: products that allies have promised Ukraine from lines in a year."""
    return (
        case["support_deliveries"]
        .drop_nulls("line")
        .filter((pl.col("first_year") <= year) & (pl.col("last_year") >= year))
        .group_by("line", maintain_order=True)
        .agg(promised=(pl.col("quantity") / (pl.col("last_year") - pl.col("first_year") + 1)).sum())
    )
