"""What each member of a group of allies receives of the group's deliveries.

The planning model of groups (`sinews.engines.aggregation`) says what a group gets from each line in a year.
A unit closes as much weighted shortfall with one member as with another, as long as it fills a gap. So every
division of the group's deliveries is as good as any other in which, with S what an ally has received of a
capability by the end of a year and G the least that it still lacks then or later,

    S never falls,  0 <= S <= G while the group is short,  S >= G when it is not,

and the members' money suffices. The division with the least overrun of the members' money is a linear
programme in those S that are neither nothing nor the whole gap. What a group gets of a capability in a year
comes to all members from the same lines in the same proportions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array, vstack

from sinews.engines.aggregation import Aggregate, sums
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import AT_LOWER, BASIC, Basis, LabelledBasis, Statuses, labelled
from sinews.engines.lp import LpArrays, LpModel
from sinews.engines.sparse import select_rows
from sinews.implementation.blocks import Blocks
from sinews.implementation.first_division import served_in_turn
from sinews.implementation.instance import Instance
from sinews.implementation.solve import solve_division

ROUNDING = 1e-7
"""What is smaller, as a part of the gap, is the solver's noise."""

OVERRUN_WEIGHT = 1e4
"""Weight of a USD bn of overrun beside the weights of the planning model's own objective."""

_FREE, _OVER, _SUMS, _GROWING, _LEAST = range(1024, 6144, 1024)
_BLOCK = 48
"""Numbers of the division's own blocks, beyond all of the planning model, and where they stand in a key."""


@dataclass(frozen=True, slots=True)
class Split:
    """A division of what groups get among their members.

    Attributes
    ----------
    x
        Columns of the planning model, (columns,).
    overrun
        What each ally spends beyond its money, summed over its rows, (a,), USD bn.
    basis
        Where the search for it ended.
    """

    x: Values
    overrun: Values
    basis: LabelledBasis


@dataclass(frozen=True, slots=True)
class _Received:
    """What members have received by the end of each year; axes q pairs of member and capability, t years.

    Attributes
    ----------
    pair
        Position of each pair in the model's stocks, (q,).
    pool
        Which pairs share what a group gets of a capability, (q,): numbers below `total`'s length.
    pair_role, pool_role
        What pairs, (q,), and pools, (pools,), are known by, whatever else there is.
    total
        What all pairs of a pool have received, (pools, t), units.
    lower, upper
        Bounds of what each pair has received, (q, t), units.
    """

    pair: Indices
    pool: Indices
    pair_role: Indices
    pool_role: Indices
    total: Values
    lower: Values
    upper: Values

    @property
    def free(self) -> Flags:
        """Where there is anything to decide, (q, t)."""
        found: Flags = self.upper - self.lower > ROUNDING * np.maximum(self.lower, 1.0)
        return found


