"""The two small charts of a summit page: spending against budget, and the part of targets held.

They are drawn into a fixed frame, with all labels in places of their own, so that they look the same whatever
fonts a machine has.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.marks import year_axis
from sinews.document.charts.style import ACCENT, GRID, INK, MUTED, WARNING, Chart

WIDTH, HEIGHT = 168, 74
"""Size of the inner part of a chart, in pixels."""

PLAIN = alt.Axis(tickCount=3, ticks=False, domain=False)
"""An axis of values with a few labels."""

FONT = "Libertinus Serif, Helvetica Neue, Arial, Liberation Sans, DejaVu Sans Condensed, sans-serif"
"""The fonts of the pages: the first is the one that PDF files are set in, the others those of HTML."""


def spending_against_budget(path: pl.DataFrame) -> Chart:
    """Return bars of what the plan spends and a line of its budget, by year.

    Parameters
    ----------
    path
        year, spent, budget (USD m).
    """
    rows = path.select("year", spent=pl.col("spent") / 1e3, budget=pl.col("budget") / 1e3)
    base = alt.Chart(rows).encode(x=year_axis(few=True))
    bars = base.mark_bar(color=ACCENT, opacity=0.55).encode(y=alt.Y("spent:Q", title=None, axis=PLAIN))
    line = base.mark_line(color=WARNING, strokeWidth=1.6, interpolate="step").encode(y="budget:Q")
    return _framed(alt.layer(bars, line), "Bars of what the plan spends and a line of its budget, by year.")


def targets_held(path: pl.DataFrame) -> Chart:
    """Return lines of the part of targets held, by year.

    Parameters
    ----------
    path
        year, of_year (of the year's targets, %), of_last (of the last year's).
    """
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(path).encode(x=year_axis(few=True))
    lines = [
        base.mark_line(color=colour, strokeWidth=1.8, strokeDash=dash).encode(
            y=alt.Y(f"{column}:Q", title=None, scale=scale, axis=PLAIN)
        )
        for column, colour, dash in (("of_last", ACCENT, [1, 0]), ("of_year", WARNING, [4, 2]))
    ]
    return _framed(alt.layer(*lines), "Lines of the part of targets held, by year.")


def _framed(chart: Chart, description: str) -> Chart:
    framed: Chart = chart.properties(
        width=WIDTH,
        height=HEIGHT,
        autosize=alt.AutoSizeParams(type="none"),
        padding={"left": 28, "right": 8, "top": 8, "bottom": 16},
        background="white",
        description=description,
    ).configure(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            gridColor=GRID,
            domainColor="#9aa5b0",
            labelColor=INK,
            labelFontSize=10,
            titleColor=MUTED,
        ),
    )
    return framed
