"""The base map that charts of places are drawn on: land and borders around the North Atlantic.

The shapes lie beside this module as TopoJSON, made by ``tools/base_map.py`` from Natural Earth. They go into
the chart itself, so that a report needs no network.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import altair as alt

LAND = "#eef0ea"
BORDER = "#b9c0c4"
SEA = "#f7fafc"


@dataclass(frozen=True, slots=True)
class Extent:
    """What a map shows: an equal-area projection, and the window on it.

    Attributes
    ----------
    longitude, latitude
        The centre of the map, degrees.
    scale
        Pixels per radian at the centre, for a map of the given width.
    width, height
        Size, pixels.
    """

    longitude: float
    latitude: float
    scale: float
    width: int
    height: int

    def projection(self, width: int | None = None) -> dict[str, Any]:
        """Return Vega-Lite's projection: Lambert's azimuthal equal-area, for a map of that width."""
        ratio = 1.0 if width is None else width / self.width
        return {
            "type": "azimuthalEqualArea",
            "rotate": [-self.longitude, -self.latitude, 0],
            "scale": self.scale * ratio,
            "translate": [self.width * ratio / 2, self.height * ratio / 2],
        }


EUROPE = Extent(longitude=14.0, latitude=53.0, scale=880.0, width=860, height=700)
"""The European allies, from Iceland to Türkiye."""

NORTH_ATLANTIC = Extent(longitude=-34.0, latitude=52.0, scale=520.0, width=860, height=560)
"""From the Gulf of Mexico to the Black Sea."""


def on_base_map(
    *layers: alt.Chart | alt.LayerChart, extent: Extent = EUROPE, width: int | None = None
) -> alt.LayerChart:
    """Return layers of places drawn over land and borders.

    Parameters
    ----------
    layers
        Charts with ``longitude`` and ``latitude`` channels (points, labels, rules with ``longitude2`` and
        ``latitude2``), or geographic shapes. They need no projection of their own.
    extent
        What the map shows.
    width
        Width in pixels, if not the extent's own; the height follows.

    Returns
    -------
    altair.LayerChart
        The map; points outside of the window are cut off where their marks say ``clip=True``.
    """
    wide = extent.width if width is None else width
    drawn: alt.LayerChart = alt.LayerChart(
        layer=[_land(), *layers],
        width=wide,
        height=round(extent.height * wide / extent.width),
        projection=alt.Projection(**extent.projection(wide)),
        view=alt.ViewBackground(fill=SEA, stroke=BORDER, strokeWidth=0.5),
    )
    return drawn


def _land() -> alt.Chart:
    """Return the shapes of the countries, without a legend or tooltips."""
    form = alt.TopoDataFormat(type="topojson", feature="countries")
    countries = alt.InlineData(values=shapes(), format=form)
    land: alt.Chart = alt.Chart(countries).mark_geoshape(
        fill=LAND, stroke=BORDER, strokeWidth=0.6, clip=True, tooltip=False
    )
    return land


@cache
def shapes() -> dict[str, Any]:
    """Return the ``countries`` as TopoJSON, each with its ISO 3166-1 numeric `id` and its `name`."""
    text = files(__package__).joinpath("base_map.json").read_text(encoding="utf-8")
    topology: dict[str, Any] = json.loads(text)
    return topology
