"""The cells of a sheet as they are shown: per cent as per cent, and nothing that only looks like a value."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sinews.case.figures import NOT_COMPUTED, TEXT_MARK, is_grouped, round_to_digits
from sinews.case.schema import Column, Kind
from sinews.case.workbook.marks import Marks


def as_shown(cells: pl.DataFrame, marks: Marks, columns: Mapping[int, Column]) -> pl.DataFrame:
    """Return the cells of a sheet as text, changed where their values alone would mislead.

    Parameters
    ----------
    cells
        All cells of the sheet from its first row on, as text.
    marks
        What the sheet shows beyond its values.
    columns
        What the columns of the frame hold, by their places, as far as it is known.

    Returns
    -------
    polars.DataFrame
        In a column of per cent, a cell that shows per cent is a hundred times what it holds. A formula that
        nobody has computed and an error are text that says so, which no column of numbers takes. Text in a
        column of numbers that may be a whole number with a thousands point begins with an apostrophe, as
        spreadsheets show text among numbers.
    """
    changed: dict[int, dict[int, str]] = {}

    def put(place: tuple[int, int], value: str) -> None:
        row, column = place[0], place[1] - marks.first_column
        if row < cells.height and 0 <= column < cells.width:
            changed.setdefault(column, {})[row] = value

    for place in marks.uncomputed:
        put(place, NOT_COMPUTED)
    for place, error in marks.errors.items():
        put(place, f"= ({error})")
    percent, numbers = _places(columns, marks.first_column)
    for row, column in marks.percent:
        if column in percent and row < cells.height:
            put((row, column), _hundredfold(cells[row, column - marks.first_column]))
    for row, column in marks.text:
        if column in numbers and row < cells.height:
            text = cells[row, column - marks.first_column]
            if text is not None and is_grouped(text):
                put((row, column), TEXT_MARK + text)
    if not changed:
        return cells
    return cells.with_columns(
        cells.to_series(column).scatter(list(values), list(values.values()))
        for column, values in sorted(changed.items())
    )


def _places(columns: Mapping[int, Column], first: int) -> tuple[set[int], set[int]]:
    """Return the columns of the sheet that hold per cent, and those that hold numbers of any kind."""
    percent = {place + first for place, column in columns.items() if column.unit.startswith("%")}
    kinds = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR)
    return percent, {place + first for place, column in columns.items() if column.kind in kinds}


def _hundredfold(text: str) -> str:
    """Return a number as text a hundred times as large; other text as it is."""
    try:
        return repr(round_to_digits(float(text) * 100))
    except (TypeError, ValueError):
        return text
