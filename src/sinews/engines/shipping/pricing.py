"""The cheapest timed path of a commodity under prices of resources: dynamic programming over ticks."""

from __future__ import annotations

import numpy as np
from numba import njit

from sinews.engines.arrays import Flags, Indices, Values

WAIT = -1
"""In place of the last arc: the unit waited."""
UNREACHED = -2


@njit(cache=True, nogil=True)
def cheapest_arrivals(
    cost: Values,
    last: Indices,
    active: Indices,
    reached: Flags,
    out_start: Indices,
    out_arc: Indices,
    dear_start: Indices,
    dear_arc: Indices,
    dear: Flags,
    head: Indices,
    transit: Indices,
    passage_cost: Values,
    use_start: Indices,
    use_resource: Indices,
    use_amount: Values,
    use_offset: Indices,
    use_duration: Indices,
    summed: Values,
    cost_left: Values,
    ticks_left: Indices,
    origin: int,
    destination: int,
    release: int,
    due: int,
    weight: float,
    limit: float,
    slack: float,
) -> tuple[float, int, bool]:  # pragma: no cover - compiled
    """Write the least cost of being at each node at each tick into `cost`, and the last arc into `last`.

    Only what can end below `limit`, and within `slack` of the best arrival so far, is followed: `cost_left`
    and `ticks_left` bound from below what is left from each node. A node's arcs are tried when its cost
    has fallen; afterwards only those of the arcs with a price (`dear`) whose price is now lower than a
    tick ago, as an earlier start followed by waiting at the head is as good otherwise.

    `summed` holds, for each resource, prices summed over the ticks before a tick, (resources, horizon + 1).
    `active` and `reached` are working space with one place a node; `reached` is left all false.

    Returns
    -------
    tuple
        The least cost of an arrival with its lateness (`limit` if none), the last tick that counts, and
        whether the destination was reached.
    """
    horizon = summed.shape[1] - 1
    count = 1
    active[0] = origin
    reached[origin] = True
    cost[origin, :] = np.inf
    last[origin, :] = UNREACHED
    cost[origin, release] = 0.0
    best = bound = limit
    end = release
    for tick in range(release, horizon + 1):
        if weight * max(0, tick - due) >= bound:
            break
        end = tick
        place = 0
        while place < count:
            node = active[place]
            place += 1
            here = cost[node, tick]
            fallen = True
            if tick > release and cost[node, tick - 1] <= here:
                here = cost[node, tick - 1]
                cost[node, tick] = here
                fallen = False
                if here < np.inf:
                    last[node, tick] = WAIT
            if here == np.inf or node == destination:
                continue
            if here + cost_left[node] + weight * max(0, tick + ticks_left[node] - due) >= bound:
                continue
            if fallen:
                begin, stop = out_start[node], out_start[node + 1]
            else:
                begin, stop = dear_start[node], dear_start[node + 1]
            for j in range(begin, stop):
                arc = out_arc[j] if fallen else dear_arc[j]
                there = tick + transit[arc]
                if there > horizon:
                    continue
                to = head[arc]
                arrived = here + passage_cost[arc]
                left = cost_left[to] + weight * max(0, there + ticks_left[to] - due)
                if arrived + left >= bound:
                    continue
                if dear[arc]:
                    first, beyond = use_start[arc], use_start[arc + 1]
                    if not fallen and not _falls(
                        tick, first, beyond, use_resource, use_offset, use_duration, summed
                    ):
                        continue
                    room = bound - left
                    for use in range(first, beyond):
                        resource = use_resource[use]
                        start = min(tick + use_offset[use], horizon)
                        stopped = min(start + use_duration[use], horizon)
                        arrived += (
                            use_amount[use]
                            / use_duration[use]
                            * (summed[resource, stopped] - summed[resource, start])
                        )
                        if arrived >= room:
                            break
                    if arrived >= room:
                        continue
                if not reached[to]:
                    reached[to] = True
                    active[count] = to
                    count += 1
                    cost[to, :] = np.inf
                    last[to, :] = UNREACHED
                if arrived < cost[to, there]:
                    cost[to, there] = arrived
                    last[to, there] = arc
                    if to == destination:
                        best = min(best, arrived + weight * max(0, there - due))
                        bound = min(bound, best + slack)
    found = reached[destination]
    for place in range(count):
        reached[active[place]] = False
    return best, end, found


@njit(cache=True, nogil=True)
def _falls(
    tick: int,
    first: int,
    beyond: int,
    use_resource: Indices,
    use_offset: Indices,
    use_duration: Indices,
    summed: Values,
) -> bool:  # pragma: no cover - compiled
    """Return whether one of the uses is cheaper when it begins at a tick than when it began a tick before.

    The use then leaves out one tick at its start and has one more at its end, which is free past the horizon.
    """
    horizon = summed.shape[1] - 1
    for use in range(first, beyond):
        resource = use_resource[use]
        left_out = tick + use_offset[use] - 1
        more = left_out + use_duration[use]
        if left_out >= horizon:
            continue
        before = summed[resource, left_out + 1] - summed[resource, left_out]
        if before > 0.0 and (more >= horizon or summed[resource, more + 1] - summed[resource, more] < before):
            return True
    return False


@njit(cache=True)
def least_left(
    in_start: Indices, in_arc: Indices, tail: Indices, length: Values, node: int
) -> Values:  # pragma: no cover - compiled
    """Return the least length of a path from every node to one, infinite if there is none (Bellman, Ford)."""
    nodes = in_start.size - 1
    left = np.full(nodes, np.inf)
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
            arc = in_arc[j]
            other = tail[arc]
            if left[here] + length[arc] < left[other]:
                left[other] = left[here] + length[arc]
                if not waiting[other]:
                    waiting[other] = True
                    queue[(first + count) % nodes] = other
                    count += 1
    return left


def traced(last: Indices, tail: Indices, transit: Indices, node: int, tick: int) -> tuple[Indices, Indices]:
    """Return the arcs of the path that ends at a node and tick, in order, and when each begins.

    `last` has the shape (nodes, horizon + 1).
    """
    arcs: list[int] = []
    entered: list[int] = []
    while last[node, tick] != UNREACHED:
        arc = int(last[node, tick])
        if arc == WAIT:
            tick -= 1
            continue
        tick -= int(transit[arc])
        node = int(tail[arc])
        arcs.append(arc)
        entered.append(tick)
    return np.array(arcs[::-1], np.int64), np.array(entered[::-1], np.int64)
