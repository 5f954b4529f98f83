"""Charts of movement: flows and bottlenecks on the map, closure curves, and the use of lift."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.base_map import Extent, on_base_map
from sinews.document.charts.marks import ROW, WIDTH
from sinews.document.charts.style import ACCENT, CATEGORIES, FAINT, INK, WARNING, Chart, styled

MODES = {
    "rail": "railway",
    "road": "road",
    "het": "heavy transporter",
    "sea": "ship",
    "airlift_strat": "aircraft",
    "airlift_tac": "aircraft",
    "charter": "chartered airliner",
}
MODE_COLOURS = ["#0b5a8a", "#8c8c3a", "#c46a9b", "#3a9d7c", "#e69f00", "#b4bcc4"]
PANEL = 265


def flow_map(lines: pl.DataFrame, bottlenecks: pl.DataFrame, title: str, extent: Extent) -> Chart:
    """Return a map of what moves, as wide as the formations that pass, with bottlenecks marked.

    Parameters
    ----------
    lines
        longitude, latitude, longitude2, latitude2, mode, formations, label.
    bottlenecks
        longitude, latitude, name, sentence, days (for which it is full).
    title
        What it shows, in a line.
    extent
        What part of the world.
    """
    words = list(dict.fromkeys(MODES.values()))
    shown = lines.with_columns(
        pl.col("formations").round(2), way=pl.col("mode").replace_strict(MODES, return_dtype=pl.String)
    ).sort("formations")
    ways = (
        alt.Chart(shown)
        .mark_rule(strokeCap="round", opacity=0.65, clip=True)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            longitude2="longitude2:Q",
            latitude2="latitude2:Q",
            strokeWidth=alt.StrokeWidth(
                "formations:Q", title="formations", scale=alt.Scale(type="sqrt", range=[0.6, 8])
            ),
            color=alt.Color("way:N", title=None, scale=alt.Scale(domain=words, range=MODE_COLOURS)),
            tooltip=[
                alt.Tooltip("label:N", title="From, to"),
                alt.Tooltip("way:N", title="By"),
                alt.Tooltip("formations:Q", title="Formations", format=",.1f"),
            ],
        )
    )
    marks = (
        alt.Chart(bottlenecks)
        .mark_point(filled=False, color=WARNING, strokeWidth=2.5, clip=True)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("days:Q", scale=alt.Scale(range=[60, 500]), legend=None),
            tooltip=[alt.Tooltip("name:N", title="Bottleneck"), alt.Tooltip("sentence:N", title="Because")],
        )
    )
    return styled(
        on_base_map(ways, marks, extent=extent),
        title,
        "Width: formations that pass, each load a share of its own; rings: what is full, by how long",
        f"Map of movement with {bottlenecks.height} bottlenecks. {title}.",
    )


def closure_curves(arrivals: pl.DataFrame, title: str) -> Chart:
    """Return what has arrived and what is required, by day, in a panel for each plan.

    Parameters
    ----------
    arrivals
        name (of the plan), day, arrived, required (thousands of soldiers, summed up).
    title
        What they show, in a line.
    """
    names = {"required": "required", "arrived": "arrived"}
    long = arrivals.unpivot(list(names), index=["name", "day"], variable_name="what", value_name="soldiers")
    drawn = (
        alt.Chart(long.with_columns(pl.col("soldiers").round(2)))
        .mark_line(strokeWidth=2, interpolate="step-after")
        .encode(
            x=alt.X("day:Q", title="day of the plan", axis=alt.Axis(values=[0, 30, 60, 90, 120, 150, 180])),
            y=alt.Y("soldiers:Q", title="thousand soldiers", axis=alt.Axis(format=",.0f", tickCount=4)),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=list(names), range=[FAINT, ACCENT])),
            tooltip=["name:N", "day:Q", "what:N", alt.Tooltip("soldiers:Q", format=",.1f")],
        )
        .properties(width=PANEL - 40, height=190)
        .facet(facet=alt.Facet("name:N", sort=None, title=None), columns=3)
        .resolve_scale(y="independent")
    )
    return styled(
        drawn, title, "Thousands of soldiers with what is theirs, summed up", "Closure curves by plan."
    )


def lift_use(use: pl.DataFrame, title: str) -> Chart:
    """Return the units of lift that are busy by day, with what can be used as a line.

    Parameters
    ----------
    use
        name, day, end, used, capacity.
    title
        What it shows, in a line.
    """
    shown = use.with_columns(pl.col("used", "capacity").round(1))
    base = alt.Chart(shown).encode(x=alt.X("day:Q", title="day of the plan"))
    busy = base.mark_bar(color=ACCENT, opacity=0.8).encode(
        x2="end:Q",
        y=alt.Y("used:Q", title="units busy", axis=alt.Axis(format=",.0f", tickCount=4)),
        tooltip=["name:N", "day:Q", alt.Tooltip("used:Q", format=",.0f"),
                 alt.Tooltip("capacity:Q", title="can be used", format=",.0f")],
    )  # fmt: skip
    limit = base.mark_rule(color=WARNING, strokeDash=[4, 3]).encode(y="capacity:Q", x2="end:Q")
    drawn = (
        alt.LayerChart(layer=[busy, limit], data=shown, width=PANEL - 40, height=150)
        .facet(facet=alt.Facet("name:N", sort=None, title=None), columns=3)
        .resolve_scale(y="independent")
    )
    return styled(drawn, title, "Units busy (bars), and those that can be used (line)", "Panels of lift use.")


def closure_days(closures: pl.DataFrame, title: str) -> Chart:
    """Return required and closure day of packages as dots on a line, the latest on top.

    Parameters
    ----------
    closures
        label, plan (name), required_day, closed_90, closed.
    title
        What it shows, in a line.
    """
    row = alt.Y("label:N", sort=closures["label"].to_list(), title=None, axis=alt.Axis(labelLimit=330))
    base = alt.Chart(closures).encode(y=row)
    spans = base.mark_rule(color=FAINT, strokeWidth=2).encode(x="required_day:Q", x2="closed:Q")
    long = closures.unpivot(
        ["required_day", "closed_90", "closed"], index=["label", "plan"], variable_name="key",
        value_name="day",
    )  # fmt: skip
    names = {"required_day": "required", "closed_90": "90 % there", "closed": "closed"}
    points = (
        alt.Chart(long.with_columns(what=pl.col("key").replace_strict(names)))
        .mark_circle(size=70, opacity=1)
        .encode(
            y=row,
            x=alt.X("day:Q", title="day of the plan"),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=list(names.values()), range=[INK, CATEGORIES[1], WARNING]),
            ),
            tooltip=["label:N", "plan:N", "what:N", alt.Tooltip("day:Q", format=".1f")],
        )
    )
    drawn = alt.LayerChart(layer=[spans, points], width=WIDTH - 340, height=ROW * max(closures.height, 1))
    return styled(
        drawn, title, "Required day, and the days by which 90 % and all of it are there", "Dots by package."
    )
