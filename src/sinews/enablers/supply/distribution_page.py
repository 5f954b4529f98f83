"""The section of the endurance page on distribution: a map, and what each way takes."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.case import Case
from sinews.document import Column, Figure, Note, Section, Table, wording
from sinews.enablers.supply.charts import distribution_map
from sinews.enablers.supply.distribution import Distribution

NEAR_EAST, NEAR_NORTH = 5.0, 1.0
"""Degrees within which a place on the map is in the way of another's name."""

LANES = (
    Column("from", "From"),
    Column("to", "To"),
    Column("road", "km", "day"),
    Column("turn_round", "Turn-round, days", "days", wide_only=True, status="estimated"),
    Column("cargo", "Cargo, t a day", "count", "Cargo, t", status="estimated"),
    Column("fuel", "Fuel, m³ a day", "count", "Fuel, m³", status="estimated"),
    Column("cargo_trucks", "Trucks", "count", status="estimated"),
    Column("fuel_trucks", "Fuel trucks", "count", status="estimated"),
    Column("held", "Held forward, days", "days", hint="the most of any class", wide_only=True),
    Column(
        "planned",
        "Days without lack",
        "share",
        hint="simulated, of the worst class, at planning rates",
        wide_only=True,
    ),
    Column("uncertain", "if rates are uncertain", "share", wide_only=True),
)
LEGS = (
    Column("from", "From"),
    Column("to", "To"),
    Column("mode", "By", wide_only=True),
    Column("line", "km", "day"),
    Column("cargo", "Cargo, t a day", "count", "Cargo, t", status="estimated"),
    Column("fuel", "Fuel, m³ a day", "count", "Fuel, m³", status="estimated"),
    Column("piped", "of it by pipeline", "count", wide_only=True, status="estimated"),
    Column("trains", "Trains a day", "days", "Trains", status="estimated"),
    Column("use", "Of what the line takes", "share", "Use", status="estimated"),
    Column(
        "battalions",
        "Logistics battalions",
        "count",
        "Battalions",
        "for the roads from this base",
        "estimated",
    ),
)


def distribution_section(case: Case, distribution: Distribution, service: pl.DataFrame) -> Section:
    """Return the section, for a case with or without force packages that can be supplied."""
    if distribution.lanes.is_empty():
        nothing = Note("The case has no force packages with bases that supply them.")
        return Section("distribution", "Distribution", (nothing,))
    ways, places = _ways(case, distribution), _places(case, distribution)
    names = dict(case["nodes"].select("node", "name").iter_rows())
    says = "No way leads from one place to another"
    for tight in ways.sort("use", descending=True).head(1).iter_rows(named=True):
        says = f"The tightest way is {tight['label']}: {wording.share(tight['use'])} of its capacity"
    served = service.group_by("place", maintain_order=True).agg(pl.col("planned", "uncertain").min())
    held = (
        distribution.levels.filter(pl.col("stage") == "brigade")
        .group_by("place", maintain_order=True)
        .agg(held=pl.col("days").max())
    )
    lanes = distribution.lanes
    for facts in (served, held):
        lanes = lanes.join(facts, left_on="node", right_on="place", how="left", maintain_order="left")
    named = {"from": "base_node", "to": "node"}, {"from": "depot_node", "to": "base_node"}
    lanes, legs = (
        frame.with_columns(pl.col(end).replace_strict(names).alias(name) for name, end in ends.items())
        for frame, ends in zip((lanes, distribution.legs), named, strict=True)
    )
    return Section(
        "distribution",
        "Distribution",
        (
            Figure(
                "distribution-map",
                says,
                "Rail lines against the military trains that a line takes in a day, roads against the "
                "vehicles of one route. Bases and packages are illustrations.",
                ways,
                partial(distribution_map, ways, places, says),
            ),
            Table("lanes", "From theatre base to brigades", lanes, LANES),
            Table("legs", "From depot to theatre base", legs, LEGS),
        ),
    )


def _ways(case: Case, distribution: Distribution) -> pl.DataFrame:
    """Return every way of the distribution with the coordinates of its ends."""
    nodes = case["nodes"]
    start = nodes.select("longitude", "latitude", start_name="name", start="node")
    end = nodes.select(longitude2="longitude", latitude2="latitude", end_name="name", end="node")
    fuel = case["supply_classes"].filter(pl.col("carrier") == "fuel")["weight"]
    density = float(fuel[0]) if fuel.len() else 1.0
    tonnes = pl.col("cargo") + pl.col("fuel") * density
    legs = distribution.legs.select(
        start="depot_node", end="base_node", tonnes=tonnes, use=pl.col("use").fill_null(0.0), way="mode"
    )
    lanes = distribution.lanes.select(
        start="base_node", end="node", tonnes=tonnes, use=pl.col("use"), way=pl.lit("road")
    )
    return (
        pl.concat([legs, lanes])
        .filter(pl.col("start") != pl.col("end"))
        .join(start, on="start", maintain_order="left")
        .join(end, on="end", maintain_order="left")
        .with_columns(label=pl.concat_str("start_name", pl.lit(" to "), "end_name"))
    )


def _places(case: Case, distribution: Distribution) -> pl.DataFrame:
    """Return depots, bases and brigades with their coordinates, and whether there is no room for a name."""
    roles = pl.concat(
        [
            distribution.legs.select(node="depot_node", role=pl.lit("depot")),
            distribution.legs.select(node="base_node", role=pl.lit("theatre base")),
            distribution.lanes.select("node", role=pl.lit("brigades")),
        ]
    ).unique("node", keep="first", maintain_order=True)
    places = case["nodes"].select("node", "name", "longitude", "latitude")
    placed = roles.join(places, on="node", maintain_order="left")
    # a name goes to the left of its place where another place lies close to the right
    at = placed.select("longitude", "latitude").rows()
    crowded = [
        any(0.0 < east - x < NEAR_EAST and abs(north - y) < NEAR_NORTH for east, north in at) for x, y in at
    ]
    return placed.with_columns(crowded=pl.Series(crowded))
