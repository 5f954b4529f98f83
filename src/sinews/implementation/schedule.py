"""Schedule the implementation: solve the planning model and tell what its solution means."""

from __future__ import annotations

from sinews.apportionment import Targets
from sinews.case import Case, unit_prices
from sinews.implementation.bottlenecks import bottlenecks
from sinews.implementation.instance import build_instance
from sinews.implementation.model import build_model
from sinews.implementation.plan import Plan, Solution
from sinews.implementation.results import (
    deliveries,
    fulfilment,
    line_output,
    material_use,
    orders,
    read_quantities,
    spending,
    stock,
    workforce,
)


def schedule(case: Case, targets: Targets) -> Plan:
    """Plan orders, deliveries, line expansion and spending so that targets are met as soon as can be.

    Parameters
    ----------
    case
        The case: products, costs, lines, contracts, budgets.
    targets
        The result of step 3.

    Returns
    -------
    The plan, with the tables of the steps before it.

    Notes
    -----
    The model and its objective are described in `sinews.implementation.model`. Prices are today's; products
    bought within the horizon do not retire within it.
    """
    instance = build_instance(case, targets)
    model, blocks = build_model(instance)
    solution = model.solve(algorithm="simplex")
    quantities = read_quantities(instance, blocks, solution)
    requirements = targets.requirements
    ambition = requirements.ambition
    tables = {
        "ambition": ambition.levels,
        "spending_path": ambition.spending_path,
        "requirements": requirements.needs,
        "shares": targets.shares,
        "targets": targets.targets,
        "unassigned": targets.unassigned,
        "prices": unit_prices(case),
        "orders": orders(case, instance, quantities),
        "deliveries": deliveries(case, instance, quantities),
        "stock": stock(instance, quantities),
        "spending": spending(targets, instance, quantities),
        "lines": line_output(case, instance, quantities),
        "materials": material_use(instance, quantities),
        "workforce": workforce(instance, quantities),
        "fulfilment": fulfilment(case, targets, instance, quantities),
        "bottlenecks": bottlenecks(case, instance, blocks, solution),
    }
    return Plan(
        case=case,
        tables=tables,
        solution=Solution(
            status=solution.status,
            solver=solution.solver,
            gap=solution.gap,
            objective=solution.objective,
            seconds=solution.seconds,
            columns=model.columns,
            rows=model.rows,
        ),
    )
