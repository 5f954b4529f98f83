"""A CSV file as a frame of text, with the lines on which its rows stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

import polars as pl

from sinews.case.catalogue import TABLES, table_named
from sinews.case.frames import empty_frame
from sinews.case.problems import Problem, did_you_mean

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
    """

    frame: pl.DataFrame | None
    lines: pl.Series = field(default_factory=lambda: pl.Series("line", [], dtype=pl.Int64))
    problems: tuple[Problem, ...] = ()


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
        content = (folder / f"{table}.csv").read_bytes()
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

    The fast reader does the work; where it refuses, a patient one goes row by row and tells each fault.

    Parameters
    ----------
    content
        The bytes of the file.
    table
        Name of the table, for the problems.
    """
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        return TextTable(None, problems=(Problem(table, None, "", "", "a header and at least one row"),))
    first = content.split(b"\n", 1)[0].rstrip(b"\r")
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in first:
        return TextTable(None, problems=(Problem(table, 1, "", "UTF-16", "text in UTF-8", _SAVE_AS_UTF8),))
    try:
        header = next(csv.reader(io.StringIO(first.decode("utf-8-sig", errors="replace"), newline="")), [])
    except csv.Error as error:
        return TextTable(None, problems=(Problem(table, 1, "", "", "a header of CSV", str(error)),))
    if len(header) == 1 and ";" in header[0]:
        remedy = "the file seems to be separated by semicolons; save it with commas"
        return TextTable(None, problems=(Problem(table, 1, "", "", "columns separated by commas", remedy),))
    problems = _columns_twice(header, table)
    # the fast reader does not know lines that end in a carriage return alone
    frame = None if b"\r" in first else _read_fast(content)
    if frame is not None:
        lines = _lines(content, frame)
    else:
        frame, lines, faults = _read_patiently(content, table)
        problems += faults
    return TextTable(*without_blank_rows(frame, lines), tuple(problems))


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
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    return [Problem(table, 1, name, "", "a column that is there once") for name in twice]


def _read_fast(content: bytes) -> pl.DataFrame | None:
    """Return what polars reads, or None if it refuses: rows of unequal length, stray quotes, no UTF-8."""
    try:
        return pl.read_csv(content, infer_schema=False, encoding="utf8")
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


def _read_patiently(content: bytes, table: str) -> tuple[pl.DataFrame, pl.Series, list[Problem]]:
    """Return what can be read of a file with faults, its lines, and the faults.

    Bytes that are not UTF-8 become the replacement character and cells beyond the header are left
    out, so that the other faults of the file come to light in the same run.
    """
    problems = [
        Problem(table, line, "", "", "text in UTF-8", _SAVE_AS_UTF8)
        for line, part in enumerate(content.split(b"\n"), start=1)
        if not _is_utf8(part)
    ]
    text = io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    reader = csv.reader(text)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    header: list[str] = []
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
            filled = [cell or None for cell in cells[: len(header)]]
            rows.append(filled + [None] * (len(header) - len(filled)))
            lines.append(line)
    except csv.Error as error:
        problems.append(Problem(table, last + 1, "", "", "a row of CSV", str(error)))
    unique = [
        name if name not in header[:place] else f"{name}_duplicated_{place}"
        for place, name in enumerate(header)
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(unique, pl.String), orient="row")
    return frame, pl.Series("line", lines, dtype=pl.Int64), problems


def _is_utf8(part: bytes) -> bool:
    """Return whether the bytes are text in UTF-8."""
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
