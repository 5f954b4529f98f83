"""Charts of the review: soldiers ready against the tiers of the force model, jobs by country."""

from __future__ import annotations

import altair as alt
import polars as pl

from sinews.present.charts.marks import WIDTH, stack
from sinews.present.charts.style import ACCENT, WARNING, Chart, styled


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
