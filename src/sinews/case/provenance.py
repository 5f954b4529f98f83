"""How well the figures of a case are founded."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.schema import Status


def status_shares(case: Case) -> pl.DataFrame:
    """Return how many rows of each table are published, derived, estimated and assumed.

    A row whose quantity is zero counts for nothing: that something is not there is no evidence for what is.

    Returns
    -------
    polars.DataFrame
        ``table``, ``status`` (every status, from best to weakest), ``rows`` and ``share`` of the rows
        that count (0..1); tables without such rows or without provenance are left out.
    """
    tables = [
        _counting(case[table.name]).select(pl.lit(table.name).alias("table"), "status")
        for table in TABLES
        if "status" in table.column_names and not case[table.name].is_empty()
    ]
    counts = (
        pl.concat(tables).group_by("table", "status", maintain_order=True).agg(rows=pl.len().cast(pl.Int64))
    )
    every = (
        counts.select("table")
        .unique(maintain_order=True)
        .join(
            pl.DataFrame({"status": [str(status) for status in Status]}),
            how="cross",
            maintain_order="left_right",
        )
    )
    return every.join(counts, on=["table", "status"], how="left", maintain_order="left").select(
        "table",
        "status",
        pl.col("rows").fill_null(0),
        share=pl.col("rows").fill_null(0) / pl.col("rows").sum().over("table"),
    )


def _counting(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that count: all but those with a quantity of zero."""
    return frame.filter(pl.col("quantity") != 0) if "quantity" in frame.columns else frame
