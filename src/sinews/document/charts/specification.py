"""A chart as the JSON that vega-embed and vl-convert take."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import altair as alt

from sinews.document.charts.style import Chart


def specification(chart: Chart) -> dict[str, Any]:
    """Return the chart's Vega-Lite specification with its data, however many rows that has."""
    with alt.data_transformers.enable("default", max_rows=None, consolidate_datasets=True):
        specified: dict[str, Any] = chart.to_dict()
    return specified


def as_svg(chart: Chart) -> str:
    """Return the chart as a picture."""
    return _drawn(json.dumps(specification(chart)))


@lru_cache(maxsize=8)
def _drawn(specified: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(specified)
    return drawn
