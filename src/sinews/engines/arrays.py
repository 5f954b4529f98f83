"""The array types that the package computes with, and how ragged ones are laid out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""Quantities, costs, rates: 64-bit floating point."""

Indices = NDArray[np.int64]
"""Positions, counts, years: 64-bit integers."""

Flags = NDArray[np.bool_]
"""Whether something holds."""


def spread(count: Indices) -> tuple[Indices, Indices]:
    """Return, for as many parts as each thing has, whose it is and which of its parts, counted from 0."""
    which = np.repeat(np.arange(count.size), count)
    start = np.repeat(np.cumsum(count) - count, count)
    return which, np.arange(which.size) - start
