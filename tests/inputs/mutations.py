"""A column of a case moved by 10 to 50 %, or by a year or a day, as far as bounds and checks allow."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sinews.case import Case, CaseError
from sinews.case.schema import Column, Kind, Table

FACTORS = (1.3, 0.8, 1.5, 0.5, 1.1)


def moves(case: Case, table: Table, column: Column) -> Iterator[tuple[int, Case]]:
    """Yield the case with the column moved, up (1) or down (-1), in all its rows or in every second one."""
    frame = case[table.name]
    steps = (1, -1) if column.kind is Kind.YEAR else FACTORS
    for rows in ("all", "even", "odd"):
        for step in steps:
            new = _moved(frame, column, step)
            if rows != "all":
                place = pl.int_range(pl.len()) % 2
                these = frame.select(place == (0 if rows == "even" else 1)).to_series()
                new = new.zip_with(these, frame[column.name])
            changed = frame.with_columns(new.alias(column.name))
            if changed.equals(frame):
                continue
            try:
                moved = case.with_table(table.name, changed)
            except CaseError:
                continue
            yield (1 if step >= 1 else -1), moved


def _moved(frame: pl.DataFrame, column: Column, step: float) -> pl.Series:
    """Return the values of a column moved within its bounds and its band."""
    old = frame[column.name]
    if column.kind is Kind.YEAR:
        new = old + int(step)
    elif column.kind is Kind.INTEGER:
        # at least by one
        new = (old * step).ceil() if step > 1 else (old * step).floor()
    else:
        new = old * step
    if column.name == "value" and {"low", "high"} <= set(frame.columns):
        new = pl.select(new.clip(frame["low"], frame["high"])).to_series()
    if column.minimum is not None:
        new = new.clip(lower_bound=column.minimum)
    if column.maximum is not None:
        new = new.clip(upper_bound=column.maximum)
    return new.cast(old.dtype)
