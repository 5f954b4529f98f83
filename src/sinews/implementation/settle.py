"""Solve the planning model again and again until prices have settled."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from sinews.case import Case
from sinews.engines.basis import LabelledBasis, no_basis
from sinews.engines.lp import LpArrays, LpSolution
from sinews.engines.lp_methods import ALL, SpeedUps
from sinews.implementation import few_types
from sinews.implementation.blocks import Blocks
from sinews.implementation.disaggregation import divide
from sinews.implementation.ending import Ending, axes_of
from sinews.implementation.groups import first_groups, solve_groups, solve_repriced
from sinews.implementation.instance import Instance
from sinews.implementation.learning import (
    CONVERGED,
    MOST_ROUNDS,
    damped,
    expected_orders,
    learned_prices,
    price_change,
)
from sinews.implementation.plan import Plan
from sinews.implementation.quantities import Quantities
from sinews.implementation.solution import Solution
from sinews.implementation.split import split_in_proportion
from sinews.implementation.steps import solve_in_steps
from sinews.implementation.units import solve_in_units
from sinews.implementation.whole_orders import solve_in_whole_orders


@dataclass(frozen=True, slots=True)
class Solved:
    """The planning model, solved at prices that have settled or after the last round.

    Attributes
    ----------
    instance, arrays, blocks
        The planning problem at those prices, and its model.
    solution
        Its optimum, with any part of a step of expansion.
    split
        A solution in whole steps, with what lines deliver split among the allies; orders are in parts.
    quantities
        What the plan makes of it, in whole steps and whole units.
    summary
        How it was found.
    ending
        Where the search ended.
    """

    instance: Instance
    arrays: LpArrays
    blocks: Blocks
    solution: LpSolution
    split: LpSolution
    quantities: Quantities
    summary: Solution
    ending: Ending


def settle(case: Case, instance: Instance, after: Plan | None = None, *, speed_ups: SpeedUps = ALL) -> Solved:
    """Solve the model again and again, each time with the prices that the last solution leads to.

    Prices depend on what lines deliver to all, so groups of allies will do until they have settled. A model
    solved again because a group's members cannot pay for what it gets is no round of its own.

    Parameters
    ----------
    case, instance
        The case, and its planning problem at the prices before anything is learned.
    after
        Another plan, to start from where its search ended; it is left aside if it does not fit.
    speed_ups
        What may be used to solve it quickly.

    Raises
    ------
    LpError
        If there is no plan at all.
    """
    begun = time.perf_counter()
    group, round_number = first_groups(instance), 1
    start: LabelledBasis | None = None
    division: LabelledBasis | None = None
    last, told = _usable(after, instance)
    expected = expected_orders(instance) if last is None else last.ordered
    if last is not None:
        group, start, division = last.group, last.basis, last.division
    first_prices = learned_prices(case, instance, expected + instance.industry.reserved)
    # from nothing the first round is seldom the last: it is for prices alone
    exactly = start is not None
    plan = solve_groups(
        replace(instance, price_path=first_prices), group, start=start, exactly=exactly, speed_ups=speed_ups
    )
    free, pending = plan, few_types.decisions(plan)
    while True:
        ordered = plan.ordered()
        delivered = ordered + instance.industry.reserved
        prices = learned_prices(case, instance, delivered)
        change = price_change(plan.instance, prices, delivered)
        moved = change > CONVERGED and round_number < MOST_ROUNDS
        if moved or pending:
            old = plan.instance.price_path
            solve_next = pending.pop(0) if pending else solve_repriced
            plan = solve_next(plan, damped(round_number, old, prices) if moved else old)
            round_number, exactly = round_number + moved, True
            continue
        if not exactly:
            plan, exactly = solve_repriced(plan, plan.instance.price_path), True
            continue
        solution, group, division = divide(plan, division)
        if solution is None:
            plan = solve_groups(plan.instance, group, start=plan, speed_ups=speed_ups)
            continue
        fewer = few_types.without_small_fleets(plan, solution.x)
        if fewer is None:
            break
        plan = solve_groups(fewer, plan.group, start=plan, speed_ups=speed_ups)
    instance = plan.instance
    types_gap = few_types.gap(free, instance, solution.objective)
    steps = solve_in_steps(plan, solution, division)
    split = split_in_proportion(plan, steps.solution)
    ordered_whole = solve_in_whole_orders(plan, split.solution)
    units = solve_in_units(plan, ordered_whole, steps.solution.objective)
    return Solved(
        instance=few_types.as_ordered(instance, units.quantities.ordered),
        arrays=plan.arrays,
        blocks=plan.blocks,
        solution=solution,
        split=split.solution,
        quantities=units.quantities,
        summary=Solution(
            status=solution.status,
            solver=solution.solver,
            gap=solution.gap,
            objective=solution.objective,
            seconds=time.perf_counter() - begun,
            columns=plan.arrays.columns,
            rows=plan.arrays.rows,
            rounds=round_number,
            price_change=change,
            converged=change <= CONVERGED,
            whole_steps_gap=steps.gap,
            whole_units_gap=units.gap,
            few_types_gap=types_gap,
            split=split.told,
            split_gap=split.solution.objective / steps.solution.objective - 1.0,
            started_from="" if last is None else last.fingerprint,
            start=told,
        ),
        ending=Ending(axes_of(instance), plan.group, ordered, plan.basis, division or no_basis()),
    )


def _usable(after: Plan | None, instance: Instance) -> tuple[Ending | None, str]:
    """Return where another plan's search ended, if that is of use, and what the search starts from."""
    if after is None:
        return None, "from nothing"
    if after.ending is None:
        return None, "from nothing: the last plan was kept without its ending"
    unlike = after.ending.unlike(instance)
    if unlike:
        return None, f"from nothing: the last plan does not fit, it has other {unlike}"
    return after.ending, "from the last plan"
