"""Charts of the review: soldiers ready against the tiers of the force model, burden, jobs."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.document.charts.marks import WIDTH, stack
from sinews.document.charts.style import ACCENT, MUTED, WARNING, Chart, styled


def tiers(rows: pl.DataFrame, title: str) -> Chart:
    """Return bars of soldiers ready by year for each tier, with a mark for what is asked for.

    Parameters
    ----------
    rows
        year, name, day, required, ready (soldiers).
    title
        What it shows, in a line.
    """
    shown = rows.select(
        "year",
        (pl.col("name") + ": " + pl.col("day").cast(pl.String) + " days").alias("tier"),
        (pl.col("required") / 1000.0).alias("required"),
        (pl.col("ready") / 1000.0).alias("ready"),
    )
    base = alt.Chart(shown).encode(x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)))
    tooltip = [
        alt.Tooltip("tier:N", title="Tier"),
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("ready:Q", title="Ready, thousand", format=",.0f"),
        alt.Tooltip("required:Q", title="Asked for, thousand", format=",.0f"),
    ]
    bars = base.mark_bar(color=ACCENT, opacity=0.45).encode(y=alt.Y("ready:Q", title=None), tooltip=tooltip)
    marks = base.mark_tick(color=WARNING, thickness=3, width=34, opacity=1.0).encode(
        y="required:Q", tooltip=tooltip
    )
    chart = (
        alt.layer(bars, marks)
        .properties(width=WIDTH // 3 - 30, height=200)
        .facet(alt.Facet("tier:N", title=None, sort=shown["tier"].unique(maintain_order=True).to_list()))
        .resolve_scale(y="independent")
    )
    return styled(
        chart, title, "thousand soldiers of formations ready (bars), asked for (marks)",
        "Bars of soldiers ready by year for each tier of the force model, with marks for what is asked for.",
    )  # fmt: skip


def jobs(countries: pl.DataFrame, title: str) -> Chart:
    """Return stacked bars of jobs by country and year, in thousands.

    Parameters
    ----------
    countries
        country, year, jobs.
    title
        What it shows, in a line.
    """
    rows = countries.select("year", part="country", value=pl.col("jobs") / 1000.0)
    order = (
        rows.group_by("part", maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", descending=True)["part"]
        .to_list()
    )
    return styled(
        stack(rows, "country", order), title, "thousand jobs with suppliers, by country of the work",
        "Stacked bars by year of the jobs that the plan's work supports in each country.",
    )  # fmt: skip


def weight_pulled(rows: pl.DataFrame, title: str) -> Chart:
    """Return a panel of dots for each measure: a dot for each ally over the middle half of all.

    Parameters
    ----------
    rows
        name, title, unit, value, lower, median, upper, place; of one year.
    title
        What it shows, in a line.
    """
    shown = rows.drop_nulls("value").select(
        "name", "value", "lower", "median", "upper", "place", measure=pl.col("title") + ", " + pl.col("unit")
    )
    figures = {"value": "Value", "lower": "Lower quartile", "median": "Median", "upper": "Upper quartile"}
    base = alt.Chart(shown)
    band = base.mark_rect(color=ACCENT, opacity=0.12).encode(x="max(lower):Q", x2="max(upper):Q")
    middle = base.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x="max(median):Q")
    dots = base.mark_circle(size=42, opacity=0.95).encode(
        x=alt.X("value:Q", title=None, scale=alt.Scale(zero=False)),
        y=alt.Y("name:N", title=None, axis=alt.Axis(labelFontSize=9, grid=True)),
        color=alt.Color(
            "place:N",
            title="beside the middle half",
            scale=alt.Scale(domain=["below", "within", "above"], range=[WARNING, MUTED, ACCENT]),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Ally"),
            alt.Tooltip("measure:N", title="Measure"),
            *(alt.Tooltip(f"{column}:Q", title=words, format=",.2f") for column, words in figures.items()),
        ],
    )
    order = shown["measure"].unique(maintain_order=True).to_list()
    chart = (
        alt.layer(band, middle, dots)
        .properties(width=WIDTH // 3 - 40, height=alt.Step(12))
        .facet(alt.Facet("measure:N", title=None, sort=order, header=alt.Header(labelFontSize=9)), columns=3)
        .resolve_scale(x="independent")
    )
    return styled(
        chart, title, "a dot for each ally; shaded: the middle half of the allies, with the median",
        "Dots of each ally for each measure of burden, over a band of the Alliance's middle half.",
    )  # fmt: skip
