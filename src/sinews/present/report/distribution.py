"""The section of the endurance page on distribution: a map, and what each way takes."""

from __future__ import annotations

import polars as pl

from sinews.present import wording
from sinews.present.charts.supply import distribution_map
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Cell, Column, number_cell
from sinews.present.supply import Answer

NEAR_EAST, NEAR_NORTH = 5.0, 1.0
"""Degrees within which a place on the map is in the way of another's name."""


def distribution_part(answer: Answer) -> Part:
    """Return the section, for a case with or without force packages that can be supplied."""
    draft = Draft("distribution", "Distribution")
    distribution = answer.distribution
    names = dict(answer.case["nodes"].select("node", "name").iter_rows())
    if distribution.lanes.is_empty():
        draft.add(markup.paragraph("The case has no force packages with bases that supply them."))
        return draft.finished()
    lines, places = _lines(answer), _places(answer)
    tight = lines.sort("use", descending=True).row(0, named=True)
    draft.draw(
        "distribution-map",
        distribution_map(
            lines,
            places,
            f"The tightest way is {tight['label']}: {wording.share(tight['use'])} of its capacity",
        ),
        "Rail lines against the military trains that a line takes in a day, roads against the vehicles of "
        "one route. Bases and packages are illustrations.",
    )
    service = answer.service.group_by("place", maintain_order=True).agg(
        pl.col("planned").min(), pl.col("uncertain").min()
    )
    held = dict(
        distribution.levels.filter(pl.col("stage") == "brigade")
        .group_by("place", maintain_order=True)
        .agg(pl.col("days").max())
        .iter_rows()
    )
    served = {row["place"]: row for row in service.iter_rows(named=True)}
    draft.add(
        markup.table(
            "From theatre base to brigades",
            [
                Column("From"),
                Column("To"),
                Column("km", numeric=True),
                Column("Turn-round, days", numeric=True),
                Column("Cargo, t a day", numeric=True),
                Column("Fuel, m³ a day", numeric=True),
                Column("Trucks", numeric=True),
                Column("Fuel trucks", numeric=True),
                Column("Held forward, days", numeric=True, hint="the most of any class"),
                Column(
                    "Days without lack", numeric=True, hint="simulated, of the worst class, at planning rates"
                ),
                Column("if rates are uncertain", numeric=True),
            ],
            [
                [
                    names[row["base_node"]],
                    names[row["node"]],
                    number_cell(row["road"]),
                    number_cell(row["turn_round"], 1),
                    number_cell(row["cargo"]),
                    number_cell(row["fuel"]),
                    number_cell(row["cargo_trucks"]),
                    number_cell(row["fuel_trucks"]),
                    number_cell(held[row["node"]], 1),
                    Cell(wording.share(served[row["node"]]["planned"], 1), served[row["node"]]["planned"]),
                    Cell(
                        wording.share(served[row["node"]]["uncertain"], 1), served[row["node"]]["uncertain"]
                    ),
                ]
                for row in distribution.lanes.iter_rows(named=True)
            ],
        ),
        markup.table(
            "From depot to theatre base",
            [
                Column("From"),
                Column("To"),
                Column("By"),
                Column("km", numeric=True),
                Column("Cargo, t a day", numeric=True),
                Column("Fuel, m³ a day", numeric=True),
                Column("of it by pipeline", numeric=True),
                Column("Trains a day", numeric=True),
                Column("Of what the line takes", numeric=True),
                Column("Logistics battalions", numeric=True, hint="for the roads from this base"),
            ],
            [
                [
                    names[row["depot_node"]],
                    names[row["base_node"]],
                    row["mode"],
                    number_cell(row["line"]),
                    number_cell(row["cargo"]),
                    number_cell(row["fuel"]),
                    number_cell(row["piped"]),
                    number_cell(row["trains"], 1),
                    Cell(wording.share(row["use"]), row["use"]),
                    number_cell(row["battalions"]),
                ]
                for row in distribution.legs.iter_rows(named=True)
            ],
        ),
    )
    return draft.finished()


def _lines(answer: Answer) -> pl.DataFrame:
    """Return every way of the distribution with the coordinates of its ends."""
    nodes = answer.case["nodes"]
    start = nodes.select("longitude", "latitude", start_name="name", start="node")
    end = nodes.select(longitude2="longitude", latitude2="latitude", end_name="name", end="node")
    fuel = answer.case["supply_classes"].filter(pl.col("carrier") == "fuel")["weight"]
    density = float(fuel[0]) if fuel.len() else 1.0
    tonnes = pl.col("cargo") + pl.col("fuel") * density
    legs = answer.distribution.legs.select(
        start="depot_node", end="base_node", tonnes=tonnes, use=pl.col("use").fill_null(0.0), way="mode"
    )
    lanes = answer.distribution.lanes.select(
        start="base_node", end="node", tonnes=tonnes, use=pl.col("use"), way=pl.lit("road")
    )
    return (
        pl.concat([legs, lanes])
        .filter(pl.col("start") != pl.col("end"))
        .join(start, on="start", maintain_order="left")
        .join(end, on="end", maintain_order="left")
        .with_columns(label=pl.concat_str("start_name", pl.lit(" to "), "end_name"))
    )


def _places(answer: Answer) -> pl.DataFrame:
    """Return depots, bases and brigades with their coordinates, and whether there is no room for a name."""
    distribution = answer.distribution
    roles = pl.concat(
        [
            distribution.legs.select(node="depot_node", role=pl.lit("depot")),
            distribution.legs.select(node="base_node", role=pl.lit("theatre base")),
            distribution.lanes.select("node", role=pl.lit("brigades")),
        ]
    ).unique("node", keep="first", maintain_order=True)
    places = answer.case["nodes"].select("node", "name", "longitude", "latitude")
    placed = roles.join(places, on="node", maintain_order="left")
    # a name goes to the left of its place where another place lies close to the right
    at = placed.select("longitude", "latitude").rows()
    crowded = [
        any(0.0 < east - x < NEAR_EAST and abs(north - y) < NEAR_NORTH for east, north in at) for x, y in at
    ]
    return placed.with_columns(crowded=pl.Series(crowded))
