"""The base map: the shapes are whole, and places fall where they should."""

import altair as alt
import polars as pl
import vl_convert

from sinews.document.charts.base_map import shapes
from sinews.present.charts import EUROPE, on_base_map, specification

EUROPEAN_ALLIES = {
    "Albania",
    "Bulgaria",
    "Denmark",
    "Estonia",
    "Finland",
    "Germany",
    "Iceland",
    "Luxembourg",
    "Norway",
}


def test_it_has_allies_large_and_small() -> None:
    names = {land["properties"]["name"] for land in shapes()["objects"]["countries"]["geometries"]}
    assert names >= EUROPEAN_ALLIES


def test_every_border_is_closed_and_used() -> None:
    topology = shapes()
    ends = []
    for arc in topology["arcs"]:
        last = [sum(step[axis] for step in arc) for axis in (0, 1)]
        ends.append((tuple(arc[0]), tuple(last)))
    used = set()
    for land in topology["objects"]["countries"]["geometries"]:
        for polygon in land["arcs"]:
            for ring in polygon:
                pieces = [ends[arc] if arc >= 0 else ends[~arc][::-1] for arc in ring]
                following = pieces[1:] + pieces[:1]
                assert all(a[1] == b[0] for a, b in zip(pieces, following, strict=True))
                used |= {arc if arc >= 0 else ~arc for arc in ring}
    assert used == set(range(len(topology["arcs"])))


def test_a_place_at_the_centre_is_drawn_at_the_centre() -> None:
    place = pl.DataFrame({"longitude": [EUROPE.longitude], "latitude": [EUROPE.latitude]})
    points = (
        alt.Chart(place).mark_point(color="#123456").encode(longitude="longitude:Q", latitude="latitude:Q")
    )
    drawn = vl_convert.vegalite_to_svg(specification(on_base_map(points)))
    assert f"translate({EUROPE.width // 2},{EUROPE.height // 2})" in drawn
