"""Writing a case as a workbook that people can read and fill in, and that reads back as the same case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.file import replace_file
from sinews.case.frames import empty_frame
from sinews.case.output import OutputError
from sinews.case.schema import Table
from sinews.case.settings import Settings
from sinews.case.workbook.about import write_about, write_settings_sheet
from sinews.case.workbook.layout import ABOUT, HEADER_ROWS, LONGEST_TEXT, MOST_ROWS, SETTINGS
from sinews.case.workbook.sheet import write_sheet
from sinews.case.workbook.styles import make_styles


def write_workbook(case: Case, path: str | PathLike[str]) -> Path:
    """Write a case as a workbook (.xlsx), and return its path.

    The first sheet explains the case; then come the settings and a sheet for each table: the names of
    the columns, what they hold and in which unit, and the figures. Cells whose values are a key of
    another table or one of a few words have lists to choose from; statuses have colours. Text is written
    as text whatever it begins with, and numbers with all their digits, so that `open_case` reads back
    a case with the same hash.

    Parameters
    ----------
    case
        What to write.
    path
        Where to; an earlier file there is replaced.

    Raises
    ------
    OutputError
        If the file cannot be written, or the case does not fit into a workbook.
    """
    return _write(case.settings, {name: case[name] for name in case.tables}, path)


def write_template(path: str | PathLike[str], settings: Settings) -> Path:
    """Write a workbook without figures to fill in, and return its path; see `write_workbook`."""
    return _write(settings, {table.name: empty_frame(table) for table in TABLES}, path)


def _write(settings: Settings, frames: dict[str, pl.DataFrame], path: str | PathLike[str]) -> Path:
    """Write settings and frames; the file takes its place only once it is complete."""
    import xlsxwriter

    target = Path(path)
    for table in TABLES:
        _refuse_what_does_not_fit(table, frames[table.name])
    with (
        replace_file(target) as new,
        _told(path),
        xlsxwriter.Workbook(new, {"strings_to_urls": False}) as book,
    ):
        styles = make_styles(book)
        book.set_properties({"title": settings.title or settings.name, "comments": "a case of Sinews"})
        about, sheet = book.add_worksheet(ABOUT), book.add_worksheet(SETTINGS)
        sheets = {table.name: book.add_worksheet(table.name) for table in TABLES}
        write_about(about, styles, settings, frames)
        write_settings_sheet(sheet, styles, settings)
        for table in TABLES:
            write_sheet(sheets[table.name], styles, table, frames)
    return target


@contextmanager
def _told(path: str | PathLike[str]) -> Iterator[None]:
    """Turn the writer's own error for what an operating system refuses into an OutputError."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        raise OutputError(f"{path} cannot be written: {error}.") from error


def _refuse_what_does_not_fit(table: Table, frame: pl.DataFrame) -> None:
    """Raise OutputError if a table has more rows, longer text or other characters than a sheet can hold."""
    if frame.height + HEADER_ROWS > MOST_ROWS:
        raise OutputError(
            f"{table.name} has {frame.height:,} rows; a sheet holds {MOST_ROWS - HEADER_ROWS:,}."
        )
    for name in [name for name, kind in frame.schema.items() if kind == pl.String]:
        text: Any = frame.get_column(name)
        # the format counts in the units of UTF-16, of which some characters take two
        units = text.str.len_chars() + text.str.count_matches(r"[\x{10000}-\x{10FFFF}]")
        if (units > LONGEST_TEXT).any():
            raise OutputError(f"{table.name}, {name}: a cell holds at most {LONGEST_TEXT:,} characters.")
        if text.str.contains(r"[\x{FFFE}\x{FFFF}]").any():
            raise OutputError(f"{table.name}, {name}: a cell cannot hold the characters U+FFFE and U+FFFF.")
