"""Tables that several topics show alike."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sinews.document.content import Column, Table


def needs_table(
    caption: str, needs: pl.DataFrame, names: Mapping[str, str], empty: str, pledged: float | None = None
) -> Table:
    """Return what is needed of capabilities beside what is held.

    Parameters
    ----------
    caption
        What the needs are those of.
    needs
        capability, held, needed, and driver: because of what.
    names
        Names of the capabilities.
    empty
        The sentence for no needs at all.
    pledged
        The multiple of what is held that is pledged; None for no column of it.
    """
    held = pl.col("held")
    columns = [
        Column("name", "Capability"),
        Column("held", "Held", "count"),
        Column("pledged", "Pledged", "count"),
        Column("needed", "Needed", "count", status="estimated"),
        Column("times", "Times what is held", "times", "Times", status="estimated"),
        Column("driver", "Because"),
    ]
    frame = needs.with_columns(
        name=pl.col("capability").replace_strict(names, return_dtype=pl.String),
        pledged=held * (pledged or 0.0),
        times=pl.when(held > 0).then(pl.col("needed") / held),
    )
    shown = tuple(column for column in columns if pledged is not None or column.name != "pledged")
    return Table("needs", caption, frame, shown, empty=empty)
