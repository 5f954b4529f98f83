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


def frame_table(key: str, caption: str, frame: pl.DataFrame, empty: str = "") -> Table:
    """Return a table of a case as it stands: columns under their own names, figures with all their digits."""
    return Table(key, caption, frame, tuple(map(_as_it_is, frame.iter_columns())), empty=empty)


def _as_it_is(values: pl.Series) -> Column:
    year = values.name == "as_of" or values.name.split("_")[-1] == "year"
    kind = "exact" if values.dtype.is_numeric() else "text"
    return Column(values.name, values.name.replace("_", " "), "year" if year else kind)
