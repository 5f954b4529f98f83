"""Marks and axes that several charts share."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.style import CATEGORIES

WIDTH = 860
"""Width of a chart without panels, in pixels."""

OTHER = "Other"

ROW = 20
"""Height of a row of a heat map or of horizontal bars, in pixels."""


def stack(rows: pl.DataFrame, title: str, order: list[str]) -> alt.Chart:
    """Return stacked bars by year of `value` (bn), the first of `order` at the bottom.

    Where there are more parts than colours that can be told apart, the last of them become one.
    """
    shown = order if len(order) <= len(CATEGORIES) else [*order[: len(CATEGORIES) - 1], OTHER]
    places = {part: place for place, part in enumerate(shown)}
    placed = (
        rows.with_columns(part=pl.when(pl.col("part").is_in(shown)).then("part").otherwise(pl.lit(OTHER)))
        .group_by("year", "part", maintain_order=True)
        .agg(pl.col("value").sum().round(4))
        .with_columns(place=pl.col("part").replace_strict(places, return_dtype=pl.Int64))
        .sort("year", "place")
    )
    bars: alt.Chart = (
        alt.Chart(placed)
        .mark_bar()
        .encode(
            x=year_axis(few=False),
            y=alt.Y("value:Q", title=None, stack="zero"),
            color=alt.Color(
                "part:N", title=None, scale=alt.Scale(domain=shown, range=CATEGORIES[: len(shown)])
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("part:N", title=title.capitalize()),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title="bn", format=",.2f"),
            ],
        )
        .properties(width=WIDTH, height=260)
    )
    return bars


def capitalised(column: str) -> pl.Expr:
    """Return a text column with its first letter in upper case."""
    return pl.col(column).str.slice(0, 1).str.to_uppercase() + pl.col(column).str.slice(1)


def year_axis(*, few: bool) -> alt.X:
    """Return the axis of years; with few labels where a panel is small."""
    if few:
        return alt.X(
            "year:O",
            title=None,
            axis=alt.Axis(labelAngle=0, labelExpr="datum.value % 5 == 0 ? datum.label : ''", ticks=False),
        )
    return alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))


def label_axis(order: list[str]) -> alt.Y:
    """Return the axis of names of rows, in the order given."""
    return alt.Y(
        "label:N",
        title=None,
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(domain=False, ticks=False, labelLimit=420, labelFontSize=11),
    )


def unique_label(name: str, key: str, frame: pl.DataFrame) -> pl.Expr:
    """Return names that are unique: a name that two keys of `frame` share is followed by the key."""
    pairs = frame.select(name, key).unique()
    shared = pairs.filter(pl.col(name).is_duplicated())[name].unique()
    return (
        pl.when(pl.col(name).is_in(shared.implode()))
        .then(pl.format("{} ({})", name, key))
        .otherwise(pl.col(name))
    )
