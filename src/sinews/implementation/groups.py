"""The planning model solved for groups of allies, and divided among their members.

Shortfalls weigh the same whoever has them, and lines deliver to all alike; allies differ in targets and money
alone. As long as an ally's money does not bind it can therefore be planned for in one group with all others
of whom that is true. Which allies those are is found out: all begin in one group; who cannot pay for its
share of what the group receives leaves it and stands alone, and the model is solved again. The division is
checked against the whole model, and its distance from the optimum certified by the groups' duals: see
`sinews.implementation.disaggregation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sinews.engines.aggregation import Aggregate, aggregate, unlike
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import Basis, LabelledBasis
from sinews.engines.lp import LpArrays, LpModel, LpSession, LpSolution
from sinews.engines.lp_methods import ALL, SpeedUps, solve_model
from sinews.implementation.blocks import Blocks, build_model
from sinews.implementation.families.budgets import available_budgets
from sinews.implementation.instance import Instance

SMALL = 10_000
"""Columns and rows up to which the whole model is solved at once."""

SURELY_SHORT = 0.9
"""Part of an ally's money from which on what it lacks is taken to cost too much."""

MOST_ALONE = 24
"""Allies that may stand alone beside the group; where money binds more of them, the whole model is solved."""

SCARCE = 0.5
"""Part of the allies whose money surely binds from which on the simplex would stall, and is not tried from
nothing.

Of what is shipped that is so by the rules of equal awards and of the Talmud, with 17 of 32 allies: there the
simplex uses up its iterations, more than interior point takes altogether. With 13 it does not.
"""

MANY_ALONE = 0.25
"""Part of the allies that stand alone from which on the simplex stalls once the groups come apart altogether.

With half of the money of the baseline nine of 32 do just before, and the simplex uses up its iterations on
the whole model in three times the time that interior point takes.
"""

MOST_LEAVING = 6
"""Allies that leave their groups at once: without the poorest of them the others may be able to pay."""

LARGEST_VIOLATION = 1e-6
"""Most by which a division may leave a row's or column's bounds."""

OVERRUN = 1e-7
"""Thousand USD m by which an ally may overrun its money: the solver's tolerance."""


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """The planning model solved for groups of allies.

    Attributes
    ----------
    instance, model, blocks, arrays
        The planning problem and its whole model.
    group
        Group of each ally, (a,).
    aggregate, solution
        The model of the groups, and its solution; with every ally alone, the whole model and its solution.
    session
        The solver where that solve ended, for others to start from.
    stalled
        Whether the simplex has stalled on a model much like it.
    speed_ups
        What has been used to solve it quickly, and may be to solve it again.
    """

    instance: Instance
    model: LpModel
    blocks: Blocks
    arrays: LpArrays
    group: Indices
    aggregate: Aggregate
    solution: LpSolution
    session: LpSession
    stalled: bool
    speed_ups: SpeedUps = ALL

    @property
    def basis(self) -> LabelledBasis:
        """Where the solve ended, for the model of another case or of other groups."""
        return self.aggregate.of_all(self.session.basis())

    @property
    def all_alone(self) -> bool:
        """Whether every ally is a group of its own."""
        return _all_alone(self.group)

    def ordered(self) -> Values:
        """Return what lines deliver to all from new orders, (l, t), products."""
        chosen = self.blocks.deliveries
        stands_for_all = np.isin(chosen.column, self.aggregate.example)
        total = np.zeros(self.instance.price_path.shape)
        amount = self.solution.x[self.aggregate.column_class[chosen.column]]
        np.add.at(
            total,
            (chosen.line[stands_for_all], chosen.year[stands_for_all]),
            np.clip(amount[stands_for_all], 0.0, None),
        )
        return total


def first_groups(instance: Instance) -> Indices:
    """Return the groups to begin with, (a,): all allies in one, but those whose money will surely bind.

    That is guessed from what their targets cost at mean prices as a part of all their money over the years.
    """
    cost = np.zeros(instance.required.size)
    lines = np.zeros(instance.required.size)
    np.add.at(cost, instance.capability_of, instance.price / instance.yields)
    np.add.at(lines, instance.capability_of, 1.0)
    lacking = np.clip(instance.target - instance.committed, 0.0, None)
    bought = lacking.max(axis=2) @ (cost / np.maximum(lines, 1.0))
    run = np.zeros(instance.required.size)
    np.add.at(run, instance.capability_of, instance.running / instance.yields)
    operated = np.einsum("act,c->a", lacking, run / np.maximum(lines, 1.0))
    equipment, total = (budget.sum(axis=1) for budget in available_budgets(instance))
    short = (bought > SURELY_SHORT * equipment) | (bought + operated > SURELY_SHORT * total)
    return _apart(np.zeros(short.size, np.int64), short)


