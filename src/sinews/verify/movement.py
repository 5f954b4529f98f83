"""A brigade on one railway, by hand: trains over trains a day, travel and unloading."""

from __future__ import annotations

from functools import cache

import polars as pl

from sinews.verify.check import Check

HOME, FRONT = "C_DE_hannover", "C_PL_warsaw"
TRAINS, TRAINS_A_DAY, SLOT = 30, 3, 2
"""The move of January 2017: 30 trains, 3 a day (T003 and T004 of transport_factors); slots of two days."""
TRAVEL, UNLOADING = 1.0, 0.25
"""Days: 600 km at 600 km a day, and a quarter of a day."""

BY_HAND = SLOT * (TRAINS / (TRAINS_A_DAY * SLOT) - 1) + TRAVEL + UNLOADING


@cache
def _closure() -> float:
    """Return the day on which a brigade with vehicles for rail only is closed, by the public function."""
    from sinews.case import holdings, open_case
    from sinews.enablers.movement import held_by_alliance, move

    case = open_case()
    way = {
        "from_node": HOME, "to_node": FRONT, "length": 600.0, "great_circle": 600.0, "countries": "DE>PL",
        "borders": 1, "source": "sinews_assumption", "status": "assumed", "note": "made up for a check",
    }  # fmt: skip
    edges = case["land_edges"]
    ways = [dict.fromkeys(edges.columns) | way | {"mode": mode} for mode in ("rail", "road")]
    package = case["force_packages"].head(1).with_columns(
        formation=pl.lit("bde_armoured"), quantity=pl.lit(1, pl.Int64), origin=pl.lit(HOME),
        destination=pl.lit(FRONT), required_day=pl.lit(5, pl.Int64),
    )  # fmt: skip
    wagons = pl.lit(30.0 * TRAINS)
    changes = {
        "land_edges": pl.DataFrame(ways, schema=edges.schema),
        "sea_edges": case["sea_edges"].clear(),
        "corridors": case["corridors"].clear(),
        "corridor_classes": case["corridor_classes"].with_columns(
            capacity=pl.when(pl.col("kind") == "rail").then(float(TRAINS_A_DAY)).otherwise("capacity")
        ),
        "formations": case["formations"].with_columns(vehicles=wagons, heavy_tracked=wagons),
        "force_packages": package,
    }
    for name, table in changes.items():
        case = case.with_table(name, table)
    held = held_by_alliance(case, holdings(case).select("ally", "capability", "quantity"))
    by_rail = held.filter(pl.col("capability") != "het")
    closed = move(case, by_rail).closures["closed"].to_list()[0]
    return float("nan") if closed is None else float(closed)


CHECKS = [
    Check(
        method="movement of force packages",
        example="a brigade of 30 trains on a line of 3 trains a day, in slots of two days: closure day",
        source="hand arithmetic: slots before the last, travel and unloading; trains of January 2017",
        expected=BY_HAND,
        compute=_closure,
        tolerance=1e-9,
    )
]
