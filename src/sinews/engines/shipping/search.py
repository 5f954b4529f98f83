"""Searches for timed paths of commodities: the graph of each class and the bounds of what is left, kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.shipping.paths import Column, Path, column_of
from sinews.engines.shipping.pricing import (
    NONE,
    Graph,
    Space,
    Windows,
    cheapest_arrivals,
    least_left,
    price_windows,
)
from sinews.engines.shipping.problem import ShippingProblem, ranges

UNREACHABLE = 1 << 40
"""Ticks from where the destination cannot be reached."""


class PathSearch:
    """Cheapest timed paths over the whole network, at prices of resources by bucket.

    Parameters
    ----------
    problem
        The problem.
    processors
        How many to search on, all without it; the paths are the same.
    """

    def __init__(self, problem: ShippingProblem, processors: int | None = None) -> None:
        self._problem = problem
        self._processors = processors or os.cpu_count() or 1
        self._number_windows()
        self._graphs: list[Graph] = []
        self._ticks_left: dict[tuple[int, int], Indices] = {}
        goods = problem.commodities
        for number, use in enumerate(problem.uses):
            graph = self._graph(number, np.flatnonzero(use.admissible))
            self._graphs.append(graph)
            # what resources cost does not matter here
            by_ticks = graph._replace(
                cost=graph.transit.astype(np.float64), use_start=np.zeros(graph.arc.size + 1, np.int64)
            )
            for end in np.unique(goods.destination[goods.use == number]):
                left = np.empty(problem.nodes)
                least_left(left, by_ticks, self._windows, 0, np.inf, int(end))
                left[np.isinf(left)] = UNREACHABLE
                self._ticks_left[(number, int(end))] = left.astype(np.int64)
        self._spaces: list[Space] = []
        self.set_prices(np.zeros(problem.capacity.shape))

    def soonest(self) -> Indices:
        """Return the first tick at which each commodity can arrive, whatever resources give."""
        goods = self._problem.commodities
        ends = zip(goods.use.tolist(), goods.destination.tolist(), goods.origin.tolist(), strict=True)
        left = [int(self._ticks_left[(use, end)][origin]) for use, end, origin in ends]
        return np.asarray(goods.release + np.array(left, np.int64), np.int64)

    def _number_windows(self) -> None:
        """Give each window of time of a resource a number: many arcs and classes share one."""
        uses = self._problem.uses
        keys = [
            np.concatenate(part)
            for part in zip(*((u.resource, u.offset, u.duration) for u in uses), strict=True)
        ]
        shape = tuple(int(key.max(initial=0)) + 1 for key in keys)
        unique, which = np.unique(np.ravel_multi_index(keys, shape), return_inverse=True)
        self._resource, self._offset, self._duration = np.unravel_index(unique, shape)
        self._window_of = np.split(which, np.cumsum([u.resource.size for u in uses])[:-1])
        shape = self._resource.size, self._problem.horizon + 1
        self._windows = Windows(np.zeros(shape), np.zeros(shape))
        self._priced: Flags = np.zeros(self._resource.size, np.bool_)

    def _graph(self, number: int, passable: Indices) -> Graph:
        problem, uses = self._problem, self._problem.uses[number]
        start, arc = _grouped(passable, problem.tail, problem.nodes)
        owner, which = ranges(uses.start[arc], uses.start[arc + 1])
        use_start = np.searchsorted(owner, np.arange(arc.size + 1))
        return Graph(
            start, arc, problem.tail[arc], problem.head[arc], problem.transit[arc], problem.passage_cost[arc],
            use_start, self._window_of[number][which], uses.amount[which] / uses.duration[which],
            *_grouped(np.arange(arc.size), problem.head[arc], problem.nodes),
        )  # fmt: skip

    def set_prices(self, price: Values) -> None:
        """Search at these prices from now on, (resources, buckets)."""
        dear = price.max(axis=1, initial=0.0) > 0.0
        self._set(price, np.flatnonzero(dear[self._resource] | self._priced))
        self._priced = dear[self._resource]

    def set_price(self, resources: Indices, price: Values) -> None:
        """Change the prices of a few resources, given those of all, (resources, buckets)."""
        which = np.flatnonzero(np.isin(self._resource, resources))
        self._set(price, which)
        self._priced[which] = price[self._resource[which]].max(axis=1, initial=0.0) > 0.0

    def _set(self, price: Values, which: Indices) -> None:
        price_windows(
            self._windows, self._resource, self._offset, self._duration, which,
            np.ascontiguousarray(price), self._problem.bucket,
        )  # fmt: skip
        self._dear: list[tuple[Indices, Indices] | None] = [None] * len(self._graphs)

    def all_cheapest(self, limit: Values, slack: Values, most: int) -> tuple[Values, list[Column]]:
        """Return least costs and paths of all commodities, as `cheapest` does of one."""
        goods = self._problem.commodities
        by_use = [np.flatnonzero(goods.use == number) for number in np.unique(goods.use)]
        least, found = limit.copy(), []
        with ThreadPoolExecutor(self._processors) as pool:
            for members, answers in zip(
                by_use, pool.map(partial(self._of_class, limit, slack, most), by_use), strict=True
            ):
                for k, (cost, columns) in zip(members, answers, strict=True):
                    least[k] = cost
                    found += columns
        return least, found

    def _of_class(
        self, limit: Values, slack: Values, most: int, members: Indices
    ) -> list[tuple[float, list[Column]]]:
        return [self.cheapest(int(k), float(limit[k]), float(slack[k]), most) for k in members]

    def cheapest(self, k: int, limit: float, slack: float, most: int) -> tuple[float, list[Column]]:
        """Return the least cost of a unit of a commodity, if below `limit`, and paths within `slack` of it.

        Paths arrive in different buckets, at most `most` of them, the cheapest first.
        """
        problem, goods = self._problem, self._problem.commodities
        if int(goods.release[k]) > problem.horizon:
            return limit, []
        number, end, origin = int(goods.use[k]), int(goods.destination[k]), int(goods.origin[k])
        graph = self._graphs[number]
        with self._space() as space:
            best, until = cheapest_arrivals(
                space, graph, self._windows, *self._dear_of(number), self._ticks_left[(number, end)],
                origin, end, int(goods.release[k]), int(goods.due[k]), float(goods.weight[k]), limit, slack,
            )  # fmt: skip
            cost, last = space.cost, space.last
            ticks = np.arange(int(goods.release[k]), until + 1)
            late = goods.weight[k] * np.maximum(0, ticks - goods.due[k])
            total = cost[end, ticks] + late
            good = np.flatnonzero((last[end, ticks] != NONE) & (total < min(limit, best + slack + 1e-12)))
            good = good[np.argsort(total[good], kind="stable")]
            bucket = problem.bucket[np.minimum(ticks[good], problem.horizon - 1)]
            first = np.sort(np.unique(bucket, return_index=True)[1])[:most]
            columns = []
            for place in good[first]:
                tick = int(ticks[place])
                path = Path(k, *_traced(last, graph, origin, end, tick), tick)
                columns.append(column_of(problem, path))
        return best, columns

    def _dear_of(self, number: int) -> tuple[Indices, Indices]:
        """Return the arcs of a class that have a price at any time, by tail, found when first asked for."""
        known = self._dear[number]
        if known is None:
            graph = self._graphs[number]
            summed = np.concatenate([[0], np.cumsum(self._priced[graph.use_window])])
            dear = np.flatnonzero(summed[graph.use_start[1:]] > summed[graph.use_start[:-1]])
            start = np.searchsorted(graph.tail[dear], np.arange(self._problem.nodes + 1))
            known = self._dear[number] = start, dear
        return known

    @contextmanager
    def _space(self) -> Iterator[Space]:
        """Lend working space to one search at a time."""
        space = self._spaces.pop() if self._spaces else _new_space(self._problem)
        yield space
        self._spaces.append(space)


def _new_space(problem: ShippingProblem) -> Space:
    """Return working space as `cheapest_arrivals` wants it."""
    nodes, ticks = problem.nodes, problem.horizon + 1
    return Space(
        np.full((nodes, ticks), np.inf), np.full((nodes, ticks), NONE), np.full((nodes, ticks), NONE),
        np.full(ticks, NONE), np.empty(nodes), np.empty(nodes, np.int64), np.empty(nodes),
    )  # fmt: skip


def _traced(last: Indices, graph: Graph, origin: int, node: int, tick: int) -> tuple[Indices, Indices]:
    """Return the arcs of the path that arrives at a node at a tick, in order, and when each is entered."""
    arcs: list[int] = []
    entered: list[int] = []
    while node != origin:
        while last[node, tick] == NONE:
            tick -= 1
        place = int(last[node, tick])
        tick -= int(graph.transit[place])
        node = int(graph.tail[place])
        arcs.append(int(graph.arc[place]))
        entered.append(tick)
    return np.array(arcs[::-1], np.int64), np.array(entered[::-1], np.int64)


def _grouped(arcs: Indices, node: Indices, nodes: int) -> tuple[Indices, Indices]:
    """Return arcs by a node, and the place of each node's first."""
    order = np.argsort(node[arcs], kind="stable")
    return np.searchsorted(node[arcs][order], np.arange(nodes + 1)).astype(np.int64), arcs[order]
