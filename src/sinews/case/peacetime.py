"""What peace uses up: rounds fired in training, missiles past their shelf life, aircraft lost."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived

HOURS = 100_000.0
"""Flying hours in which losses are counted."""


@derived
def peacetime_use(case: Case) -> pl.DataFrame:
    """Return what part of what is to be held of each capability is used up in a year of peace.

    Returns
    -------
    polars.DataFrame
        capability, renewed (what is fired in training or has passed its shelf life, 0 to 1), lost (in
        accidents, 0 to 1), in the order of the table.

    Notes
    -----
    Training takes the oldest (first in, first out), so that what is fired has not to be thrown away: of
    training and shelf life the larger counts. A stock that is kept level, and has rounds of all ages, loses
    one part in its shelf life each year.
    """
    training, life = pl.col("training").fill_null(0.0) / 100.0, 1.0 / pl.col("shelf_life")
    flown = pl.col("flying_hours").fill_null(0.0)
    return case["peacetime_use"].select(
        "capability",
        renewed=pl.max_horizontal(training, life.fill_null(0.0)),
        lost=(flown * pl.col("loss_rate").fill_null(0.0) / HOURS).clip(0.0, 1.0),
    )
