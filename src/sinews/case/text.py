"""A CSV file as a frame of text, with the lines on which its rows stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable

import polars as pl

from sinews.case.bounded import read_bounded
from sinews.case.catalogue import TABLES, table_named
from sinews.case.frames import empty_frame
from sinews.case.limits import CELL_BYTES, CELLS, COLUMNS, LINE_BYTES, TABLE_BYTES
from sinews.case.names import without_marks
from sinews.case.problems import Problem, did_you_mean
from sinews.case.schema import Kind, Table
from sinews.case.sniff import OLD_EXCEL, UTF16, ZIP, is_utf8, lay_out, widest_line

_DECIMAL_COMMA = r"^[-+]?\d+,\d+(?:[eE][-+]?\d+)?$"
_SAVE_AS_UTF8 = "save the file as UTF-8; in a spreadsheet: 'CSV UTF-8 (comma delimited)'"


@dataclass(frozen=True, slots=True)
class TextTable:
    """What a CSV file holds.

    Parameters
    ----------
    frame
        Its columns as text, null where a cell is empty; None if nothing could be read.
    lines
        The line of the file on which each row begins.
    problems
        What is wrong with the file itself, its rows already given as lines of the file.
    notes
        What a reader should be told of how the file was read.
    """

    frame: pl.DataFrame | None
    lines: pl.Series = field(default_factory=lambda: pl.Series("line", [], dtype=pl.Int64))
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def read_text(folder: Traversable, table: str) -> TextTable:
    """Return the text in the file of a table; it never raises because of what the file holds.

    Parameters
    ----------
    folder
        Where the file lies.
    table
        The file's stem.
    """
    try:
        content = read_bounded(folder / f"{table}.csv", TABLE_BYTES)
    except FileNotFoundError:
        similar = did_you_mean(table, _strangers(folder))
        if table_named(table).may_be_empty and not similar:
            # a case need not have a file for what it does not use
            return TextTable(empty_frame(table_named(table)))
        remedy = similar or "add it"
        return TextTable(None, problems=(Problem(table, None, "", "", f"the file {table}.csv", remedy),))
    except OSError as error:
        reason = error.strerror or str(error)
        return TextTable(None, problems=(Problem(table, None, "", "", "a file that can be read", reason),))
    return parse_text(content, table)


def parse_text(content: bytes, table: str) -> TextTable:
    """Return the text in the bytes of a CSV file.

    Columns may be separated by commas, semicolons or tabs; where it is not commas, numbers may have decimal
    commas. The fast reader does the work; where it refuses, a patient one goes row by row and tells each
    fault.

    Parameters
    ----------
    content
        The bytes of the file.
    table
        Name of the table, for the problems.
    """
    unreadable = _no_table(content, table)
    if unreadable is not None:
        return TextTable(None, problems=(unreadable,))
    layout = lay_out(content, table_named(table).column_names)
    text, separator = layout.text, layout.separator
    first = text.split(b"\n", 1)[0].rstrip(b"\r")
    try:
        lines = io.StringIO(first.decode("utf-8-sig", errors="replace"), newline="")
        header = next(csv.reader(lines, delimiter=separator), [])
    except csv.Error as error:
        return TextTable(None, problems=(Problem(table, 1, "", "", "a header of CSV", str(error)),))
    excess = _too_large(text, len(header), table)
    if excess is not None:
        return TextTable(None, problems=(excess,))
    problems = _columns_twice(header, table)
    # the fast reader does not know lines that end in a carriage return alone
    frame = None if b"\r" in first else _read_fast(text, separator)
    if frame is not None:
        lines_of_rows = _lines(text, frame)
        long = _long_cells(frame, table, lines_of_rows) if len(text) > CELL_BYTES else []
        problems += long or _short_rows(text, separator, len(header), table)
    else:
        frame, lines_of_rows, faults = _read_patiently(text, table, separator)
        problems += faults
    if layout.above:
        lines_of_rows += layout.above
        problems = [replace(fault, row=(fault.row or 1) + layout.above) for fault in problems]
    frame, lines_of_rows = without_blank_rows(without_nameless(frame, header), lines_of_rows)
    if b"'" in text:
        texts = [column.name for column in table_named(table).columns if column.kind is Kind.TEXT]
        frame = without_marks(frame, [name for name in texts if name in frame.columns])
    notes = list(layout.notes)
    if separator != ",":
        frame, found, told = with_points(frame, table_named(table), lines_of_rows)
        problems += found
        notes += told
    return TextTable(frame, lines_of_rows, tuple(problems), tuple(f"{table}.csv: {note}" for note in notes))


def _no_table(content: bytes, table: str) -> Problem | None:
    """Return what is wrong with bytes that cannot be a table of text at all."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        return Problem(table, None, "", "", "a header and at least one row")
    if content.startswith((OLD_EXCEL, ZIP)):
        remedy = "the file is a workbook, whatever its name; save the sheet as 'CSV UTF-8 (comma delimited)'"
        return Problem(table, None, "", "", "text in UTF-8", remedy)
    first = content.split(b"\n", 1)[0]
    if first.startswith(UTF16) or b"\x00" in first:
        return Problem(table, 1, "", "UTF-16", "text in UTF-8", _SAVE_AS_UTF8)
    names = table_named(table).column_names
    if any(name.encode() in first for name in names):
        return None
    line, cells = widest_line(content)
    above = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].count(b",") + 1
    if line > 1 and len(cells) >= max(4, 2 * above) and not set(cells) & set(names):
        years = sum(cell.isdigit() and len(cell) == 4 for cell in cells) > 2
        remedy = f"the header seems to be in line {line}: {', '.join(cells[:4])}, ..."
        if years:
            remedy += ", with a column for each year, where a row for each is needed"
        return Problem(
            table, 1, "", "", "the columns " + ", ".join(names),
            f"{remedy}; a publisher's file is read by: sinews case import",
        )  # fmt: skip
    return None


