"""All checks of a plan, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from sinews.case import canonical
from sinews.implementation import Plan
from sinews.verify.plan import (
    beyond,
    contracts,
    follow_on,
    guidance,
    held_back,
    industry,
    ledger,
    money,
    orders,
    promised,
    reached,
    requirements,
    shares,
    stock,
    suppliers,
    tables,
    target_path,
    targets,
    types,
    units,
)
from sinews.verify.plan.derived import remembering
from sinews.verify.plan.findings import Findings

CHECKS: Mapping[str, Callable[[Plan], Findings]] = MappingProxyType(
    {
        "tables whole in themselves": tables.whole,
        "levels of ambition": guidance.ambition,
        "pledged shares": guidance.pledged_shares,
        "caps on shares": guidance.share_caps,
        "paths of spending": guidance.spending_path,
        "requirements": requirements.requirements,
        "costs of lots": targets.lot_costs,
        "shares": shares.shares,
        "burdens": shares.burdens,
        "targets": target_path.targets,
        "orders": orders.orders,
        "whole orders and contracts": contracts.contracts,
        "lead times": orders.lead_time,
        "deliveries": orders.deliveries,
        "prices": orders.prices,
        "support": promised.support,
        "stock balance": stock.stock_balance,
        "whole units": units.whole_units,
        "shortfalls": stock.shortfall,
        "targets make the requirements": targets.targets_add_up,
        "fulfilment": stock.fulfilment,
        "rules on suppliers": suppliers.suppliers,
        "few types": types.types,
        "line capacity": industry.lines,
        "materials": industry.materials,
        "expansion": industry.expansion,
        "steps of expansion": industry.whole_steps,
        "sustaining rates": industry.sustaining,
        "skilled people": industry.people,
        "payments": ledger.payments,
        "spending": ledger.spending,
        "budgets": money.budgets,
        "money moved and set apart": money.moves,
        "orders for after the horizon": follow_on.follow_on,
        "promises beyond what there is": beyond.contradictions,
        "search": reached.solution,
        "bottlenecks": held_back.bottlenecks,
        "cost of support": held_back.support_cost,
    }
)
"""Each check by its name; it returns what it finds wrong, in words that name the table and then the row.

A check reads what those before it have derived, so that what is first found is nearest to what is wrong.
"""


def violations(plan: Plan) -> dict[str, list[str]]:
    """Return what each check finds wrong with a plan.

    Parameters
    ----------
    plan
        The plan, just made or opened from its folder.

    Returns
    -------
    The findings of each check by its name, in words; an empty list where all that it looks at follows.
    Constraints that the plan was made with beside those that come along are among them by their names, as far
    as their families are here: see `unchecked`.
    """
    return dict(one_by_one(plan))


def one_by_one(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each check with what it finds, as it is done.

    What several checks derive is derived once; a plan that remembers (`sinews.verify.plan.derived`) keeps it.
    """
    # by whatever order rows stand in, the steps read them in this one, and ties hang on it
    plan = remembering(replace(plan, case=canonical(plan.case)))
    for name, check in CHECKS.items():
        yield name, _found(check, plan)
    for taken in plan.constraints:
        if taken.rule is not None:
            name = taken.name if taken.name not in CHECKS else f"constraint {taken.name}"
            yield name, taken.rule.check(plan)


def _found(check: Callable[[Plan], list[str]], plan: Plan) -> list[str]:
    """Return what a check finds; rows that other tables have nothing for are a finding, too."""
    try:
        return check(plan)
    except (
        LookupError, ArithmeticError, AttributeError, TypeError, ValueError, pl.exceptions.PolarsError,
    ) as error:  # fmt: skip
        return [
            f"tables of the plan, or of its case, do not fit each other ({type(error).__name__}: {error})"
        ]


def unchecked(plan: Plan) -> list[str]:
    """Return the constraints of a plan whose families are not here to check it, in words."""
    return [
        f"{taken}: not checked, because its family is not here"
        for taken in plan.constraints
        if taken.rule is None
    ]
