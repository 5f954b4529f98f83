"""A division of what groups receive for the search to start from: members are served in turn.

Where money binds nobody, any division will do. So members are filled up one after another, in each capability
beginning with another one lest the same ally has to pay for all at first. That is a basic solution that is
right but for money, and a few pivots from one that is.
"""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import AT_LOWER, AT_UPPER, BASIC, Statuses


def served_in_turn(pool: Indices, room: Values, free: Flags, due: Values) -> Statuses:
    """Return how what each pair has received stands in that division, (q, t).

    Parameters
    ----------
    pool
        Which pairs share what a group gets of a capability, (q,), numbered from 0.
    room
        How much each pair may receive by the end of each year beyond its lower bound, (q, t).
    free
        Where there is anything to decide, (q, t).
    due
        What pairs of each pool receive beyond their lower bounds where there is, (pools, t).
    """
    size = np.bincount(pool, minlength=due.shape[0])
    order = np.argsort(pool, kind="stable")
    turn = np.empty_like(pool)
    turn[order] = np.arange(pool.size) - np.repeat(np.cumsum(size) - size, size)
    turn = (turn + pool) % size[pool]
    # pools as rows, members in turn as columns, a place that nobody has takes nothing
    taken = np.zeros((due.shape[0], 1 + int(size.max(initial=0)), due.shape[1]))
    taken[pool, turn + 1] = np.where(free, room, 0.0)
    before = np.cumsum(taken, axis=1)[pool, turn]
    reached = free & (before < due[pool])
    full = reached & (before + room <= due[pool])
    # one member of each pool is neither empty nor full: the one after the last that is full, or the last
    place = np.broadcast_to(turn[:, None], free.shape)
    last = np.full(due.shape, -1)
    np.maximum.at(last, (pool[:, None], np.arange(free.shape[1])), np.where(reached, place, -1))
    none = last < 0
    np.maximum.at(last, (pool[:, None], np.arange(free.shape[1])), np.where(free & none[pool], place, -1))
    basic = free & (place == last[pool])
    return np.where(basic, BASIC, np.where(full, AT_UPPER, AT_LOWER)).astype(np.int8)
