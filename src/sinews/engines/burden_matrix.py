"""The problem of sharing many goods among many agents, each agent's burden being what all its shares cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.lp import LpModel


@dataclass(frozen=True, slots=True)
class BurdenMatrix:
    """What is to be shared, and within which limits.

    Find ``x``, shape (agents, goods), with ``lower <= x <= upper``, every column adding up to `total`, and
    every agent's use of a second resource within its supply: ``x @ use <= supply``.
    The relative burden of agent i is ``(x[i] @ cost) / ability[i]``.

    Attributes
    ----------
    total
        What is to be provided of each good, (goods,).
    cost
        Cost of one unit of each good, (goods,), not negative.
    ability
        Each agent's ability to bear cost, (agents,); an agent without ability can take no share.
    lower, upper
        The least and the most that each agent may take of each good, (agents, goods).
    use
        What one unit of each good needs of the second resource, (goods,).
    supply
        What each agent has of it, (agents,); infinite for no limit.
    """

    total: Values
    cost: Values
    ability: Values
    lower: Values
    upper: Values
    use: Values
    supply: Values

    @property
    def agents(self) -> int:
        """Number of agents."""
        return int(self.lower.shape[0])

    @property
    def goods(self) -> int:
        """Number of goods."""
        return int(self.lower.shape[1])

    @property
    def weight(self) -> Values:
        """Each agent's part of all ability, (agents,)."""
        whole = float(self.ability.sum())
        return self.ability / whole if whole > 0 else self.ability

    @property
    def money(self) -> float:
        """Cost of all that is to be shared; 1 if it costs nothing, so that it may divide."""
        return float(self.cost @ self.total) or 1.0

    def burden(self, x: Values) -> Values:
        """Return each agent's relative burden, (agents,): 1 is its part of ability times the whole cost.

        The burden of an agent without ability is 0 if it bears nothing, else infinite.
        """
        part = x @ self.cost / self.money
        weight = self.weight
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(weight > 0, part / weight, np.where(part > 0, np.inf, 0.0))


def exchange_gap(problem: BurdenMatrix, x: Values) -> float:
    """Return how far a matrix is from lexicographic optimality, judged by all exchanges between two agents.

    Parameters
    ----------
    problem
        The problem; its second resource is left out of account, so that the gap is a bound where it binds.
    x
        A feasible matrix, (agents, goods).

    Returns
    -------
    The largest amount by which an agent that could take less of some good is more burdened than one that
    could take more of it; 0 proves that the burdens are lexicographically optimal.

    Notes
    -----
    The burdens that can be reached form the base polytope of a submodular function, on which a vector is
    lexicographically optimal if and only if no exchange between two agents lowers the higher of their
    burdens [1]_. A chain of exchanges through several agents that goes from a higher to a lower burden
    contains one step that does, so that it is enough to look at pairs and single goods.

    References
    ----------
    .. [1] S. Fujishige, Lexicographically optimal base of a polymatroid with respect to a weight vector,
       Mathematics of Operations Research 5(2), 1980, 186-196.
    """
    burden = problem.burden(x)[:, None]
    slack = 1e-7 * np.maximum(problem.total, 1e-300)
    costly = problem.cost > 0
    could_less = (x > problem.lower + slack) & costly
    could_more = (x < problem.upper - slack) & costly
    highest = np.where(could_less, burden, -np.inf).max(axis=0, initial=-np.inf)
    lowest = np.where(could_more, burden, np.inf).min(axis=0, initial=np.inf)
    gap = highest - lowest
    return float(np.clip(gap[np.isfinite(gap)], 0.0, None).max(initial=0.0))


def shareable(problem: BurdenMatrix) -> Values:
    """Return how much of each good can be shared out within all limits, (goods,).

    Notes
    -----
    Without the second resource this is the sum of the upper limits, at most `total`. With it, a linear
    programme finds the least costly amounts to leave out.
    """
    most: Values = np.minimum(problem.total, problem.upper.sum(axis=0))
    limited = np.flatnonzero(np.isfinite(problem.supply))
    if limited.size == 0 or np.all((problem.upper @ problem.use)[limited] <= problem.supply[limited]):
        return most
    model = LpModel()
    x = model.add_columns(
        problem.agents * problem.goods, lower=problem.lower.ravel(), upper=problem.upper.ravel()
    ).reshape(problem.agents, problem.goods)
    worth = np.maximum(problem.cost, 1e-6 * problem.cost.max(initial=1e-300))
    missing = model.add_columns(problem.goods, cost=worth / worth.max(), upper=most)
    rows = model.add_rows(problem.goods, lower=most, upper=most)
    model.add_entries(rows[None, :], x, 1.0)
    model.add_entries(rows, missing, 1.0)
    supply = model.add_rows(limited.size, upper=problem.supply[limited])
    model.add_entries(supply[:, None], x[limited], problem.use[None, :])
    left_out = model.solve(algorithm="simplex").x[missing]
    return np.asarray(np.where(left_out > 1e-7, most - left_out, most))