def solve_groups(
    instance: Instance,
    group: Indices,
    *,
    start: GroupPlan | LabelledBasis | None = None,
    exactly: bool = True,
    speed_ups: SpeedUps = ALL,
) -> GroupPlan:
    """Solve the planning model for groups of allies.

    Parameters
    ----------
    instance
        The planning problem.
    group
        Group of each ally, (a,). A small model is solved with every ally alone, whatever this says.
    start
        A solved model much like this one, at other prices or for other groups, or where the solve of one
        ended, say before an edit.
    exactly
        Whether the last infeasibilities matter: see `sinews.engines.lp.LpSession.solve`.
    speed_ups
        What may be used; without groups, every ally stands alone.

    Raises
    ------
    LpError
        If there is no optimal solution.
    """
    last = start if isinstance(start, GroupPlan) else None
    if last is not None and last.instance is instance:
        model, blocks, arrays = last.model, last.blocks, last.arrays
    else:
        model, blocks = build_model(instance)
        arrays = model.arrays()
    if model.columns + model.rows <= SMALL or not speed_ups.groups:
        group = np.arange(group.size)
    group = told_apart(blocks, arrays, group)
    merged = aggregate(model, arrays, group)
    stalled = _scarce(group) if last is None else last.stalled
    dissolved = _dissolved(last, group) and not stalled
    basis: LpSession | Basis | None = None
    if last is not None and last.aggregate.alike(merged):
        basis = last.session
    elif start is not None and not dissolved:
        # where the simplex stalls from nothing, it may take some tens of iterations from other groups' basis
        basis = merged.of_groups(start.basis if isinstance(start, GroupPlan) else start)
    solution, session, stalled = solve_model(
        merged.arrays,
        basis,
        plain=not _all_alone(group),
        stalled=stalled or (dissolved and last is not None and _alone(last.group) >= MANY_ALONE),
        exactly=exactly,
        speed_ups=speed_ups,
    )
    return GroupPlan(instance, model, blocks, arrays, group, merged, solution, session, stalled, speed_ups)


def _scarce(group: Indices) -> bool:
    """Return whether so many allies stand alone beside a group that the simplex would stall from nothing."""
    return not _all_alone(group) and _alone(group) > SCARCE


def _alone(group: Indices) -> float:
    """Return the part of the allies that stand alone."""
    return np.count_nonzero(np.bincount(group, minlength=group.size) == 1) / group.size


def _dissolved(last: GroupPlan | None, group: Indices) -> bool:
    """Return whether groups of a plan have just come apart altogether: money binds nearly everybody.

    A basis keeps presolve out, and presolve finds most where there is no money: what costs some is nothing
    then. In the baseline without any share of GDP before what is pledged it takes a fifth of the time.
    """
    return last is not None and not last.all_alone and _all_alone(group)


def told_apart(blocks: Blocks, arrays: LpArrays, group: Indices) -> Indices:
    """Return groups whose members are alike in constraints beside those that come along, too, (a,)."""
    if not blocks.model.problem.constraints:
        return group
    while (odd := unlike(blocks.model.lp, arrays, group)).any():
        group = _apart(group, odd)
    return group


def solve_repriced(plan: GroupPlan, prices: Values, shut: Indices | None = None) -> GroupPlan:
    """Solve a planning model again at other prices, (l, t), from where the last solve ended.

    `shut` are columns that are to be nothing from then on, of allies that are alone in what they stand for.

    Raises
    ------
    LpError
        If there is no optimal solution.
    """
    deliveries = plan.blocks.deliveries
    old = plan.instance.price_path
    # what costs nothing costs nothing in any round
    change = np.divide(prices, old, out=np.ones_like(old), where=old > 0)
    factor = np.ones(plan.arrays.columns)
    factor[deliveries.column] = change[deliveries.line, deliveries.year]
    paid = plan.blocks.model.priced
    arrays, merged = plan.arrays.scaled(factor, paid), plan.aggregate.scaled(factor, paid)
    if shut is not None:
        arrays = arrays.fixed(shut, np.zeros(shut.size))
        merged = merged.bounded(arrays)
    return _solved_again(plan, replace(plan.instance, price_path=prices), arrays, merged)


def solve_fixed(plan: GroupPlan, instance: Instance, columns: Indices, values: Values) -> GroupPlan:
    """Solve a planning model again with some columns that all share fixed, as `instance` has them.

    Raises
    ------
    LpError
        If there is no optimal solution.
    """
    arrays = plan.arrays.fixed(columns, values)
    return _solved_again(plan, instance, arrays, plan.aggregate.bounded(arrays))


def _solved_again(plan: GroupPlan, instance: Instance, arrays: LpArrays, merged: Aggregate) -> GroupPlan:
    """Solve a planning model that has other figures, but the same rows and columns."""
    solution, session, stalled = solve_model(
        merged.arrays,
        plan.session,
        plain=not plan.all_alone,
        stalled=plan.stalled,
        speed_ups=plan.speed_ups,
    )
    return replace(
        plan,
        instance=instance,
        arrays=arrays,
        aggregate=merged,
        solution=solution,
        session=session,
        stalled=stalled,
    )


def without_the_poorest(plan: GroupPlan, overrun: Values) -> Indices:
    """Return the groups when those leave who overrun their money, (a,), by the largest part of it."""
    leaving = overrun > OVERRUN
    money = np.sum(available_budgets(plan.instance)[0], axis=1)
    part = np.divide(overrun, money, out=np.full(money.size, np.inf), where=money > 0)
    worst = np.argsort(np.where(leaving, -part, 0.0), kind="stable")[:MOST_LEAVING]
    first = leaving & np.isin(np.arange(leaving.size), worst)
    # one by one is no use where all of them together would be too many
    return _apart(plan.group, leaving if _all_alone(_apart(plan.group, leaving)) else first)


def _apart(group: Indices, leaving: Flags) -> Indices:
    """Return the groups when some allies leave theirs to stand alone; all alone if those are too many."""
    size = group.size
    alone = leaving | (np.bincount(group, minlength=size)[group] == 1)
    if np.count_nonzero(alone) > MOST_ALONE:
        return np.arange(size)
    new = np.zeros(size, np.int64)
    new[alone] = 1 + np.arange(np.count_nonzero(alone))
    return new


def _all_alone(group: Indices) -> bool:
    return np.unique(group).size == group.size
