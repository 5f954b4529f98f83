"""Searches for timed paths of commodities: the graph of each class and the bounds of what is left, kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.shipping.consumption import path_consumption
from sinews.engines.shipping.pricing import cheapest_arrivals, least_left, traced
from sinews.engines.shipping.problem import ShippingProblem

UNREACHABLE = 1 << 40
"""Ticks from where the destination cannot be reached."""


@dataclass(frozen=True, slots=True)
class Path:
    """A timed path of a commodity: arcs, the tick at which each is entered, and the tick of arrival."""

    commodity: int
    arcs: Indices
    entered: Indices
    arrival: int


@dataclass(frozen=True, slots=True)
class Column:
    """A path, its cost, the places in (resources x buckets) that a unit on it uses, and how much of each."""

    path: Path
    cost: float
    places: Indices
    amounts: Values


class PathSearch:
    """Cheapest timed paths over the whole network, at prices of resources by bucket."""

    def __init__(self, problem: ShippingProblem) -> None:
        nodes, ticks = problem.nodes, problem.horizon + 1
        self._problem = problem
        self._passage_cost = problem.passage_cost
        self._space = (
            np.empty((nodes, ticks)), np.empty((nodes, ticks), np.int64),
            np.empty(nodes, np.int64), np.zeros(nodes, np.bool_),
        )  # fmt: skip
        self._class = -1
        self._out: list[tuple[Indices, Indices]] = []
        self._left: dict[tuple[int, int], tuple[Values, Indices]] = {}
        for number, use in enumerate(problem.uses):
            passable = np.flatnonzero(use.admissible)
            self._out.append(_grouped(passable, problem.tail, nodes))
            inward = _grouped(passable, problem.head, nodes)
            goods = problem.commodities
            for end in np.unique(goods.destination[goods.use == number]):
                cost = least_left(*inward, problem.tail, self._passage_cost, int(end))
                wait = least_left(*inward, problem.tail, problem.transit.astype(np.float64), int(end))
                wait[np.isinf(wait)] = UNREACHABLE
                self._left[(number, int(end))] = cost, wait.astype(np.int64)
        self.set_prices(np.zeros(problem.capacity.shape))

    def set_prices(self, price: Values) -> None:
        """Search at these prices from now on, (resources, buckets)."""
        self._summed = np.zeros((price.shape[0], self._problem.horizon + 1))
        np.cumsum(price[:, self._problem.bucket], axis=1, out=self._summed[:, 1:])
        self._priced = price.max(axis=1, initial=0.0) > 0.0
        self._class = -1

    def set_price(self, resources: Indices, price: Values) -> None:
        """Change the prices of a few resources, (resources given, buckets)."""
        self._summed[resources, 1:] = np.cumsum(price[:, self._problem.bucket], axis=1)
        self._priced[resources] = price.max(axis=1, initial=0.0) > 0.0
        self._class = -1

    def cheapest(self, k: int, limit: float, slack: float, most: int) -> tuple[float, list[Column]]:
        """Return the least cost of a unit of a commodity, if below `limit`, and paths within `slack` of it.

        Paths arrive in different buckets, at most `most` of them, the cheapest first.
        """
        problem, goods = self._problem, self._problem.commodities
        if int(goods.release[k]) > problem.horizon:
            return limit, []
        number, end = int(goods.use[k]), int(goods.destination[k])
        if number != self._class:
            self._enter_class(number)
        uses = problem.uses[number]
        cost, last, active, reached = self._space
        best, until, found = cheapest_arrivals(
            cost, last, active, reached, *self._out[number], *self._dear_out, self._dear,
            problem.head, problem.transit, self._passage_cost,
            uses.start, uses.resource, uses.amount, uses.offset, uses.duration, self._summed,
            *self._left[(number, end)], int(goods.origin[k]), end, int(goods.release[k]), int(goods.due[k]),
            float(goods.weight[k]), limit, slack,
        )  # fmt: skip
        if not found:
            return limit, []
        ticks = np.arange(int(goods.release[k]), until + 1)
        late = goods.weight[k] * np.maximum(0, ticks - goods.due[k])
        total = cost[end, ticks] + late
        good = np.flatnonzero((last[end, ticks] >= 0) & (total < min(limit, best + slack + 1e-12)))
        good = good[np.argsort(total[good], kind="stable")]
        _, first = np.unique(problem.bucket[np.minimum(ticks[good], problem.horizon - 1)], return_index=True)
        columns = []
        for place in good[np.sort(first)[:most]]:
            tick = int(ticks[place])
            arcs, entered = traced(last, problem.tail, problem.transit, end, tick)
            places, amounts = path_consumption(problem, uses, arcs, entered)
            own = float(late[place] + self._passage_cost[arcs].sum())
            columns.append(Column(Path(k, arcs, entered, tick), own, places, amounts))
        return best, columns

    def _enter_class(self, number: int) -> None:
        uses = self._problem.uses[number]
        summed = np.concatenate([[0], np.cumsum(self._priced[uses.resource])])
        self._dear: Flags = (summed[uses.start[1:]] > summed[uses.start[:-1]]) & uses.admissible
        self._dear_out = _grouped(np.flatnonzero(self._dear), self._problem.tail, self._problem.nodes)
        self._class = number


def _grouped(arcs: Indices, node: Indices, nodes: int) -> tuple[Indices, Indices]:
    """Return arcs by a node, and the place of each node's first."""
    order = np.argsort(node[arcs], kind="stable")
    return np.searchsorted(node[arcs][order], np.arange(nodes + 1)).astype(np.int64), arcs[order]
