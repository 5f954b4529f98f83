"""What formations consist of as loads: heavy vehicles, other vehicles, and people."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case
from sinews.enablers.movement.tables import factor


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of load of one formation.

    Attributes
    ----------
    formation, kind
        Which; heavy tracked vehicles, wheeled (all other vehicles) or people.
    pieces
        Vehicles and containers, or persons.
    trains, flat_wagons, heavy_wagons
        By rail.
    road_vehicles, transporters
        By road: vehicles in the convoy, and heavy equipment transporters among them.
    lane_metres
        By sea.
    tonnes, sorties
        By air: weight, and the fewest aircraft into which its pieces fit.
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
    sorties: float


def loads_of(case: Case) -> list[Load]:
    """Return the loads of every formation, those without pieces left out.

    A heavy vehicle takes a heavy wagon, or a transporter on the road, where it counts as two vehicles; the
    other wagons of the formation's trains are flat wagons for all other pieces. Lane metres go by pieces.
    People travel by coach and aircraft.
    """
    per_train = factor(case, "wagons_per_train")
    weight = factor(case, "heavy_vehicle_weight")
    in_aircraft = factor(case, "heavy_vehicles_per_aircraft")
    in_coach, person = factor(case, "persons_per_coach"), factor(case, "person_weight")
    found = []
    for row in case["formations"].iter_rows(named=True):
        heavy = float(row["heavy_tracked"])
        wheeled = max(0.0, float(row["vehicles"]) - heavy)
        flat = max(0.0, float(row["trains"]) * per_train - heavy)
        lane = float(row["lane_metres"]) / max(1.0, float(row["vehicles"]))
        tonnes = max(0.0, float(row["weight"]) - heavy * weight)
        people = float(row["personnel"])
        name = str(row["formation"])
        parts = (
            Load(name, "heavy", heavy, heavy / per_train, 0.0, heavy, 2.0 * heavy, heavy, lane * heavy,
                 heavy * weight, heavy / in_aircraft),
            Load(name, "wheeled", wheeled, flat / per_train, flat, 0.0, wheeled, 0.0, lane * wheeled,
                 tonnes, 0.0),
            Load(name, "people", people, 0.0, 0.0, 0.0, people / in_coach, 0.0, 0.0, people * person, 0.0),
        )  # fmt: skip
        found += [part for part in parts if part.pieces > 0]
    return found


def packages_of(case: Case, plan: str | None) -> pl.DataFrame:
    """Return the force packages of a plan, or of all, with the days of notice for those that cross a border.

    Returns
    -------
    polars.DataFrame
        The columns of ``force_packages``, home and host (countries), personnel (persons) and notice (days).
    """
    active = case["border_regimes"].filter(pl.col("active"))["notice"]
    notice = float(active[0]) if active.len() else 0.0
    packages = case["force_packages"]
    if plan is not None:
        packages = packages.filter(pl.col("plan") == plan)
    for end, role in (("origin", "home"), ("destination", "host")):
        country = case["nodes"].select(pl.col("node").alias(end), pl.col("country").alias(role))
        packages = packages.join(country, on=end, how="left", maintain_order="left")
    soldiers = case["formations"].select("formation", "personnel")
    return packages.join(soldiers, on="formation", how="left", maintain_order="left").with_columns(
        personnel=pl.col("personnel") * pl.col("quantity"),
        notice=pl.when(pl.col("home") == pl.col("host")).then(0.0).otherwise(notice),
    )
