"""Reading a case from a workbook: what every sheet holds as text, checked like the files of a folder."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

import polars as pl

from sinews.case.bounded import read_or_refuse
from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.figures import GROUPED
from sinews.case.limits import WORKBOOK_BYTES
from sinews.case.problems import CaseError, Problem, did_you_mean
from sinews.case.raw import RawCase, assemble
from sinews.case.schema import Kind, Table
from sinews.case.settings import SETTINGS_FILE, Settings, make_settings
from sinews.case.sniff import SEARCHED
from sinews.case.text import TextTable, without_blank_rows
from sinews.case.workbook.apart import read_apart
from sinews.case.workbook.guard import refuse_bombs
from sinews.case.workbook.layout import HEADER_ROWS, SETTINGS, unit_line
from sinews.case.workbook.marks import Marks, read_marks
from sinews.case.workbook.shown import as_shown

SUFFIXES = (".xlsx", ".xlsm", ".ods")


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook: its file's name, the reader of its values, its sheets, and what they show beyond values."""

    name: str
    reader: Any
    sheet_names: list[str]
    marks: Mapping[str, Marks]

    def marks_of(self, sheet: str) -> Marks:
        """Return what a sheet shows beyond its values."""
        return self.marks.get(sheet, Marks())


def is_workbook(path: str | PathLike[str]) -> bool:
    """Return whether a path is named like a workbook."""
    return Path(path).suffix.lower() in SUFFIXES


def read_workbook(path: str | PathLike[str]) -> Case:
    """Return the case that a workbook holds.

    Each table is the sheet of its name: the names of the columns in the first row, or below a title; then,
    where they stand as this package writes them, the rows of descriptions and units, or one of them; then
    the figures. The sheet ``settings`` has names and values. Other sheets are left alone. Formulas count by
    the values that the spreadsheet saved with them, and are refused without; in a column of per cent a cell
    that shows per cent counts as it is shown. What is hidden is read, and told.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    CaseError
        If the file cannot be read or would not fit in memory; or with every problem of the case, rows
        counted as in the sheet.
    """
    name = Path(path).name
    return assemble(read_apart(raw_case, read_or_refuse(Path(path), WORKBOOK_BYTES), name))


def raw_case(content: bytes, name: str) -> RawCase:
    """Return what the bytes of a workbook hold, read in this process."""
    refuse_bombs(content, name)
    book = _opened(content, name)
    sheets = {sheet.lower().strip(): sheet for sheet in book.sheet_names}
    strangers = [sheet for sheet in sheets if sheet not in {table.name for table in TABLES}]
    settings, problems = _settings(book, sheets)
    texts = {
        table.name: _text_table(book, sheets[table.name], table) for table in TABLES if table.name in sheets
    }
    for table in TABLES:
        similar = did_you_mean(table.name, strangers)
        if table.name not in sheets and (similar or not table.may_be_empty):
            missing = Problem(table.name, None, "", "", f"a sheet called {table.name}", similar or "add it")
            texts[table.name] = TextTable(None, problems=(missing,))
    return RawCase(settings, tuple(problems), texts)


def _opened(content: bytes, name: str) -> _Book:
    """Return a workbook and what its sheets show; raise CaseError if the file cannot be read."""
    import fastexcel

    try:
        book = fastexcel.read_excel(content)
        return _Book(name, book, list(book.sheet_names), read_marks(content))
    except (fastexcel.FastExcelError, zipfile.BadZipFile, ExpatError, KeyError, ValueError) as error:
        raise _unreadable(name, error) from None


def _text_table(book: _Book, sheet: str, table: Table) -> TextTable:
    """Return what a sheet holds below its header, as text."""
    cells = _cells(book, sheet)
    if cells.is_empty():
        return TextTable(None, problems=(Problem(table.name, None, "", "", "a header and at least one row"),))
    head = _header_row(cells, table)
    names = [_tidy(value) for value in cells.row(head)]
    named = [place for place, name in enumerate(names) if name]
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    problems = [Problem(table.name, head + 1, name, "", "a column that is there once") for name in twice]
    first = {name: place for place, name in reversed(list(enumerate(names))) if name}
    skipped = head + 1 + _explaining_rows(cells.slice(head + 1), names, table)
    surplus = _beyond_header(cells, named, table, skipped)
    cells = as_shown(
        _exact(book, sheet, cells, _numbers(first, table)), book.marks_of(sheet),
        {place: table.column(name) for name, place in first.items() if name in table.column_names},
    )  # fmt: skip
    frame = cells.slice(skipped).select(
        cells.to_series(place).slice(skipped).alias(name)
        for name, place in sorted(first.items(), key=_second)
    )
    lines = pl.int_range(skipped + 1, skipped + 1 + frame.height, dtype=pl.Int64, eager=True).alias("line")
    frame, lines = without_blank_rows(frame, lines)
    notes = _told(book.marks_of(sheet), sheet, head, lines)
    return TextTable(frame, lines, (*problems, *surplus), notes)


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


def _numbers(first: Mapping[str, int], table: Table) -> list[int]:
    """Return the places of the columns that hold numbers with fractions."""
    return [
        place for name, place in first.items()
        if name in table.column_names and table.column(name).kind is Kind.NUMBER
    ]  # fmt: skip


