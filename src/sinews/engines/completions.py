"""Whole units from work in progress: which customer's unit is complete in which period."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values

TOLERANCE = 1e-6
"""Work that lacks less than this of a unit makes a whole one: solvers leave such remainders."""


def completions(work: Values, in_hand: float, wanted: Values | None = None) -> Indices:
    """Return how many whole units are complete for each customer by the end of each period.

    A line works on units for several customers. By the end of a period it has completed as many as its
    total work and what was in hand at the start make up. Each goes to a customer on whose next unit work has
    begun: to one that wants a unit by then if there is one, to the one whose own work reaches a whole unit
    first, and among equals to the one with the largest remainder.

    Parameters
    ----------
    work
        Work done for each customer in each period, in units, at least 0, shape (customers, periods).
    in_hand
        Part of a unit that was in build when the first period began, 0 to 1. With a half, the total is the
        work done, rounded to the nearest whole number.

    wanted
        Units that each customer wants by the end of each period, shape (customers, periods); if not given,
        all want what is built for them.

    Returns
    -------
    Whole units complete by the end of each period, shape (customers, periods). They never fall, they add up
    to the whole number in `work` so far plus `in_hand`, and a customer's differ by less than one from the
    work done for it wherever that can be had for all customers at once and all want it.

    Notes
    -----
    Scheduling whole units near their ideal quantities is the level scheduling of just-in-time production;
    earliest-due-date order keeps every customer within one unit if any schedule does (G. Steiner and S.
    Yeomans, Level Schedules for Mixed-Model, Just-in-Time Processes, Management Science 39(6), 1993).

    Examples
    --------
    >>> completions(np.array([[0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5]]), 0.5)
    array([[1, 1, 2, 2],
           [0, 1, 1, 2]])
    """
    done = np.cumsum(work, axis=1)
    total = np.floor(done.sum(axis=0) + in_hand + TOLERANCE).astype(np.int64)
    complete = np.zeros(work.shape, np.int64)
    count = np.zeros(work.shape[0], np.int64)
    for period, goal in enumerate(total):
        for _ in range(int(goal - count.sum())):
            begun = done[:, period] > count + TOLERANCE
            if wanted is not None and (begun & (wanted[:, period] > count + TOLERANCE)).any():
                begun &= wanted[:, period] > count + TOLERANCE
            count[_next_customer(done, count, begun, period)] += 1
        complete[:, period] = count
    return complete


def _next_customer(done: Values, count: Indices, begun: Flags, period: int) -> int:
    """Return who gets the next unit: the earliest deadline among those whose unit has been begun."""
    if not begun.any():
        return int(np.argmax(done[:, period] - count))
    reached = done >= (count + 1)[:, None] - TOLERANCE
    deadline = np.where(reached.any(axis=1), reached.argmax(axis=1), done.shape[1])
    deadline = np.where(begun, deadline, done.shape[1] + 1)
    urgent = deadline == deadline.min()
    return int(np.argmax(np.where(urgent, done[:, period] - count, -np.inf)))
