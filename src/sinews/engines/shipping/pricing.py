"""The cheapest timed path of a commodity under prices of resources: dynamic programming over ticks."""

from __future__ import annotations

import numpy as np
from numba import njit

from sinews.engines.arrays import Indices, Values

NONE = -1
"""No arc, no node, no tick."""


@njit(cache=True, nogil=True)
def least_left(
    left: Values,
    in_start: Indices,
    in_place: Indices,
    out_tail: Indices,
    out_cost: Values,
    use_start: Indices,
    use_window: Indices,
    use_rate: Values,
    cheapest: Values,
    until: int,
    limit: float,
    node: int,
) -> None:  # pragma: no cover - compiled
    """Write a lower bound of what is left from every node to one, with all that costs `limit` infinite.

    Each arc counts at what it costs at the best tick up to `until`: `cheapest` holds the least of a window's
    costs so far by tick. Shortest paths by corrected labels (Bellman, Ford).
    """
    nodes = in_start.size - 1
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
        for j in range(in_start[here], in_start[here + 1]):
            place = in_place[j]
            other = out_tail[place]
            room = min(left[other], limit)
            length = left[here] + out_cost[place]
            for use in range(use_start[place], use_start[place + 1]):
                if length >= room:
                    break
                length += use_rate[use] * cheapest[use_window[use], until]
            if length < room:
                left[other] = length
                if not waiting[other]:
                    waiting[other] = True
                    queue[(first + count) % nodes] = other
                    count += 1


@njit(cache=True, nogil=True)
def price_windows(
    window: Values,
    cheapest: Values,
    resource: Indices,
    offset: Indices,
    duration: Indices,
    which: Indices,
    price: Values,
    bucket: Indices,
) -> None:  # pragma: no cover - compiled
    """Write what some windows of time of resources cost by the tick at which the arc is entered.

    A window begins `offset` ticks later and takes `duration` ticks; what lies past the horizon is free.
    `cheapest` gets the least cost up to each tick. The shape of both is (windows, horizon + 1), of `price`
    (resources, buckets).
    """
    horizon = bucket.size
    summed = np.zeros(horizon + 1)
    for w in which:
        r = resource[w]
        for tick in range(horizon):
            summed[tick + 1] = summed[tick] + price[r, bucket[tick]]
        for tick in range(horizon + 1):
            begin = min(tick + offset[w], horizon)
            window[w, tick] = summed[min(begin + duration[w], horizon)] - summed[begin]
            cheapest[w, tick] = window[w, tick] if tick == 0 else min(window[w, tick], cheapest[w, tick - 1])


@njit(cache=True, nogil=True)
def cheapest_arrivals(
    cost: Values,
    last: Indices,
    following: Indices,
    first_arrival: Indices,
    here_by_now: Values,
    active: Indices,
    cost_left: Values,
    out_start: Indices,
    out_head: Indices,
    out_transit: Indices,
    out_cost: Values,
    use_start: Indices,
    use_window: Indices,
    use_rate: Values,
    in_start: Indices,
    in_place: Indices,
    out_tail: Indices,
    window: Values,
    cheapest: Values,
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
    """Write the cost of arrivals at nodes by tick into `cost`, and the arc of each into `last`.

    Only what can end below `limit`, and within `slack` of the best arrival so far, is followed: `cost_left`
    and `ticks_left` bound from below what is left from each node. All arcs out of a node are tried when its
    cost has fallen; afterwards only those that have become cheaper than a tick ago, as an earlier start
    followed by waiting at the head is as good otherwise. An arrival that is dearer than waiting since an
    earlier one is wiped out again.

    The arcs that the class may pass are in the order of their tails, with their uses of windows of time of
    resources; `window` holds what each window costs by the tick at which the arc is entered. `dear_place`
    lists those with a price at any time.

    Working space, kept between calls: `cost` infinite, `last` none, and `first_arrival` none but for what
    the last call left there, which is wiped first; the others may hold anything.

    Returns
    -------
    tuple
        The least cost of an arrival with its lateness (`limit` if none), and the last tick that counts.
    """
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
    least_left(
        cost_left, in_start, in_place, out_tail, out_cost, use_start, use_window, use_rate, cheapest, until,
        limit - weight * max(0, release + ticks_left[origin] - due), destination,
    )  # fmt: skip
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
                begin, stop = out_start[node], out_start[node + 1]
            else:
                begin, stop = dear_start[node], dear_start[node + 1]
            for j in range(begin, stop):
                place = j if fallen else dear_place[j]
                there = tick + out_transit[place]
                if there > horizon:
                    continue
                to = out_head[place]
                arrived = here + out_cost[place]
                room = min(here_by_now[to], cost[to, there])
                if arrived >= room:
                    continue
                room = min(room, bound - cost_left[to] - weight * max(0, there + ticks_left[to] - due))
                before = arrived
                for use in range(use_start[place], use_start[place + 1]):
                    arrived += use_rate[use] * window[use_window[use], tick]
                if arrived >= room:
                    continue
                if not fallen:
                    for use in range(use_start[place], use_start[place + 1]):
                        before += use_rate[use] * window[use_window[use], tick - 1]
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
