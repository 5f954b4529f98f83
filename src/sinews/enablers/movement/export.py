"""The movement as files for other programs: tables as CSV, flows on the network as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from sinews.case import replace_folder, told, write_csv
from sinews.enablers.movement.answer import Answer, lines_of
from sinews.enablers.movement.requirement import needs_of

MARKER = "closures.csv"
"""The file that makes a folder an export of movement."""

ATTRIBUTION = "Lengths of land ways © OpenStreetMap contributors, ODbL 1.0"


def write_movement(answer: Answer, folder: Path) -> None:
    """Write the tables and the flows to a folder, which is there whole or not at all.

    Raises
    ------
    OutputError
        If the folder holds something else than an earlier export.
    """
    with told(folder), replace_folder(folder, MARKER) as part:
        outcome = answer.outcome
        tables = {
            "closures": outcome.closures,
            "arrivals": outcome.arrivals,
            "use": outcome.use,
            "flows": outcome.flows,
            "bottlenecks": outcome.bottlenecks.with_columns(pl.col("packages").list.join(" ")),
            "additions": answer.sizing.additions,
            "requirement": needs_of(answer.sizing),
        }
        for name, frame in tables.items():
            write_csv(frame, part / f"{name}.csv")
        text = json.dumps(flows_as_geojson(answer), ensure_ascii=False, indent=1, allow_nan=False)
        (part / "flows.geojson").write_text(text + "\n", encoding="utf-8")


def flows_as_geojson(answer: Answer) -> dict[str, Any]:
    """Return the flows as a collection of lines, one for each mode and pair of places in one direction."""
    nodes = answer.case["nodes"].select("node", "longitude", "latitude")
    place = {row[0]: [row[1], row[2]] for row in nodes.iter_rows()}
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "LineString",
                "coordinates": [place[row["from_node"]], place[row["to_node"]]],
            },
            "properties": {
                "mode": row["mode"],
                "from": answer.places[row["from_node"]],
                "to": answer.places[row["to_node"]],
                "formations": round(row["formations"], 3),
                "packages": row["packages"],
            },
        }
        for row in lines_of(answer).iter_rows(named=True)
    ]
    return {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
