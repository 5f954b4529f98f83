"""The four ways in which a table comes into a case, each from the same rows, for tests of how it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from tests.small_case import SETTINGS, small_case, write_small_case

from sinews.case import Case, CaseError, open_case
from sinews.case.catalogue import TABLES

WAYS = ("csv", "overlay", "workbook", "frame")

Rows = list[list[Any]]
"""A header and the rows below it."""


def rows_of(table: str) -> Rows:
    """The rows of a table of the small case, each cell as text; empty cells are empty text."""
    frame = small_case()[table]
    return [list(frame.columns), *([_text(value) for value in row] for row in frame.iter_rows())]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_csv(rows: Rows) -> bytes:
    """Rows as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def by_csv(folder: Path, table: str, content: bytes) -> Case:
    """The small case as a folder, in which one file has other bytes."""
    case = write_small_case(folder / "case")
    (case / f"{table}.csv").write_bytes(content)
    return open_case(case)


def by_overlay(folder: Path, table: str, content: bytes) -> Case:
    """The small case under an overlay folder with one CSV file."""
    write_small_case(folder / "case")
    overlay = folder / "overlay"
    overlay.mkdir()
    (overlay / "overlay.toml").write_text('extends = "../case"\n', encoding="utf-8")
    (overlay / f"{table}.csv").write_bytes(content)
    return open_case(overlay)


def by_frame(table: str, columns: Mapping[str, Any]) -> Case:
    """The small case with another frame as one table, of text where nothing else is given."""
    frame = pl.DataFrame({name: pl.Series(name, values) for name, values in columns.items()})
    return small_case().with_table(table, frame)


def columns_of(rows: Rows) -> dict[str, list[Any]]:
    """Rows as columns; empty text is nothing."""
    return {name: [row[place] or None for row in rows[1:]] for place, name in enumerate(rows[0])}


Edit = Callable[[Any, Any, dict[str, Any]], None]
"""Called with the book, the sheet of the table, and the formats that it may use."""


def by_workbook(
    path: Path,
    table: str,
    edit: Edit | None = None,
    *,
    rows: Rows | None = None,
    settings: Sequence[Sequence[Any]] | None = None,
) -> Case:
    """The small case as a workbook, in which one sheet has other rows or is edited after it is written."""
    case = small_case()
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        formats = {"percent": book.add_format({"num_format": "0.0%"}),
                   "date": book.add_format({"num_format": "yyyy-mm-dd"})}  # fmt: skip
        sheet = book.add_worksheet("settings")
        for row, pair in enumerate(settings or [["name", "value"], *SETTINGS.model_dump().items()]):
            sheet.write_row(row, 0, pair)
        for declared in TABLES:
            frame = case[declared.name]
            sheet = book.add_worksheet(declared.name)
            plain = [list(frame.columns), *map(list, frame.iter_rows())]
            for row, values in enumerate(rows if rows is not None and declared.name == table else plain):
                sheet.write_row(row, 0, values)
            if declared.name == table and edit is not None:
                edit(book, sheet, formats)
    return open_case(path)


def with_cell(
    way: str, folder: Path, table: str, row: int, column: str, text: str, sheet: Any = None, frame: Any = None
) -> Case:
    """The small case with another cell, counted from the first row below the header, in one of four ways.

    In a workbook the cell is what `sheet` writes, in a frame it is `frame`; without them it is `text`.
    """
    rows = rows_of(table)
    place = rows[0].index(column)
    if way == "workbook":

        def edit(_book: Any, page: Any, formats: dict[str, Any]) -> None:
            if sheet is None:
                page.write_string(row + 1, place, text)
            else:
                sheet(page, row + 1, place, formats)

        return by_workbook(folder / "case.xlsx", table, edit)
    rows[row + 1][place] = text
    if way == "frame":
        columns = columns_of(rows)
        if frame is not None:
            columns[column] = [frame] * len(columns[column])
        return by_frame(table, columns)
    return (by_csv if way == "csv" else by_overlay)(folder, table, as_csv(rows))


def number(value: float, form: str | None = None) -> Any:
    """What writes a number into a sheet, in a format."""
    return lambda page, row, place, formats: page.write_number(row, place, value, formats.get(form))


def refusal(call: Any) -> str:
    """The report of the CaseError that a call raises."""
    with pytest.raises(CaseError) as caught:
        call()
    return str(caught.value)
