"""The planning problem when types are decided: what of it another plan with the same types has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sinews.implementation import Plan
from sinews.verify.plan.offers import Offers
from sinews.verify.plan.parts import Array
from sinews.verify.plan.programme import Programme
from sinews.verify.plan.types import type_book


def with_types(
    plan: Plan, p: Programme, chosen: Offers, decided: Array, amount: Array
) -> tuple[Programme, Offers]:
    """Return a planning problem and its offers when types are decided: another plan has the same.

    Parameters
    ----------
    decided
        1 where an ally introduces the product of a line, in the first year in which one can be delivered,
        (a, l, t).
    amount
        What the search for the plan delivers, (a, l, t).
    """
    book = type_book(plan.case)
    if not book.rows:
        return p, chosen
    open_to, paid = chosen.open.copy(), np.zeros(p.money.equipment.shape)
    price = dict(zip(p.lines, p.today.tolist(), strict=True))
    ordered = set(plan.orders.select("ally", "product").iter_rows())
    product = np.array([book.product[line] for line in p.lines])
    for a, ally in enumerate(p.allies):
        for line, key in enumerate(p.lines):
            capability = p.capabilities[p.capability_of[line]]
            row, same = book.about(ally, capability), product == product[line]
            if row is None or product[line] in book.left[ally, capability]:
                continue
            used = (ally, product[line]) in ordered or amount[a, same].any()
            if product[line] in book.had[ally, capability]:
                open_to[a, line] &= used
                continue
            first = np.flatnonzero(decided[a, same].any(axis=0))
            open_to[a, line] &= np.arange(len(p.years)) >= (first[0] if first.size else len(p.years))
            for year in np.flatnonzero(decided[a, line]):
                years = int(row["introduction_years"])
                paid[a, year - years : year] += row["introduction_cost"] * price[key] / years
    m = p.money
    money = replace(
        m,
        equipment=np.clip(m.equipment - paid, 0.0, None),
        total=np.clip(m.total - paid, 0.0, None),
        innovation=np.clip(m.innovation - paid, 0.0, None),
    )
    return replace(p, money=money), replace(chosen, open=open_to)
