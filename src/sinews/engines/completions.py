"""Whole units from work in progress: which customer gets which line's unit, and when."""

from __future__ import annotations

from bisect import bisect_left
from heapq import heapify, heappop, heapreplace

import numpy as np

from sinews.engines.arrays import Indices, Values

TOLERANCE = 1e-6
"""Work that lacks less than this of a unit makes a whole one: solvers leave such remainders."""


def completions(work: Values, in_hand: Values, worth: Values, wanted: Values | None = None) -> Indices:
    """Return how many whole units of each line each customer has by the end of each period.

    Lines work for the same customers. By the end of a period a line has completed as many units as its work
    and what it had in hand at the start make up. Each goes to a customer that has had less than has been
    worked for it on all lines: to one that wants more by then if there is one, to the one for which a further
    unit's work is done first, and among equals to the one with the largest claim. What several lines had in
    hand can leave no such customer; then it goes in the same order to one that is not ahead of the work for
    it, if there is work for it at all, or else to the one that is the least ahead.

    Parameters
    ----------
    work
        Work done on each line for each customer in each period, in the line's units, at least 0, shape
        (lines, customers, periods).
    in_hand
        Part of a unit that each line had in build when the first period began, 0 to 1, shape (lines,). With a
        half, its total is the work done, rounded to the nearest whole number.
    worth
        What a unit of each line is worth to a customer beside those of the others, shape (lines,).
    wanted
        Worth that each customer wants by the end of each period, shape (customers, periods); if not given,
        all want what is built for them.

    Returns
    -------
    Whole units that each customer has by the end of each period, shape (lines, customers, periods). They
    never fall, and each line's add up to the whole number in its work so far plus what it had in hand.

    Notes
    -----
    Scheduling whole units near their ideal quantities is the level scheduling of just-in-time production;
    on one line, earliest-due-date order keeps every customer within one unit if any schedule does (G. Steiner
    and S. Yeomans, Level Schedules for Mixed-Model, Just-in-Time Processes, Management Science 39(6), 1993).

    Examples
    --------
    >>> completions(np.full((1, 2, 4), 0.5), np.array([0.5]), np.ones(1))[0]
    array([[1, 1, 2, 2],
           [0, 1, 1, 2]])
    """
    customers = work.shape[1]
    total = np.floor(np.cumsum(work.sum(axis=1), axis=1) + in_hand[:, None] + TOLERANCE).astype(np.int64)
    done = np.cumsum(np.einsum("lct,l->ct", work, worth), axis=1)
    want = done if wanted is None else wanted
    # few customers and thousands of units: lists are several times as quick as arrays here
    reached, now, wanted_now = done.tolist(), done.T.tolist(), want.T.tolist()
    had = [0.0] * customers
    complete = np.zeros(work.shape, np.int64)
    new = np.diff(total, axis=1, prepend=0)
    for period, line in zip(*(place.tolist() for place in np.nonzero(new.T)), strict=True):
        units, unit = int(new[line, period]), float(worth[line])
        served = _serve(units, unit, reached, now[period], wanted_now[period], had)
        complete[line, :, period] = np.bincount(served, minlength=customers)
    return np.cumsum(complete, axis=2)


def _serve(
    units: int, worth: float, done: list[list[float]], now: list[float], want: list[float], had: list[float]
) -> list[int]:
    """Return who gets each of a line's units in a period, and add it to what they had.

    Lists are by customer, `done` by period as well.
    """

    def urgency(customer: int) -> tuple[bool, int, float, int]:
        got = had[customer]
        deadline = bisect_left(done[customer], got + worth - TOLERANCE)
        return want[customer] - got <= TOLERANCE, deadline, got - now[customer], customer

    def ahead(customer: int) -> tuple[float, bool, bool, int, float, int]:
        more = had[customer] - now[customer]
        return more if more > TOLERANCE else 0.0, done[customer][-1] <= TOLERANCE, *urgency(customer)

    # only who is served has another claim afterwards, so that the next one is found at the top of a heap
    due = [urgency(customer) for customer, work in enumerate(now) if work - had[customer] > TOLERANCE]
    heapify(due)
    served = []
    for _ in range(units):
        customer = due[0][3] if due else min(range(len(had)), key=ahead)
        served.append(customer)
        had[customer] += worth
        if due and now[customer] - had[customer] > TOLERANCE:
            heapreplace(due, urgency(customer))
        elif due:
            heappop(due)
    return served
