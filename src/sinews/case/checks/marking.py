"""How the checks turn marked rows into problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from sinews.case.frames import FIRST_ROW
from sinews.case.problems import SHOWN_PER_KIND, Problem

Frames = Mapping[str, pl.DataFrame]

FEW = 10_000
"""Rows up to which a column is looked through value by value."""


def marked(
    table: str,
    column: str,
    values: pl.Series,
    mask: pl.Series,
    expected: str,
    remedy: Callable[[str], str] | str = "",
) -> list[Problem]:
    """Return one problem for each row whose mask is true.

    Parameters
    ----------
    table, column
        Where the values stand.
    values
        What stands there.
    mask
        True where it is wrong; null counts as right.
    expected
        What should stand there.
    remedy
        What to do: the same for all, or a function of the value as text, asked for the first values only.
    """
    if not mask.any():
        return []
    rows = mask.fill_null(False).arg_true()
    found = [(row, _text(value)) for row, value in zip(rows, values.gather(rows), strict=True)]
    if not callable(remedy):
        return [Problem(table, row + FIRST_ROW, column, value, expected, remedy) for row, value in found]
    # a search for similar words is dear, so only the values that a report prints get one
    remedies = {value: remedy(value) for value in dict.fromkeys(value for _, value in found[:SHOWN_PER_KIND])}
    return [
        Problem(table, row + FIRST_ROW, column, value, expected, remedies.get(value, ""))
        for row, value in found
    ]


def all_among(values: pl.Series, known: set[object]) -> bool:
    """Return whether all values are surely among those known: a quick look, which a long column is not given.

    Small columns are many, and each operation of polars costs as much as a thousand values.
    """
    return len(values) <= FEW and known.issuperset(values.to_list())


def columns_of(tables: Frames, table: str, *columns: str) -> pl.DataFrame | None:
    """Return a table if it is there and has the columns, else None."""
    frame = tables.get(table)
    return frame if frame is not None and set(columns) <= set(frame.columns) else None


def _text(value: object) -> str:
    """Return a value as it would stand in the file."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
