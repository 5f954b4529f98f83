"""Checks of places: that each has one, and that they do not all lie at the same."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem

TABLES = ("nodes", "sites")
"""Tables of places on the globe."""


def missing_places(tables: Frames) -> list[Problem]:
    """Report each place at latitude 0, longitude 0, and tables in which all places are one.

    The first is what programs write for a place that they do not know; it lies in the sea. Where all places
    are one, every way is as long as every other, and no answer means anything.
    """
    problems: list[Problem] = []
    for table in TABLES:
        frame = columns_of(tables, table, "latitude", "longitude")
        if frame is None or frame.is_empty():
            continue
        north, east = frame.get_column("latitude"), frame.get_column("longitude")
        unknown = (north == 0.0) & (east == 0.0)
        problems += marked(
            table, "latitude", north, unknown, "where the place lies",
            "latitude 0, longitude 0 is in the Gulf of Guinea and stands for a place that is not known",
        )  # fmt: skip
        known = frame.filter(~unknown.fill_null(False)).select(pl.struct("latitude", "longitude").n_unique())
        if not unknown.any() and frame.height > 1 and known.item() == 1:
            problems += marked(
                table, "latitude", north, pl.Series([True] * frame.height), "places that lie apart",
                "all rows of the table have the same latitude and longitude",
            )  # fmt: skip
    return problems
