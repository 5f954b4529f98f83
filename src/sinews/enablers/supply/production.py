"""Surge production: what lines add to the stock of a class of supply, day by day."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.lines import line_rates
from sinews.enablers.supply.tables import factor, supply_classes
from sinews.engines.arrays import Values

DAYS_A_YEAR = 365.0


def line_output(case: Case, year: int | None = None, capacity: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what each line that makes something of a class of supply can deliver.

    Parameters
    ----------
    case, year, capacity
        As for `sinews.enablers.lines.line_rates`.

    Returns
    -------
    polars.DataFrame
        line, supply_class, rate (units of the class per year, less what Ukraine has been promised of it),
        ceiling (the same at the line's ceiling).
    """
    counted = supply_classes(case).filter(pl.col("fill").is_null()).drop_nulls("capability")
    return (
        line_rates(case, year, capacity)
        .join(counted.select("supply_class", "capability"), on="capability", maintain_order="left")
        .select("line", "supply_class", "rate", "ceiling")
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
