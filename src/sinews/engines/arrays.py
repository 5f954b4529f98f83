"""The array types that the package computes with, and what many do with arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""Quantities, costs, rates: 64-bit floating point."""

Indices = NDArray[np.int64]
"""Positions, counts, years: 64-bit integers."""

Flags = NDArray[np.bool_]
"""Whether something holds."""

FINENESS = 2.0**30
"""Steps to which `rounded` rounds between two powers of two."""


def spread(count: Indices) -> tuple[Indices, Indices]:
    """Return, for as many parts as each thing has, whose it is and which of its parts, counted from 0."""
    which = np.repeat(np.arange(count.size), count)
    start = np.repeat(np.cumsum(count) - count, count)
    return which, np.arange(which.size) - start


def rounded(values: Values) -> Values:
    """Return values to a part in 10^9: the last bits of powers and logarithms differ between processors."""
    fraction, exponent = np.frexp(values)
    return np.asarray(np.ldexp(np.round(fraction * FINENESS) / FINENESS, exponent))
