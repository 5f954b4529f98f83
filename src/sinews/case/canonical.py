"""The order in which the steps read the rows of a case: one and the same, whatever order they stand in."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.schema import Table


def canonical(case: Case) -> Case:
    """Return the case with the rows of every table in an order that follows from the rows themselves.

    Sums of floating-point numbers, pivots of a solver and ties hang on an order; so what is computed from a
    case is computed in this one, and the same figures give the same answer to the last bit. A case that is
    kept, or shown, keeps the order of rows in which it was written.

    Rows stand in the order of their keys; capabilities by domain, those that make up another one after it.
    """
    kept = case.__dict__.get(_NAME)
    if kept is None:
        tables = {table.name: _ordered(table, case.tables[table.name]) for table in TABLES}
        kept = Case(case.settings, tables, case.notes)
        # in canonical order it is itself
        kept.__dict__[_NAME] = kept
        case.__dict__[_NAME] = kept
    ordered: Case = kept
    return ordered


_NAME = f"{__name__}.canonical"


def _ordered(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a table in order."""
    if table.name == "capabilities":
        whole = pl.coalesce("aggregate", "capability")
        return frame.sort("domain", whole, pl.col("aggregate").is_not_null(), "capability")
    return frame.sort(table.key, nulls_last=False)
