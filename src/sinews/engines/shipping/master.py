"""The master programme: how much goes on each of the paths found so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel
from sinews.engines.shipping.paths import Column
from sinews.engines.shipping.problem import ShippingProblem

EXCESS = 1e-7
"""Share of a capacity by which flows may exceed it, as rounding."""


@dataclass(frozen=True, slots=True)
class MasterSolution:
    """The best use of the paths there are.

    Attributes
    ----------
    objective
        Cost.
    flow, unmet, expansion
        Units by path, by commodity, and added to each resource per tick.
    price
        Price of each resource in each bucket, (resources, buckets).
    broken
        Capacities that the flows exceed; their rows are in the next programme.
    """

    objective: float
    flow: Values
    unmet: Values
    expansion: Values
    price: Values
    broken: int


class Master:
    """Paths, and the linear programme over them; a capacity has a row once flows have exceeded it.

    Parameters
    ----------
    problem
        The problem.
    rows
        Places in (resources x buckets) whose capacities have a row from the start.
    """

    def __init__(self, problem: ShippingProblem, rows: Indices) -> None:
        self.columns: list[Column] = []
        self._problem = problem
        self._known: set[tuple[int, int, bytes, bytes]] = set()
        none = np.zeros(0, np.int64)
        self._entries: tuple[Indices, Indices, Values] = none, none, np.zeros(0)
        self._commodity, self._cost = none, np.zeros(0)
        self._rows = np.unique(rows)

    def add(self, columns: list[Column]) -> int:
        """Add the columns that are new, and return their number."""
        fresh: list[Column] = []
        for column in columns:
            path = column.path
            key = (path.commodity, path.arrival, path.arcs.tobytes(), path.entered.tobytes())
            if key not in self._known:
                self._known.add(key)
                fresh.append(column)
        if fresh:
            sizes = [column.places.size for column in fresh]
            which = np.repeat(len(self.columns) + np.arange(len(fresh)), sizes)
            parts = (
                np.concatenate([c.places for c in fresh]), which,
                np.concatenate([c.amounts for c in fresh]),
            )  # fmt: skip
            places, columns_, amounts = (
                np.concatenate(pair) for pair in zip(self._entries, parts, strict=True)
            )
            self._entries = places, columns_, amounts
            self._commodity = np.append(self._commodity, [c.path.commodity for c in fresh])
            self._cost = np.append(self._cost, [c.cost for c in fresh])
            self.columns += fresh
        return len(fresh)

    def least(self, price: Values) -> Values:
        """Return what a unit of each commodity costs at these prices, on its cheapest path here or unmet."""
        least = self._problem.commodities.unmet.copy()
        np.minimum.at(least, self._commodity, self._total(price))
        return least

    def near(self, price: Values, slack: float) -> Indices:
        """Return the columns that cost up to a share more than the cheapest of their commodities."""
        return np.flatnonzero(self._total(price) <= (1.0 + slack) * self.least(price)[self._commodity])

    def _total(self, price: Values) -> Values:
        places, column, amounts = self._entries
        paid = np.bincount(column, weights=amounts * price.ravel()[places], minlength=self._cost.size)
        return np.asarray(self._cost + paid, np.float64)

    def solve(self, *, interior: bool) -> MasterSolution:
        """Return the best flows within the capacities that have rows: amid the optimal ones, or a vertex."""
        problem, goods = self._problem, self._problem.commodities
        capacity, buckets = problem.capacity.ravel(), problem.capacity.shape[1]
        places, column, amounts = self._entries
        rows = self._rows = self._rows if interior else np.union1d(self._rows, self._scarce())
        model = LpModel()
        moved = model.add_rows(goods.count, lower=goods.amount, upper=goods.amount)
        unmet = model.add_columns(goods.count, cost=goods.unmet)
        model.add_entries(moved, unmet, 1.0)
        flow = model.add_columns(self._cost.size, cost=self._cost)
        model.add_entries(self._commodity, flow, 1.0)
        # rows in shares of the capacity, so that ships and square metres weigh alike
        scale = 1.0 / np.where(capacity[rows] > 0, capacity[rows], 1.0)
        limits = model.add_rows(rows.size, upper=capacity[rows] * scale)
        number = np.full(capacity.size, -1, np.int64)
        number[rows] = np.arange(rows.size)
        inside = number[places] >= 0
        here = number[places[inside]]
        model.add_entries(limits[here], flow[column[inside]], amounts[inside] * scale[here])
        wide = np.flatnonzero(np.isfinite(problem.expansion_cost[rows // buckets]))
        extra, which = np.unique(rows[wide] // buckets, return_inverse=True)
        added = model.add_columns(extra.size, cost=problem.expansion_cost[extra])
        model.add_entries(limits[wide], added[which], -problem.widths[rows[wide] % buckets] * scale[wide])
        arrays = model.arrays()
        solution = arrays.solve(algorithm="ipx", crossover=not interior)
        price = np.zeros(capacity.size)
        price[rows] = np.maximum(0.0, -solution.row_dual[limits]) * scale
        expansion = np.zeros(problem.capacity.shape[0])
        expansion[extra] = solution.x[added]
        used = np.bincount(places, weights=amounts * solution.x[flow][column], minlength=capacity.size)
        given = (problem.capacity + expansion[:, None] * problem.widths).ravel()
        broken = np.setdiff1d(np.flatnonzero(used > given * (1.0 + EXCESS) + EXCESS), rows)
        self._rows = np.union1d(rows, broken)
        return MasterSolution(
            solution.objective, solution.x[flow], solution.x[unmet], expansion,
            price.reshape(problem.capacity.shape), broken.size,
        )  # fmt: skip

    def _scarce(self) -> Indices:
        """Return the places that would be short if each commodity took the path that uses most of them."""
        places, column, amounts = self._entries
        count = self._problem.commodities.count
        key = places * count + self._commodity[column]
        order = np.argsort(key, kind="stable")
        pair, first = np.unique(key[order], return_index=True)
        most = np.maximum.reduceat(amounts[order], first) if first.size else np.zeros(0)
        capacity = self._problem.capacity.ravel()
        wanted = most * self._problem.commodities.amount[pair % count]
        return np.flatnonzero(np.bincount(pair // count, weights=wanted, minlength=capacity.size) > capacity)
