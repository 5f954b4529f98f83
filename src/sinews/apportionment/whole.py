"""Whole lots: dear capabilities first, so that the cheaper ones make up for what their rounding did."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sinews.apportionment.limits import Terms
from sinews.engines.arrays import Indices, Values
from sinews.engines.burden_matrix import BurdenMatrix
from sinews.engines.controlled_rounding import controlled_rounding
from sinews.engines.division import proportional
from sinews.engines.nearest_matrix import nearest_matrix

TIER = 3.0
"""Within a tier, the dearest lot costs at most this many times the cheapest."""

EASE = 1e-3
NEGLIGIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class WholeLots:
    """A division in whole lots.

    Attributes
    ----------
    lots
        Lots that each ally adds, (a, c): whole, but for the members of packages, which are whole together.
    moved
        Sum of the distances from the fractional lots.
    unique
        Whether every rounding was proven to be the only best one.
    """

    lots: Values
    moved: float
    unique: bool


def in_whole_lots(terms: Terms, problem: BurdenMatrix, fair: Values) -> WholeLots:
    """Turn a fractional division into whole lots that keep all totals and limits, and burdens nearly.

    Parameters
    ----------
    terms
        The terms of apportionment, with crews and packages.
    problem
        The problem that the division solves, in lots.
    fair
        The fractional division, (a, c).

    Returns
    -------
    The whole lots: they add up to `problem.total`, unless personnel forbids it, lie within its limits, and
    leave every ally's cost within one lot of its fair cost, the dearest of which it had a fractional share.

    Notes
    -----
    Rounding the whole matrix at once, each cell down or up, leaves small allies with nothing: all their
    shares are small parts of a lot. So the capabilities are rounded tier by tier, the dearest first, each
    tier by controlled rounding at the least distance; after each, the cheaper capabilities are divided anew
    so that every ally's cost comes back to its fair cost as nearly as the limits allow. What is left over in
    the end is a part of cheap lots. Where an ally ends up beyond one lot all the same, the matrix is rounded
    at once instead, which keeps that bound by construction.
    """
    tiered = _in_tiers(terms, problem, fair)
    fractional = np.abs(fair - np.rint(fair)) > NEGLIGIBLE
    bound = np.where(fractional, problem.cost, 0.0).max(axis=1, initial=0.0)
    off = np.abs((tiered.lots - fair) @ problem.cost)
    complete = tiered.lots.sum() >= problem.total.sum() - NEGLIGIBLE
    if complete and np.all(off <= bound * (1 + NEGLIGIBLE) + NEGLIGIBLE):
        return tiered
    lots, unique = _rounded(terms, problem, fair, np.arange(problem.goods), terms.personnel)
    lots = _placed(terms, problem, lots)
    if lots.sum() < tiered.lots.sum() - NEGLIGIBLE:
        return tiered
    return WholeLots(lots, float(np.abs(lots - fair).sum()), unique)


def _in_tiers(terms: Terms, problem: BurdenMatrix, fair: Values) -> WholeLots:
    """Return the whole lots found tier by tier."""
    order = np.argsort(-problem.cost, kind="stable")
    part = fair @ problem.cost
    plan, lots = fair.copy(), np.zeros_like(fair)
    # what is divided anew stays of use to an ally that has none of it
    new = (terms.held <= 0) & (terms.minimum > 1) & (fair >= terms.minimum - NEGLIGIBLE) & ~in_package(terms)
    viable = replace(problem, lower=np.where(new, np.maximum(problem.lower, terms.minimum), problem.lower))
    supply, left, unique = terms.personnel.copy(), part.copy(), True
    while order.size:
        tier = order[: _tier_size(problem.cost[order])]
        order = order[tier.size :]
        later = plan[:, order] @ problem.use[order]
        lots[:, tier], proven = _rounded(terms, problem, plan, tier, supply - later)
        unique &= proven
        supply = supply - lots[:, tier] @ problem.use[tier]
        left = left - lots[:, tier] @ problem.cost[tier]
        if order.size:
            plan[:, order] = _divided_anew(viable, plan, order, supply, left, part)
    lots = _placed(terms, problem, lots)
    return WholeLots(lots, float(np.abs(lots - fair).sum()), unique)


def _placed(terms: Terms, problem: BurdenMatrix, lots: Values) -> Values:
    """Return the lots with those left over given where each burdens least, to allies with people to spare."""
    lots = lots.copy()
    useless = (terms.held <= 0) & (terms.minimum > 1) & (lots < terms.minimum)
    closed = in_package(terms) | useless
    for c in np.flatnonzero(problem.total - lots.sum(axis=0) > 0.5):
        for _ in range(round(problem.total[c] - lots[:, c].sum())):
            room = terms.personnel - lots @ problem.use
            able = ~closed[:, c] & (lots[:, c] + 1 <= problem.upper[:, c]) & (room >= problem.use[c])
            if not able.any():
                break
            one_more = lots.copy()
            one_more[:, c] += 1
            lots[np.argmin(np.where(able, problem.burden(one_more), np.inf)), c] += 1
    return lots


def _tier_size(cost: Values) -> int:
    """Return how many of the capabilities, dearest first, make up the first tier."""
    return max(int((cost * TIER >= cost[0]).sum()), 1)


def _divided_anew(
    problem: BurdenMatrix, plan: Values, goods: Indices, supply: Values, left: Values, part: Values
) -> Values:
    """Return the division of some capabilities that brings every ally's cost to what is `left` of it."""
    rest = replace(
        problem,
        total=problem.total[goods],
        cost=problem.cost[goods],
        lower=problem.lower[:, goods],
        upper=problem.upper[:, goods],
        use=problem.use[goods],
        supply=np.maximum(supply, plan[:, goods] @ problem.use[goods]),
    )
    weight = rest.weight
    burden = np.divide(left / rest.money, weight, out=np.zeros_like(left), where=weight > 0)
    ease = EASE * np.maximum(part / rest.money, weight)
    return nearest_matrix(rest, plan[:, goods], burden, ease=ease)[0]


