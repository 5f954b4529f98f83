"""Division of what a group receives among its members, so that what they own is overrun the least.

A group's plan says how much each of its pools holds by the end of each period; any division will do that
keeps to bounds of what a member may have received by then, never takes back, and leaves no member beyond its
own limits. The one with the least overrun is a linear programme in what is not decided by the bounds alone.

The search starts from members served in turn: they are filled up one after another, in each pool beginning
with another one lest the same has to pay for all at first. That is a basic solution that is right but for the
limits, and a few pivots from one that is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import AT_LOWER, AT_UPPER, BASIC, Basis, LabelledBasis, Statuses, labelled
from sinews.engines.lp import LpArrays, LpModel
from sinews.engines.lp_methods import solve_elastic

ROUNDING = 1e-7
"""What is smaller, as a part of what may be received, is the solver's noise."""

OVERRUN_WEIGHT = 1e4
"""Weight of one unit of overrun beside the costs of the other columns."""

_FREE, _OVER, _SUMS, _GROWING, _LEAST = range(1024, 6144, 1024)
_BLOCK = 48
"""Numbers of the division's own blocks, beyond all of the whole model's, and where they stand in a key."""


@dataclass(frozen=True, slots=True)
class Received:
    """What members have received by the end of each period; axes q shares of a member in a pool, t periods.

    Attributes
    ----------
    pool
        Which pool each is a share of, (q,): numbers below `total`'s length.
    role, pool_role
        What shares, (q,), and pools, (pools,), are known by, whatever else there is.
    total
        What all members have received of a pool, (pools, t).
    lower, upper
        Bounds of what each has received, (q, t).
    """

    pool: Indices
    role: Indices
    pool_role: Indices
    total: Values
    lower: Values
    upper: Values

    @property
    def free(self) -> Flags:
        """Where there is anything to decide, (q, t)."""
        found: Flags = self.upper - self.lower > ROUNDING * np.maximum(self.lower, 1.0)
        return found


def least_overrun(
    received: Received,
    paid: csc_array,
    moved: csc_array,
    left: Values,
    arrays: LpArrays,
    moves: Indices,
    known: tuple[Indices, Indices],
    start: LabelledBasis,
) -> tuple[Values, Values, Values, LabelledBasis]:
    """Find the division that overruns members' limits the least.

    Parameters
    ----------
    received
        What may be received.
    paid, moved
        Coefficients of what has been received, (rows, q t), and of members' other columns, (rows, moves).
    left
        What each row, of at most, leaves for both, (rows,).
    arrays, moves
        The whole model, and the other columns in it.
    known, start
        Keys of the rows and of the other columns in it; where a search much like this one ended.

    Returns
    -------
    What has been received, (q, t); the other columns, (moves,); the overrun of each row, (rows,); and where
    the search ended.
    """
    free = received.free
    fixed = np.where(free, 0.0, received.lower)
    model = LpModel()
    size = int(np.count_nonzero(free))
    variable = np.full(free.shape, -1)
    variable[free] = model.add_columns(size, lower=received.lower[free], upper=received.upper[free])
    other = model.add_columns(
        moves.size, cost=arrays.cost[moves], lower=arrays.lower[moves], upper=arrays.upper[moves]
    )
    over = model.add_columns(left.size, cost=OVERRUN_WEIGHT)

    within = model.add_rows(left.size, upper=left - paid @ fixed.ravel())
    for coefficients, columns in ((paid[:, np.flatnonzero(free)], variable[free]), (moved, other)):
        entry = coo_array(coefficients)
        model.add_entries(within[entry.row], columns[entry.col], entry.data)
    model.add_entries(within, over, -1.0)

    shared = np.zeros_like(received.total)
    np.add.at(shared, received.pool, fixed)
    decided = np.zeros(shared.shape, np.bool_)
    np.logical_or.at(decided, received.pool, free)
    sums = np.full(shared.shape, -1)
    due = (received.total - shared)[decided]
    sums[decided] = model.add_rows(due.size, lower=due, upper=due)
    share, period = np.nonzero(free)
    model.add_entries(sums[received.pool[share], period], variable[free], 1.0)

    before, after = received.upper[:, :-1], received.lower[:, 1:]
    share, period = np.nonzero((free[:, :-1] | free[:, 1:]) & (before > after))
    growing = model.add_rows(share.size, lower=fixed[share, period] - fixed[share, period + 1])
    for columns, sign in ((variable[share, period + 1], 1.0), (variable[share, period], -1.0)):
        there = columns >= 0
        model.add_entries(growing[there], columns[there], sign)

    cell = received.role[:, None] * free.shape[1] + np.arange(free.shape[1])
    sum_cell = received.pool_role[:, None] * free.shape[1] + np.arange(free.shape[1])
    row_keys = np.concatenate(
        [known[0], (_SUMS << _BLOCK) + sum_cell[decided], (_GROWING << _BLOCK) + cell[share, period]]
    )
    column_keys = np.concatenate([(_FREE << _BLOCK) + cell[free], known[1], (_OVER << _BLOCK) + known[0]])
    if start.is_empty:
        first = _started(received, shared, (variable, model.columns), (sums[decided], model.rows))
    else:
        first = start.restored(row_keys, column_keys)
    solution, basis = solve_elastic(model.arrays(), first)
    x = solution.x
    found = fixed.copy()
    found[free] = x[variable[free]]
    found = np.maximum.accumulate(found, axis=1)
    return found, x[other], x[over], labelled(basis, row_keys, column_keys)


def at_least(keys: Indices) -> Indices:
    """Return keys of the negatives of rows, for what rows are to be at least."""
    return (_LEAST << _BLOCK) + keys


def _started(
    received: Received, fixed: Values, of_columns: tuple[Indices, int], of_rows: tuple[Indices, int]
) -> Basis:
    """Return a basis of the division to start from, with members served in turn.

    Parameters
    ----------
    received, fixed
        What may be received, and what of it is decided by pool, (pools, t).
    of_columns, of_rows
        The column of what each share receives, (q, t), -1 for none, and the rows of what a pool does; and how
        many columns and rows there are.
    """
    (variable, columns), (sums, rows) = of_columns, of_rows
    free = variable >= 0
    beyond = received.total - fixed
    np.subtract.at(beyond, received.pool, np.where(free, received.lower, 0.0))
    stands: Statuses = np.full(columns, AT_LOWER, np.int8)
    binds: Statuses = np.full(rows, BASIC, np.int8)
    room = received.upper - received.lower
    stands[variable[free]] = served_in_turn(received.pool, room, free, beyond)[free]
    binds[sums] = AT_LOWER
    return Basis(stands, binds)


def served_in_turn(pool: Indices, room: Values, free: Flags, due: Values) -> Statuses:
    """Return how what each share of a pool has received stands in that division, (q, t).

    Parameters
    ----------
    pool
        Which pool each is a share of, (q,), numbered from 0.
    room
        How much each may receive by the end of each period beyond its lower bound, (q, t).
    free
        Where there is anything to decide, (q, t).
    due
        What all shares of each pool receive beyond their lower bounds where there is, (pools, t).
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