def split_among_members(
    instance: Instance,
    blocks: Blocks,
    arrays: LpArrays,
    agents: tuple[Indices, Indices],
    aggregate: Aggregate,
    group: Indices,
    solved: Values,
    start: LabelledBasis | None = None,
) -> Split:
    """Divide what groups get among their members so that their money suffices, if it can.

    Parameters
    ----------
    instance, blocks, arrays
        The planning model.
    agents
        The ally to which each row and each column belongs, -1 for none.
    aggregate, group, solved
        The model of groups, the group of each ally, (a,), and the solution of the model of groups.
    start
        Where the search for a division much like this one ended, if there was one.
    """
    row_agent, column_agent = agents
    member = np.bincount(group)[group] > 1
    of_group = solved[aggregate.column_class]
    received, mix, chosen = _received(instance, blocks, member, group, of_group)
    pairs, years = received.lower.shape
    stocks, deliveries = blocks.stocks, blocks.deliveries
    under, over = stocks.under[received.pair], stocks.over[received.pair]
    column = deliveries.column[chosen]

    theirs = (column_agent >= 0) & member[column_agent]
    moved = theirs.copy()
    moved[column] = moved[under.ravel()] = moved[over.ravel()] = False
    moves = np.flatnonzero(moved)
    belongs = (row_agent >= 0) & member[row_agent]
    belongs[blocks.balance.ravel()] = False
    rows = np.flatnonzero(belongs)
    least = rows[np.isfinite(arrays.row_lower[rows])]

    # columns in terms of what has been received: deliveries are its growth, surplus is it less the gap
    position = np.full(stocks.ally.size, -1)
    position[received.pair] = np.arange(pairs)
    cell = position[deliveries.pair[chosen]] * years + deliveries.year[chosen]
    later = deliveries.year[chosen] > 0
    count = np.arange(column.size)
    growth = coo_array(
        (
            np.concatenate([mix, -mix[later]]),
            (np.concatenate([count, count[later]]), np.concatenate([cell, cell[later] - 1])),
        ),
        shape=(column.size, pairs * years),
    ).tocsc()
    unit = np.repeat(instance.per_mille[stocks.capability[received.pair]], years)
    gap = (instance.target - instance.committed)[stocks.ally, stocks.capability][received.pair]

    x = np.where(theirs, 0.0, of_group)
    x[over.ravel()] = -gap.ravel() / unit
    matrix, most = select_rows(arrays.matrix, rows), arrays.row_upper[rows]
    row_keys, owner = aggregate.row_keys[rows], row_agent[rows]
    if least.size:
        # what a row is to be at least, its negative is to be at most
        matrix = csc_array(vstack([matrix, -select_rows(arrays.matrix, least)]))
        most = np.concatenate([most, -arrays.row_lower[least]])
        row_keys = np.concatenate([row_keys, (_LEAST << _BLOCK) + aggregate.row_keys[least]])
        owner = np.concatenate([owner, row_agent[least]])
    paid = matrix[:, column] @ growth + csc_array(matrix[:, over.ravel()].multiply(1.0 / unit))
    left = most - matrix @ x
    known = row_keys, aggregate.column_keys[moves]
    found, amounts, overrun, basis = _least_overrun(
        received, paid, matrix[:, moves], left, arrays, moves, known, start
    )

    x[moves] = amounts
    x[column] = np.clip(growth @ found.ravel(), 0.0, None)
    surplus = found.ravel() - gap.ravel()
    x[over.ravel()] = np.clip(surplus, 0.0, None) / unit
    x[under.ravel()] = np.clip(-surplus, 0.0, None) / unit
    return Split(x, sums(owner, overrun, group.size), basis)


def _received(
    instance: Instance, blocks: Blocks, member: Flags, group: Indices, of_group: Values
) -> tuple[_Received, Values, Indices]:
    """Bound what members receive.

    Returns
    -------
    The bounds; the products of each line that come with a unit of the capability, by delivery; and the
    positions of members' deliveries, to which those refer.
    """
    stocks, deliveries = blocks.stocks, blocks.deliveries
    years = instance.years.size
    pair = np.flatnonzero(member[stocks.ally])
    kinds = len(instance.capabilities) * (1 + len(instance.allies))
    names, first, pool = np.unique(
        group[stocks.ally[pair]] * kinds + stocks.kind[pair], return_index=True, return_inverse=True
    )
    pool_of = np.full(stocks.ally.size, -1)
    pool_of[pair] = pool
    chosen = np.flatnonzero(member[deliveries.ally])
    amount = np.clip(of_group[deliveries.column[chosen]], 0.0, None)
    arrives = pool_of[deliveries.pair[chosen]] * years + deliveries.year[chosen]
    # each delivery of the group stands at every member: count it once
    once = np.isin(deliveries.pair[chosen], pair[first])
    units = amount * instance.yields[deliveries.line[chosen]]
    delivered = sums(arrives[once], units[once], names.size * years)
    mix = np.divide(amount, delivered[arrives], out=np.zeros_like(amount), where=delivered[arrives] > 0)

    total = np.cumsum(delivered.reshape(-1, years), axis=1)
    gap = np.clip(instance.target - instance.committed, 0.0, None)[stocks.ally, stocks.capability][pair]
    least = np.minimum.accumulate(gap[:, ::-1], axis=1)[:, ::-1]
    wanted = np.zeros_like(total)
    np.add.at(wanted, pool, least)
    noise = ROUNDING * np.maximum(wanted[:, -1:], 1.0)
    filled, begun = (total >= wanted - noise)[pool], (total > noise)[pool]
    lower = np.where(filled, least, 0.0)
    upper = np.where((total > wanted + noise)[pool], np.inf, np.where(begun, least, 0.0))
    known = stocks.ally[pair] * len(instance.capabilities) + stocks.capability[pair]
    return _Received(pair, pool, known, names, total, lower, upper), mix, chosen


