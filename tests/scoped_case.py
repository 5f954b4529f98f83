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


def listed_case() -> Case:
    """Return the eastern case with its long-range units as formations by name: 5 active ones, 5 in reserve.

    Sixteen long-range units were required in 2021 and twenty are now, of all allies; of what is active four
    fifths count, and counted in 2021; of the reserve nothing does. The east is to double its trucks.
    """
    case = without_rows(eastern_case(), "inventory", pl.col("capability") == "gbad_long")
    formation = {"ally": "DEU", "capability": "gbad_long", "count": 5.0, "as_of": 2025}
    share = {"ally": "DEU", "capability": "gbad_long"}
    asked = {
        "requirement": "long", "title": "long-range units, 16 to 20", "capability": "gbad_long",
        "basis": "level", "published_baseline": 16.0, "baseline_reading": "requirement", "quantity": 20.0,
        "start_year": 2025, "target_year": 2032, "adopted": True,
    }  # fmt: skip
    case = with_rows(
        case,
        formations_held=[
            formation | {"name": "active", "component": "active"},
            formation | {"name": "reserve", "component": "reserve"},
        ],
        formation_counts=[
            share | {"component": "active", "counts": 0.8, "counts_2021": 0.6},
            share | {"component": "reserve", "counts": 0.0, "counts_2021": 0.2},
        ],
        published_requirements=[asked],
    )
    case = case.with_value("pledges", "amd_increase", factor=1.0)
    case = case.with_value("published_requirements", "gbad_units", adopted=False)
    return case.with_value("pledges", "logistics_double", scope="east")
