"""Orders for after the horizon: a plan's last years are not its last, and what wears out then is ordered now.

A plan that ends orders nothing for later, so that its last years would look like the end of the Alliance.
What is to replace what leaves after the horizon is ordered as the plan orders within it: a terminal condition
in the spirit of Grinold's dual equilibrium (Operations Research 31, 1983), by which all goes on afterwards as
it stands in the last year. Nothing else is decided by it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import named
from sinews.engines.arrays import Indices, Values
from sinews.implementation.families.budgets import Budgets, available_budgets, beside_innovation
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import ALWAYS, THOUSANDS, Payments
from sinews.implementation.families.funds import Funds
from sinews.implementation.instance import Instance, in_whole_units, stock_by_age
from sinews.implementation.peacetime import read_peacetime_use
from sinews.implementation.quantities import NEGLIGIBLE, Quantities
from sinews.implementation.settle import Solved

FOLLOW_ON = Element("follow_on", "Orders for after the horizon", "For later", work="capability")


def follow_on(solved: Solved) -> tuple[pl.DataFrame, list[Payments]]:
    """Return what allies order within the plan's years for delivery after them, and what falls due of it.

    Returns
    -------
    orders
        ally, capability, product, line, order_year, delivery_year, quantity (products; a rate, and no
        contract, so that it need not be whole), unit_price, paid (USD m, within the plan's years).
    payments
        The instalments that fall due in them.

    Notes
    -----
    In each year after the horizon up to the longest lead time an ally replaces what leaves by its age and
    what peace uses up, less what it holds beyond its target. It orders that from its lines in the
    proportions of all it has ordered of the capability, in so far as it may order there in that year; who
    has ordered none orders none. Lines deliver no more than in the last year they could, and what an ally
    pays in each year stays within its budgets, all its orders in the same proportion.
    """
    problem, quantities = solved.instance, solved.quantities
    quantity = _within_output(problem, quantities, _from_lines(problem, quantities, leaves_later(solved)))
    quantity = np.where(quantity > NEGLIGIBLE, quantity, 0.0)
    ally, line, later, year, each = _instalments(problem, quantity)
    amount = quantity[ally, line, later] * each
    part = _affordable(solved, ally, year, amount)
    quantity, amount = quantity * part[:, None, None], amount * part[ally]
    paid = np.zeros_like(quantity)
    np.add.at(paid, (ally, line, later), amount)
    return _table(problem, quantity, paid), _payments(problem, ally, line, later, year, amount)


def leaves_later(solved: Solved) -> Values:
    """Return what is to be replaced in each year after the horizon, (a, c, n), units."""
    problem, quantities = solved.instance, solved.quantities
    case, start = problem.case, problem.years.size
    later = max(int(problem.industry.lead_time.max(initial=0)), 1)
    years = np.append(problem.years, problem.years[-1] + np.arange(1, later + 1))
    _, retired = stock_by_age(case, problem.allies, problem.capabilities, years)
    retired[:, problem.whole] = in_whole_units(retired[:, problem.whole])
    target = np.repeat(problem.target[:, :, -1:], later, axis=2)
    gone = retired[:, :, start:]
    gone = gone + read_peacetime_use(case, problem.capabilities, target, gone)
    spare = np.clip(quantities.stock - problem.target, 0.0, None)[:, :, -1:]
    lacking = np.clip(np.cumsum(gone, axis=2) - spare, 0.0, None)
    # what is not asked for is not replaced
    return np.where(target > 0.0, np.diff(lacking, axis=2, prepend=0.0), 0.0)


def _from_lines(problem: Instance, quantities: Quantities, needed: Values) -> Values:
    """Return what is ordered of each line for each year after the horizon, (a, l, n), products."""
    industry, later = problem.industry, 1 + np.arange(needed.shape[2])
    units = quantities.ordered.sum(axis=2) * problem.yields
    total = np.zeros(needed.shape[:2])
    np.add.at(total.T, problem.capability_of, units.T)
    of = total[:, problem.capability_of]
    part = np.divide(units, of, out=np.zeros_like(units), where=of > NEGLIGIBLE)
    quantity = (part / problem.yields)[:, :, None] * needed[:, problem.capability_of]
    ordered = problem.years.size - 1 + later - industry.lead_time[:, None]
    first = industry.earliest - industry.lead_time
    within = (ordered >= first[:, None]) & (ordered < problem.years.size)
    place = np.clip(ordered, 0, problem.years.size - 1)
    may = problem.suppliers.open[:, np.arange(industry.lines)[:, None], place]
    return np.where(within & may, quantity, 0.0)


def _within_output(problem: Instance, quantities: Quantities, quantity: Values) -> Values:
    """Return orders that lines can deliver with the capacity that they have in the last year."""
    industry, lines = problem.industry, slice(problem.industry.lines)
    base = np.maximum(industry.base[lines, -1], industry.reserved[:, -1])
    output = base + quantities.expansion[lines, -1]
    output = np.clip(output - (quantities.closed * industry.free[lines])[:, -1], 0.0, None)[:, None]
    total = quantity.sum(axis=0)
    fits = np.divide(output, total, out=np.ones_like(total), where=total > output)
    return np.asarray(quantity * fits)


def _instalments(problem: Instance, quantity: Values) -> tuple[Indices, Indices, Indices, Indices, Values]:
    """Return ally, line, years after the horizon less one, year and amount for one product of what falls due.

    Each is (instalments,), the year a position.
    """
    ahead = np.arange(problem.terms.parts.shape[1])
    ally, line, later = np.nonzero(quantity)
    due = problem.years.size + later[:, None] - ahead
    falls = (due >= 0) & (due < problem.years.size) & (problem.terms.parts[line] > 0.0)
    which, before = np.nonzero(falls)
    ally, line, later = ally[which], line[which], later[which]
    each = problem.terms.parts[line, before] * problem.price_path[line, -1]
    return ally, line, later, due[which, before], each


def _affordable(solved: Solved, ally: Indices, year: Indices, amount: Values) -> Values:
    """Return the part of its orders for after the horizon that each ally has money for in all years, (a,)."""
    money = solved.blocks.money
    x = solved.quantities.x.copy()
    for columns in (money.carried, money.owed, money.drawn, money.running):
        x[columns] /= THOUSANDS
    model, problem = solved.blocks.model, solved.instance
    spent = (solved.arrays.matrix @ x) * THOUSANDS
    rows = [model.rows(Budgets, "equipment"), model.rows(Budgets, "total"), model.rows(Funds, "innovation")]
    limits = [*available_budgets(problem), beside_innovation(problem)]
    left = [limit - spent[each] for limit, each in zip(limits, rows, strict=True)]
    room = np.clip(np.min(left, axis=0), 0.0, None)
    paid = np.zeros_like(room)
    np.add.at(paid, (ally, year), amount)
    part = np.divide(room, paid, out=np.ones_like(room), where=paid > room)
    return np.asarray(part.min(axis=1))


def _payments(
    problem: Instance, ally: Indices, line: Indices, later: Indices, year: Indices, amount: Values
) -> list[Payments]:
    """Return the instalments: where the line is, and at home what a partner of it builds for itself."""
    ordered = problem.years.size + later - problem.industry.lead_time[line]
    home = np.where(problem.suppliers.partner[ally, line], problem.suppliers.home[ally, line], 0.0)
    countries = np.asarray(problem.allies, np.str_)[ally]
    status = problem.terms.price_status[line]
    return [
        Payments(
            FOLLOW_ON, ally[of], year[of], ALWAYS, (amount * part)[of], line[of],
            country=country if country is None else country[of], status=status[of], committed=ordered[of],
        )
        for of, part, country in ((home < 1.0, 1.0 - home, None), (home > 0.0, home, countries))
    ]  # fmt: skip


def _table(problem: Instance, quantity: Values, paid: Values) -> pl.DataFrame:
    """Return the orders, and what of them falls due, each (a, l, n), as a table."""
    ally, line, later = np.nonzero(quantity)
    ordered = problem.years[-1] + 1 + later - problem.industry.lead_time[line]
    return pl.DataFrame(
        {
            "ally": named(problem.allies, ally),
            "capability": named([problem.capabilities[c] for c in problem.capability_of], line),
            "product": named(problem.case["lines"]["product"].to_list(), line),
            "line": named(problem.lines, line),
            "order_year": ordered,
            "delivery_year": problem.years[-1] + 1 + later,
            "quantity": quantity[ally, line, later],
            "unit_price": problem.price_path[line, -1],
            "paid": paid[ally, line, later],
        }
    )
