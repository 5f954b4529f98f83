"""The look that all charts share: fonts, sizes and palettes that colour-blind readers can tell apart."""

from __future__ import annotations

from typing import TypeAlias

import altair as alt
import polars as pl

from sinews.case import FULLY_MET

Chart: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart

INK = "#1b2733"
MUTED = "#5d6b78"
GRID = "#e3e7eb"
ACCENT = "#0b5a8a"
WARNING = "#b5400d"
FAINT = "#b4bcc4"

CATEGORIES = ["#0b5a8a", "#e69f00", "#3a9d7c", "#c46a9b", "#6db4e0", "#b5400d", "#8c8c3a", "#5d6b78"]
"""Categories, after Okabe and Ito's palette, darkened to stand out on white; grey comes last."""

MET_STEPS = [0.25, 0.5, 0.75, 0.9, FULLY_MET]
MET_NAMES = ["under 25 %", "25 to 50 %", "50 to 75 %", "75 to 90 %", "90 % and more", "met"]
MET_COLOURS = ["#a63603", "#e6813a", "#fbc98b", "#cfe1ef", "#7fb2d6", "#1f5f99"]
"""From far behind (dark orange) to met (dark blue): distinct in lightness and for every colour vision."""

FONT = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"


def styled(chart: Chart, title: str, subtitle: str, description: str) -> Chart:
    """Return a chart with the house's title, description for screen readers, fonts and axes.

    Parameters
    ----------
    chart
        The chart.
    title
        Its message in one line.
    subtitle
        What is measured, with units.
    description
        What a reader who cannot see the chart should know.
    """
    look: Chart = chart.properties(
        title=alt.TitleParams(text=title, subtitle=subtitle),
        description=description,
        background="white",
        padding=4,
    ).configure(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(
            anchor="start",
            frame="bounds",
            fontSize=15,
            fontWeight="bold",
            color=INK,
            subtitleFontSize=12,
            subtitleColor=MUTED,
            subtitlePadding=4,
            offset=12,
        ),
        axis=alt.AxisConfig(
            gridColor=GRID,
            domainColor="#9aa5b0",
            tickColor="#9aa5b0",
            labelColor=INK,
            titleColor=MUTED,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
        ),
        legend=alt.LegendConfig(
            labelColor=INK,
            titleColor=MUTED,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            orient="top",
            symbolType="square",
            labelLimit=260,
        ),
        header=alt.HeaderConfig(labelColor=INK, labelFontSize=11, labelFontWeight="bold", title=None),
    )
    return look


def met_step(met: str) -> pl.Expr:
    """Return in words the step, of six, in which a share of 0..1 lies."""
    step = pl.lit(MET_NAMES[0])
    for bound, name in zip(MET_STEPS, MET_NAMES[1:], strict=True):
        step = pl.when(pl.col(met) >= bound).then(pl.lit(name)).otherwise(step)
    return step


def met_colour(field: str, title: str) -> alt.Color:
    """Return the colour of a step of `met_step`."""
    return alt.Color(
        f"{field}:N",
        title=title,
        sort=MET_NAMES,
        scale=alt.Scale(domain=MET_NAMES, range=MET_COLOURS),
        legend=alt.Legend(columns=len(MET_NAMES), symbolSize=140, titleLimit=400),
    )


def met_ink(field: str) -> alt.ColorValue:
    """Return the colour of a figure written on a cell of `met_colour`: white on dark, dark on light."""
    dark = f"datum.{field} < {MET_STEPS[0]} || datum.{field} >= {MET_STEPS[-1]}"
    return alt.ColorValue(condition={"test": dark, "value": "white"}, value=INK)
