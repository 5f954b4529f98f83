"""The average of first come, first served over all orders of arrival, without listing the orders."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Values


def mean_over_orders(claims: Values, estate: float, steps: int) -> Values:
    """Return each claimant's mean award over all orders in which the claimants can arrive.

    Parameters
    ----------
    claims
        Positive claims, none above the estate, shape (n,).
    estate
        What is divided, positive.
    steps
        Sums of claims are counted on a grid of this many steps from 0 to the estate.

    Returns
    -------
    Awards, shape (n,).

    Notes
    -----
    Let every claimant arrive at a time drawn evenly from 0 to 1. Given that claimant i arrives at t, each of
    the others is there already with probability t, so that its award is the mean of
    ``min(claim, max(0, estate - sum of a random set))``: a polynomial of degree n - 1 in t, which
    Gauss-Legendre quadrature with n/2 nodes integrates exactly. The distribution of the sum of all others is
    built for all i at once by halving: the claimants outside a half are added before descending into it, so
    that each is added about log2(n) times and none is ever taken out, which would be unstable.
    """
    node, weight = np.polynomial.legendre.leggauss(claims.size // 2 + 1)
    time, weight = (node + 1.0) / 2.0, weight / 2.0
    size, steps = _grid(claims, estate, steps)
    left = estate - size * np.arange(steps + 1)
    empty = np.zeros((time.size, steps + 1))
    empty[:, 0] = 1.0
    awards = np.zeros(claims.size)

    def descend(first: int, last: int, sums: Values) -> None:
        """Fill in the awards of claimants first..last-1; `sums` holds all others but these."""
        if last - first == 1:
            award = np.minimum(claims[first], np.clip(left, 0.0, None))
            awards[first] = float(weight @ (sums @ award))
            return
        middle = (first + last) // 2
        descend(first, middle, _with(sums, claims[middle:last] / size, time))
        descend(middle, last, _with(sums, claims[first:middle] / size, time))

    descend(0, claims.size, empty)
    return awards


def _grid(claims: Values, estate: float, steps: int) -> tuple[float, int]:
    """Return the size of a step and their number: whole units where all amounts are whole and few enough."""
    amounts = np.append(claims, estate)
    if np.all(amounts == np.rint(amounts)) and estate <= 2**31:
        unit = int(np.gcd.reduce(amounts.astype(np.int64)))
        if estate / unit <= steps:
            return float(unit), round(estate / unit)
    return estate / steps, steps


def _with(sums: Values, claims: Values, time: Values) -> Values:
    """Return the distribution of sums when each of `claims`, in steps, may be there with probability `time`.

    A claim between two steps counts for both, in proportion, so that means are kept. Sums above the estate
    leave nothing to award and are dropped.
    """
    for claim in claims:
        below = int(claim)
        part = float(claim) - below
        added = np.zeros_like(sums)
        count = sums.shape[1]
        added[:, below:] = (1.0 - part) * sums[:, : count - below]
        if part > 0 and below + 1 < count:
            added[:, below + 1 :] += part * sums[:, : count - below - 1]
        sums = sums + time[:, None] * (added - sums)
    return sums