def _too_large(text: bytes, columns: int, table: str) -> Problem | None:
    """Return by what a table exceeds the limits before any of its rows are read, if it does."""
    if columns > COLUMNS:
        return Problem(table, 1, "", f"{columns:,} columns", f"at most {COLUMNS:,} columns")
    # a row ends with either or both of the two characters
    rows = max(text.count(b"\n"), text.count(b"\r"))
    if rows * columns > CELLS:
        found = f"{rows:,} rows of {columns:,} columns"
        return Problem(table, None, "", found, f"at most {CELLS:,} cells", "leave out rows")
    if len(text) > LINE_BYTES:
        for line, part in enumerate(io.BytesIO(text), start=1):
            if len(part) > LINE_BYTES:
                return Problem(
                    table, line, "", f"{len(part):,} bytes", f"at most {LINE_BYTES:,} bytes in a line"
                )
    return None


def _long_cells(frame: pl.DataFrame, table: str, lines: pl.Series) -> list[Problem]:
    """Return a problem for each cell that is longer than any text."""
    expected = f"at most {CELL_BYTES:,} bytes in a cell"
    return [
        Problem(table, lines[row], name, f"{text.str.len_bytes()[row]:,} bytes", expected)
        for name, text in zip(frame.columns, frame.get_columns(), strict=True)
        for row in (text.str.len_bytes() > CELL_BYTES).fill_null(False).arg_true()
    ]


def without_nameless(frame: pl.DataFrame, header: Sequence[str]) -> pl.DataFrame:
    """Return the frame without empty columns that have no name, as spreadsheets leave them behind."""
    nameless = [
        frame.columns[place]
        for place, name in enumerate(header[: frame.width])
        if not name.strip() and frame.to_series(place).null_count() == frame.height
    ]
    return frame.drop(nameless) if nameless else frame


