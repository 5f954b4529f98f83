"""Whole units from work in progress: which customer gets which line's unit, and when."""

from __future__ import annotations

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
    had = np.zeros(customers)
    for period in range(periods):
        for line in range(lines):
            for _ in range(int(total[line, period] - count[line].sum())):
                customer = _next_customer(done, had, want[:, period], period, worth[line])
                count[line, customer] += 1
                had[customer] += worth[line]
        complete[:, :, period] = count
    return complete


def _next_customer(done: Values, had: Values, want: Values, period: int, worth: float) -> int:
    """Return who gets the next unit."""
    claim = done[:, period] - had
    due = claim > TOLERANCE
    wanting = due & (want - had > TOLERANCE)
    if wanting.any():
        due = wanting
    if not due.any():
        return int(np.argmax(claim))
    reached = done >= (had + worth)[:, None] - TOLERANCE
    deadline = np.where(reached.any(axis=1), reached.argmax(axis=1), done.shape[1])
    urgent = due & (deadline == deadline[due].min())
    return int(np.argmax(np.where(urgent, claim, -np.inf)))
