"""How long a stock lasts under a random daily use: the chance of every number of days, without sampling.

The stock of a day is a distribution over cells of equal width. What a day uses beside its inflow,
independent of other days, is taken off by convolution; what cannot be met leaves it for good. Amounts between
two cells are divided over both, so that means are kept; the variance of a day rises by a sixth of a cell
squared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sinews.engines.arrays import Values

CELLS = 400
"""Cells that the largest stock is divided into."""


def chance_of_lasting(stock: float, inflow: float, uses: Sequence[Values], days_of: Sequence[int]) -> Values:
    """Return the chance that all use has been met on the first day, the first two, and so on.

    Parameters
    ----------
    stock
        At the start.
    inflow
        Added on each day, before its use.
    uses
        For each phase, equally likely amounts used on a day.
    days_of
        Days that each phase lasts.

    Returns
    -------
    numpy.ndarray
        One chance for each day of all phases, never rising.
    """
    total = sum(days_of)
    most = stock + inflow * total
    if most <= 0.0:
        met = [float(np.mean(np.asarray(use) <= 0.0)) for use in uses]
        return np.cumprod(np.repeat(met, days_of))
    width = most / CELLS
    state = _spread(np.array([stock]), width, 0)
    grown = int(np.ceil(inflow / width))
    lasting = np.empty(total)
    day = 0
    for use, days in zip(uses, days_of, strict=True):
        # what a day takes beside what it brings, from -grown cells on: one step, so that equal sums cancel
        taken = _spread(np.asarray(use, np.float64) - inflow, width, grown)[::-1]
        for _ in range(days):
            state = np.convolve(state, taken)[CELLS : 2 * CELLS + 1]
            lasting[day] = state.sum()
            day += 1
    return np.minimum.accumulate(np.clip(lasting, 0.0, 1.0))


def _spread(amounts: Values, width: float, below_zero: int) -> Values:
    """Return the distribution of equally likely amounts over cells `-below_zero` to `CELLS`, not more."""
    place = amounts / width
    lower = np.floor(place + 1e-9)
    upper = np.clip(place - lower, 0.0, 1.0)
    cells = np.zeros(below_zero + CELLS + 2)
    for where, share in ((lower, 1.0 - upper), (lower + 1.0, upper)):
        inside = where <= CELLS
        np.add.at(cells, where[inside].astype(np.int64) + below_zero, share[inside] / place.size)
    return cells[: below_zero + CELLS + 1]
