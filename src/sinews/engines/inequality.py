"""Measures of how unevenly a burden is spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def gini(values: ArrayLike) -> float:
    """Return the Gini coefficient of non-negative values: 0 for all alike, towards 1 for one bearing all.

    Parameters
    ----------
    values
        Non-negative values, shape (n,); all zero counts as all alike.

    References
    ----------
    C. Gini, Variabilità e mutabilità, 1912; here half the relative mean absolute difference.

    Examples
    --------
    >>> gini([1, 1, 1, 1])
    0.0
    >>> gini([0, 0, 0, 1])
    0.75
    """
    ordered = np.sort(np.asarray(values, np.float64))
    total = ordered.sum()
    if total <= 0:
        return 0.0
    rank = np.arange(1, ordered.size + 1)
    return float((2 * rank - ordered.size - 1) @ ordered / (ordered.size * total))
