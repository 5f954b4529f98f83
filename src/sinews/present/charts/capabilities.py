"""Charts of capabilities: what is required and held, by the Alliance and by each ally."""

from __future__ import annotations

from textwrap import wrap

import altair as alt
import polars as pl

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.document.charts.marks import ROW, label_axis, unique_label, year_axis
from sinews.document.charts.style import ACCENT, WARNING, Chart, met_colour, met_ink, met_step, styled
from sinews.present.figures import must_grow

PANEL_LETTERS = 30
"""Letters in a line of the name of a small panel."""


def fulfilment_heat_map(fulfilment: pl.DataFrame, results: pl.DataFrame) -> Chart:
    """Return a heat map capability x year: the share of the requirement that is held, aggregates first.

    Parameters
    ----------
    fulfilment
        The plan's table.
    results
        As of `figures.capability_results`, for names and order.
    """
    names = names_of(results)
    rows = (
        fulfilment.join(names, on="capability")
        .select("label", "year", pl.col("met").round(6), pl.col("required", "stock").round(1))
        .with_columns(met_step("met").alias("step"), per_cent=(100 * pl.col("met")).round().cast(pl.Int64))
        .sort("label", "year")
    )
    growing = must_grow(results)
    horizon = max(fulfilment["year"].to_list())
    met = growing["met_year"].drop_nulls().len()
    title = f"{met} of {growing.height} capabilities that must grow are met by {horizon}"
    if growing.is_empty():
        title = "No capability must grow"
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False)),
        y=label_axis(names["label"].to_list()),
        tooltip=[
            alt.Tooltip("label:N", title="Capability"),
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("met:Q", title="Requirement met", format=".1%"),
            alt.Tooltip("required:Q", title="Required", format=",.1~f"),
            alt.Tooltip("stock:Q", title="Held", format=",.1~f"),
        ],
    )
    cells = base.mark_rect(stroke="white").encode(
        color=met_colour("step", "Share of the year's requirement held")
    )
    figures = base.mark_text(fontSize=9.5).encode(
        text=alt.Text("per_cent:Q", format="d"), color=met_ink("met")
    )
    chart = alt.layer(cells, figures).properties(
        width=38 * rows["year"].n_unique(), height=ROW * names.height
    )
    return styled(
        chart,
        title,
        "Share of each year's requirement that is held, ally by ally, %",
        f"Table of colours, one row per capability and one column per year. {title}. "
        "The table below has the figures of the last year.",
    )


def ally_heat_map(stock: pl.DataFrame, results: pl.DataFrame, allies: pl.DataFrame, year: int) -> Chart:
    """Return a heat map capability x ally: the share of the ally's target that it holds in a year.

    Parameters
    ----------
    stock
        The plan's table.
    results
        As of `figures.capability_results`, for names and order.
    allies
        The case's allies.
    year
        The year that is shown.
    """
    names = names_of(results)
    rows = (
        stock.filter((pl.col("year") == year) & (pl.col("target") > 0))
        .join(names, on="capability")
        .join(allies.select("ally", "name"), on="ally")
        .select(
            "ally",
            "name",
            "label",
            pl.col("target", "closing").round(1),
            met=(pl.col("closing") / pl.col("target")).clip(0, 1).round(6),
        )
        .with_columns(met_step("met").alias("step"))
    )
    present = set(rows["label"])
    labels = [label for label in names["label"] if label in present]
    met = rows.filter(pl.col("met") >= FULLY_MET).height
    title = f"Allies hold {met:,} of {rows.height:,} national targets in {year}"
    chart = (
        alt.Chart(rows)
        .mark_rect(stroke="white")
        .encode(
            x=alt.X(
                "ally:N",
                title=None,
                axis=alt.Axis(
                    orient="top", labelAngle=-90, domain=False, ticks=False, grid=True, tickBand="extent"
                ),
            ),
            y=label_axis(labels),
            color=met_colour("step", f"Share of the target held in {year}"),
            tooltip=[
                alt.Tooltip("name:N", title="Ally"),
                alt.Tooltip("label:N", title="Capability"),
                alt.Tooltip("met:Q", title="Target met", format=".1%"),
                alt.Tooltip("target:Q", title="Target", format=",.1~f"),
                alt.Tooltip("closing:Q", title="Held", format=",.1~f"),
            ],
        )
        .properties(width=21 * max(rows["ally"].n_unique(), 4), height=max(ROW * len(labels), ROW))
    )
    return styled(
        chart,
        title,
        f"Share of each ally's target that it holds in {year}, %; blank: no target",
        f"Table of colours, one row per capability and one column per ally. {title}.",
    )


def build_up(fulfilment: pl.DataFrame, results: pl.DataFrame) -> Chart:
    """Return one panel per capability: what is held by year, against what is required.

    Parameters
    ----------
    fulfilment
        The plan's table.
    results
        As of `figures.capability_results`; a panel is drawn for each of its capabilities.
    """
    wrapped = ["\n".join(wrap(label, PANEL_LETTERS)) for label in names_of(results)["label"]]
    names = results.select("capability", label=pl.Series(wrapped, dtype=pl.String))
    rows = (
        fulfilment.join(names, on="capability")
        .select("label", "year", pl.col("stock", "required").round(2))
        .sort("label", "year")
    )
    base = alt.Chart(rows).encode(x=year_axis(few=True))
    tooltip = [
        alt.Tooltip("label:N", title="Capability"),
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("stock:Q", title="Held", format=",.1~f"),
        alt.Tooltip("required:Q", title="Required", format=",.1~f"),
    ]
    count = alt.Axis(tickCount=3, format="~s", minExtent=30, maxExtent=30)
    held = base.mark_bar(color=ACCENT, opacity=0.75).encode(
        y=alt.Y("stock:Q", title=None, axis=count), tooltip=tooltip
    )
    asked = base.mark_line(color=WARNING, strokeWidth=2, interpolate="step").encode(
        y=alt.Y("required:Q", title=None, axis=count), tooltip=tooltip
    )
    header = alt.Header(labelLimit=0, labelFontSize=10, labelExpr="split(datum.label, '\\n')")
    panels = (
        alt.layer(held, asked)
        .properties(width=140, height=72)
        .facet(
            facet=alt.Facet(
                "label:N",
                sort=names["label"].to_list(),
                title=None,
                header=header,
            ),
            columns=5,
            spacing=16,
        )
        .resolve_scale(y="independent")
    )
    growing = must_grow(results)
    late = growing.filter(pl.col("met_year").is_null())["name"].to_list()
    title = (
        "Every requirement shown is met"
        if not late
        else f"{len(late)} of {growing.height} capabilities that must grow are not met in the end"
    )
    return styled(
        panels,
        title,
        "Bars: held at the end of the year; line: required. Each panel in its own unit",
        f"Small panels, one for each capability. {title}{': ' if late else ''}{wording.listed(late)}.",
    )


def names_of(results: pl.DataFrame) -> pl.DataFrame:
    """Return capability and label: its name, with the key where two share a name."""
    return results.select("capability", label=unique_label("name", "capability", results))