def _rounded(
    terms: Terms, problem: BurdenMatrix, plan: Values, goods: Indices, supply: Values
) -> tuple[Values, bool]:
    """Return some capabilities in whole lots, and whether that is the only best way to round them.

    A package is rounded as one and divided among its members.
    """
    chosen = [(int(np.flatnonzero(goods == c)[0]), a) for c, a in terms.packages.values() if c in goods]
    lots, use = plan[:, goods], problem.use[goods]
    alone, together = lots.copy(), np.zeros((len(chosen), goods.size))
    for row, (c, allies) in enumerate(chosen):
        together[row, c] = lots[allies, c].sum()
        alone[allies, c] = 0.0
    spare = np.concatenate([supply - (lots - alone) @ use, np.full(len(chosen), np.inf)])
    # an ally that has none of something is not given less of it than it can use
    useless = (terms.held <= 0) & (terms.minimum > 1) & (plan < terms.minimum)
    upper = np.vstack([np.where(useless, 0.0, problem.upper)[:, goods], np.full(together.shape, np.inf)])
    lower = np.vstack([problem.lower[:, goods], np.zeros(together.shape)])
    for c, allies in chosen:
        upper[allies, c] = lower[allies, c] = 0.0
    rounding = controlled_rounding(
        np.vstack([alone, together]), problem.cost[goods], use=use, supply=spare, lower=lower, upper=upper
    )
    whole = rounding.whole[: len(terms.allies)].astype(np.float64)
    for row, (c, allies) in enumerate(chosen, start=len(terms.allies)):
        most = problem.upper[allies, goods[c]]
        whole[allies, c] = proportional(lots[allies, c], float(rounding.whole[row, c]), most)
    return whole, rounding.unique


def in_package(terms: Terms) -> NDArray[np.bool_]:
    """Return which allies provide which capability as members of a package, (a, c)."""
    member = np.zeros(terms.held.shape, dtype=bool)
    for c, allies in terms.packages.values():
        member[allies, c] = True
    return member


def by_provider(terms: Terms, lots: Values) -> Indices:
    """Return the lots of each provider, allies first and then packages, (a + packages, c), all whole."""
    together = np.zeros((len(terms.packages), lots.shape[1]))
    for row, (c, allies) in enumerate(terms.packages.values()):
        together[row, c] = lots[allies, c].sum()
    alone = np.where(in_package(terms), 0.0, lots)
    return np.asarray(np.rint(np.vstack([alone, together])).astype(np.int64))