def _told(marks: Marks, sheet: str, head: int, lines: pl.Series) -> tuple[str, ...]:
    """Return what is to be told of how a sheet was read: what is hidden, and what stands above its header."""
    notes = []
    if head:
        notes.append(f"sheet {sheet}: {head} row{'s' * (head > 1)} above the header left out")
    if marks.hidden:
        notes.append(f"sheet {sheet} is hidden, and was read")
    there = set(lines.to_list())
    hidden = [row + 1 for row in marks.hidden_rows if row + 1 in there]
    if hidden:
        rows = ", ".join(str(row) for row in hidden[:5]) + ", ..." * (len(hidden) > 5)
        were = "s were" if len(hidden) > 1 else " was"
        notes.append(f"sheet {sheet}: {len(hidden)} hidden row{were} read, too ({rows})")
    return tuple(notes)


def _cells(book: _Book, sheet: str, types: Any = "string") -> pl.DataFrame:
    """Return all cells of a sheet from its first row on, the header included, in the types asked for."""
    import fastexcel

    try:
        frame: pl.DataFrame = book.reader.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes=types, skip_whitespace_tail_rows=True
        ).to_polars()
    except fastexcel.FastExcelError as error:
        raise _unreadable(sheet, error) from None
    return frame


def _exact(book: _Book, sheet: str, cells: pl.DataFrame, numbers: list[int]) -> pl.DataFrame:
    """Return the cells with all digits of the numbers: read as text, they come rounded."""
    if not numbers:
        return cells
    types = {place: "float" if place in numbers else "string" for place in range(cells.width)}
    floats = _cells(book, sheet, types)
    columns = []
    for place, text in enumerate(cells.get_columns()):
        if place not in numbers:
            columns.append(text)
            continue
        number = floats.to_series(place)[: text.len()]
        # only cells that are numbers: what the reader takes for one in words is for the checks to judge
        is_number = number.is_not_null() & text.str.contains(r"^[-+0-9.eE]+$") & ~text.str.contains(GROUPED)
        columns.append(text.zip_with(~is_number, number.cast(pl.String)))
    return pl.DataFrame(columns)


def _header_row(cells: pl.DataFrame, table: Table) -> int:
    """Return the row with the names of the columns, below a title perhaps; 0 where none looks like it."""
    for row in range(min(cells.height, SEARCHED)):
        found = {_tidy(value) for value in cells.row(row)} & set(table.column_names)
        if len(found) >= min(2, len(table.column_names)):
            return row
    return 0


def _explaining_rows(below: pl.DataFrame, names: list[str], table: Table) -> int:
    """Return how many rows below the header only explain it: descriptions and units, or one of them."""
    told = {column.name: {column.description, unit_line(column)} for column in table.columns}
    rows = 0
    while rows < min(below.height, HEADER_ROWS - 1):
        filled = [(name, _tidy(value)) for name, value in zip(names, below.row(rows), strict=True) if value]
        if not filled or sum(value in told.get(name, ()) for name, value in filled) * 2 <= len(filled):
            break
        rows += 1
    return rows


def _beyond_header(cells: pl.DataFrame, named: list[int], table: Table, skipped: int) -> list[Problem]:
    """Return a problem for the first cell of each column without a name."""
    problems = []
    for place in [place for place in range(cells.width) if place not in named]:
        filled = cells.to_series(place).slice(skipped).is_not_null().arg_true()
        if filled.len():
            row = int(filled[0]) + skipped
            problems.append(
                Problem(
                    table.name,
                    row + 1,
                    "",
                    str(cells[row, place]),
                    "no cell without a column's name above it",
                )
            )
    return problems


def _settings(book: _Book, sheets: dict[str, str]) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of a workbook, or None and what is wrong with them."""
    if SETTINGS not in sheets:
        remedy = did_you_mean(SETTINGS, sheets) or "add it"
        return None, [Problem(SETTINGS_FILE, None, "", "", f"a sheet called {SETTINGS}", remedy)]
    cells = as_shown(_cells(book, sheets[SETTINGS]), book.marks_of(sheets[SETTINGS]), {})
    if cells.width < 2:
        return None, [Problem(SETTINGS_FILE, None, "", "", "names of settings and their values")]
    exact = _exact(book, sheets[SETTINGS], cells, [1]).to_series(1)
    fractions = [name for name, field in Settings.model_fields.items() if field.annotation is float]
    blank = ["", *(name for name, field in Settings.model_fields.items() if field.default == "")]
    values = {}
    problems = []
    for row, (name, value, *_) in enumerate(cells.iter_rows()):
        setting = _tidy(name)
        if row and setting and value is not None:
            values[setting] = exact[row] if setting in fractions else value
        elif row and value is not None:
            expected = "the name of the setting in the same row"
            problems.append(Problem(SETTINGS_FILE, row + 1, "", str(value), expected))
        elif row and setting not in blank:
            problems.append(Problem(SETTINGS_FILE, row + 1, setting, "", "a value in the same row"))
    try:
        settings = make_settings(values, strict=False)
    except CaseError as error:
        return None, [*problems, *error.problems]
    return (None, problems) if problems else (settings, [])


def _tidy(value: Any) -> str:
    """Return a cell of the header as text."""
    return str(value).strip() if value is not None else ""


def _unreadable(name: str, error: Exception) -> CaseError:
    """Return the error for a workbook or sheet that the library cannot read."""
    reason = str(error).splitlines()[0] if str(error) else ""
    return CaseError([Problem(name, None, "", "", "a workbook (.xlsx) that can be read", reason)])
