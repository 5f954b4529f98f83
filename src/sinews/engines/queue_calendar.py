"""A calendar of coming events for compiled loops: buckets of equal width, and a heap for the present one.

To note an event and to find the next one take the same time however many wait, as long as buckets are about
as many as events; crowded buckets cost a heap's logarithm, no more. It loads numba: import it only where a
kernel needs it.

The calendar is plain arrays, which every function takes in the same order:

time, following
    When each event is due, and the next one in its bucket, (events,).
first
    The first event of each bucket, -1 for none, (buckets,).
heap
    Events of the present bucket, the earliest first; of equal times, the lower number, (events,).
place
    The present bucket, how many events are in the heap, the first event beyond the last bucket, (3,).
scale
    Where the first bucket begins, and how many buckets there are to a unit of time, (2,).

References
----------
Brown, Calendar queues: a fast O(1) priority queue implementation for the simulation event set problem,
Communications of the ACM 31, 1988.
Tang, Goh and Thng, Ladder queue: an O(1) priority queue structure for large-scale discrete event simulation,
ACM TOMACS 15, 2005: the sorted part for the present bucket alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

PRESENT, SIZE, FAR = 0, 1, 2
ORIGIN, PER_UNIT = 0, 1
LEAST_SPAN = 1e-9

Arrays = tuple[Any, Any, Any, Any, Any, Any]


def empty_calendar(events: int, origin: float, span: float, buckets: int) -> Arrays:
    """Return the arrays of a calendar for events numbered below `events`.

    Its buckets cover `span` from `origin` on. Later events are kept as well: the buckets move on to them when
    their time has come.
    """
    return (
        np.empty(events), np.empty(events, np.int32), np.full(buckets, -1, np.int32),
        np.empty(events, np.int32), np.array([0, 0, -1]), np.array([origin, buckets / max(span, LEAST_SPAN)]),
    )  # fmt: skip


@njit(cache=True, inline="always")
def note(
    time: Any, following: Any, first: Any, heap: Any, place: Any, scale: Any, event: int, due: float
) -> None:
    """Note that an event that is not in the calendar is due at a time that has not passed."""
    time[event] = due
    steps = (due - scale[ORIGIN]) * scale[PER_UNIT]
    if steps < place[PRESENT] + 1:
        _push(time, heap, place, event, due)
    elif steps < first.size:
        bucket = int(steps)
        following[event] = first[bucket]
        first[bucket] = event
    else:
        following[event] = place[FAR]
        place[FAR] = event


@njit(cache=True)
def next_time(
    time: Any, following: Any, first: Any, heap: Any, place: Any, scale: Any, until: float
) -> float:
    """Return when the next event is due; infinity if that is known to be after `until`."""
    while place[SIZE] == 0:
        if scale[ORIGIN] + (place[PRESENT] + 1) / scale[PER_UNIT] > until:
            return np.inf
        bucket = place[PRESENT] + 1
        if bucket == first.size:
            if place[FAR] < 0:
                return np.inf
            _move_on(time, following, first, heap, place, scale)
            continue
        place[PRESENT] = bucket
        event = first[bucket]
        if event >= 0:
            first[bucket] = -1
            while event >= 0:
                after = following[event]
                _push(time, heap, place, event, time[event])
                event = after
    return float(time[heap[0]])


@njit(cache=True)
def take(time: Any, heap: Any, place: Any) -> int:
    """Remove the event that `next_time` found, and return its number."""
    taken = heap[0]
    place[SIZE] -= 1
    last = place[SIZE]
    event = heap[last]
    due = time[event]
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= last:
            break
        if child + 1 < last and _earlier(time, heap[child + 1], heap[child]):
            child += 1
        other = heap[child]
        if due < time[other] or (due == time[other] and event < other):
            break
        heap[hole] = other
        hole = child
    heap[hole] = event
    return int(taken)


@njit(cache=True)
def _earlier(time: Any, one: int, other: int) -> bool:
    return bool(time[one] < time[other] or (time[one] == time[other] and one < other))


@njit(cache=True)
def _push(time: Any, heap: Any, place: Any, event: int, due: float) -> None:
    """Add an event to the heap of the present bucket."""
    hole = place[SIZE]
    place[SIZE] += 1
    while hole > 0:
        parent = (hole - 1) >> 1
        other = heap[parent]
        if time[other] < due or (time[other] == due and other < event):
            break
        heap[hole] = other
        hole = parent
    heap[hole] = event


@njit(cache=True)
def _move_on(time: Any, following: Any, first: Any, heap: Any, place: Any, scale: Any) -> None:
    """Spread the buckets over the events that lie beyond the last bucket."""
    event = place[FAR]
    earliest, latest = np.inf, -np.inf
    while event >= 0:
        earliest, latest = min(earliest, time[event]), max(latest, time[event])
        event = following[event]
    scale[ORIGIN] = earliest
    scale[PER_UNIT] = first.size / max(latest - earliest, LEAST_SPAN)
    place[PRESENT] = -1
    event = place[FAR]
    place[FAR] = -1
    while event >= 0:
        after = following[event]
        note(time, following, first, heap, place, scale, event, time[event])
        event = after
