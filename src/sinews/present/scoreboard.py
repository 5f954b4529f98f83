"""The scoreboard of a review on the terminal: a heading for each dimension, a row for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rich.table import Table
from rich.text import Text

from sinews.document import wording
from sinews.present.summary import Measure
from sinews.present.titled import titled_table


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in all years; `table` is the section that it rests on."""

    dimension: str
    measure: str
    unit: str
    table: str
    of_year: dict[int, Measure] = field(default_factory=dict)


def scoreboard_table(board: Sequence[Measure], years: Sequence[int]) -> Table:
    """Return measures by dimension, with a column for each year.

    Parameters
    ----------
    board
        Measures of several years.
    years
        The years to show; a measure that a year lacks is a dash.
    """
    table = titled_table("Scoreboard", "Measure")
    for year in years:
        table.add_column(str(year), justify="right", no_wrap=True)
    for dimension, lines in groupby(lines_of(board), key=lambda line: line.dimension):
        table.add_row(Text(dimension, style="bold"))
        for line in lines:
            cells = [line.of_year.get(year) for year in years]
            table.add_row(
                Text(f"  {line.measure}, {line.unit}"),
                *(wording.figure(None if each is None else each.value) for each in cells),
            )
            for end in ("low", "high"):
                if any(each is not None and each.low is not None for each in cells):
                    ends = (None if each is None else getattr(each, end) for each in cells)
                    table.add_row(f"    {end} end", *(wording.figure(value) for value in ends), style="dim")
    return table


def lines_of(board: Sequence[Measure]) -> list[Line]:
    """Return the lines of a scoreboard, those of a dimension together, in the order in which they come."""
    found: dict[str, dict[tuple[str, str], Line]] = {}
    for each in board:
        lines = found.setdefault(each.dimension, {})
        line = lines.setdefault(
            (each.measure, each.unit), Line(each.dimension, each.measure, each.unit, each.table)
        )
        line.of_year[each.year] = each
    return [line for lines in found.values() for line in lines.values()]
