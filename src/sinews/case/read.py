"""Reading a case from a folder of CSV files, or the baseline that comes with the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.checks import check, in_order
from sinews.case.frames import FIRST_ROW, conform
from sinews.case.problems import CaseError, Problem
from sinews.case.settings import SETTINGS_FILE, Settings, parse_settings
from sinews.case.text import read_text

BASELINE = "baseline"


def open_case(source: str | PathLike[str] | None = None) -> Case:
    """Return the case that a folder holds.

    Parameters
    ----------
    source
        A folder with ``case.toml`` and one CSV file (UTF-8, separated by commas) for each table of
        the catalogue. None or ``"baseline"`` for the baseline case, which comes with the package.

    Returns
    -------
    Case
        Checked: no check of the catalogue or across tables fails.

    Raises
    ------
    CaseError
        With every problem of the settings and of all tables.

    Examples
    --------
    >>> import sinews
    >>> case = sinews.open_case()
    >>> case["allies"].height
    32
    """
    if source is None or source == BASELINE:
        return _read(files("sinews.case") / BASELINE)
    folder = Path(source)
    if not folder.is_dir():
        remedy = f"give a folder with {SETTINGS_FILE} and one CSV file per table, or {BASELINE!r}"
        raise CaseError([Problem(str(source), None, "", "", "the folder of a case", remedy)])
    return _read(folder)


def _read(folder: Traversable) -> Case:
    """Return the case in the folder; raise CaseError with all that is wrong with it."""
    settings, problems = _settings(folder)
    tables: dict[str, pl.DataFrame] = {}
    given: dict[str, pl.DataFrame] = {}
    lines: dict[str, pl.Series] = {}
    wrong: list[Problem] = []
    for table in TABLES:
        text = read_text(folder, table.name)
        problems += text.problems
        if text.frame is None:
            continue
        tables[table.name], found = conform(table, text.frame)
        given[table.name], lines[table.name] = text.frame.clear(), text.lines
        wrong += found
    faults = check(
        settings, tables, found=wrong, given=given, unreadable={table.name for table in TABLES} - set(tables)
    )
    problems += [_on_its_line(fault, lines) for fault in faults]
    if problems or settings is None:
        raise CaseError(in_order(problems))
    return Case(settings, tables)


def _settings(folder: Traversable) -> tuple[Settings | None, list[Problem]]:
    """Return the settings in the folder, or None and what is wrong with them."""
    try:
        return parse_settings((folder / SETTINGS_FILE).read_bytes()), []
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [Problem(SETTINGS_FILE, None, "", "", f"the file {SETTINGS_FILE}", reason)]
    except CaseError as error:
        return None, list(error.problems)


def _on_its_line(problem: Problem, lines: Mapping[str, pl.Series]) -> Problem:
    """Return the problem with the line of the file instead of the place of the row."""
    if problem.row is None or problem.row < FIRST_ROW:
        return problem
    return replace(problem, row=lines[problem.table][problem.row - FIRST_ROW])
