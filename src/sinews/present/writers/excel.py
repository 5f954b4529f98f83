"""A document as a workbook: the answer, a sheet for each table, native charts, a dictionary of columns."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from sinews.document import Column, Document, Figure, Table, wording

LONGEST_NAME = 31
"""Characters that the name of a sheet may have."""
WIDEST = 60
"""Characters beyond which a column is not made wider."""
CHARTS = {"line": "line", "bar": "bar", "column": "column"}
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What a case calls its things is never a formula, an address or a number."""


def write_workbook(document: Document, path: Path) -> None:
    """Write a document as a workbook.

    Parameters
    ----------
    document
        What is written: tables in full precision, with the layout of numbers that their kinds have.
    path
        The file to write.
    """
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        sheets = _Sheets(book)
        _answer(sheets, document)
        for table in document.tables:
            sheets.table(table)
        for figure in document.figures:
            if figure.plot is not None and not figure.nothing:
                sheets.figure(figure)
        _dictionary(sheets, document)


class _Sheets:
    """The sheets of a workbook in the making."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.layouts = {
            layout: book.add_format({"num_format": layout} if layout else {})
            for layout in {kind.layout for kind in wording.KINDS.values()}
        }

    def add(self, title: str) -> Any:
        """Return a new sheet, of a name that no other has."""
        plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip() or "Sheet"
        taken = {sheet.get_name().lower() for sheet in self.book.worksheets()}
        name, number = plain[:LONGEST_NAME], 2
        while name.lower() in taken:
            ending = f" {number}"
            name, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(self, table: Table) -> None:
        """Add a table on a sheet of its own."""
        sheet = self.add(table.key.replace("_", " ").replace("-", " ").capitalize())
        sheet.write_string(0, 0, table.caption, self.title)
        if table.nothing:
            sheet.write_string(2, 0, table.nothing)
            return
        self.fill(sheet, 2, table.frame, table.columns)

    def figure(self, figure: Figure) -> None:
        """Add a figure's data and a chart of the workbook's own that draws them."""
        assert figure.plot is not None
        names = (figure.plot.over, *figure.plot.of)
        columns = tuple(
            Column(name, name.replace("_", " ").capitalize(), _kind(figure.data.schema[name]))
            for name in names
        )
        sheet = self.add(f"Chart {figure.key.replace('-', ' ')}")
        sheet.write_string(0, 0, figure.says, self.title)
        sheet.write_string(1, 0, figure.caption)
        self.fill(sheet, 3, figure.data, columns)
        chart = self.book.add_chart({"type": CHARTS[figure.plot.kind]})
        last = 3 + figure.data.height
        name = sheet.get_name()
        for place in range(1, len(names)):
            chart.add_series(
                {
                    "name": [name, 3, place],
                    "categories": [name, 4, 0, last, 0],
                    "values": [name, 4, place, last, place],
                }
            )
        chart.set_title({"name": figure.says, "name_font": {"size": 11}})
        chart.set_size({"width": 860, "height": 420})
        sheet.insert_chart(3, len(names) + 1, chart, {"description": figure.says})

    def fill(self, sheet: Any, top: int, frame: pl.DataFrame, columns: tuple[Column, ...]) -> None:
        """Write heads and rows, with frozen heads, filters and widths that fit."""
        for place, column in enumerate(columns):
            kind = wording.KINDS[column.kind]
            sheet.write_string(top, place, column.title, self.heading)
            longest = max((len(column.told(value)) for value in frame[column.name].head(500)), default=0)
            sheet.set_column(place, place, min(max(longest, *map(len, column.title.split()), 8) + 2, WIDEST))
            for row, value in enumerate(frame[column.name], top + 1):
                if isinstance(value, int | float) and kind.numeric:
                    if math.isfinite(value):
                        sheet.write_number(row, place, value * kind.scale, self.layouts[kind.layout])
                elif value is not None:
                    sheet.write_string(row, place, column.told(value))
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.autofilter(top, 0, top + frame.height, len(columns) - 1)


def _kind(dtype: pl.DataType) -> str:
    return "number" if dtype.is_float() else "year" if dtype.is_integer() else "text"


def _answer(sheets: _Sheets, document: Document) -> None:
    """Add the first sheet: the question, and the answer in sentences."""
    sheet = sheets.add("Answer")
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, document.title, sheets.title)
    lines = [document.subtitle, "", *document.sentences, "", document.foot]
    for row, text in enumerate(lines, 1):
        sheet.write_string(row, 0, text, sheets.wrapped)


def _dictionary(sheets: _Sheets, document: Document) -> None:
    """Add the last sheet: what each column of each table holds."""
    sheet = sheets.add("Columns")
    rows = [
        (table.caption, column.title, column.explained, wording.KINDS[column.kind].unit)
        for table in document.tables
        for column in table.columns
    ]
    heads = ("Table", "Column", "What it holds", "Unit")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")
    sheets.fill(sheet, 0, frame, tuple(Column(head, head) for head in heads))
