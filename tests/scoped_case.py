"""The small case with scopes, lists of units and withdrawals: still easy to compute by hand."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case import Case
from tests.small_case import small_case

PROVENANCE = {"source": "test", "status": "assumed", "note": None}


def with_rows(case: Case, **rows: list[dict[str, Any]]) -> Case:
    """Return a case with rows added to its tables; cells that are not named are empty."""
    tables = {}
    for name, added in rows.items():
        frame = case[name]
        named = [dict.fromkeys(frame.columns) | PROVENANCE | row for row in added]
        known = [{key: row[key] for key in frame.columns} for row in named]
        tables[name] = pl.concat([frame, pl.DataFrame(known, schema=frame.schema)])
    return case.with_tables(tables)


def without_rows(case: Case, table: str, *where: pl.Expr) -> Case:
    """Return a case without the rows of a table for which a condition holds."""
    return case.with_tables({table: case[table].filter(~pl.all_horizontal(*where))})


def eastern_case() -> Case:
    """Return the small case with the group east, of Czechia and Latvia, and the members of its pool.

    East holds 4 short-range units and 20 hundred trucks; Germany 8 long- and 4 short-range units, 60 hundred
    trucks; the pool, in which all three are, 2.
    """
    east = [{"group": "east", "name": "the east", "ally": ally} for ally in ("CZE", "LVA")]
    all_three = [{"group": "trucks", "name": "the pool", "ally": ally} for ally in ("DEU", "CZE", "LVA")]
    case = with_rows(small_case(), groups=[*east, *all_three])
    return case.with_value("pooled", "nspa/truck", members="trucks")
