"""Schedule the implementation: solve the planning model and tell what its solution means."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case, CaseError, unit_prices
from sinews.engines.lp import LpError, LpModel, LpSolution
from sinews.implementation import results
from sinews.implementation.blocks import PER_MILLE
from sinews.implementation.bottlenecks import bottlenecks, weighted_shortfall
from sinews.implementation.conflict import conflict
from sinews.implementation.contradictions import contradictions
from sinews.implementation.groups import divide, first_groups, solve_groups
from sinews.implementation.instance import Instance, build_instance
from sinews.implementation.learning import CONVERGED, MOST_ROUNDS, damped, learned_prices, price_change
from sinews.implementation.model import Blocks, build_model, shortfall_weight
from sinews.implementation.plan import Plan, Solution
from sinews.implementation.quantities import Quantities, read_quantities
from sinews.implementation.support_cost import support_cost


def schedule(case: Case, targets: Targets) -> Plan:
    """Plan orders, deliveries, line expansion and spending so that targets are met as soon as can be.

    Parameters
    ----------
    case
        The case: products, costs, lines, materials, workforce, contracts, budgets.
    targets
        The result of step 3.

    Returns
    -------
    The plan, with the tables of the steps before it.

    Raises
    ------
    CaseError
        If there is no plan at all, with the limits that contradict each other. Contracts and commitments
        beyond what there is are no such case: see `sinews.implementation.contradictions`.

    Notes
    -----
    The model and its objective are described in `sinews.implementation.model`. Prices follow learning curves:
    the model is solved again with the prices that its own deliveries lead to, until they settle. Products
    bought within the horizon do not retire within it.
    """
    instance = build_instance(case, targets)
    try:
        solved = _settle(case, instance)
    except LpError:
        problems = conflict(instance, *build_model(instance))
        if problems:
            raise CaseError(problems) from None
        raise
    return Plan(case=case, tables=_tables(case, targets, solved), solution=solved.summary())


@dataclass(frozen=True, slots=True)
class _Solved:
    """The planning model, solved at prices that have settled or after the last round."""

    instance: Instance
    model: LpModel
    blocks: Blocks
    solution: LpSolution
    quantities: Quantities
    rounds: int
    change: float
    seconds: float

    def summary(self) -> Solution:
        return Solution(
            status=self.solution.status,
            solver=self.solution.solver,
            gap=self.solution.gap,
            objective=self.solution.objective,
            seconds=self.seconds,
            columns=self.model.columns,
            rows=self.model.rows,
            rounds=self.rounds,
            price_change=self.change,
            converged=self.change <= CONVERGED,
            whole_units_gap=self.whole_units_gap(),
        )

    def whole_units_gap(self) -> float:
        """Return by what part the weighted shortfall in whole units lies above that of the model."""
        instance = self.instance
        weight = shortfall_weight(instance) * PER_MILLE / instance.required[:, None]
        missing = np.clip(instance.target - self.quantities.stock, 0.0, None)
        optimum = float(weighted_shortfall(instance, self.blocks, self.solution).sum())
        return float((missing * weight).sum()) / optimum - 1.0 if optimum > 0 else 0.0


def _settle(case: Case, instance: Instance) -> _Solved:
    """Solve the model again and again, each time with the prices that the last solution leads to.

    Prices depend on what lines deliver to all, so groups of allies will do until they have settled. A model
    solved again because a group's members cannot pay for what it gets is no round of its own.
    """
    start = time.perf_counter()
    group, basis, stalled, round_number = first_groups(instance), None, False, 1
    while True:
        plan = solve_groups(instance, group, start=basis, stalled=stalled)
        basis, stalled = plan.basis, plan.stalled
        delivered = plan.ordered() + instance.industry.reserved
        prices = learned_prices(case, instance, delivered)
        change = price_change(instance, prices, delivered)
        if change > CONVERGED and round_number < MOST_ROUNDS:
            instance = replace(instance, price_path=damped(round_number, instance.price_path, prices))
            round_number += 1
            continue
        solution, group = divide(plan)
        if solution is not None:
            break
    quantities = read_quantities(instance, plan.blocks, solution)
    seconds = time.perf_counter() - start
    return _Solved(instance, plan.model, plan.blocks, solution, quantities, round_number, change, seconds)


def _tables(case: Case, targets: Targets, solved: _Solved) -> dict[str, pl.DataFrame]:
    """Return all tables of the plan, those of the earlier steps first."""
    instance, quantities = solved.instance, solved.quantities
    requirements = targets.requirements
    return {
        "ambition": requirements.ambition.levels,
        "spending_path": requirements.ambition.spending_path,
        "requirements": requirements.needs,
        "shares": targets.shares,
        "targets": targets.targets,
        "unassigned": targets.unassigned,
        "prices": unit_prices(case),
        "orders": results.orders(case, instance, quantities),
        "deliveries": results.deliveries(case, instance, quantities),
        "stock": results.stock(instance, quantities),
        "support": results.support(instance),
        "spending": results.spending(targets, instance, quantities),
        "resilience": results.resilience(instance, quantities),
        "lines": results.line_output(case, instance, quantities),
        "materials": results.material_use(instance, quantities),
        "workforce": results.workforce(instance, quantities),
        "fulfilment": results.fulfilment(case, targets, instance, quantities),
        "contradictions": contradictions(case, instance),
        "support_cost": support_cost(instance, solved.blocks, solved.solution),
        "bottlenecks": bottlenecks(case, instance, solved.model, solved.blocks, solved.solution),
    }
