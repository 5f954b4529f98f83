"""For authors of families of constraints: whether one keeps to what the planning model expects of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array

from sinews import pipeline
from sinews.case import Case, CaseError
from sinews.engines.aggregation import unlike
from sinews.engines.arrays import Indices
from sinews.engines.infeasible import irreducible_subset
from sinews.engines.lp import LpArrays
from sinews.implementation import Plan
from sinews.implementation.blocks import build_model
from sinews.implementation.conflict import named
from sinews.implementation.families import contents
from sinews.implementation.families.budgets import Budgets
from sinews.implementation.families.family import ALWAYS, Columns, Family, Payments, Rows, by_key
from sinews.implementation.families.funds import Funds
from sinews.implementation.families.stock import Stock
from sinews.implementation.model import Model, counted_by
from sinews.implementation.widen import at_the_plans_prices

TOLERANCE = 1e-6
"""Relative difference, and at least absolute one, up to which two figures are the same."""


def check_family(family: Family[Any], case: Case, *, alone: Iterable[str] = ()) -> list[str]:
    """Return what is wrong with a family of constraints, in words; empty if nothing is found.

    Parameters
    ----------
    family
        The family: one of your own, or one of those that come along.
    case
        A case in which the family has something to say and binds, the smaller the better.
    alone
        Keys of the allies that are meant to be unlike all others in it, say because it is about them alone.

    Notes
    -----
    What is looked at: there is a plan; every block has coefficients and its name in the docstring; allies are
    alike but for their bounds, so that they can be planned for in groups; payments are what the rows of
    budgets have, and for families that come along what the objective weighs; without the family the optimum
    is no worse; limits are named where they clash. Of a family of your own besides: the plan made with it
    passes its check, and the one made without it does not, if it binds.

    Examples
    --------
    >>> from sinews.testing import check_family  # doctest: +SKIP
    >>> assert check_family(LeastShare("tank", ("DEU", "POL"), 0.8), case) == []  # doctest: +SKIP
    """
    own = any(each is family for each in contents.FAMILIES)
    try:
        plan = pipeline.plan(case, constraints=() if own else (family,))
    except CaseError as error:
        return [str(problem) for problem in error.problems]
    targets = plan.apportioned
    problem = at_the_plans_prices(plan, targets)
    lp, blocks = build_model(problem)
    model, arrays = blocks.model, lp.arrays()
    solution = arrays.solve(algorithm="simplex")
    found = [
        *_blocks(model, arrays, family),
        *_alike(model, arrays, set(alone)),
        *_payments(model, arrays, family),
        *_no_dearer(model, arrays, family, solution.objective),
        *_named(model, arrays, family),
    ]
    if own:
        return [*found, *_weighed(model, arrays, family)]
    prices = [limit.price(solution) for limit in family.limits(problem, model, solution)]
    return [*found, *_checked(family, plan, binds=any((price > TOLERANCE).any() for price in prices))]


def _blocks(model: Model, arrays: LpArrays, family: Family[Any]) -> Iterator[str]:
    """Yield blocks that have no coefficients, or that no docstring names."""
    for block, places in model.blocks_of(family):
        name = f"{model.name_of(family)}.{block.name}"
        is_row = isinstance(block, Rows)
        part = arrays.matrix[places.ravel()] if is_row else arrays.matrix[:, places.ravel()]
        if not part.nnz:
            yield f"{name}: the block has no coefficients"
        if is_row and block.name not in (family.__doc__ or "").split():
            yield f"{name}: the docstring has no formula of that name"


def _alike(model: Model, arrays: LpArrays, alone: set[str]) -> Iterator[str]:
    """Yield allies that cannot be planned for in a group."""
    allies = model.problem.allies
    group = np.array([1 + place if key in alone else 0 for place, key in enumerate(allies)], np.int64)
    for ally in np.flatnonzero(unlike(model.lp, arrays, group)):
        yield (
            f"{allies[ally]} is not like the others, though labels say so: tell it apart by `apart` or an "
            "axis, or give it in `alone` if it is meant to be"
        )


def _payments(model: Model, arrays: LpArrays, family: Family[Any]) -> Iterator[str]:
    """Yield budgets whose rows have other coefficients in a family's columns than its payments."""
    if isinstance(family, Budgets | Funds):
        return  # they move money beside what they pay
    every = family.payments(model.problem, model)
    paid = [each for each in every if each.column is not ALWAYS and each.booked != "ledger"]
    columns = [places.ravel() for block, places in model.blocks_of(family) if not isinstance(block, Rows)]
    for name in ("equipment", "total"):
        rows = model.rows(Budgets, name)
        chosen = [each for each in paid if name in ("total", each.element.paid_from)]
        difference = _as_matrix(rows, chosen, model, arrays) - arrays.matrix
        part = csc_array(difference)[:, np.concatenate(columns)][rows.ravel()] if columns else np.zeros(0)
        if abs(part).max() > TOLERANCE if columns else chosen:
            yield f"{model.name_of(family)}: the rows of {name} budgets have other coefficients than it pays"


