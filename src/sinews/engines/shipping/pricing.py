"""The cheapest timed path of a commodity under prices of resources: dynamic programming over ticks."""

from __future__ import annotations

import numpy as np
from numba import njit

from sinews.engines.arrays import Flags, Indices, Values

WAIT = -1
"""In place of the last arc: the unit waited."""
UNREACHED = -2


@njit(cache=True)
def cheapest_arrivals(
    arcs: Indices,
    tail: Indices,
    head: Indices,
    transit: Indices,
    use_start: Indices,
    use_resource: Indices,
    use_amount: Values,
    use_offset: Indices,
    use_duration: Indices,
    priced: Flags,
    summed: Values,
    passage_cost: Values,
    nodes: int,
    origin: int,
    destination: int,
    release: int,
    due: int,
    weight: float,
    unmet: float,
) -> tuple[Values, Indices]:  # pragma: no cover - compiled
    """Return the least cost of being at each node at each tick, and the last arc there.

    `arcs` are the arcs that may be used, by number; `summed` holds, for each resource, prices summed over the
    ticks before each tick, (resources, horizon + 1); `priced` says which resources have any. The search ends
    where lateness alone costs more than the best arrival. Costs have the shape (horizon + 1, nodes).
    """
    horizon = summed.shape[1] - 1
    cost = np.full((horizon + 1, nodes), np.inf)
    last = np.full((horizon + 1, nodes), UNREACHED, np.int32)
    cost[release, origin] = 0.0
    best = unmet
    for tick in range(release, horizon + 1):
        late = weight * max(0, tick - due)
        if late >= best:
            break
        best = min(best, cost[tick, destination] + late)
        if tick == horizon:
            break
        for node in range(nodes):
            if cost[tick, node] < cost[tick + 1, node]:
                cost[tick + 1, node] = cost[tick, node]
                last[tick + 1, node] = WAIT
        for arc in arcs:
            here = cost[tick, tail[arc]]
            there = tick + transit[arc]
            if here >= best or there > horizon:
                continue
            here += passage_cost[arc]
            for use in range(use_start[arc], use_start[arc + 1]):
                resource = use_resource[use]
                if priced[resource]:
                    begin = min(tick + use_offset[use], horizon)
                    end = min(begin + use_duration[use], horizon)
                    here += (
                        use_amount[use]
                        / use_duration[use]
                        * (summed[resource, end] - summed[resource, begin])
                    )
            if here < cost[there, head[arc]]:
                cost[there, head[arc]] = here
                last[there, head[arc]] = arc
    return cost, last


def traced(last: Indices, tail: Indices, transit: Indices, node: int, tick: int) -> tuple[Indices, Indices]:
    """Return the arcs of the path that ends at a node and tick, in order, and when each begins."""
    arcs: list[int] = []
    entered: list[int] = []
    while last[tick, node] != UNREACHED:
        arc = int(last[tick, node])
        if arc == WAIT:
            tick -= 1
            continue
        tick -= int(transit[arc])
        node = int(tail[arc])
        arcs.append(arc)
        entered.append(tick)
    return np.array(arcs[::-1], np.int64), np.array(entered[::-1], np.int64)
