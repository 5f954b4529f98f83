"""Charts of medical support: occupancy and queues by day, waits, avoidable deaths, and where patients go."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.marks import ROW, WIDTH, label_axis
from sinews.document.charts.sankey import sankey
from sinews.document.charts.style import ACCENT, CATEGORIES, FAINT, INK, MUTED, WARNING, Chart, styled

PANEL, PANEL_HEIGHT, COLUMNS = 265, 130, 3

_PLACES = {
    "hit": ("Hit", 0, WARNING),
    "sick": ("Sick and injured", 0, MUTED),
    "Role 1": ("Role 1", 1, CATEGORIES[0]),
    "Role 2": ("Role 2", 2, CATEGORIES[0]),
    "Role 3": ("Role 3", 3, CATEGORIES[0]),
    "Role 4": ("Hospital at home", 4, CATEGORIES[0]),
    "returned to duty": ("Returned to duty", 5, CATEGORIES[2]),
    "discharged": ("Discharged", 5, CATEGORIES[1]),
    "in care at the end": ("In care at the end", 5, FAINT),
    "died of wounds": ("Died of wounds", 5, WARNING),
    "killed in action": ("Killed in action", 5, INK),
}


def occupancy_curves(rows: pl.DataFrame, title: str) -> Chart:
    """Return small panels, one for each station: servers busy and casualties waiting by day, with bands.

    Parameters
    ----------
    rows
        name (of the station), day, servers, occupied, occupied_low, occupied_high, waiting, waiting_low,
        waiting_high.
    title
        What they show, in a line.
    """
    shown = rows.drop("station", strict=False).with_columns(pl.exclude("name", "day", "servers").round(1))
    base = alt.Chart(shown).encode(x=alt.X("day:Q", title="day", axis=alt.Axis(tickCount=5)))
    number = alt.Axis(tickCount=4, format="~s")

    def band(kind: str, colour: str) -> alt.Chart:
        area: alt.Chart = base.mark_area(opacity=0.22, color=colour).encode(
            y=alt.Y(f"{kind}_low:Q", title=None, axis=number), y2=f"{kind}_high:Q"
        )
        return area

    lines = (
        base.transform_fold(["occupied", "waiting", "servers"], as_=["kind", "number"])
        .mark_line(strokeWidth=1.6)
        .encode(
            y=alt.Y("number:Q", title=None, axis=number),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=["occupied", "waiting", "servers"], range=[ACCENT, WARNING, INK]),
                legend=alt.Legend(
                    labelExpr="datum.value == 'occupied' ? 'busy' : datum.value == 'waiting' ? "
                    "'casualties waiting' : 'there are'"
                ),
            ),
            strokeDash=alt.condition("datum.kind == 'servers'", alt.value([4, 3]), alt.value([1, 0])),
            tooltip=[
                alt.Tooltip("name:N", title="Station"),
                alt.Tooltip("day:Q", title="Day"),
                alt.Tooltip("occupied:Q", title="Busy", format=",.0f"),
                alt.Tooltip("waiting:Q", title="Waiting", format=",.0f"),
                alt.Tooltip("servers:Q", title="There are", format=",.0f"),
            ],
        )
    )
    chart = (
        alt.layer(band("occupied", ACCENT), band("waiting", WARNING), lines)
        .properties(width=PANEL, height=PANEL_HEIGHT)
        .facet(
            facet=alt.Facet("name:N", title=None, sort=rows["name"].unique(maintain_order=True).to_list()),
            columns=COLUMNS,
        )
        .resolve_scale(y="independent")
    )
    return styled(
        chart,
        title,
        "Busy, on the way back, being cleaned or blocked; who waits; mean of a day, and the band of 8 in "
        "10 worlds",
        f"Panels, one for each station: busy and waiting by day. {title}.",
    )


def waits(rows: pl.DataFrame, title: str) -> Chart:
    """Return median and 90th percentile of the wait before each step of care.

    Parameters
    ----------
    rows
        name, median_hours, p90_hours, in order.
    title
        What it shows, in a line.
    """
    # a wait of less than a minute is none, on a logarithmic scale
    least = 1.0 / 60.0
    shown = rows.with_columns(
        pl.col("median_hours", "p90_hours").round(3),
        median=pl.col("median_hours").clip(least),
        p90=pl.col("p90_hours").clip(least),
    )
    base = alt.Chart(shown).encode(
        y=alt.Y(
            "name:N", title=None, sort=shown["name"].to_list(), axis=alt.Axis(labelLimit=320, ticks=False)
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Before"),
            alt.Tooltip("median_hours:Q", title="Median, hours", format=",.2f"),
            alt.Tooltip("p90_hours:Q", title="P90, hours", format=",.2f"),
        ],
    )
    axis = alt.X(
        "median:Q",
        title="wait, hours (logarithmic scale; a minute or less at the left end)",
        scale=alt.Scale(type="log", domainMin=least),
        axis=alt.Axis(values=[0.1, 1, 10, 100, 1000], format="~g"),
    )
    spans = base.mark_bar(height=6, color="#b9d3e6").encode(x=axis, x2="p90:Q")
    medians = base.mark_circle(size=60, color=ACCENT).encode(x="median:Q")
    ends = base.mark_tick(thickness=3, size=14, color=WARNING).encode(x="p90:Q")
    return styled(
        alt.layer(spans, medians, ends).properties(width=WIDTH - 300, height=ROW * shown.height),
        title,
        "Median (dot) and the wait that one in ten exceeds (tick)",
        f"Dots and ticks, one row for each step of care. {title}.",
    )


def avoidable_deaths(rows: pl.DataFrame, title: str) -> Chart:
    """Return avoidable deaths with each capacity, with the band of worlds.

    Parameters
    ----------
    rows
        label, capacity (in words), avoidable, avoidable_low, avoidable_high, in order.
    title
        What it shows, in a line.
    """
    shown = rows.with_columns(pl.col("avoidable", "avoidable_low", "avoidable_high").round(1))
    kinds = shown["capacity"].unique(maintain_order=True).to_list()
    base = alt.Chart(shown).encode(
        y=label_axis(shown["label"].to_list()),
        tooltip=[
            alt.Tooltip("label:N", title="Plan and capacity"),
            alt.Tooltip("avoidable:Q", title="Avoidable deaths", format=",.0f"),
            alt.Tooltip("avoidable_low:Q", title="Low", format=",.0f"),
            alt.Tooltip("avoidable_high:Q", title="High", format=",.0f"),
        ],
    )
    bars = base.mark_bar(height=13).encode(
        x=alt.X("avoidable:Q", title="deaths"),
        color=alt.Color(
            "capacity:N", title=None, scale=alt.Scale(domain=kinds, range=[WARNING, "#e69f00", ACCENT])
        ),
    )
    spans = base.mark_rule(color=INK).encode(x="avoidable_low:Q", x2="avoidable_high:Q")
    return styled(
        alt.layer(bars, spans).properties(width=WIDTH - 300, height=ROW * shown.height),
        title,
        "Deaths beyond those if nobody waited: mean (bar), and 8 of 10 worlds (line)",
        f"Bars, one for each plan and capacity. {title}.",
    )


def patient_sankey(flows: pl.DataFrame, title: str) -> Chart:
    """Return a Sankey diagram of casualties: through the roles of care to what becomes of them.

    Parameters
    ----------
    flows
        source, target, casualties, as of `patient_flows`.
    title
        What it shows, in a line.
    """
    present = set(flows["source"]) | set(flows["target"])
    nodes = pl.DataFrame(
        [(key, *rest) for key, rest in _PLACES.items() if key in present],
        schema={"node": pl.String, "label": pl.String, "layer": pl.Int64, "colour": pl.String},
        orient="row",
    )
    colours = {key: colour for key, (_, _, colour) in _PLACES.items()}
    ends = {key for key, (_, layer, _) in _PLACES.items() if layer == 5}
    rows = flows.select(
        origin="source",
        destination="target",
        value="casualties",
        # what ends is coloured by how, what goes on by where it comes from
        colour=pl.when(pl.col("target").is_in(ends))
        .then(pl.col("target").replace_strict(colours, return_dtype=pl.String))
        .otherwise(pl.col("source").replace_strict(colours, return_dtype=pl.String)),
    ).filter(pl.col("value") > 0)
    chart = sankey(
        nodes,
        rows,
        ["Casualties", "Role 1", "Role 2", "Role 3", "Role 4", "Outcome"],
        lambda count: f"{count:,.0f}",
    )
    return styled(
        chart,
        title,
        "Casualties from injury through the roles of care to their outcome; mean of the sampled worlds",
        f"Sankey diagram from casualties through roles of care to outcomes. {title}.",
    )