def _as_matrix(rows: Indices, paid: Iterable[Payments], model: Model, arrays: LpArrays) -> csc_array:
    """Return payments as coefficients of the rows of the payers."""
    by_row, by_column = counted_by(model.row_blocks), counted_by(model.column_blocks)
    total = csc_array(arrays.matrix.shape)
    for each in paid:
        row, column, value = np.broadcast_arrays(rows[each.payer, each.year], each.column, each.amount)
        places = row.ravel(), column.ravel()
        counted = value.ravel() * by_column[places[1]] / by_row[places[0]]
        total = total + csc_array(coo_array((counted, places), shape=arrays.matrix.shape))
    return total


def _weighed(model: Model, arrays: LpArrays, family: Family[Any]) -> Iterator[str]:
    """Yield blocks of columns whose weight in the objective is not what is paid for them, discounted."""
    problem = model.problem
    weight = np.zeros(arrays.columns)
    for each in family.payments(problem, model):
        if each.column is not ALWAYS and each.booked != "ledger":
            column, amount = np.broadcast_arrays(each.column, problem.discount[each.year] * each.amount)
            np.add.at(weight, column.ravel(), problem.cost_weight * amount.ravel())
    weight *= counted_by(model.column_blocks)
    if isinstance(family, Stock):
        missed = problem.shortfall_weight[problem.of(Stock).capability]
        np.add.at(weight, model.columns(Stock, "under"), missed)
    for block, places in model.blocks_of(family):
        usable = arrays.upper[places] > 0
        if isinstance(block, Columns) and not np.allclose(
            arrays.cost[places][usable], weight[places][usable], rtol=TOLERANCE, atol=TOLERANCE * TOLERANCE
        ):
            yield f"{model.name_of(family)}.{block.name}: the objective weighs other money than is paid"


def _no_dearer(model: Model, arrays: LpArrays, family: Family[Any], objective: float) -> Iterator[str]:
    """Yield it if the optimum is worse without the family's rows."""
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    for block, places in model.blocks_of(family):
        if isinstance(block, Rows):
            lower[places], upper[places] = -np.inf, np.inf
    without = replace(arrays, row_lower=lower, row_upper=upper).solve(algorithm="simplex").objective
    if without > objective + TOLERANCE * max(1.0, abs(objective)):
        yield f"{model.name_of(family)}: without its rows the optimum is {without}, with them {objective}"


def _named(model: Model, arrays: LpArrays, family: Family[Any]) -> Iterator[str]:
    """Yield limits that are not told where nothing can keep them."""
    for block, places in model.blocks_of(family):
        if block.limit is None:
            continue
        table, column = block.limit.table, block.limit.column
        names, by_name, _ = by_key(model.problem, block.at, places)
        place = by_name[0].max()
        sides = ("row_lower", "row_upper") if isinstance(block, Rows) else ("lower", "upper")
        crossed = {side: getattr(arrays, side).copy() for side in sides}
        crossed[sides[0]][place], crossed[sides[1]][place] = 1.0, -1.0
        found = irreducible_subset(replace(arrays, **crossed))
        told = [] if found is None else named(model, found)
        if (table, column, names[0]) not in {(each.table, each.column, each.value) for each in told}:
            name = f"{model.name_of(family)}.{block.name}"
            yield f"{name}: {table}, {column} is not named where nothing can keep it"


def _checked(family: Family[Any], plan: Plan, *, binds: bool) -> Iterator[str]:
    """Yield it if the check of a family finds too much or too little."""
    yield from (f"{family.name}: its check finds in its own plan: {each}" for each in family.check(plan))
    without = pipeline.plan(plan.case)
    if not binds:
        yield f"{family.name}: it binds nowhere in this case, so that its check cannot be tried"
    elif not family.check(without):
        yield f"{family.name}: it binds, and its check finds nothing wrong with the plan made without it"
