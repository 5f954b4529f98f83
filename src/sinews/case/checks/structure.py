"""Checks of what a case is made of: its tables and their columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.catalogue.former import FORMER
from sinews.case.checks.marking import Frames
from sinews.case.problems import Problem, did_you_mean
from sinews.case.schema import Table

_NONE = pl.DataFrame()


def missing_tables(tables: Frames, unreadable: Collection[str] = ()) -> list[Problem]:
    """Report each table that is not there, except those that are known to be unreadable."""
    return [
        Problem(table.name, None, "", "", f"a table of {table.description}", f"add the file {table.name}.csv")
        for table in TABLES
        if table.name not in tables and table.name not in unreadable
    ]


def other_columns_altogether(tables: Frames, given: Frames) -> list[Problem]:
    """Report each table that has columns, but none of its own: it is something else, or its header is not."""
    return [
        Problem(
            table.name, 1, "", ", ".join(given[table.name].columns[:6]),
            "the columns " + ", ".join(table.column_names), _what_it_may_be(given[table.name].columns),
        )
        for table in TABLES
        if _is_another(table, tables, given)
    ]  # fmt: skip


def _is_another(table: Table, tables: Frames, given: Frames) -> bool:
    """Return whether a table has columns, but none of those declared."""
    return (
        table.name in tables and not tables[table.name].columns and bool(given.get(table.name, _NONE).columns)
    )


def _what_it_may_be(names: Sequence[str]) -> str:
    """Return why a table may have columns that are none of its own."""
    if len(names) == 1:
        for separator, word in ((";", "semicolons"), ("\t", "tabs"), (",", "commas")):
            if separator in names[0]:
                return f"it seems to be separated by {word}; read it with them"
    return "is the header in another row? a publisher's file is read by: sinews case import"


def missing_columns(tables: Frames, given: Frames) -> list[Problem]:
    """Report each declared column that a table does not have."""
    return [
        Problem(table.name, 1, column.name, "", f"a column that holds {column.description}")
        for table in TABLES
        if table.name in tables and not _is_another(table, tables, given)
        for column in table.columns
        if column.name not in tables[table.name].columns
    ]


def unknown_columns(tables: Frames, given: Frames) -> list[Problem]:
    """Report each column of the given frames that the catalogue does not know, nor ever knew."""
    return [
        Problem(table.name, 1, name, "", "only columns of the catalogue", _remedy(table, frame.columns, name))
        for table, frame in ((table, given[table.name]) for table in TABLES if table.name in given)
        for name in frame.columns
        if name not in table.column_names
        and name not in FORMER.get(table.name, ())
        and not _is_another(table, tables, given)
    ]


def empty_tables(tables: Frames) -> list[Problem]:
    """Report each table without rows that needs some."""
    return [
        Problem(table.name, None, "", "", "at least one row")
        for table in TABLES
        if table.name in tables and tables[table.name].columns
        if tables[table.name].is_empty() and not table.may_be_empty
    ]


def _remedy(table: Table, present: Sequence[str], name: str) -> str:
    """Return which missing column an unknown one may stand for, or how to get rid of it."""
    missing = [column for column in table.column_names if column not in present]
    return did_you_mean(name, missing) or "remove it"
