"""Figures that rest on restricted sources: told where a case is opened, left out of what is passed on."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES

RESTRICTED = "restricted"


def restricted_rows(case: Case) -> pl.DataFrame:
    """Return how many rows of each table rest on each restricted source.

    Returns
    -------
    polars.DataFrame
        ``table``, ``source``, ``rows``, in the order of the catalogue; empty where nothing is restricted.
    """
    sources = case["sources"].filter(pl.col("visibility") == RESTRICTED).get_column("source").to_list()
    found = [
        case[table.name]
        .filter(pl.col("source").is_in(sources))
        .group_by("source", maintain_order=True)
        .agg(rows=pl.len().cast(pl.Int64))
        .select(pl.lit(table.name).alias("table"), "source", "rows")
        for table in TABLES
        if table.name != "sources" and "source" in table.column_names and sources
    ]
    empty = pl.DataFrame(schema={"table": pl.String, "source": pl.String, "rows": pl.Int64})
    return pl.concat([empty, *found])


def without_restricted(case: Case) -> Case:
    """Return the case without the rows that rest on restricted sources, and without these sources.

    What is left may lack rows that a plan needs: it is a case to pass on, to be filled from public sources,
    and is not checked.
    """
    sources = case["sources"].filter(pl.col("visibility") == RESTRICTED).get_column("source").to_list()
    tables = {
        name: frame.filter(~pl.col("source").is_in(sources).fill_null(False))
        if "source" in frame.columns
        else frame
        for name, frame in case.tables.items()
    }
    return Case(case.settings, tables)


def told_restricted(case: Case) -> str:
    """Return a sentence on the restricted figures of a case, or ``""`` where there are none."""
    rows = restricted_rows(case)
    if rows.is_empty():
        return ""
    count, sources = rows["rows"].sum(), ", ".join(rows["source"].unique(maintain_order=True))
    tables = ", ".join(rows["table"].unique(maintain_order=True))
    return f"{count:,} rows rest on restricted sources ({sources}), in {tables}"
