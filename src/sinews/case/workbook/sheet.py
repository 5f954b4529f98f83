"""One table as a sheet."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.schema import Column, Kind, Status, Table
from sinews.case.workbook.layout import HEADER_ROWS, LARGEST_INTEGER, unit_line
from sinews.case.workbook.styles import Styles

ROOM = 500
"""Empty rows below the figures that have lists and colours too."""

_LONGEST_LIST = 255
_WIDE = ("note", "title", "basis", "address", "description")


class ExactNumber(float):
    """A number that formats with all its digits: the library would write sixteen of seventeen."""

    def __format__(self, spec: str) -> str:
        """Return the shortest text that reads back as the same number."""
        return repr(float(self))


def write_sheet(sheet: Any, styles: Styles, table: Table, frames: dict[str, pl.DataFrame]) -> None:
    """Write one table: three rows of header, the figures, lists to choose from, colours and a filter."""
    frame = frames[table.name]
    for place, column in enumerate(table.columns):
        values = frame.get_column(column.name)
        _write_header(sheet, styles, table, place, column)
        _write_values(sheet, styles, place, column, values)
        _add_list(sheet, place, column, frame.height, frames)
        longest = max((len(str(value)) for value in values.head(200).to_list()), default=0)
        width = 60 if column.name in _WIDE else max(12, min(longest + 2, 34), len(column.name) + 4)
        sheet.set_column(place, place, width, styles.text if column.kind is Kind.TEXT else styles.plain)
    last = HEADER_ROWS + frame.height + ROOM
    if "status" in table.column_names:
        place = table.column_names.index("status")
        for status in Status:
            sheet.conditional_format(
                HEADER_ROWS, place, last, place,
                {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": styles.status[status]},
            )  # fmt: skip
    keys_in_front = table.column_names[: len(table.key)] == table.key
    sheet.freeze_panes(HEADER_ROWS, len(table.key) if keys_in_front else 1)
    sheet.autofilter(
        HEADER_ROWS - 1, 0, max(HEADER_ROWS, HEADER_ROWS + frame.height - 1), len(table.columns) - 1
    )
    sheet.set_row(1, 60)
    sheet.set_row(2, 30)


def _write_header(sheet: Any, styles: Styles, table: Table, place: int, column: Column) -> None:
    """Write a column's name, what it holds, and its unit and bounds."""
    sheet.write_string(0, place, column.name, styles.key if column.name in table.key else styles.name)
    sheet.write_string(1, place, column.description, styles.description)
    sheet.write_string(2, place, unit_line(column), styles.description)


def _write_values(sheet: Any, styles: Styles, place: int, column: Column, values: pl.Series) -> None:
    """Write a column's figures, each in its own type; empty cells stay empty."""
    for row, value in enumerate(values.to_list(), start=HEADER_ROWS):
        if value is None:
            continue
        if column.kind is Kind.TEXT:
            # never as a formula, a link or a number, whatever it looks like
            sheet.write_string(row, place, value, styles.text)
        elif column.kind is Kind.BOOLEAN:
            sheet.write_boolean(row, place, value)
        elif column.kind is not Kind.NUMBER and abs(value) > LARGEST_INTEGER:
            sheet.write_string(row, place, str(value), styles.text)
        else:
            sheet.write_number(row, place, ExactNumber(value) if column.kind is Kind.NUMBER else value)


def _add_list(sheet: Any, place: int, column: Column, height: int, frames: dict[str, pl.DataFrame]) -> None:
    """Give the cells of a column a list to choose from, where its values are known."""
    source: Any = None
    choices = [str(choice) for choice in column.choices]
    if column.kind is Kind.BOOLEAN:
        choices = ["TRUE", "FALSE"]
    if choices and len(",".join(choices)) <= _LONGEST_LIST:
        source = choices
    elif column.references:
        home, _, target = column.references.partition(".")
        table = next(table for table in TABLES if table.name == home)
        letter = _letters(table.column_names.index(target))
        last = HEADER_ROWS + frames[home].height + ROOM
        source = f"='{home}'!${letter}${HEADER_ROWS + 1}:${letter}${last}"
    if source is not None:
        sheet.data_validation(
            HEADER_ROWS, place, HEADER_ROWS + height + ROOM, place,
            {
                "validate": "list", "source": source, "ignore_blank": True,
                "error_title": column.name[:32], "error_message": f"Choose {column.description}."[:255],
            },
        )  # fmt: skip


def _letters(place: int) -> str:
    """Return the letters of a column from its place: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
