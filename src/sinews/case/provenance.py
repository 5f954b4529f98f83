"""How well the figures of a case are founded."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.schema import Status


def status_shares(case: Case) -> pl.DataFrame:
    """Return how many rows of each table are published, derived, estimated and assumed.

    Returns
    -------
    polars.DataFrame
        ``table``, ``status`` (every status, from best to weakest), ``rows`` and ``share`` of the table's
        rows (0..1); tables without rows or without provenance are left out.
    """
    tables = [
        case[table.name].select(pl.lit(table.name).alias("table"), "status")
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
