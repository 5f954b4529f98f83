"""Service in proportion to what is lacking: what arrives is shared out among those who wait."""

from __future__ import annotations

import numpy as np

from sinews.engines.aggregation import sums
from sinews.engines.arrays import Indices, Values


def serve(pool: Indices, gap: Values, supply: Values, weight: Values) -> Values:
    """Share out what pools supply, in every period in proportion to what each of their members still lacks.

    Parameters
    ----------
    pool
        The pool that each claimant is a member of, (claimants,).
    gap
        What each claimant is to have received by the end of each period, at least 0, (claimants, periods).
        What would be too much later it does not claim before.
    supply
        What each pool supplies in each period, at least 0, (pools, periods).
    weight
        By how much each claim counts, above 0, (claimants,).

    Returns
    -------
    What each gets in each period, (claimants, periods): all that is supplied, nobody more than it lacks as
    long as another member of its pool lacks anything, or will.

    Notes
    -----
    Claims are served in proportion, with weights; who would get more than it claims gets its claim (Thomson,
    How to Divide When There Isn't Enough, 2019). What is more than all claims is served to the claims of the
    next period, and so on, and at last in proportion to the most that anybody ever lacks. What anybody gets
    moves little where gaps, supplies and weights move little.

    Examples
    --------
    >>> serve(np.array([0, 0]), np.array([[4.0, 4.0], [2.0, 4.0]]), np.array([[3.0, 3.0]]), np.ones(2))
    array([[2. , 1.2],
           [1. , 1.8]])
    """
    pools = supply.shape[0]
    wanted = np.minimum.accumulate(gap[:, ::-1], axis=1)[:, ::-1]
    ever = weight * gap.max(axis=1)
    ever = ever / np.maximum(sums(pool, ever, pools), np.finfo(np.float64).tiny)[pool]
    got = np.zeros(pool.size)
    found = np.zeros(gap.shape)
    for period in np.flatnonzero(supply.any(axis=0)):
        left = supply[:, period]
        # what is too much now goes to those who lack it first
        for later in range(period, gap.shape[1]):
            claim = np.clip(wanted[:, later] - got, 0.0, None)
            shared = np.minimum(left, sums(pool, claim, pools))
            given = _weighted_awards(pool, claim, shared, weight)
            found[:, period] += given
            got, left = got + given, left - shared
            if not (left > 0.0).any():
                break
        beyond = ever * left[pool]
        found[:, period] += beyond
        got = got + beyond
    return found


def _weighted_awards(pool: Indices, claim: Values, estate: Values, weight: Values) -> Values:
    """Divide pools' estates, (pools,), at most the sums of claims, in proportion to weighted claims."""
    given = np.zeros(claim.size)
    waiting = claim > 0.0
    left = estate.copy()
    while waiting.any():
        asked = np.where(waiting, weight * claim, 0.0)
        total = sums(pool, asked, left.size)
        share = asked * np.divide(left, total, out=np.zeros_like(left), where=total > 0.0)[pool]
        full = waiting & (share >= claim)
        if not full.any():
            return np.where(waiting, share, given)
        given[full] = claim[full]
        left = np.clip(left - sums(pool, np.where(full, claim, 0.0), left.size), 0.0, None)
        waiting &= ~full
    return given
