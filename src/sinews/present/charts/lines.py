"""Production lines over the years, in the manner of a Gantt chart: for whom each builds, and what is idle."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.document.charts.marks import WIDTH, capitalised, unique_label
from sinews.document.charts.style import CATEGORIES, GRID, INK, MUTED, Chart, styled
from sinews.present.line_schedule import ADDED, CONTRACTS, IDLE, ORDERS, OTHERS, UKRAINE

COLOURS = {
    "On contract": MUTED,
    "For Ukraine": "#e69f00",
    "For others": "#b9a7d0",
    "Idle": "#e4e8ec",
    "Idle, added by the plan": "#c3dbea",
}
PARTS = dict(zip((CONTRACTS, UKRAINE, OTHERS, IDLE, ADDED), COLOURS, strict=True))
REGION_COLOURS = [CATEGORIES[0], CATEGORIES[2], CATEGORIES[3], CATEGORIES[4]]
OTHER = "Orders: other regions"
OTHER_COLOUR = "#8c8c3a"

PITCH = 26
BAR = 0.82
"""Part of a row that is filled in the year in which a line builds or could build most."""

NAMES = 290
"""Room for the names of the lines, in pixels."""


def line_gantt(schedule: pl.DataFrame, lines: pl.DataFrame, paid: pl.DataFrame, most: int = 20) -> Chart:
    """Return one row per line: what it builds for whom in each year, and what stands idle.

    Parameters
    ----------
    schedule
        As of `line_schedule.line_schedule`.
    lines
        line and name, as in the case's lines.
    paid
        The plan's payments to lines: those that are paid most come first.
    most
        The number of lines shown for what they are paid; those that build for Ukraine are shown, too.
    """
    shown = _busiest(schedule, lines, paid, most)
    rows = schedule.join(
        shown.select("line", "place", "label"), on="line", how="inner", maintain_order="left"
    )
    regions = _regions(rows)
    colours = {**COLOURS, **dict(zip(regions, REGION_COLOURS, strict=False)), OTHER: OTHER_COLOUR}
    drawn = _stacked(rows, regions, [*list(COLOURS)[:3], *regions, *list(COLOURS)[3:]])
    order = drawn.sort("rank")["part"].unique(maintain_order=True).to_list()
    years = range(min(rows["year"].to_list(), default=0), max(rows["year"].to_list(), default=0) + 1)
    scales = {
        "x": alt.Scale(domain=[years[0], years[-1] + 1], nice=False, zero=False),
        "y": alt.Scale(domain=[0, max(shown.height, 1)], reverse=True, nice=False, zero=False),
    }
    busy = _full_half_the_time(rows)
    title = f"{busy} of the {shown.height} lines shown are full in at least half of the years"
    chart = alt.layer(
        _bars(drawn, scales, years, order, [colours[part] for part in order]), *_labels(drawn, shown, scales)
    ).properties(width=WIDTH - NAMES, height=PITCH * max(shown.height, 1))
    return styled(
        chart,
        title,
        "Products per year, each row to its own scale: its highest output or capacity stands at its end",
        f"One row per line, one column per year, with stacked bars. {title}.",
    )


def _busiest(schedule: pl.DataFrame, lines: pl.DataFrame, paid: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return line, label, place: the lines that are paid most, and all that build for Ukraine."""
    for_ukraine = schedule.filter(pl.col("part") == UKRAINE)["line"].unique().implode()
    worth = (
        schedule.filter(~pl.col("part").is_in([IDLE, ADDED]))
        .select("line")
        .unique(maintain_order=True)
        .join(lines.select("line", "name"), on="line", how="left", maintain_order="left")
        .join(paid.group_by("line", maintain_order=True).agg(pl.col("amount").sum()), on="line", how="left")
        .sort(pl.col("amount").fill_null(0.0), "line", descending=[True, False])
        .filter((pl.int_range(pl.len()) < most) | pl.col("line").is_in(for_ukraine))
    )
    return worth.with_row_index("place").with_columns(
        pl.col("place").cast(pl.Int64), label=unique_label("name", "line", worth)
    )


def _regions(rows: pl.DataFrame) -> list[str]:
    """Return the words for the regions with a colour of their own, and for the others if there are any."""
    totals = (
        rows.filter(pl.col("part") == ORDERS)
        .group_by("line", "region", maintain_order=True)
        .agg(pl.col("quantity").sum())
        .with_columns(part=pl.col("quantity") / pl.col("quantity").sum().over("line"))
        .group_by("region", maintain_order=True)
        .agg(pl.col("part").sum())
        .sort("part", "region", descending=[True, False])
    )
    named = [_orders_of(region) for region in totals["region"].head(len(REGION_COLOURS))]
    return [*named, OTHER] if totals.height > len(named) else named


