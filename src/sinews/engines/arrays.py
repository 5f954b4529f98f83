"""The array types that the package computes with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""Quantities, costs, rates: 64-bit floating point."""

Indices = NDArray[np.int64]
"""Positions, counts, years: 64-bit integers."""

Flags = NDArray[np.bool_]
"""Whether something holds."""
