"""What a case holds and what its tables mean, from their declarations."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case.case import Case, declared
from sinews.case.catalogue import TABLES
from sinews.case.catalogue.uses import use_of
from sinews.case.schema import Column, Status


def describe(case: Case) -> pl.DataFrame:
    """Return one row for each table of a case.

    Returns
    -------
    polars.DataFrame
        table, description (what a row is), key, rows, and published, derived, estimated, assumed: rows of
        each status; null where a table has no status.
    """
    rows = []
    for table in TABLES:
        frame = case[table.name]
        counts: dict[str, int | None] = dict.fromkeys(Status)
        if "status" in frame.columns:
            counts = {
                str(status): int((frame.get_column("status") == str(status)).sum()) for status in Status
            }
        rows.append(
            {"table": table.name, "description": table.description, "key": "/".join(table.key),
             "rows": frame.height, **{str(status): counts[status] for status in Status}}
        )  # fmt: skip
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys([str(status) for status in Status], pl.Int64))


def describe_table(name: str) -> pl.DataFrame:
    """Return one row for each column of a table.

    Returns
    -------
    polars.DataFrame
        column, kind, unit, description, used_by (the step or enabler that reads it), effect (what a rise does
        to which answer of that step, or that it is informative; both empty for text and keys), constraints
        (key, optional, bounds, choices and references in words): all text.

    Raises
    ------
    CaseError
        If there is no such table.
    """
    table = declared(name)
    rows = [
        {"column": column.name, "kind": column.kind.value, "unit": column.unit,
         "description": column.description, **_use(name, column),
         "constraints": "; ".join(_constraints(column, in_key=column.name in table.key))}
        for column in table.columns
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _use(table: str, column: Column) -> dict[str, str]:
    """Return which step reads a column, and what a rise of it does."""
    use = use_of(table, column.name)
    return {"used_by": use.used_by if use else "", "effect": use.told if use else ""}


def _constraints(column: Column, *, in_key: bool) -> list[str]:
    """Return what a column's values must keep to, in words."""
    words: list[Any] = []
    if in_key:
        words.append("key")
    if column.optional:
        words.append("may be empty")
    if column.minimum is not None:
        words.append(f"at least {column.minimum:g}")
    if column.maximum is not None:
        words.append(f"at most {column.maximum:g}")
    if column.within_horizon:
        words.append("a planning year")
    if column.choices:
        words.append("one of " + ", ".join(column.choices))
    if column.references:
        words.append(f"a value of {column.references}")
    return words
