"""What formations consist of as loads: heavy vehicles, other vehicles, and people."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case

KINDS = ("heavy", "wheeled", "people")
WAGONS_PER_TRAIN = 30
"""The brigade of January 2017: 900 wagons in 30 trains."""
HEAVY_TONNES = 50.0
"""Weight of a heavy tracked vehicle, as assumed: between an infantry fighting vehicle and a main battle tank."""
PERSON_TONNES = 0.2
"""A soldier with kit in an aircraft, as assumed."""
PERSONS_PER_COACH = 40


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of load of one formation.

    Attributes
    ----------
    formation, kind
        Which.
    pieces
        Vehicles and containers, or persons.
    trains, flat_wagons, heavy_wagons
        By rail.
    road_vehicles, transporters
        By road: vehicles in the convoy, and heavy equipment transporters among them.
    lane_metres
        By sea.
    tonnes
        By air.
    """

    formation: str
    kind: str
    pieces: float
    trains: float
    flat_wagons: float
    heavy_wagons: float
    road_vehicles: float
    transporters: float
    lane_metres: float
    tonnes: float


def loads_of(case: Case) -> list[Load]:
    """Return the loads of every formation, those without pieces left out.

    A heavy vehicle takes a heavy wagon, or a transporter on the road, where it counts as two vehicles; the
    other wagons of the formation's trains are flat wagons for all other pieces. Lane metres go by pieces.
    People travel by coach and aircraft.
    """
    found = []
    for row in case["formations"].iter_rows(named=True):
        heavy = float(row["heavy_tracked"])
        wheeled = float(row["vehicles"]) - heavy
        wagons = float(row["trains"]) * WAGONS_PER_TRAIN
        flat = max(0.0, wagons - heavy)
        lane = float(row["lane_metres"]) / max(1.0, float(row["vehicles"]))
        tonnes = max(0.0, float(row["weight"]) - heavy * HEAVY_TONNES)
        people = float(row["personnel"])
        name = str(row["formation"])
        parts = (
            Load(name, "heavy", heavy, heavy / WAGONS_PER_TRAIN, 0.0, heavy, 2.0 * heavy, heavy,
                 lane * heavy, heavy * HEAVY_TONNES),
            Load(name, "wheeled", wheeled, flat / WAGONS_PER_TRAIN, flat, 0.0, wheeled, 0.0,
                 lane * wheeled, tonnes),
            Load(name, "people", people, 0.0, 0.0, 0.0, people / PERSONS_PER_COACH, 0.0, 0.0,
                 people * PERSON_TONNES),
        )  # fmt: skip
        found += [part for part in parts if part.pieces > 0]
    return found


def packages_of(case: Case, plan: str | None) -> pl.DataFrame:
    """Return the force packages of a plan, or of all, with the days of notice for those that cross a border.

    Returns
    -------
    polars.DataFrame
        The columns of ``force_packages``, personnel (persons) and notice (days).
    """
    active = case["border_regimes"].filter(pl.col("active"))["notice"]
    notice = float(active[0]) if active.len() else 0.0
    country = case["nodes"].select("node", "country")
    return (
        case["force_packages"]
        .filter(pl.lit(plan is None) | (pl.col("plan") == (plan or "")))
        .join(country.rename({"node": "origin", "country": "home"}), on="origin", how="left", maintain_order="left")
        .join(
            country.rename({"node": "destination", "country": "host"}),
            on="destination", how="left", maintain_order="left",
        )
        .join(case["formations"].select("formation", "personnel"), on="formation", how="left", maintain_order="left")
        .with_columns(
            personnel=pl.col("personnel") * pl.col("quantity"),
            notice=pl.when(pl.col("home") == pl.col("host")).then(0.0).otherwise(notice),
        )
    )  # fmt: skip
