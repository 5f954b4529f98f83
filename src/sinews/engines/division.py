"""Division of an estate among claimants, and its rounding to whole lots."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinews.engines.arrays import Values


def proportional(weights: ArrayLike, estate: float, caps: ArrayLike) -> NDArray[np.float64]:
    """Divide an estate in proportion to weights, no claimant above its cap.

    What a cap keeps from one claimant goes to the others in proportion to their weights, until the estate
    is divided or every claimant with a weight is at its cap.

    Parameters
    ----------
    weights
        Non-negative weights, shape (n,).
    estate
        What is divided, at least 0.
    caps
        The most that each claimant may get, shape (n,).

    Returns
    -------
    Shares, shape (n,); their sum is ``min(estate, caps of those with a weight)``.

    Notes
    -----
    The common ratio ``r`` solves ``sum(min(r * weight, cap)) = estate``, found exactly by walking through the
    claimants in the order in which they meet their caps (water-filling).

    Examples
    --------
    >>> proportional([1, 1, 2], 10, [9, 1, 9])
    array([3., 1., 6.])
    """
    weight = np.asarray(weights, np.float64)
    cap = np.where(weight > 0, np.asarray(caps, np.float64), 0.0)
    if cap.sum() <= estate:
        return cap
    with np.errstate(divide="ignore", invalid="ignore"):
        meets_cap_at = np.where(weight > 0, cap / weight, np.inf)
    order = np.argsort(meets_cap_at, kind="stable")
    capped_before = np.concatenate([[0.0], np.cumsum(cap[order])[:-1]])
    weight_left = np.cumsum(weight[order][::-1])[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(weight_left > 0, (estate - capped_before) / weight_left, np.inf)
    first = int(np.argmax(ratio <= meets_cap_at[order]))
    return np.asarray(np.minimum(weight * ratio[first], cap))


def whole_lots(shares: ArrayLike, total: int, caps: ArrayLike) -> NDArray[np.int64]:
    """Round shares to whole lots that add up to a total, by largest remainders.

    Parameters
    ----------
    shares
        Fractional shares, shape (n,), none above its cap.
    total
        The number of lots to give out.
    caps
        The most whole lots that each claimant may get, shape (n,).

    Returns
    -------
    Whole lots, shape (n,). Their sum is `total` unless the caps of the claimants with a share forbid it. Ties
    go to the claimant that stands first.

    Notes
    -----
    Hamilton's method [1]_; every claimant gets its share rounded down or up, unless a cap moves a lot on.

    References
    ----------
    .. [1] M. L. Balinski and H. P. Young, Fair Representation, 2nd ed., Brookings, 2001, ch. 2.
    """
    share = np.asarray(shares, np.float64)
    cap = np.asarray(caps, np.int64)
    lots = np.minimum(np.floor(share + 1e-9).astype(np.int64), cap)
    while (left := total - int(lots.sum())) > 0:
        open_to = np.flatnonzero((lots < cap) & (share > 0))
        if open_to.size == 0:
            break
        order = open_to[np.argsort((lots - share)[open_to], kind="stable")]
        lots[order[:left]] += 1
    return lots


def shared_in_lots(total: float, weights: ArrayLike, lot: ArrayLike) -> Values:
    """Share a total in proportion to weights, in whole lots where all lots are alike.

    Parameters
    ----------
    total
        What is to be shared.
    weights
        Weight of each part, shape (n,); without any, the parts are even.
    lot
        Size of a lot of each part, shape (n,).

    Returns
    -------
    The parts, shape (n,). Where lots are alike they are whole lots and their sum is the total rounded to
    whole lots; parts of different lots, and a single part, are left as they are.
    """
    weight, size = np.asarray(weights, np.float64), np.asarray(lot, np.float64)
    weight = weight if weight.sum() > 0 else np.ones_like(weight)
    share: Values = total * weight / weight.sum()
    if share.size < 2 or np.ptp(size) > 0:
        return share
    whole = round(total / size[0])
    lots = whole_lots(share / size[0], whole, np.full(share.size, whole))
    return np.asarray(lots * size[0], np.float64)


def divisor_sequence(lots: ArrayLike) -> NDArray[np.int64]:
    """Order lots so that every first part of the sequence is divided almost in proportion to the whole.

    Parameters
    ----------
    lots
        Number of lots of each claimant in the end, shape (n,).

    Returns
    -------
    The claimant of each lot in turn, shape (sum of lots,). A claimant never loses a lot as more are given
    out (house monotonicity), and each ends with exactly its number.

    Notes
    -----
    Webster's method (Sainte-Laguë) with the final lots as weights [1]_: a claimant's k-th lot comes at
    ``(k - 1/2) / lots``. Ties go to the claimant that stands first.

    References
    ----------
    .. [1] M. L. Balinski and H. P. Young, Fair Representation, 2nd ed., Brookings, 2001, ch. 8-9.
    """
    count = np.asarray(lots, np.int64)
    claimant = np.repeat(np.arange(count.size), count)
    rank = np.arange(claimant.size) - np.repeat(np.cumsum(count) - count, count)
    moment = (rank + 0.5) / count[claimant]
    return claimant[np.lexsort((claimant, moment))]
