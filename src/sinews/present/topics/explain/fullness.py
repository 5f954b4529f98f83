"""How full a line is: its slots taken, and what of it the plan itself has closed."""

from __future__ import annotations

import polars as pl

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.present.topics.explain.facts import spans

NOTHING = 1e-6
"""Products a year that count as none."""

IDLE = 0.005
"""Part of what a line can build below which it stands idle."""


def fullness(output: pl.DataFrame) -> list[str]:
    """Return in words in which years a line is full, open in part, closed and idle.

    Parameters
    ----------
    output
        Its rows of the plan's table of lines: year, base, closed, capacity, output.
    """
    use = output.sort("year").with_columns(part=pl.col("output") / pl.col("capacity").clip(NOTHING))
    there, whole = pl.col("capacity") > NOTHING, pl.col("closed") <= NOTHING
    full, left, idle, shut, less = (
        use.filter(condition)
        for condition in (
            there & whole & (pl.col("part") >= FULLY_MET),
            there & ~whole & (pl.col("part") >= FULLY_MET),
            (there | whole) & (pl.col("part") < IDLE),
            ~there & ~whole,
            there & ~whole,
        )
    )
    told = []
    if full.height:
        told.append(f"Every slot is taken in {spans(full['year'].to_list())}.")
    if less.height:
        most = wording.quantity(float(less["closed"].max()))  # type: ignore[arg-type]  # a float column
        told.append(f"The plan has closed up to {most} a year of it in {spans(less['year'].to_list())}.")
    if left.height:
        told.append(f"Every slot left open is taken in {spans(left['year'].to_list())}.")
    if shut.height:
        told.append(f"The plan has closed all of it in {spans(shut['year'].to_list())}.")
    if not (full.height or left.height):
        told.append("It is never full.")
    if idle.height:
        told.append(f"It stands idle in {spans(idle['year'].to_list())}.")
    return told
