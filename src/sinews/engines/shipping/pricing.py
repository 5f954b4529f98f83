"""The cheapest timed path of a commodity under prices of resources: dynamic programming over ticks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sinews.engines.arrays import Indices, Values

NONE = -1
"""No arc, no node, no tick."""


class Graph(NamedTuple):
    """The arcs that a class may pass, in the order of their tails, and their uses of windows of time.

    A tuple, as compiled code takes it.

    Attributes
    ----------
    start
        Place of each node's first arc, shape (nodes + 1,).
    arc
        Number of each arc in the problem, shape (arcs,), like the next four.
    tail, head, transit, cost
        Ends of each arc, its passage in ticks, and the cost of that.
    use_start
        Place of each arc's first use, shape (arcs + 1,).
    use_window, use_rate
        Window of each use, and the amount for each tick of it, shape (uses,).
    in_start, in_place
        Places of the arcs by their heads, and where each node's begin.
    """

    start: Indices
    arc: Indices
    tail: Indices
    head: Indices
    transit: Indices
    cost: Values
    use_start: Indices
    use_window: Indices
    use_rate: Values
    in_start: Indices
    in_place: Indices


class Windows(NamedTuple):
    """What windows of time of resources cost by the tick at which an arc is entered, (windows, horizon + 1).

    `cheapest` holds the least cost up to each tick.
    """

    cost: Values
    cheapest: Values


class Space(NamedTuple):
    """Working space of `cheapest_arrivals`, kept between calls.

    `cost` is infinite, `last` and `first_arrival` are `NONE`, but for what the last call left, which the next
    one wipes first; the others may hold anything. The first three have the shape (nodes, horizon + 1),
    `first_arrival` (horizon + 1,), the others (nodes,).
    """

    cost: Values
    last: Indices
    following: Indices
    first_arrival: Indices
    here_by_now: Values
    active: Indices
    cost_left: Values


@njit(cache=True, nogil=True)
def least_left(
    left: Values, graph: Graph, windows: Windows, until: int, limit: float, node: int
) -> None:  # pragma: no cover - compiled
    """Write a lower bound of what is left from every node to one, with all that costs `limit` infinite.

    Each arc counts at what it costs at the best tick up to `until`. Shortest paths by corrected labels
    (Bellman, Ford).
    """
    nodes = left.size
    left[:] = np.inf
    left[node] = 0.0
    queue = np.empty(nodes, np.int64)
    waiting = np.zeros(nodes, np.bool_)
    first, count = 0, 1
    queue[0] = node
    while count:
        here = queue[first]
        first = (first + 1) % nodes
        count -= 1
        waiting[here] = False
        for j in range(graph.in_start[here], graph.in_start[here + 1]):
            place = graph.in_place[j]
            other = graph.tail[place]
            room = min(left[other], limit)
            length = left[here] + graph.cost[place]
            for use in range(graph.use_start[place], graph.use_start[place + 1]):
                if length >= room:
                    break
                length += graph.use_rate[use] * windows.cheapest[graph.use_window[use], until]
            if length < room:
                left[other] = length
                if not waiting[other]:
                    waiting[other] = True
                    queue[(first + count) % nodes] = other
                    count += 1


@njit(cache=True, nogil=True)
def price_windows(
    windows: Windows,
    resource: Indices,
    offset: Indices,
    duration: Indices,
    which: Indices,
    price: Values,
    bucket: Indices,
) -> None:  # pragma: no cover - compiled
    """Write what some windows of time of resources cost, at prices by bucket, (resources, buckets).

    A window begins `offset` ticks after the arc is entered and takes `duration` ticks; what lies past the
    horizon is free.
    """
    cost, cheapest = windows
    horizon = bucket.size
    summed = np.zeros(horizon + 1)
    for w in which:
        r = resource[w]
        for tick in range(horizon):
            summed[tick + 1] = summed[tick] + price[r, bucket[tick]]
        for tick in range(horizon + 1):
            begin = min(tick + offset[w], horizon)
            cost[w, tick] = summed[min(begin + duration[w], horizon)] - summed[begin]
            cheapest[w, tick] = cost[w, tick] if tick == 0 else min(cost[w, tick], cheapest[w, tick - 1])


@njit(cache=True, nogil=True)
def cheapest_arrivals(
    space: Space,
    graph: Graph,
    windows: Windows,
    dear_start: Indices,
    dear_place: Indices,
    ticks_left: Indices,
    origin: int,
    destination: int,
    release: int,
    due: int,
    weight: float,
    limit: float,
    slack: float,
) -> tuple[float, int]:  # pragma: no cover - compiled
    """Write the cost of arrivals at nodes by tick into `space.cost`, and the arc of each into `space.last`.

    Only what can end below `limit`, and within `slack` of the best arrival so far, is followed: `cost_left`
    and `ticks_left` bound from below what is left from each node. All arcs out of a node are tried when its
    cost has fallen; afterwards only those that have become cheaper than a tick ago, as an earlier start
    followed by waiting at the head is as good otherwise: they are among those with a price at any time,
    `dear_place`, by their tails. An arrival that is dearer than waiting since an earlier one is wiped out
    again.

    Returns
    -------
    tuple
        The least cost of an arrival with its lateness (`limit` if none), and the last tick that counts.
    """
    cost, last, following, first_arrival, here_by_now, active, cost_left = space
    horizon = cost.shape[1] - 1
    for tick in range(horizon + 1):
        node = first_arrival[tick]
        while node != NONE:
            cost[node, tick] = np.inf
            last[node, tick] = NONE
            node = following[node, tick]
        first_arrival[tick] = NONE
    until = release
    while until < horizon and weight * max(0, until + 1 - due) < limit:
        until += 1
    room = limit - weight * max(0, release + ticks_left[origin] - due)
    least_left(cost_left, graph, windows, until, room, destination)
    if cost_left[origin] == np.inf:
        return limit, release
    here_by_now[:] = np.inf
    cost[origin, release] = 0.0
    following[origin, release] = NONE
    first_arrival[release] = origin
    count = 0
    bound = best = limit
    end = release
    for tick in range(release, horizon + 1):
        if weight * max(0, tick - due) >= bound:
            break
        end = tick
        waiting = count
        node = first_arrival[tick]
        while node != NONE:
            if cost[node, tick] >= here_by_now[node]:
                cost[node, tick] = np.inf
                last[node, tick] = NONE
            else:
                if node != destination and here_by_now[node] == np.inf:
                    active[count] = node
                    count += 1
                here_by_now[node] = cost[node, tick]
            node = following[node, tick]
        for number in range(count):
            node = active[number]
            here = here_by_now[node]
            if here + cost_left[node] + weight * max(0, tick + ticks_left[node] - due) >= bound:
                continue
            fallen = number >= waiting or cost[node, tick] == here
            if fallen:
                begin, stop = graph.start[node], graph.start[node + 1]
            else:
                begin, stop = dear_start[node], dear_start[node + 1]
            for j in range(begin, stop):
                place = j if fallen else dear_place[j]
                there = tick + graph.transit[place]
                if there > horizon:
                    continue
                to = graph.head[place]
                arrived = here + graph.cost[place]
                room = min(here_by_now[to], cost[to, there])
                if arrived >= room:
                    continue
                room = min(room, bound - cost_left[to] - weight * max(0, there + ticks_left[to] - due))
                before = arrived
                for use in range(graph.use_start[place], graph.use_start[place + 1]):
                    arrived += graph.use_rate[use] * windows.cost[graph.use_window[use], tick]
                if arrived >= room:
                    continue
                if not fallen:
                    for use in range(graph.use_start[place], graph.use_start[place + 1]):
                        before += graph.use_rate[use] * windows.cost[graph.use_window[use], tick - 1]
                    if arrived >= before:
                        continue
                if last[to, there] == NONE:
                    following[to, there] = first_arrival[there]
                    first_arrival[there] = to
                cost[to, there] = arrived
                last[to, there] = place
                if to == destination:
                    best = min(best, arrived + weight * max(0, there - due))
                    bound = min(bound, best + slack)
    return best, end
