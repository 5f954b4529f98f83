"""Charts of supply: endurance curves, days of supply by ally and class, who runs out first, distribution."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.base_map import on_base_map
from sinews.document.charts.marks import ROW, WIDTH, label_axis
from sinews.document.charts.style import ACCENT, INK, WARNING, Chart, styled

PANEL, PANEL_HEIGHT, COLUMNS = 265, 150, 3
STEPS = [3.0, 7.0, 15.0, 30.0]
STEP_NAMES = ["under 3 days", "3 to 7", "7 to 15", "15 to 30", "30 and more"]
STEP_COLOURS = ["#a63603", "#e6813a", "#fbc98b", "#cfe1ef", "#1f5f99"]
SHOWN_FIRST = 25


def endurance_curves(curves: pl.DataFrame, title: str) -> Chart:
    """Return small panels, one for each class: stock left and demand met by day, with the band of stock.

    Parameters
    ----------
    curves
        name, day, stock, low, middle, high (all of the opening stock), met (share).
    title
        What they show, in a line.
    """
    # the first weeks decide: every day of them, and fewer later
    shown = curves.filter((pl.col("day") <= 60) | (pl.col("day") % 5 == 0)).with_columns(
        pl.col("stock", "low", "middle", "high", "met").round(4)
    )
    order = curves["name"].unique(maintain_order=True).to_list()
    base = alt.Chart(shown).encode(
        x=alt.X(
            "day:Q",
            title="day (square-root scale)",
            scale=alt.Scale(type="sqrt", domain=[0, 365]),
            axis=alt.Axis(values=[0, 7, 30, 90, 180, 365]),
        )
    )
    shares = alt.Axis(format=".0%", tickCount=3)
    upright = alt.Scale(domain=[0.0, 1.25])
    worlds = base.mark_area(opacity=0.25, color=ACCENT, clip=True).encode(
        y=alt.Y("low:Q", title="stock left, demand met", axis=shares, scale=upright), y2="high:Q"
    )
    lines = (
        base.transform_fold(["stock", "met"], as_=["kind", "share"])
        .mark_line(strokeWidth=1.8, clip=True)
        .encode(
            y=alt.Y("share:Q", axis=shares, scale=upright),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=["stock", "met"], range=[ACCENT, WARNING]),
                legend=alt.Legend(labelExpr="datum.value == 'stock' ? 'stock left' : 'demand met'"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Class"),
                alt.Tooltip("day:Q", title="Day"),
                alt.Tooltip("stock:Q", title="Stock left", format=".1%"),
                alt.Tooltip("low:Q", title="Low", format=".1%"),
                alt.Tooltip("high:Q", title="High", format=".1%"),
                alt.Tooltip("met:Q", title="Demand met", format=".1%"),
            ],
        )
    )
    chart = (
        alt.layer(worlds, lines)
        .properties(width=PANEL, height=PANEL_HEIGHT)
        .facet(facet=alt.Facet("name:N", title=None, sort=order), columns=COLUMNS)
    )
    return styled(
        chart,
        title,
        "Stock of all allies, of the opening stock, with the band of 8 in 10 sampled worlds; part of the "
        "day's demand that is met",
        f"Panels, one for each class of supply: stock left and demand met from day 0 to day 365. {title}.",
    )


def days_heat_map(days: pl.DataFrame, classes: list[str], title: str) -> Chart:
    """Return a heat map ally x class of days of supply.

    Parameters
    ----------
    days
        ally, name (of the class), days (null where nothing is consumed), usable, unit; allies in the order
        shown.
    classes
        Names of the classes, in the order shown.
    title
        What it shows, in a line.
    """
    step = pl.lit(STEP_NAMES[0])
    for bound, name in zip(STEPS, STEP_NAMES[1:], strict=True):
        step = pl.when(pl.col("days") >= bound).then(pl.lit(name)).otherwise(step)
    rows = days.drop_nulls("days").with_columns(
        pl.col("days").round(2), pl.col("usable").round(1), step=step, words=_figure(pl.col("days"))
    )
    allies = days["ally"].unique(maintain_order=True).to_list()
    base = alt.Chart(rows.rename({"ally": "label"})).encode(
        x=alt.X(
            "name:N",
            title=None,
            sort=classes,
            axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=220, domain=False, ticks=False),
        ),
        y=label_axis(allies),
        tooltip=[
            alt.Tooltip("label:N", title="Ally"),
            alt.Tooltip("name:N", title="Class"),
            alt.Tooltip("days:Q", title="Days of supply", format=",.1f"),
            alt.Tooltip("usable:Q", title="Usable", format=",.0f"),
            alt.Tooltip("unit:N", title="in"),
        ],
    )
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color(
            "step:N",
            title="Days of supply",
            sort=STEP_NAMES,
            scale=alt.Scale(domain=STEP_NAMES, range=STEP_COLOURS),
            legend=alt.Legend(columns=len(STEP_NAMES), symbolSize=140),
        )
    )
    dark = f"datum.days < {STEPS[0]} || datum.days >= {STEPS[-1]}"
    figures = base.mark_text(fontSize=10).encode(
        text="words:N", color=alt.ColorValue(condition={"test": dark, "value": "white"}, value=INK)
    )
    chart = alt.layer(cells, figures).properties(width=44 * len(classes), height=ROW * len(allies))
    return styled(
        chart,
        title,
        "Usable stock over consumption at the rate of the first days, each ally with all of its forces",
        f"Table of colours, one row for each ally, one column for each class. {title}.",
    )


def first_out(rows: pl.DataFrame, title: str) -> Chart:
    """Return for the first stocks to run out the day, and the band of days in sampled worlds.

    Parameters
    ----------
    rows
        label, day, low, high (null for not in a year), in order.
    title
        What it shows, in a line.
    """
    shown = rows.head(SHOWN_FIRST).with_columns(pl.col("high").fill_null(365))
    base = alt.Chart(shown).encode(
        y=label_axis(shown["label"].to_list()),
        tooltip=[
            alt.Tooltip("label:N", title="Stock"),
            alt.Tooltip("day:Q", title="Day at planning rates"),
            alt.Tooltip("low:Q", title="From"),
            alt.Tooltip("high:Q", title="To"),
        ],
    )
    ranges = base.mark_bar(height=6, color="#b9d3e6").encode(x=alt.X("low:Q", title="day"), x2="high:Q")
    days = base.mark_circle(size=70, color=WARNING).encode(x="day:Q")
    chart = alt.layer(ranges, days).properties(width=WIDTH - 260, height=ROW * shown.height)
    return styled(
        chart,
        title,
        "Day on which demand is first not met: at planning rates (dot), and in 8 of 10 sampled worlds (bar)",
        f"Dots and bars, one row for each stock. {title}.",
    )


def distribution_map(lines: pl.DataFrame, places: pl.DataFrame, title: str) -> Chart:
    """Return a map of supply lines, as wide as what moves and coloured by how full the way is.

    Parameters
    ----------
    lines
        longitude, latitude, longitude2, latitude2, tonnes (a day), use (share of the way's capacity), way (in
        words), label.
    places
        longitude, latitude, name, role, crowded (whether the name goes to the left).
    title
        What it shows, in a line.
    """
    ways = (
        alt.Chart(lines.with_columns(pl.col("tonnes").round(1), pl.col("use").round(4)))
        .mark_rule(strokeCap="round", clip=True)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            longitude2="longitude2:Q",
            latitude2="latitude2:Q",
            strokeWidth=alt.StrokeWidth(
                "tonnes:Q", title="tonnes a day", scale=alt.Scale(type="sqrt", range=[1.5, 9])
            ),
            color=alt.Color(
                "use:Q",
                title="share of the way's capacity",
                scale=alt.Scale(
                    range=["#7fb2d6", "#e6813a", "#a63603"], domain=[0, 0.5, 1], clamp=True, interpolate="rgb"
                ),
                legend=alt.Legend(format=".0%"),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="From, to"),
                alt.Tooltip("way:N", title="By"),
                alt.Tooltip("tonnes:Q", title="Tonnes a day", format=",.0f"),
                alt.Tooltip("use:Q", title="Capacity used", format=".0%"),
            ],
        )
    )
    points = alt.Chart(places).encode(longitude="longitude:Q", latitude="latitude:Q")
    marks = points.mark_point(filled=True, size=75, color=INK, opacity=1).encode(
        shape=alt.Shape("role:N", title=None, sort=["depot", "theatre base", "brigades"]),
        tooltip=[alt.Tooltip("name:N", title="Place"), alt.Tooltip("role:N", title="Role")],
    )
    to_the_right, to_the_left = (
        points.transform_filter(condition).encode(text="name:N")
        for condition in ("!datum.crowded", "datum.crowded")
    )
    names = (
        to_the_right.mark_text(align="left", dx=8, dy=-6, fontSize=10.5, color=INK),
        to_the_left.mark_text(align="right", dx=-8, dy=-6, fontSize=10.5, color=INK),
    )
    return styled(
        on_base_map(ways, marks, *names),
        title,
        "Depots, theatre bases and brigades of the illustrative defence plans",
        f"Map of supply lines from depots over theatre bases to brigades. {title}.",
    )


def _figure(days: pl.Expr) -> pl.Expr:
    """Return days in few characters: one decimal below ten."""
    return (
        pl.when(days < 10)
        .then(days.round(1).cast(pl.String))
        .when(days < 1000)
        .then(days.round(0).cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(pl.lit("999+"))
    )