def with_points(
    frame: pl.DataFrame, table: Table, lines: pl.Series
) -> tuple[pl.DataFrame, list[Problem], list[str]]:
    """Return the frame with decimal points in its numbers, where they have decimal commas.

    Returns
    -------
    frame
        Numbers with a decimal point.
    problems
        Each number with a point in a file whose numbers have commas: it can be read in two ways.
    notes
        Says that the file has decimal commas, if it does.
    """
    numbers = [column for column in table.columns if column.kind is Kind.NUMBER]
    texts = {column.name: frame.get_column(column.name) for column in numbers if column.name in frame.columns}
    if not any(text.str.contains(_DECIMAL_COMMA).any() for text in texts.values()):
        return frame, [], []
    problems = [
        Problem(
            table.name, lines[row], name, str(text[row]), "a number with a decimal comma",
            "leave out marks between the thousands; the other numbers of the file have decimal commas",
        )
        for name, text in texts.items()
        for row in text.str.contains(r"\d\.\d").fill_null(False).arg_true()
    ]  # fmt: skip
    pointed = [
        pl.when(pl.col(name).str.contains(_DECIMAL_COMMA))
        .then(pl.col(name).str.replace(",", ".", literal=True))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    return frame.with_columns(pointed), problems, ["numbers read with decimal commas"]


def without_blank_rows(frame: pl.DataFrame, lines: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows that hold anything, with their lines."""
    if not frame.width:
        return frame, lines
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    return (frame.filter(~blank), lines.filter(~blank)) if blank.any() else (frame, lines)


def _strangers(folder: Traversable) -> list[str]:
    """Return the stems of the CSV files that are no table of the catalogue."""
    names = [entry.name for entry in folder.iterdir() if entry.name.lower().endswith(".csv")]
    known = {f"{table.name}.csv" for table in TABLES}
    return [name[: -len(".csv")] for name in names if name not in known]


def _columns_twice(header: Sequence[str], table: str) -> list[Problem]:
    """Return a problem for each name that the header has more than once."""
    twice = [name for name in dict.fromkeys(header) if name.strip() and header.count(name) > 1]
    return [Problem(table, 1, name, "", "a column that is there once") for name in twice]


def _read_fast(content: bytes, separator: str) -> pl.DataFrame | None:
    """Return what polars reads, or None if it refuses: rows of unequal length, stray quotes, no UTF-8."""
    try:
        return pl.read_csv(content, separator=separator, infer_schema=False, encoding="utf8")
    except pl.exceptions.PolarsError:
        return None


def _lines(content: bytes, frame: pl.DataFrame) -> pl.Series:
    """Return the line on which each row begins; a cell in quotes may go over several."""
    plain = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True).alias("line")
    if content.count(b"\n") + (not content.endswith(b"\n")) == frame.height + 1:
        return plain
    breaks = frame.select(
        pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)).cast(pl.Int64)
    ).to_series()
    return plain + breaks.cum_sum().shift(1, fill_value=0)


def _read_patiently(
    content: bytes, table: str, separator: str
) -> tuple[pl.DataFrame, pl.Series, list[Problem]]:
    """Return what can be read of a file with faults, its lines, and the faults.

    Bytes that are not UTF-8 become the replacement character and cells beyond the header are left
    out, so that the other faults of the file come to light in the same run.
    """
    problems = [
        Problem(table, line, "", "", "text in UTF-8", _SAVE_AS_UTF8)
        for line, part in enumerate(content.split(b"\n"), start=1)
        if not is_utf8(part)
    ]
    text = io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    reader = csv.reader(text, delimiter=separator)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    header: list[str] = []
    short: list[tuple[int, int]] = []
    last = 0
    try:
        for cells in reader:
            line, last = last + 1, reader.line_num
            if not header:
                header = cells
                continue
            if len(cells) > len(header):
                expected = f"no more cells than the header has ({len(header)})"
                remedy = "put text with commas in quotes"
                problems.append(Problem(table, line, "", f"{len(cells)} cells", expected, remedy))
            elif len(cells) < len(header) and any(cells):
                short.append((line, len(cells)))
            filled = [cell or None for cell in cells[: len(header)]]
            rows.append(filled + [None] * (len(header) - len(filled)))
            lines.append(line)
    except csv.Error as error:
        problems.append(Problem(table, last + 1, "", "", "a row of CSV", str(error)))
    problems += _cut_short(short, last, len(header), table)
    unique = [
        name if name not in header[:place] else f"{name}_duplicated_{place}"
        for place, name in enumerate(header)
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(unique, pl.String), orient="row")
    return frame, pl.Series("line", lines, dtype=pl.Int64), problems


def _short_rows(content: bytes, separator: str, width: int, table: str) -> list[Problem]:
    """Return the problem of rows with fewer cells than the header, which the fast reader fills up."""
    least = width - 1
    mark = separator.encode()
    if all(line.count(mark) >= least or not line.strip() for line in content.split(b"\n")):
        return []
    text = io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    reader = csv.reader(text, delimiter=separator)
    short, last = [], 0
    for cells in reader:
        line, last = last + 1, reader.line_num
        if len(cells) < width and any(cells):
            short.append((line, len(cells)))
    return _cut_short(short, last, width, table)


def _cut_short(short: Sequence[tuple[int, int]], last: int, width: int, table: str) -> list[Problem]:
    """Return one problem for all rows that end early, given by line and number of cells."""
    if not short:
        return []
    line, cells = short[0]
    remedy = "put a comma for each cell that is empty, too"
    if len(short) > 1:
        remedy = f"so do {len(short) - 1:,} more rows; {remedy}"
    elif line == last:
        remedy = "the file seems to have been cut off"
    expected = f"as many cells as the header has ({width})"
    return [Problem(table, line, "", f"{cells} cells", expected, remedy)]
