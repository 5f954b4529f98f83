"""The scoreboard of a review on the terminal: a heading for each dimension, a row for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.table import Table
from rich.text import Text

from sinews.present import wording
from sinews.present.summary import Measure


def scoreboard_table(board: Sequence[Measure], years: Sequence[int]) -> Table:
    """Return measures by dimension, with a column for each year.

    Parameters
    ----------
    board
        Measures of several years.
    years
        The years to show; a measure that a year lacks is a dash.
    """
    table = Table(
        title="Scoreboard", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1)
    )
    table.add_column("Measure")
    for year in years:
        table.add_column(str(year), justify="right", no_wrap=True)
    found = {(each.dimension, each.measure, each.unit, each.year): each for each in board}
    shown = sorted({key[:3]: None for key in found}, key=lambda row: _order(board, row[0]))
    for dimension, rows in groupby(shown, key=lambda row: row[0]):
        table.add_row(Text(dimension, style="bold"))
        for _, measure, unit in rows:
            cells = [found.get((dimension, measure, unit, year)) for year in years]
            table.add_row(
                Text(f"  {measure}, {unit}"),
                *(wording.figure(None if each is None else each.value) for each in cells),
            )
            bands = ["" if each is None else wording.band(each.low, each.high) for each in cells]
            if any(bands):
                table.add_row(
                    Text("    low to high", style="dim"), *(Text(band, style="dim") for band in bands)
                )
    return table


def _order(board: Sequence[Measure], dimension: str) -> int:
    """Return the place at which a dimension comes first."""
    return next(place for place, each in enumerate(board) if each.dimension == dimension)
