"""The tables of movement as this enabler reads them: planning factors, and means of transport."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case import FROM_BASELINE, Case, CaseError, Problem, factor_value, require_rows

NEEDED = ("defence_plans", "force_packages", "formations", "lift", "corridor_classes")


def check_tables(case: Case) -> None:
    """Raise CaseError if a table is empty without which nothing can move."""
    require_rows(case, NEEDED, "to answer questions of movement")


def factor(case: Case, key: str) -> float:
    """Return the value of a row of ``transport_factors``, in its unit; raise CaseError if there is none."""
    return factor_value(case, "transport_factors", key)


def means(case: Case, column: str, value: str) -> dict[str, Any]:
    """Return the first row of ``lift`` that has a value in a column: the planning type of its kind.

    Raises
    ------
    CaseError
        If there is no such row.
    """
    rows = case["lift"].filter(pl.col(column) == value)
    if rows.is_empty():
        raise CaseError([Problem("lift", None, column, "", f"a row with {value}", FROM_BASELINE)])
    return rows.row(0, named=True)
