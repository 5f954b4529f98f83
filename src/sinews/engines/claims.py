"""Rules for claims problems: an estate to divide among claimants whose claims add up to more.

Every rule takes ``claims``, shape (n,), non-negative, and an ``estate`` between 0 and their sum, and
returns awards, shape (n,), which add up to the estate; no award is negative or above its claim. The same
rules divide a tax among taxpayers, with ability to pay as the claim. Names and axioms follow [1]_.

References
----------
.. [1] W. Thomson, How to Divide When There Isn't Enough, Cambridge University Press, 2019.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Values
from sinews.engines.division import proportional
from sinews.engines.random_arrival import mean_over_orders

TOLERANCE = 1e-9
"""An estate may exceed the sum of claims by this part of it, for rounding of floating-point sums."""


def proportional_awards(claims: ArrayLike, estate: float) -> Values:
    """Divide in proportion to claims.

    Examples
    --------
    >>> proportional_awards([100, 200, 300], 120)
    array([20., 40., 60.])
    """
    claim = _checked(claims, estate)
    return proportional(claim, estate, claim)


def equal_awards(claims: ArrayLike, estate: float) -> Values:
    """Divide equally, nobody above its claim: constrained equal awards, the rule of Maimonides.

    As a rule of taxation: a head tax, limited by what each can pay.

    Examples
    --------
    >>> equal_awards([100, 200, 300], 400)
    array([100., 150., 150.])
    """
    claim = _checked(claims, estate)
    return proportional(np.ones(claim.size), estate, claim)


def equal_losses(claims: ArrayLike, estate: float) -> Values:
    """Divide so that all lose equally against their claims, nobody below zero: constrained equal losses.

    As a rule of taxation: the levelling tax, which makes what is left as equal as can be.

    Examples
    --------
    >>> equal_losses([100, 200, 300], 300)
    array([  0., 100., 200.])
    """
    claim = _checked(claims, estate)
    return np.clip(claim - equal_awards(claim, max(float(claim.sum()) - estate, 0.0)), 0.0, None)


def talmud(claims: ArrayLike, estate: float) -> Values:
    """Divide by the Talmud rule: equal awards up to half of each claim, then equal losses.

    Up to half the sum of claims it is `equal_awards` with half the claims; beyond that every claimant has
    half its claim and the rest is divided by `equal_losses` with the other halves.

    References
    ----------
    R. J. Aumann and M. Maschler, Game theoretic analysis of a bankruptcy problem from the Talmud,
    J. Economic Theory 36, 1985, 195-213.

    Examples
    --------
    >>> talmud([100, 200, 300], 200)
    array([50., 75., 75.])
    """
    claim = _checked(claims, estate)
    half = claim / 2.0
    middle = float(half.sum())
    if estate <= middle:
        return equal_awards(half, estate)
    return np.asarray(half + equal_losses(half, min(estate - middle, middle)))


def random_arrival(claims: ArrayLike, estate: float, *, steps: int = 4096) -> Values:
    """Divide by the random arrival rule: first come, first served, averaged over all orders of arrival.

    It is the Shapley value of the bankruptcy game, in which a coalition is worth what is left of the estate
    when all others have their claims.

    Parameters
    ----------
    claims, estate
        As for every rule here.
    steps
        The estate is measured in this many steps; the result is exact where claims and estate are whole
        numbers of steps, and otherwise near enough that awards differ by about ``estate / steps**2``.

    References
    ----------
    B. O'Neill, A problem of rights arbitration from the Talmud, Mathematical Social Sciences 2, 1982,
    345-371.

    Examples
    --------
    >>> random_arrival([100, 200, 300], 300).round(6)
    array([ 50., 100., 150.])
    """
    claim = np.minimum(_checked(claims, estate), estate)
    awards = np.zeros(claim.size)
    claiming = np.flatnonzero(claim > 0)
    if claiming.size == 0 or estate <= 0:
        return awards
    awards[claiming] = mean_over_orders(claim[claiming], estate, steps)
    return _balanced(awards, claim, estate)


def _balanced(awards: Values, claim: Values, estate: float) -> Values:
    """Return awards that add up to the estate exactly, within their bounds."""
    missing = estate - float(awards.sum())
    room = claim - awards if missing > 0 else awards
    total = float(room.sum())
    return awards if total <= 0 else np.clip(awards + room * (missing / total), 0.0, claim)


def _checked(claims: ArrayLike, estate: float) -> Values:
    """Return the claims as an array; raise ValueError if this is no claims problem."""
    claim = np.asarray(claims, np.float64)
    total = float(claim.sum())
    if claim.size and claim.min() < 0:
        raise ValueError("claims must not be negative")
    if not 0 <= estate <= total + TOLERANCE * max(total, 1.0):
        raise ValueError(f"the estate of {estate:g} must lie between 0 and the sum of claims, {total:g}")
    return claim