def _least_overrun(
    received: _Received,
    paid: csc_array,
    moved: csc_array,
    left: Values,
    arrays: LpArrays,
    moves: Indices,
    known: tuple[Indices, Indices],
    start: LabelledBasis | None,
) -> tuple[Values, Values, Values, LabelledBasis]:
    """Find the division that overruns members' money the least.

    Parameters
    ----------
    received
        What may be received.
    paid, moved
        Coefficients of what has been received, (rows, q t), and of the allies' other columns, (rows, moves).
    left
        What each row leaves for both, (rows,).
    arrays, moves
        The planning model, and the other columns in it.
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

    money = model.add_rows(left.size, upper=left - paid @ fixed.ravel())
    for coefficients, columns in ((paid[:, np.flatnonzero(free)], variable[free]), (moved, other)):
        entry = coo_array(coefficients)
        model.add_entries(money[entry.row], columns[entry.col], entry.data)
    model.add_entries(money, over, -1.0)

    shared = np.zeros_like(received.total)
    np.add.at(shared, received.pool, fixed)
    decided = np.zeros(shared.shape, np.bool_)
    np.logical_or.at(decided, received.pool, free)
    sums = np.full(shared.shape, -1)
    due = (received.total - shared)[decided]
    sums[decided] = model.add_rows(due.size, lower=due, upper=due)
    pair, year = np.nonzero(free)
    model.add_entries(sums[received.pool[pair], year], variable[free], 1.0)

    before, after = received.upper[:, :-1], received.lower[:, 1:]
    pair, year = np.nonzero((free[:, :-1] | free[:, 1:]) & (before > after))
    growing = model.add_rows(pair.size, lower=fixed[pair, year] - fixed[pair, year + 1])
    for columns, sign in ((variable[pair, year + 1], 1.0), (variable[pair, year], -1.0)):
        there = columns >= 0
        model.add_entries(growing[there], columns[there], sign)

    cell = received.pair_role[:, None] * free.shape[1] + np.arange(free.shape[1])
    sum_cell = received.pool_role[:, None] * free.shape[1] + np.arange(free.shape[1])
    row_keys = np.concatenate(
        [known[0], (_SUMS << _BLOCK) + sum_cell[decided], (_GROWING << _BLOCK) + cell[pair, year]]
    )
    column_keys = np.concatenate([(_FREE << _BLOCK) + cell[free], known[1], (_OVER << _BLOCK) + known[0]])
    if start is None or start.is_empty:
        first = _served_in_turn(received, shared, (variable, model.columns), (sums[decided], model.rows))
    else:
        first = start.restored(row_keys, column_keys)
    solution, basis = solve_division(model.arrays(), first)
    x = solution.x
    found = fixed.copy()
    found[free] = x[variable[free]]
    found = np.maximum.accumulate(found, axis=1)
    return found, x[other], x[over], labelled(basis, row_keys, column_keys)


def _served_in_turn(
    received: _Received, fixed: Values, of_columns: tuple[Indices, int], of_rows: tuple[Indices, int]
) -> Basis:
    """Return a basis of the division to start from: `sinews.implementation.first_division`.

    Parameters
    ----------
    received, fixed
        What may be received, and what of it is decided by pool, (pools, t).
    of_columns, of_rows
        The column of what each pair receives, (q, t), -1 for none, and the rows of what a pool does; and how
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
