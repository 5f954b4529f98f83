"""The compiled event loop of `sinews.engines.queue_simulation`. It loads numba: import it only to run it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from sinews.engines.random_numbers import normal_quantile, uniforms


@njit(cache=True, inline="always")
def _duration(law: int, mean: float, spread: float, seed: int, world: int, stage: int, who: int) -> float:
    """Draw the service time of a customer at a stage: a function of who and where, not of the order."""
    if law == 0:
        return mean
    u, _ = uniforms(seed, world, stage, who)
    if law == 1:
        return -mean * math.log(u)
    return mean * math.exp(spread * normal_quantile(u) - 0.5 * spread * spread)


@njit(cache=True, inline="always")
def _push(heap_time: Any, heap_who: Any, size: int, time: float, who: int) -> None:
    """Add an end of service to the heap of the next ones."""
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if heap_time[parent] <= time:
            break
        heap_time[place] = heap_time[parent]
        heap_who[place] = heap_who[parent]
        place = parent
    heap_time[place] = time
    heap_who[place] = who


@njit(cache=True, inline="always")
def _pop(heap_time: Any, heap_who: Any, size: int) -> None:
    """Remove the first end of service from a heap of `size`."""
    last = size - 1
    time, who = heap_time[last], heap_who[last]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= last:
            break
        if child + 1 < last and heap_time[child + 1] < heap_time[child]:
            child += 1
        if heap_time[child] >= time:
            break
        heap_time[place] = heap_time[child]
        heap_who[place] = heap_who[child]
        place = child
    heap_time[place] = time
    heap_who[place] = who


@njit(cache=True, nogil=True)
def run(
    arrival: Any, kind: Any, deadline: Any, route: Any, priority: Any, law: Any, mean: Any, spread: Any,
    safe: Any, servers: Any, levels: int, seed: int, world: int,
    came: Any, start: Any, finish: Any, server: Any, left: Any,
) -> int:  # fmt: skip
    """Run one world until nothing more can happen; return the number of events.

    Parameters
    ----------
    arrival, kind, deadline
        Of each customer, by time of arrival.
    route, priority, law, mean, spread, safe
        Of each kind and stage, and for `safe` of each kind; as in `Network`.
    servers, levels
        Servers of each station, below 0 for no limit; number of priorities.
    seed, world
        What the random numbers are keyed by.
    came, start, finish, server, left
        Room for the answer, (customers, stages) and (customers,).
    """
    n, stages = start.shape
    stations = servers.size
    head = np.full((stations, levels), -1, np.int64)
    tail = np.full((stations, levels), -1, np.int64)
    following = np.empty(n, np.int64)
    stage = np.zeros(n, np.int64)
    most = max(np.max(servers), 1)
    idle = np.empty((stations, most), np.int64)
    idles = np.zeros(stations, np.int64)
    for s in range(stations):
        for i in range(max(servers[s], 0)):
            idle[s, i] = servers[s] - 1 - i
        idles[s] = max(servers[s], 0)
    heap_time, heap_who = np.empty(n), np.empty(n, np.int64)
    size, upcoming, events = 0, 0, 0
    while size > 0 or upcoming < n:
        freed = -1
        if size == 0 or (upcoming < n and arrival[upcoming] <= heap_time[0]):
            who = upcoming
            now = arrival[who]
            upcoming += 1
        else:
            now, who = heap_time[0], heap_who[0]
            _pop(heap_time, heap_who, size)
            size -= 1
            k = stage[who]
            freed = route[kind[who], k]
            if servers[freed] >= 0:
                idle[freed, idles[freed]] = server[who, k]
                idles[freed] += 1
            stage[who] = k + 1
        events += 1
        k = stage[who]
        joins = k < stages and route[kind[who], k] >= 0
        if joins and k <= safe[kind[who]] and now > deadline[who]:
            left[who] = k
            joins = False
        if joins:
            s, p = route[kind[who], k], priority[kind[who], k]
            came[who, k] = now
            if servers[s] < 0 or (idles[s] > 0 and s != freed):
                start[who, k] = now
                if servers[s] >= 0:
                    idles[s] -= 1
                    server[who, k] = idle[s, idles[s]]
                t = kind[who]
                finish[who, k] = now + _duration(law[t, k], mean[t, k], spread[t, k], seed, world, k, who)
                _push(heap_time, heap_who, size, finish[who, k], who)
                size += 1
            else:
                following[who] = -1
                if tail[s, p] < 0:
                    head[s, p] = who
                else:
                    following[tail[s, p]] = who
                tail[s, p] = who
        if freed < 0 or servers[freed] < 0:
            continue
        for p in range(levels):
            while head[freed, p] >= 0 and idles[freed] > 0:
                other = head[freed, p]
                head[freed, p] = following[other]
                if head[freed, p] < 0:
                    tail[freed, p] = -1
                k, t = stage[other], kind[other]
                if k <= safe[t] and now > deadline[other]:
                    left[other] = k
                    continue
                idles[freed] -= 1
                server[other, k] = idle[freed, idles[freed]]
                start[other, k] = now
                finish[other, k] = now + _duration(law[t, k], mean[t, k], spread[t, k], seed, world, k, other)
                _push(heap_time, heap_who, size, finish[other, k], other)
                size += 1
    return events
