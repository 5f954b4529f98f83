"""The tables of movement as this enabler reads them: planning factors, and means of transport."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case import Case
from sinews.case.problems import CaseError, Problem

NEEDED = ("defence_plans", "force_packages", "formations", "lift", "corridor_classes")
COPY = "copy it from the baseline: sinews case new"


def check_tables(case: Case) -> None:
    """Raise CaseError if a table is empty without which nothing can move."""
    problems = [
        Problem(table, None, "", "", "at least one row, to answer questions of movement", COPY)
        for table in NEEDED
        if case[table].is_empty()
    ]
    if problems:
        raise CaseError(problems)


def factor(case: Case, key: str) -> float:
    """Return the value of a row of ``transport_factors``, in its unit.

    Raises
    ------
    CaseError
        If there is no such row, or no value in it.
    """
    values = case["transport_factors"].filter(pl.col("factor") == key)["value"]
    if values.is_empty() or values[0] is None:
        raise CaseError([Problem("transport_factors", None, "value", "", f"a row {key} with a value", COPY)])
    return float(values[0])


def means(case: Case, column: str, value: str) -> dict[str, Any]:
    """Return the first row of ``lift`` that has a value in a column: the planning type of its kind.

    Raises
    ------
    CaseError
        If there is no such row.
    """
    rows = case["lift"].filter(pl.col(column) == value)
    if rows.is_empty():
        raise CaseError([Problem("lift", None, column, "", f"a row with {value}", COPY)])
    return rows.row(0, named=True)
