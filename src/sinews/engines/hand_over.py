"""Whole units of one line from work in progress, each for the customer who has ordered it."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.completions import TOLERANCE


def hand_over(work: Values, in_hand: float = 0.0) -> Indices:
    """Return how many whole units of a line each customer has by the end of each period.

    By the end of a period the line has completed as many units as its work, for all customers together, and
    what it had in hand at the start make up. Units whose work is done go first, by the period in which it was
    done; then those that are begun, by the period in which their work will be done. Of equals, the one of
    which more is done goes first.

    Parameters
    ----------
    work
        Work for each customer in each period, in units, at least 0, shape (customers, periods). In all
        periods together each customer's is whole.
    in_hand
        Part of a unit that the line had in build when the first period began, from 0 to below 1.

    Returns
    -------
    Whole units by the end of each period, shape (customers, periods). They never fall, nobody has one that is
    not begun, and in the end all have what was worked for them.

    Notes
    -----
    The earliest due date first keeps every customer within one unit of its work if any schedule does (G.
    Steiner and S. Yeomans, Level Schedules for Mixed-Model, Just-in-Time Processes, Management Science 39(6),
    1993).

    Examples
    --------
    >>> hand_over(np.array([[0.5, 0.5, 0.5, 0.5], [1.5, 1.5, 0.0, 0.0]]))
    array([[1, 1, 1, 2],
           [1, 3, 3, 3]])
    """
    done = np.cumsum(work, axis=1)
    complete, begun = np.floor(done + TOLERANCE).astype(np.int64), np.ceil(done - TOLERANCE).astype(np.int64)
    total = np.floor(done.sum(axis=0) + in_hand + TOLERANCE).astype(np.int64)
    had = np.zeros(work.shape[0], np.int64)
    found = np.zeros(work.shape, np.int64)
    for period in range(work.shape[1]):
        units = int(total[period] - had.sum())
        if units > 0:
            had = had + _served(done, complete[:, period], begun[:, period], had, units, period)
        found[:, period] = had
    return found


def _served(
    done: Values, complete: Indices, begun: Indices, had: Indices, units: int, period: int
) -> Indices:
    """Return how many of so many units each customer gets in a period."""
    due: Indices = np.maximum(complete - had, 0)
    if units < due.sum():
        # some have been served ahead of their work: those wait whose work was done last
        customer = np.repeat(np.arange(due.size), due)
        unit = (
            np.arange(customer.size) - np.repeat(np.append(0, np.cumsum(due)[:-1]), due) + had[customer] + 1
        )
        ready = _ready(done, customer, unit)
        first = np.lexsort((customer, ready))[:units]
        return np.bincount(customer[first], minlength=due.size).astype(np.int64)
    units -= int(due.sum())
    customer = np.flatnonzero(begun > np.maximum(had, complete))
    part = np.round(done[customer, period] - complete[customer], 9)
    order = np.lexsort((customer, -part, _ready(done, customer, complete[customer] + 1)))[:units]
    served: Indices = due.copy()
    served[customer[order]] += 1
    return served


def _ready(done: Values, customer: Indices, unit: Indices) -> Indices:
    """Return the period in which the work on each customer's unit is done."""
    ready: Indices = (done[customer] < unit[:, None] - TOLERANCE).sum(axis=1)
    return ready
