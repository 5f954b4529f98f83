"""Schedule the implementation: solve the planning model and tell what its solution means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from sinews.apportionment import Targets
from sinews.case import Case, CaseError, unit_prices
from sinews.case.model_size import refuse_too_large
from sinews.engines.lp import LpError
from sinews.implementation import results
from sinews.implementation.bottlenecks import bottlenecks
from sinews.implementation.certified import certified
from sinews.implementation.conflict import conflict
from sinews.implementation.constraints import constraints_of, taken
from sinews.implementation.contradictions import contradictions
from sinews.implementation.families.family import Payments
from sinews.implementation.follow_on import follow_on
from sinews.implementation.instance import Instance, build_instance
from sinews.implementation.ledger import elements, ledger
from sinews.implementation.model import build
from sinews.implementation.orders import orders
from sinews.implementation.plan import Plan
from sinews.implementation.settle import Solved, settle
from sinews.implementation.support_cost import support_cost

BYTES_PER_COLUMN = 4096
"""Memory that a quantity of the planning model takes, in the model and in the solver, at most."""


def schedule(
    case: Case, targets: Targets, *, after: Plan | None = None, constraints: Iterable[Any] = ()
) -> Plan:
    """Plan orders, deliveries, line expansion and spending so that targets are met as soon as can be.

    Parameters
    ----------
    case
        The case: products, costs, lines, materials, workforce, contracts, budgets.
    targets
        The result of step 3.
    after
        A plan of a case much like this one, to start from where the search for it ended.
    constraints
        Families of constraints beside those that come along and those that the case names.

    Returns
    -------
    The plan, with the tables of the steps before it.

    Raises
    ------
    CaseError
        If there is no plan at all, with the limits that contradict each other, or a constraint is none.
        Contracts and commitments beyond what there is are no such case: see
        `sinews.implementation.contradictions`.

    Notes
    -----
    The model and its objective are described in `sinews.implementation.families`. Prices follow learning
    curves: the model is solved again with the prices that its own deliveries lead to, until they settle.
    Products bought within the horizon do not retire within it.
    """
    families = constraints_of(case, constraints)
    instance = build_instance(case, targets, families)
    _refuse_too_large(case, instance)
    try:
        solved = settle(case, instance, after)
    except LpError:
        problems = conflict(build(instance))
        if problems:
            raise CaseError(problems) from None
        raise
    later, instalments = follow_on(solved)
    payments = [*solved.blocks.model.payments_at(solved.instance), *instalments]
    return Plan(
        case=case,
        tables=_tables(case, targets, solved, payments, later),
        solution=solved.summary,
        ending=solved.ending,
        constraints=taken(families) if families else (),
        elements=elements(payments),
        proof=targets.proof,
        certificate=certified(solved.instance, solved.blocks.model, solved.solution),
    )


def _refuse_too_large(case: Case, instance: Instance) -> None:
    """Raise CaseError if the planning model, with each ally alone, is larger than the case allows."""
    allies, years = len(instance.allies), len(instance.years)
    columns = allies * (len(instance.lines) + len(instance.capabilities)) * years
    size = (
        f"{columns:,} quantities: {allies:,} allies, {len(instance.lines):,} lines, "
        f"{len(instance.capabilities):,} capabilities, {years} years"
    )
    tables = "allies, lines or capabilities, or bring the horizon nearer"
    refuse_too_large(case.settings, "planning model", columns * BYTES_PER_COLUMN, size, tables)


def _tables(
    case: Case, targets: Targets, solved: Solved, payments: Sequence[Payments], later: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Return all tables of the plan, those of the earlier steps first."""
    instance, quantities = solved.instance, solved.quantities
    requirements = targets.requirements
    placed, signed = orders(case, instance, quantities)
    paid = ledger(instance, payments, quantities.x, placed)
    return {
        "ambition": requirements.ambition.levels,
        "spending_path": requirements.ambition.spending_path,
        "share_caps": requirements.ambition.share_caps,
        "pledged_shares": requirements.ambition.shares,
        "requirements": requirements.needs,
        "shares": targets.shares,
        "targets": targets.targets,
        "unassigned": targets.unassigned,
        "burdens": targets.burdens,
        "lot_costs": targets.costs,
        "relief": targets.relief,
        "prices": unit_prices(case),
        "orders": placed,
        "contracts_signed": signed,
        "follow_on": later,
        "deliveries": results.deliveries(case, instance, quantities),
        "stock": results.stock(instance, quantities),
        "support": results.support(instance),
        "ledger": paid,
        "spending": results.spending(targets, instance, quantities, paid, elements(payments)),
        "resilience": results.resilience(instance, quantities),
        "lines": results.line_output(case, instance, quantities),
        "materials": results.material_use(instance, quantities),
        "workforce": results.workforce(instance, quantities),
        "fulfilment": results.fulfilment(case, targets, instance, quantities),
        "contradictions": contradictions(solved.blocks.model),
        "support_cost": support_cost(solved),
        "bottlenecks": bottlenecks(solved),
    }
