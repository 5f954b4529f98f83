"""The scoreboard of a review as a table: a row for each measure, and rows for the ends of its band."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sinews.document import Column, Table

WHAT = ("dimension", "measure", "unit", "table")


def scoreboard_table(board: pl.DataFrame, years: Sequence[int], caption: str = "", link: str = "") -> Table:
    """Return measures by dimension, with a column for each year.

    Parameters
    ----------
    board
        As `sinews.assessment.scoreboard` returns it: dimension, measure, unit, year, value, low, high, table.
    years
        The years to show; a measure that a year lacks is a dash.
    caption
        What it holds, in other words than its own.
    link
        ``"table"`` where the page has sections of the tables that measures are drawn from.
    """
    ends = {"value": "", "low": "– low end", "high": "– high end"}
    shown = [str(year) for year in years]
    places = board.select(WHAT).unique(maintain_order=True).with_row_index("place")
    dimensions = board["dimension"].unique(maintain_order=True)
    rows = (
        board.filter(pl.col("year").is_in(list(years)))
        .unpivot(list(ends), index=[*WHAT, "year"], variable_name="end", value_name="figure")
        .pivot("year", on_columns=list(years), index=[*WHAT, "end"], values="figure", maintain_order=True)
        .filter((pl.col("end") == "value") | pl.any_horizontal(pl.col(shown).is_not_null()))
        .join(places, on=list(WHAT), maintain_order="left")
        .sort(pl.col("dimension").cast(pl.Enum(dimensions)), "place", pl.col("end").cast(pl.Enum(list(ends))))
        .with_columns(name=pl.when(end="value").then("measure").otherwise(pl.col("end").replace_strict(ends)))
    )
    return Table(
        "scoreboard",
        caption or "Scoreboard: measures by year, and the ends of their band where the case gives a range",
        rows,
        (
            Column("name", "Measure", link=link, hint="A link leads to the tables behind it" if link else ""),
            Column("dimension", "Dimension", wide_only=True),
            Column("unit", "Unit"),
            *(Column(str(year), str(year), "number", status="estimated") for year in years),
        ),
        sortable=False,
    )
