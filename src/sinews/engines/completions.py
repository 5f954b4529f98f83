"""Whole units from work in progress: which customer gets which line's unit, and when."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from sinews.engines.arrays import Indices, Values

TOLERANCE = 1e-6
"""Work that lacks less than this of a unit makes a whole one: solvers leave such remainders."""


def completions(work: Values, in_hand: Values, worth: Values, wanted: Values | None = None) -> Indices:
    """Return how many whole units of each line each customer has by the end of each period.

    Lines work for the same customers. By the end of a period a line has completed as many units as its work
    and what it had in hand at the start make up. Each goes to a customer that has had less than has been
    worked for it on all lines: to one that wants more by then if there is one, to the one for which a further
    unit's work is done first, and among equals to the one with the largest claim.

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
    lines, customers, periods = work.shape
    total = np.floor(np.cumsum(work.sum(axis=1), axis=1) + in_hand[:, None] + TOLERANCE).astype(np.int64)
    done = np.cumsum(np.einsum("lct,l->ct", work, worth), axis=1)
    want = done if wanted is None else wanted
    complete = np.zeros(work.shape, np.int64)
    count = np.zeros((lines, customers), np.int64)
    # few customers and thousands of units: lists are several times as quick as arrays here
    reached, had = done.tolist(), [0.0] * customers
    for period in range(periods):
        now, wanted_now = done[:, period].tolist(), want[:, period].tolist()
        for line, unit in enumerate(worth.tolist()):
            for _ in range(int(total[line, period] - count[line].sum())):
                customer = _next_customer(reached, now, had, wanted_now, unit)
                count[line, customer] += 1
                had[customer] += unit
        complete[:, :, period] = count
    return complete


def _next_customer(
    done: list[list[float]], now: list[float], had: list[float], want: list[float], worth: float
) -> int:
    """Return who gets the next unit; all by customer, `done` by period as well."""
    claim = [work - got for work, got in zip(now, had, strict=True)]
    due = [customer for customer, more in enumerate(claim) if more > TOLERANCE]
    if not due:
        return max(range(len(claim)), key=claim.__getitem__)
    wanting = [customer for customer in due if want[customer] - had[customer] > TOLERANCE]

    def urgency(customer: int) -> tuple[int, float]:
        deadline = bisect_left(done[customer], had[customer] + worth - TOLERANCE)
        return deadline, -claim[customer]

    return min(wanting or due, key=urgency)
