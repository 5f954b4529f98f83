"""Checks of ranges: a value to plan with lies between the ends of its own range."""

from __future__ import annotations

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, marked
from sinews.case.problems import Problem
from sinews.case.schema import Table


def values_outside_range(tables: Frames) -> list[Problem]:
    """Report each value below its low or above its high value, and each low value above the high one.

    Blank cells are no mistake: a range may be open, or have no value to plan with.
    """
    problems: list[Problem] = []
    for table in TABLES:
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        for value, low, high in _ranges(table):
            for less, more in ((low, value), (value, high), (low, high)):
                if {less, more} <= set(frame.columns):
                    numbers = frame.get_column(less)
                    problems += marked(
                        table.name, less, numbers, numbers > frame.get_column(more),
                        f"at most what column {more} of the row says", "put low, value and high in order",
                    )  # fmt: skip
    return problems


def _ranges(table: Table) -> list[tuple[str, str, str]]:
    """Return value, low and high: names of columns that belong together; a table may lack the value."""
    names = set(table.column_names)
    stems = [name.removesuffix("_low") for name in table.column_names if name.endswith("_low")]
    ranges = [(stem, f"{stem}_low", f"{stem}_high") for stem in stems]
    if "value" in names:
        ranges.append(("value", "low", "high"))
    return [found for found in ranges if set(found[1:]) <= names]
