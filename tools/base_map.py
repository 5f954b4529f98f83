"""Make the shapes of the base map from Natural Earth, as the npm package world-atlas carries them.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/base_map.py package/countries-50m.json src/sinews/document/charts/base_map.json

Lands around the North Atlantic are kept. Borders are simplified one arc at a time, so that neighbours keep
one common border, by the method of Visvalingam and Whyatt (The Cartographic Journal 30, 1993): the point that
spans the smallest triangle with its neighbours goes first.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

WEST, SOUTH, EAST, NORTH = -130.0, 8.0, 75.0, 84.0
SMALLEST_TRIANGLE = 0.02
"""Square degrees at the equator; points that span less are left out."""
SMALLEST_ISLAND = 0.12
"""Square degrees; smaller closed coasts are left out."""
STEPS = 10_000
"""Places along each axis on which points may lie: about 2 km."""

Point = tuple[float, float]


def main(source: Path, target: Path) -> None:
    """Read the topology `source` and write the smaller one `target`."""
    world = json.loads(source.read_text(encoding="utf-8"))
    arcs = [decoded(arc, world["transform"]) for arc in world["arcs"]]
    lands = [kept for land in world["objects"]["countries"]["geometries"] if (kept := nearby(land, arcs))]
    used = sorted({arc for land in lands for ring in rings(land) for arc in map(index, ring)})
    place = {old: new for new, old in enumerate(used)}
    for land in lands:
        land["arcs"] = renumbered(land["arcs"], place)
    transform = {"scale": [(EAST - WEST) / STEPS, (NORTH - SOUTH) / STEPS], "translate": [WEST, SOUTH]}
    topology = {
        "type": "Topology",
        "transform": transform,
        "objects": {"countries": {"type": "GeometryCollection", "geometries": lands}},
        "arcs": [encoded(simplified(arcs[old]), transform) for old in used],
    }
    target.write_text(
        json.dumps(topology, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8"
    )


def index(arc: int) -> int:
    """Return the place of an arc; a reversed one is written as the complement of its place."""
    return arc if arc >= 0 else ~arc


def decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Return the points of a delta-encoded arc in degrees."""
    (scale_x, scale_y), (west, south) = transform["scale"], transform["translate"]
    points, x, y = [], 0, 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + west, y * scale_y + south))
    return points


def encoded(points: list[Point], transform: dict[str, list[float]]) -> list[list[int]]:
    """Return points as whole steps from one to the next, without steps of no length."""
    (scale_x, scale_y), (west, south) = transform["scale"], transform["translate"]
    steps: list[list[int]] = []
    x, y = 0, 0
    for longitude, latitude in points:
        new_x, new_y = round((longitude - west) / scale_x), round((latitude - south) / scale_y)
        if not steps or (new_x, new_y) != (x, y):
            steps.append([new_x - x, new_y - y])
        x, y = new_x, new_y
    return steps if len(steps) > 1 else [*steps, [0, 0]]


def polygons(land: dict[str, Any]) -> list[list[list[int]]]:
    """Return the polygons of a land, each a list of rings of arcs."""
    return [land["arcs"]] if land["type"] == "Polygon" else land["arcs"]


def rings(land: dict[str, Any]) -> list[list[int]]:
    """Return all rings of a land."""
    return [ring for polygon in polygons(land) for ring in polygon]


def renumbered(arcs: Any, place: dict[int, int]) -> Any:
    """Return nested lists of arcs with the new places of the arcs."""
    if isinstance(arcs, int):
        return place[arcs] if arcs >= 0 else ~place[~arcs]
    return [renumbered(arc, place) for arc in arcs]


def nearby(land: dict[str, Any], arcs: list[list[Point]]) -> dict[str, Any] | None:
    """Return what of a land lies in the window and is large enough to be seen, or None."""
    if land["type"] not in {"Polygon", "MultiPolygon"}:
        return None
    kept = [polygon for polygon in polygons(land) if visible(ring_points(polygon[0], arcs))]
    if not kept:
        return None
    whole = [[ring for ring in polygon if large(ring_points(ring, arcs))] for polygon in kept]
    return {
        "type": "MultiPolygon",
        "id": land.get("id", ""),
        "properties": {"name": land["properties"]["name"]},
        "arcs": whole,
    }


def ring_points(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return the points of a ring, in the direction of its arcs."""
    return [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]


def visible(points: list[Point]) -> bool:
    """Tell whether a ring is large enough and reaches into the window."""
    inside = any(WEST <= x <= EAST and SOUTH <= y <= NORTH for x, y in points)
    return inside and large(points)


def large(points: list[Point]) -> bool:
    """Tell whether a ring's area, shrunk by its latitude, is worth drawing."""
    following = points[1:] + points[:1]
    doubled = sum(x * v - u * y for (x, y), (u, v) in zip(points, following, strict=True))
    return abs(doubled) / 2 * math.cos(math.radians(points[0][1])) >= SMALLEST_ISLAND


def simplified(points: list[Point]) -> list[Point]:
    """Return an arc without the points that span the smallest triangles; its ends stay."""
    points = list(points)
    fewest = 4 if points[0] == points[-1] else 2
    while len(points) > fewest:
        areas = [triangle(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
        smallest = min(range(len(areas)), key=areas.__getitem__)
        if areas[smallest] >= SMALLEST_TRIANGLE:
            break
        del points[smallest + 1]
    return points


def triangle(a: Point, b: Point, c: Point) -> float:
    """Return the area of a triangle, shrunk by its latitude."""
    doubled = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return abs(doubled) / 2 * math.cos(math.radians(b[1]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
