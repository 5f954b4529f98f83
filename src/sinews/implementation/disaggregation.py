"""What each member of a group of allies receives of the group's deliveries.

The planning model of groups (`sinews.engines.aggregation`) says what a group gets from each line in a year.
A unit closes as much weighted shortfall with one member as with another, as long as it fills a gap. So every
division of the group's deliveries is as good as any other in which, with S what an ally has received of a
capability by the end of a year and G the least that it still lacks then or later,

    S never falls,  0 <= S <= G while the group is short,  S >= G when it is not,

and the members' money suffices (`sinews.engines.disaggregation`). What a group gets of a capability in a year
comes to all members from the same lines in the same proportions.

Where the group's money binds, all members have to spend all theirs in the years in which it does, and who
gets what from which line has to fit each of them to the dollar. So nothing of the group's deliveries is taken
as given then, but that they cost nobody anything: members' columns are found anew among all that are as good
as the group's (`sinews.engines.optimal_face`), by interior point, which deals evenly with members that are
alike. What all share, and allies that stand alone, stay as the model of groups has them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csc_array, vstack

from sinews.engines.aggregation import certify, sums
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import LabelledBasis, no_basis
from sinews.engines.disaggregation import ROUNDING, Received, at_least, least_overrun
from sinews.engines.lp import IterationLimitError, LpError, LpSolution
from sinews.engines.lp_methods import solve_face
from sinews.engines.optimal_face import NO_PRICE, optimal_face
from sinews.engines.sparse import select_rows
from sinews.implementation.groups import (
    LARGEST_VIOLATION,
    OVERRUN,
    GroupPlan,
    solve_groups,
    without_the_poorest,
)

LARGEST_GAP = 1e-6
"""Largest certified relative gap with which a division is accepted."""


@dataclass(frozen=True, slots=True)
class Split:
    """A division of what groups get among their members.

    Attributes
    ----------
    x
        Columns of the planning model, (columns,).
    overrun
        What each ally spends beyond its money, summed over its rows, (a,), thousand USD m.
    basis
        Where the search for it ended.
    """

    x: Values
    overrun: Values
    basis: LabelledBasis


def divide(
    plan: GroupPlan, start: LabelledBasis | None = None
) -> tuple[LpSolution | None, Indices, LabelledBasis | None]:
    """Divide what groups receive among their members.

    Parameters
    ----------
    plan
        The model solved for groups.
    start
        Where the division of a plan much like this one has ended, if there was one.

    Returns
    -------
    The solution of the whole model, or None if there is no division that members can pay for and that is as
    good as the groups' plan; the groups to solve it for then, (a,), each ally alone where no division was
    found or certified; and where the division has ended, `start` if none did.
    """
    if plan.all_alone:
        return plan.solution, plan.group, start
    begun = time.perf_counter()
    try:
        split = _split(plan, start or no_basis())
    except IterationLimitError:
        return None, np.arange(plan.group.size), start
    if (split.overrun > OVERRUN).any():
        return None, without_the_poorest(plan, split.overrun), split.basis
    dual = plan.solution.row_dual[plan.aggregate.row_class]
    proof = certify(plan.arrays, split.x, dual)
    if proof.violation > LARGEST_VIOLATION or proof.gap > LARGEST_GAP:
        return None, np.arange(plan.group.size), split.basis
    solution = replace(
        plan.solution,
        solver=f"{plan.solution.solver}, allies grouped",
        objective=proof.objective,
        gap=proof.gap,
        x=split.x,
        row_dual=dual,
        reduced_cost=proof.reduced_cost,
        seconds=plan.solution.seconds + time.perf_counter() - begun,
    )
    return solution, plan.group, split.basis


def divided(plan: GroupPlan, division: LabelledBasis | None = None) -> tuple[GroupPlan, LpSolution]:
    """Divide what groups receive, for ever smaller groups until all members can pay.

    Parameters
    ----------
    plan
        The model solved for groups.
    division
        Where the division of a plan much like this one has ended, if there was one.

    Returns
    -------
    The model as it was solved last, and the solution of the whole model.

    Raises
    ------
    LpError
        If there is no optimal solution.
    """
    while True:
        solution, group, division = divide(plan, division)
        if solution is not None:
            return plan, solution
        plan = solve_groups(plan.instance, group, start=plan, speed_ups=plan.speed_ups)


def _split(plan: GroupPlan, start: LabelledBasis) -> Split:
    """Divide what groups receive: with any lines' deliveries where a group's money binds, if that can be."""
    if money_binds(plan):
        try:
            return split_freely(plan, start)
        except LpError:
            # interior point got stuck: what comes from the same lines in the same proportions may do
            pass
    return split_among_members(plan, start)


def money_binds(plan: GroupPlan) -> bool:
    """Return whether the money of a group of several allies binds in any year."""
    member, money = _member(plan), plan.blocks.money
    rows = np.concatenate([money.equipment[member], money.total[member]])
    return bool((np.abs(plan.solution.row_dual[plan.aggregate.row_class[rows]]) > NO_PRICE).any())


def split_freely(plan: GroupPlan, start: LabelledBasis) -> Split:
    """Divide what groups get among their members, whatever lines it comes from.

    Interior point ends at no basis of its own: the next search starts where this one was to.

    Raises
    ------
    LpError
        If interior point finds no solution.
    """
    rows, free, owner = _of_members(plan)
    face = optimal_face(
        plan.arrays,
        plan.solution.x[plan.aggregate.column_class],
        plan.solution.row_dual[plan.aggregate.row_class],
        free=free,
        elastic=rows,
    )
    found = solve_face(face.arrays).x
    return Split(face.whole(found), sums(owner, face.excess(found), plan.group.size), start)


def split_among_members(plan: GroupPlan, start: LabelledBasis) -> Split:
    """Divide what groups get among their members so that their money suffices, if it can.

    `start` is where the search for a division much like this one ended.
    """
    instance, arrays = plan.instance, plan.arrays
    received, pair, mix, chosen = _received(plan)
    pairs, years = received.lower.shape
    stocks, deliveries = plan.blocks.stocks, plan.blocks.deliveries
    under, over = stocks.under[pair], stocks.over[pair]
    column = deliveries.column[chosen]

    rows, theirs, owner = _of_members(plan)
    moved = theirs.copy()
    moved[column] = moved[under.ravel()] = moved[over.ravel()] = False
    moves = np.flatnonzero(moved)
    least = rows[np.isfinite(arrays.row_lower[rows])]

    # columns in terms of what has been received: deliveries are its growth, surplus is it less the gap
    position = np.full(stocks.ally.size, -1)
    position[pair] = np.arange(pairs)
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
    unit = np.repeat(instance.per_mille[stocks.capability[pair]], years)
    gap = (instance.target - instance.committed)[stocks.ally, stocks.capability][pair]

    x = np.where(theirs, 0.0, plan.solution.x[plan.aggregate.column_class])
    x[over.ravel()] = -gap.ravel() / unit
    matrix, most = select_rows(arrays.matrix, rows), arrays.row_upper[rows]
    row_keys = plan.aggregate.row_keys[rows]
    if least.size:
        # what a row is to be at least, its negative is to be at most
        matrix = csc_array(vstack([matrix, -select_rows(arrays.matrix, least)]))
        most = np.concatenate([most, -arrays.row_lower[least]])
        row_keys = np.concatenate([row_keys, at_least(plan.aggregate.row_keys[least])])
        owner = np.concatenate([owner, owner[np.searchsorted(rows, least)]])
    paid = matrix[:, column] @ growth + csc_array(matrix[:, over.ravel()].multiply(1.0 / unit))
    left = most - matrix @ x
    known = row_keys, plan.aggregate.column_keys[moves]
    found, amounts, overrun, basis = least_overrun(
        received, paid, matrix[:, moves], left, arrays, moves, known, start
    )

    x[moves] = amounts
    x[column] = np.clip(growth @ found.ravel(), 0.0, None)
    surplus = found.ravel() - gap.ravel()
    x[over.ravel()] = np.clip(surplus, 0.0, None) / unit
    x[under.ravel()] = np.clip(-surplus, 0.0, None) / unit
    return Split(x, sums(owner, overrun, plan.group.size), basis)


def _received(plan: GroupPlan) -> tuple[Received, Indices, Values, Indices]:
    """Bound what members receive of capabilities, units.

    Returns
    -------
    The bounds; the positions of members' pairs in the model's stocks, in their order; the products of each
    line that come with a unit of the capability, by delivery; and the positions of members' deliveries, to
    which those refer.
    """
    instance = plan.instance
    stocks, deliveries = plan.blocks.stocks, plan.blocks.deliveries
    years, group, member = instance.years.size, plan.group, _member(plan)
    pair = np.flatnonzero(member[stocks.ally])
    kinds = len(instance.capabilities) * (1 + 2 * len(instance.allies))
    names, first, pool = np.unique(
        group[stocks.ally[pair]] * kinds + stocks.kind[pair], return_index=True, return_inverse=True
    )
    pool_of = np.full(stocks.ally.size, -1)
    pool_of[pair] = pool
    chosen = np.flatnonzero(member[deliveries.ally])
    amount = np.clip(plan.solution.x[plan.aggregate.column_class[deliveries.column[chosen]]], 0.0, None)
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
    return Received(pool, known, names, total, lower, upper), pair, mix, chosen


def _member(plan: GroupPlan) -> Flags:
    """Return whether each ally is in a group of several, (a,)."""
    return np.asarray(np.bincount(plan.group)[plan.group] > 1)


def _of_members(plan: GroupPlan) -> tuple[Indices, Flags, Indices]:
    """Return members' rows but for balances of stock, which columns are theirs, and the ally of each row."""
    member = _member(plan)
    row_agent, column_agent = (labels[2] for labels in plan.model.labels())
    belongs = (row_agent >= 0) & member[row_agent]
    belongs[plan.blocks.balance.ravel()] = False
    return np.flatnonzero(belongs), (column_agent >= 0) & member[column_agent], row_agent[belongs]
