"""A brigade on one railway, by hand; and routes whose lengths are published."""

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
    from sinews.case import held_by_alliance, holdings, open_case
    from sinews.enablers.movement import move, under_regime

    case = under_regime(open_case(), "emergency")
    way = {
        "from_node": HOME, "to_node": FRONT, "length": 600.0, "countries": "DE>PL",
        "source": "sinews_assumption", "status": "assumed", "note": "made up for a check",
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


def _at_sea() -> float:
    """Return the nautical miles from Norfolk to Bremerhaven in the baseline."""
    from sinews.case import open_case

    edges = open_case()["sea_edges"]
    length: float = edges.filter(from_node="P_USORF", to_node="P_DEBRV")["length"].item()
    return length


def _by_road() -> float:
    """Return the km by road from Amsterdam to Vilnius in the baseline."""
    from sinews.case import open_case
    from sinews.enablers.supply.ways import distances

    return distances(open_case(), "road", ["C_NL_amsterdam"])["C_NL_amsterdam", "C_LT_vilnius"]


CHECKS = [
    Check(
        method="movement of force packages",
        example="a brigade of 30 trains on a line of 3 trains a day, in slots of two days: closure day",
        source="hand arithmetic: slots before the last, travel and unloading; trains of January 2017",
        expected=BY_HAND,
        compute=_closure,
        tolerance=1e-9,
    ),
    Check(
        method="lengths of ways (within 10 %)",
        example="sea route Norfolk-Bremerhaven, nautical miles: 3,101 to Bishop Rock and 657 on",
        source="NGA, Distances Between Ports (Pub. 151), 2001, ports Norfolk and Bremerhaven",
        expected=3758.0,
        compute=_at_sea,
        tolerance=375.8,
    ),
    Check(
        method="lengths of ways (within 10 %)",
        example="road Amsterdam-Vilnius by Berlin and Warsaw, km",
        source="wereldreis.net, Reizen met de auto naar Litouwen",
        expected=1645.0,
        compute=_by_road,
        tolerance=164.5,
    ),
]
