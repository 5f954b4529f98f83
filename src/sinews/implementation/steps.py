"""Expansion in whole steps: a step is bought as a whole, with its cost and its output, or not at all.

The planning model lets expansion have any part of a step, so that its optimum bounds what whole steps can do.
Rounded up, its expansion keeps ramp, build time and ceiling, and leaves no delivery without capacity; it only
costs more. Where all have that money left nothing else changes. Otherwise expansion is rounded up for those
who can pay for it, and the model solved again with expansion decided. The distance of the objective from the
bound is what is lost at most.

Whether an ally can pay is asked as if it bought nothing but expansion, with all the money that rules let it
have for that: its budgets, funds for industry, what it carries over and what it borrows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sinews.engines.aggregation import certify, violation
from sinews.engines.arrays import Flags, Values
from sinews.engines.basis import LabelledBasis
from sinews.engines.capacity_steps import WHOLE_STEP
from sinews.engines.integer import IntegerSolution, solve_integer
from sinews.engines.lp import LpSolution
from sinews.implementation.blocks import build_model
from sinews.implementation.disaggregation import divided
from sinews.implementation.families.budgets import available_budgets, beside_innovation
from sinews.implementation.families.plants import expansion_instalments, payer_shares, which
from sinews.implementation.groups import LARGEST_VIOLATION, GroupPlan, solve_fixed
from sinews.implementation.instance import Instance

CLOSE_ENOUGH = 5e-3
"""Relative distance from the bound with which rounded steps are taken."""

BRANCHED = 20_000
"""Columns of a model up to which branch and cut searches where rounding does not come close enough."""

MOST_NODES = 2_000
"""Nodes after which that search ends."""

SLACK = 1e-6
"""USD m by which a payment may exceed what there is."""


class InSteps(NamedTuple):
    """A solution in whole steps, and what no such solution can better.

    Attributes
    ----------
    solution
        The solution, of the planning model.
    bound
        No solution in whole steps has an objective below this.
    """

    solution: LpSolution
    bound: float

    @property
    def gap(self) -> float:
        """Part by which the objective lies above the bound, at most 0 where there is nothing to lose."""
        return self.solution.objective / self.bound - 1.0 if self.bound > 0 else 0.0


def solve_in_steps(plan: GroupPlan, solution: LpSolution, division: LabelledBasis | None = None) -> InSteps:
    """Solve a planning model again with expansion in whole steps.

    Parameters
    ----------
    plan, solution
        The model as it was solved, and its optimum, with any part of a step.
    division
        Where the division that led to it ended, if there was one.

    Returns
    -------
    A solution in whole steps, and its bound: the optimum where rounding comes close enough to it, and that of
    branch and cut otherwise.
    """
    limit = plan.instance.industry.expansion_limit
    expansion = np.clip(solution.x[plan.blocks.expansion], 0.0, limit)
    steps = affordable_steps(plan.instance, expansion)
    if np.allclose(steps, expansion, rtol=1e-9, atol=1e-9):
        return InSteps(solution, solution.objective)
    dearer = _only_dearer(plan, solution, steps)
    rounded = InSteps(_solved(plan, steps, division) if dearer is None else dearer, solution.objective)
    if rounded.gap <= CLOSE_ENOUGH or plan.model.columns > BRANCHED:
        return rounded
    searched = _search(plan.instance, rounded.solution)
    better = plan.instance.industry.steps.rounded(searched.x[plan.blocks.expansion], up=False)
    return InSteps(_solved(plan, better, division), max(searched.bound, solution.objective))


def _solved(plan: GroupPlan, expansion: Values, division: LabelledBasis | None) -> LpSolution:
    """Solve a planning model again with added capacity decided, (p, t)."""
    fixed = solve_fixed(plan, decided(plan.instance, expansion), plan.blocks.expansion, expansion)
    return divided(fixed, division)[1]


def _only_dearer(plan: GroupPlan, solution: LpSolution, expansion: Values) -> LpSolution | None:
    """Return a solution with other added capacity, (p, t), and all else alike; None if it breaks a limit."""
    x = solution.x.copy()
    x[plan.blocks.expansion] = expansion
    if violation(plan.arrays, x) > LARGEST_VIOLATION:
        return None
    proof = certify(plan.arrays, x, solution.row_dual)
    return replace(solution, x=x, objective=proof.objective, gap=proof.gap)


def _search(instance: Instance, start: LpSolution) -> IntegerSolution:
    """Search for better whole steps by branch and cut, from a solution in whole steps."""
    model, blocks = build_model(instance)
    steps = instance.industry.steps
    whole = np.concatenate(steps.add_to(model, blocks.expansion))
    return solve_integer(
        model,
        whole,
        gap=CLOSE_ENOUGH / 2,
        nodes=MOST_NODES,
        start=np.concatenate([start.x, *steps.number(start.x[blocks.expansion])]),
    )


def decided(instance: Instance, expansion: Values) -> Instance:
    """Return the planning problem with added capacity fixed, (p, t)."""
    industry = replace(instance.industry, expansion_least=expansion, expansion_limit=expansion)
    return replace(instance, industry=industry)


def affordable_steps(instance: Instance, expansion: Values) -> Values:
    """Return added capacity in whole steps that all can pay for, (p, t), near a given one.

    It is rounded up. Where an ally could not pay for that though it bought nothing else, the plants that it
    pays for are gone through one by one, first those of whose steps the least is missing: each grows towards
    what is rounded up, in every year by as many steps as there is money for.

    Parameters
    ----------
    instance
        The planning problem.
    expansion
        Added capacity that keeps ramp, build time and ceiling, and that can be paid for, (p, t).
    """
    up = instance.industry.steps.rounded(expansion, up=True)
    dear = _beyond_means(instance, up)
    chosen = np.where(dear[:, None], 0.0, up)
    missing = 1.0 - expansion.sum(axis=1) / np.maximum(up.sum(axis=1), np.finfo(np.float64).tiny)
    for plant in np.argsort(missing, kind="stable"):
        if dear[plant]:
            chosen = _grown(instance, chosen, int(plant), up[plant])
    return chosen


def _grown(instance: Instance, expansion: Values, plant: int, most: Values) -> Values:
    """Return added capacity, (p, t), with that of one plant as near to `most`, (t,), as can be paid for."""
    size, ramp = instance.industry.step[plant], instance.industry.ramp[plant]
    before = 0.0
    for year in np.flatnonzero(most > 0):
        level = min(most[year], before + ramp)
        while level > before:
            grown = expansion.copy()
            grown[plant, year:] = level
            if not _unpaid(instance, grown).any():
                expansion, before = grown, level
                break
            # the last step up to the ceiling may be a part of one
            level = (np.ceil(level / size - WHOLE_STEP) - 1.0) * size if size > 0 else before
    return expansion


def _beyond_means(instance: Instance, expansion: Values) -> Flags:
    """Return the plants for whose expansion some ally pays that cannot pay for all it pays for, (p,)."""
    shares = payer_shares(instance, instance.industry.host)
    return np.asarray((shares[:, _unpaid(instance, expansion)] > 0).any(axis=1))


def _unpaid(instance: Instance, expansion: Values) -> Flags:
    """Return the allies that cannot pay for all expansion that they pay for, (a,)."""
    owed = _least_owed(instance, expansion)
    return np.asarray((owed > instance.funding.loan_limit + SLACK).any(axis=1))


def _least_owed(instance: Instance, expansion: Values) -> Values:
    """Return what each ally owes at the end of each year if it buys nothing but expansion, (a, t), USD m.

    Funds pay what they may, and what is left is carried over as far as rules allow; less than 0 is carried.
    """
    funding = instance.funding
    own = np.clip(
        _paid(instance, expansion) - funding.fund_limit[funding.fund_industry].sum(axis=0), 0.0, None
    )
    free = np.minimum(*available_budgets(instance))
    needed = own - np.minimum(free, beside_innovation(instance))
    owed: Values = np.zeros_like(needed)
    before = np.zeros(len(instance.allies))
    for year in range(instance.years.size):
        repaid = np.where(before > 0, 1.0 + funding.interest, 1.0) * before
        before = owed[:, year] = np.maximum(repaid + needed[:, year], -funding.carry_limit[:, year])
    return owed


def _paid(instance: Instance, expansion: Values) -> Values:
    """Return what allies pay for added capacity, (p, t), of lines and of materials, (a, t), USD m."""
    growth = np.diff(expansion, axis=1, prepend=0.0)
    paid = np.zeros((2, *instance.funding.equipment_budget.shape))
    for place, axis in enumerate(("line", "material")):
        part = which(instance, axis)
        payer, plant, paid_in, added_in, amount = expansion_instalments(instance, part)
        np.add.at(paid[place], (payer, paid_in), amount * growth[part][plant, added_in])
    return np.asarray(paid[0] + paid[1])
