"""Instances of OR-Library's p-median problems: distances, and the number of facilities."""

from __future__ import annotations

from sinews.engines.arrays import Values
from sinews.verify.covering import or_library_distances

COUNT = {"pmed1": 5, "pmed5": 33}


def load(size: str) -> tuple[Values, int]:
    """Return the distances, shape (nodes, nodes), and the number of facilities."""
    return or_library_distances(size), COUNT[size]
