"""The threat on the page of air and missile defence: raids of a day, and output beside output."""

from __future__ import annotations

import polars as pl

from sinews.document import Column, Note, Table
from sinews.enablers.air_defence.answer import Answer

ESTIMATED = "estimated"


def raids_and_output(answer: Answer) -> tuple[Note | Table, ...]:
    """Return the raids of a day by phase, and the other side's output beside the Alliance's."""
    when = "today" if answer.year is None else f"in {answer.year}"
    return (
        Note(
            "Public totals of raids on Ukraine, as they are spread over days. The middle of the scale takes "
            "the worst 30 days on end for the opening. All of them come on the sites of all allies; on a "
            "defence plan falls the share that the population and sites of its area have of those of all "
            "plans. Counts and rates only: nothing here says what would be attacked. Of what is published as "
            "a mean alone only means are shown.",
            "note",
        ),
        Table(
            "raids",
            "Threats that come on a day",
            _as_far_as_known(answer.raids),
            (
                Column("phase", "Phase"),
                Column("first_day", "From day", "day"),
                Column("name", "Threat"),
                Column("planned", "Mean", "number", status=ESTIMATED),
                Column("p50", "Every second day more than", "number", "Half", status=ESTIMATED),
                Column("p90", "One day of ten", "number", "1 of 10", status=ESTIMATED),
                Column("p99", "One of a hundred", "number", "1 of 100", status=ESTIMATED),
                Column("peak", "Most", "number", status=ESTIMATED),
                Column("low", "Mean, low", "number", "Low", status=ESTIMATED),
                Column("high", "Mean, high", "number", "High", status=ESTIMATED),
            ),
            sortable=False,
            empty="No raids: nothing comes.",
        ),
        Table(
            "other-side",
            f"What the other side makes in a year, beside what the Alliance's lines make {when}",
            answer.other_side.with_columns(
                range=pl.when(pl.col("output_low") < pl.col("output_high"))
                .then(pl.format("{} to {}", _whole("output_low"), _whole("output_high")))
                .otherwise(pl.lit("")),
            ),
            (
                Column("name", "The other side"),
                Column("output", "Makes a year", "count"),
                Column("range", "Range", "key"),
                Column("stock", "Holds", "count"),
                Column("as_of", "As of", "year"),
                Column("capability_name", "The Alliance"),
                Column("ours", "Makes a year", "count", status=ESTIMATED),
                Column("enough_for", "Enough for so many", "count", "Enough for", status="assumed"),
            ),
            sortable=False,
            empty="The case says nothing of the other side.",
        ),
    )


def _as_far_as_known(raids: pl.DataFrame) -> pl.DataFrame:
    """Return the raids without percentiles where all days are taken to be alike: none are published."""
    spread = pl.col("p50") < pl.col("peak")
    of_days = ("p50", "p90", "p99", "peak")
    return raids.with_columns(pl.when(spread).then(pl.col(name)).alias(name) for name in of_days)


def _whole(name: str) -> pl.Expr:
    """Return a column of whole numbers as text with commas."""
    return pl.col(name).map_elements(lambda value: f"{value:,.0f}", return_dtype=pl.String)