def _orders_of(region: str) -> str:
    return f"Orders: {region[:1].upper()}{region[1:]}"


def _stacked(rows: pl.DataFrame, regions: list[str], order: list[str]) -> pl.DataFrame:
    """Return the rectangles: line, year, part, quantity, and where each begins and ends."""
    of_region = pl.format("Orders: {}", capitalised("region"))
    part = (
        pl.when(pl.col("part") != ORDERS)
        .then(pl.col("part").replace(PARTS))
        .when(of_region.is_in(regions))
        .then(of_region)
        .otherwise(pl.lit(OTHER))
    )
    ranks = {each: rank for rank, each in enumerate(order)}
    return (
        rows.with_columns(part=part)
        .group_by("place", "label", "year", "part", maintain_order=True)
        .agg(pl.col("quantity").sum().round(2))
        .with_columns(rank=pl.col("part").replace_strict(ranks, return_dtype=pl.Int64))
        .sort("place", "year", "rank")
        .with_columns(peak=pl.col("quantity").sum().over("place", "year").max().over("place"))
        .with_columns(size=BAR * pl.col("quantity") / pl.col("peak"))
        .with_columns(up=pl.col("size").cum_sum().over("place", "year"))
        .with_columns(
            high=(pl.col("place") + 1 - pl.col("up")).round(4),
            low=(pl.col("place") + 1 - pl.col("up") + pl.col("size")).round(4),
            left=pl.col("year") + 0.03,
            right=pl.col("year") + 0.97,
        )
    )


def _full_half_the_time(rows: pl.DataFrame) -> int:
    """Return how many lines are full in at least half of the years."""
    idle = pl.col("quantity").filter(pl.col("part").is_in([IDLE, ADDED])).sum()
    years = rows["year"].n_unique()
    full = (
        rows.group_by("line", "year", maintain_order=True)
        .agg(idle=idle, all=pl.col("quantity").sum())
        .filter(pl.col("idle") <= (1 - FULLY_MET) * pl.col("all"))
        .group_by("line", maintain_order=True)
        .agg(full=pl.len())
    )
    return full.filter(pl.col("full") >= years / 2).height


def _bars(
    drawn: pl.DataFrame, scales: dict[str, alt.Scale], years: range, order: list[str], colours: list[str]
) -> alt.Chart:
    axis = alt.Axis(
        orient="top",
        values=[year + 0.5 for year in years],
        labelExpr="floor(datum.value)",
        grid=False,
        domain=False,
        ticks=False,
    )
    chart: alt.Chart = (
        alt.Chart(
            drawn.select("label", "year", "part", pl.col("quantity").round(2), "left", "right", "low", "high")
        )
        .mark_rect()
        .encode(
            x=alt.X("left:Q", scale=scales["x"], title=None, axis=axis),
            x2="right:Q",
            y=alt.Y("low:Q", scale=scales["y"], axis=None),
            y2="high:Q",
            color=alt.Color(
                "part:N",
                title=None,
                scale=alt.Scale(domain=order, range=colours),
                legend=alt.Legend(columns=5, symbolSize=110),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Line"),
                alt.Tooltip("year:Q", title="Year", format="d"),
                alt.Tooltip("part:N", title="What"),
                alt.Tooltip("quantity:Q", title="Products", format=",.1~f"),
            ],
        )
    )
    return chart


def _labels(drawn: pl.DataFrame, shown: pl.DataFrame, scales: dict[str, alt.Scale]) -> list[alt.Chart]:
    """Return names to the left, peaks to the right, and a thin line under each row."""
    peaks = drawn.select("place", "peak").unique(maintain_order=True)
    rows = shown.join(peaks, on="place", how="left", maintain_order="left").select(
        "label",
        foot=pl.col("place") + 1,
        middle=pl.col("place") + 0.62,
        peak=pl.Series([wording.quantity(peak) for peak in peaks["peak"]], dtype=pl.String),
    )
    base = alt.Chart(rows)
    y = alt.Y("middle:Q", scale=scales["y"], axis=None)
    return [
        base.mark_rule(color=GRID).encode(y=alt.Y("foot:Q", scale=scales["y"], axis=None)),
        base.mark_text(align="right", dx=-8, fontSize=11, color=INK, limit=NAMES - 70).encode(
            x=alt.value(0), y=y, text="label:N"
        ),
        base.mark_text(align="left", dx=6, fontSize=10, color=MUTED).encode(
            x=alt.value("width"), y=y, text="peak:N"
        ),
    ]
