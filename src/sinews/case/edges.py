"""A case with what is planned with moved to one end of its band: how far an answer rests on it."""

from __future__ import annotations

from typing import Literal

import polars as pl

from sinews.case.case import Case

Edge = Literal["low", "high"]

EDGES: tuple[Edge, Edge] = ("low", "high")

PLANNED_WITH = {"casualty_rates": "rate", "medical_services": "mean"}
"""The column that a band belongs to, where it is not called ``value``."""


def at_edge(case: Case, edge: Edge, *tables: str) -> Case:
    """Return a case with all figures of some tables at the low or the high end of their bands.

    Parameters
    ----------
    case
        A checked case.
    edge
        Which end.
    tables
        Tables with columns ``low`` and ``high``; a figure without a band stays what it is.
    """
    moved = {
        name: case[name].with_columns(pl.coalesce(edge, column).alias(column))
        for name in tables
        for column in (PLANNED_WITH.get(name, "value"),)
    }
    return Case(case.settings, {**case.tables, **moved}, case.notes)
