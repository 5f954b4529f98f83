"""Files of publishers as rows of cells, whatever they are called and however their letters are kept."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.case.limits import PUBLIC_BYTES
from sinews.case.problems import CaseError, Problem
from sinews.case.sniff import OLD_EXCEL, UTF16, ZIP
from sinews.case.workbook.apart import read_apart
from sinews.case.workbook.guard import refuse_bombs
from sinews.case.workbook.marks import Marks, read_marks

Cell = str | float | None
"""Text, a number, or nothing."""

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Parameters
    ----------
    name
        Its name.
    rows
        Its cells, row by row from the first, empty ones included.
    marks
        What it shows beyond its values.
    """

    name: str
    rows: list[list[Cell]]
    marks: Marks

    def colour(self, row: int, column: int) -> str:
        """Return the colour of the letters of a cell, both counted from 0, or ``""`` for black."""
        return self.marks.colours.get((row, column + self.marks.first_column), "")

    def is_hidden(self, row: int) -> bool:
        """Return whether a row is hidden."""
        return row in self.marks.hidden_rows


def read_sheets(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook with the values that are saved in it.

    Raises
    ------
    CaseError
        If it is no workbook, an old one, damaged, or larger than anything published.
    """
    if content.startswith(OLD_EXCEL):
        remedy = "open it in a spreadsheet program and save it as .xlsx"
        raise CaseError(
            [Problem(name, None, "", "a workbook of Excel 97 to 2003", "a workbook (.xlsx)", remedy)]
        )
    if not content.startswith(ZIP):
        raise CaseError(
            [Problem(name, None, "", "a file of text", "a workbook (.xlsx)", "is the kind right?")]
        )
    return read_apart(sheets_of, content, name)


def sheets_of(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook, read in this process."""
    import fastexcel

    refuse_bombs(content, name)
    try:
        book = fastexcel.read_excel(content)
        marks = read_marks(content)
        return [Sheet(sheet, _rows(book, sheet), marks.get(sheet, Marks())) for sheet in book.sheet_names]
    except (fastexcel.FastExcelError, KeyError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else ""
        raise CaseError([Problem(name, None, "", "", "a workbook that can be read", reason)]) from None


def _rows(book: Any, sheet: str) -> list[list[Cell]]:
    """Return the cells of a sheet: numbers where they are numbers, text otherwise."""
    texts, numbers = (
        book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes=kind).to_polars()
        for kind in ("string", "float")
    )
    columns = []
    for text, number in zip(texts.get_columns(), numbers.get_columns(), strict=True):
        # a date is text here, and text that only looks like a number stays what it is
        looks = text.str.contains(r"^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$") & number.is_not_null()
        exact = looks & ~text.str.contains(r"^0\d|\..*0$")
        values = [
            one if is_number else words
            for one, words, is_number in zip(number.to_list(), text.to_list(), exact.to_list(), strict=True)
        ]
        columns.append(values)
    return [list(row) for row in zip(*columns, strict=True)]


def read_text(content: bytes) -> str:
    """Return the text of a file, unpacked: UTF-16 with a mark or without, UTF-8, or else Windows-1252.

    Raises
    ------
    ValueError
        If it unpacks to more than `PUBLIC_BYTES`.
    """
    if content.startswith(GZIP):
        with gzip.open(io.BytesIO(content)) as packed:
            content = packed.read(PUBLIC_BYTES + 1)
        if len(content) > PUBLIC_BYTES:
            raise ValueError(f"it unpacks to more than {PUBLIC_BYTES / 2**20:,.0f} MiB")
    if content.startswith(UTF16):
        return content.decode("utf-16", errors="replace")
    if content[1:40:2].count(0) > 10:
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # names of countries and weapons in Western European letters; Windows-1252 holds ISO 8859-1
        return content.decode("cp1252", errors="replace")


def csv_rows(text: str, separator: str = ",", *, quotes: bool = True) -> list[list[str]]:
    """Return the cells of a text, row by row, lines without anything included."""
    stream = io.StringIO(text, newline="")
    if quotes:
        return list(csv.reader(stream, delimiter=separator))
    return list(csv.reader(stream, delimiter=separator, quoting=csv.QUOTE_NONE))


def text_frame(text: str, separator: str = ",") -> pl.DataFrame:
    """Return a text with its header in the first line as a frame of text."""
    frame = pl.read_csv(
        text.encode(), separator=separator, infer_schema=False, truncate_ragged_lines=True,
        quote_char=None if separator == "\t" else '"',
    )  # fmt: skip
    return frame.rename(lambda name: name.strip())
