"""The figure by which contenders for lexicographic min-max are compared."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Values


def figure(burden: Values) -> float:
    """Return one number for sorted burdens, in which a higher burden weighs more than a lower one."""
    ordered = np.sort(burden)[::-1]
    return float(ordered @ (1.0 / np.arange(1, ordered.size + 1)))
