"""From text to a case: what folders, workbooks and frames have in common once they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.checks import check, in_order
from sinews.case.frames import FIRST_ROW, conform, empty_frame, named_columns
from sinews.case.problems import CaseError, Problem
from sinews.case.settings import Settings
from sinews.case.text import TextTable

Progress = Callable[[str, float], None]
"""Called with what is being done, and with the share of the work that is done already, 0..1."""

READING = 0.7
"""The share of the work that reading takes; checking is the rest."""


@dataclass(frozen=True, slots=True)
class RawCase:
    """What was read of a case, before it is typed and checked.

    Parameters
    ----------
    settings
        The settings; None where they are wrong.
    problems
        What is wrong with the settings.
    texts
        The tables that were found or looked for, by name; a table that is not here has no rows.
    notes
        What was unusual where the case was read as a whole.
    """

    settings: Settings | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, TextTable]
    notes: tuple[str, ...] = ()


def assemble(raw: RawCase, progress: Progress | None = None) -> Case:
    """Return the case of what was read.

    Raises
    ------
    CaseError
        With every problem of the settings and of all tables, on the lines of the file or sheet.
    """
    problems = list(raw.problems)
    tables: dict[str, pl.DataFrame] = {}
    given: dict[str, pl.DataFrame] = {}
    lines: dict[str, pl.Series] = {}
    wrong: list[Problem] = []
    notes = list(raw.notes)
    for table in TABLES:
        text = raw.texts.get(table.name)
        if text is None:
            tables[table.name] = empty_frame(table)
            continue
        problems += text.problems
        if text.frame is None:
            continue
        tables[table.name], found = conform(table, text.frame)
        given[table.name], lines[table.name] = named_columns(text.frame).clear(), text.lines
        notes += text.notes
        wrong += found
    if progress:
        progress("checking", READING)
    faults = check(
        raw.settings,
        tables,
        found=wrong,
        given=given,
        unreadable={table.name for table in TABLES} - set(tables),
    )
    problems += [_on_its_line(fault, lines) for fault in faults]
    if problems or raw.settings is None:
        raise CaseError(in_order(problems))
    if progress:
        progress("checked", 1.0)
    return Case(raw.settings, tables, tuple(notes))


def _on_its_line(problem: Problem, lines: Mapping[str, pl.Series]) -> Problem:
    """Return the problem with the line of the file instead of the place of the row."""
    if problem.row is None or problem.row < FIRST_ROW or problem.table not in lines:
        return problem
    return replace(problem, row=lines[problem.table][problem.row - FIRST_ROW])
