"""What a model needs of a case beyond what every case must have: rows in tables, and values of factors."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from sinews.case.case import Case
from sinews.case.problems import CaseError, Problem

FROM_BASELINE = "copy it from the baseline: sinews case new"


def has_rows(case: Case, tables: Iterable[str]) -> bool:
    """Return whether a case has rows in all of some tables."""
    return not any(case[name].is_empty() for name in tables)


def require_rows(case: Case, tables: Iterable[str], purpose: str) -> None:
    """Check that a case has rows in all of some tables.

    Parameters
    ----------
    case
        A checked case.
    tables
        The names of the tables.
    purpose
        What the rows are needed for, such as "to answer questions of movement".

    Raises
    ------
    CaseError
        If one has none; it names all that are empty.
    """
    expected = f"at least one row, {purpose}"
    problems = [
        Problem(name, None, "", "", expected, FROM_BASELINE) for name in tables if case[name].is_empty()
    ]
    if problems:
        raise CaseError(problems)


def factor_value(case: Case, table: str, key: str, *, column: str = "factor") -> float:
    """Return the value of a row of a table of factors, in the unit of the row.

    Parameters
    ----------
    case
        A checked case.
    table
        A table with a column ``value``.
    key
        Key of the row.
    column
        The column of the keys.

    Raises
    ------
    CaseError
        If there is no such row, or no value in it.
    """
    values = case[table].filter(pl.col(column) == key)["value"]
    if values.is_empty() or values[0] is None:
        raise CaseError([Problem(table, None, "value", "", f"a row {key} with a value", FROM_BASELINE)])
    return float(values[0])
