"""Introductions: what a type that an ally has not had takes once, and whom limits of types leave without any.

How many types an ally may have has no rows: what is shut is no delivery of the model (`few_types`).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sinews.engines.arrays import Indices
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import ALWAYS, Columns, Family, Limit, Model, Payments, Promise
from sinews.implementation.families.stock import Stock
from sinews.implementation.instance import Instance
from sinews.implementation.types import NO_ROW

INTRODUCTION = Element("introduction", "Introduction of new types", "New types", work="capability")


class Introductions(Family[None]):
    """A type that an ally has not had takes time and money, once.

    It has no rows of its own: of an ally's types those that are decided on are open, the first product of a
    new one comes no earlier than its introduction takes, and what that costs comes off the budgets in equal
    parts in the years before.
    """

    name = "introductions"
    needs = (Stock,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield the introductions that are decided on, by the first year of delivery, (n,): given."""
        ally, _, line, first = problem.types.introduced
        if ally.size:
            yield Columns("decided", {"ally": ally, "line": line, "year": first}, lower=1.0, upper=1.0)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what introductions cost."""
        types = problem.types
        ally, _, line, first = types.introduced
        which, year, amount = types.paid(problem.capability_of)
        capability = problem.capability_of[line]
        status = np.maximum(types.status[ally, capability], problem.terms.price_status[line])
        begun = first - types.years[ally, capability]
        yield Payments(
            INTRODUCTION,
            ally[which],
            year,
            ALWAYS,
            amount,
            line[which],
            status=status[which],
            committed=begun[which],
        )

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield what targets ask for of those whom a limit of types leaves without any line."""
        lacking = np.clip(problem.target - problem.committed, 0.0, None)
        pairs, types = problem.of(Stock), problem.types
        for ally, capability in zip(pairs.ally.tolist(), pairs.capability.tolist(), strict=True):
            row = int(types.row[ally, capability])
            lines = np.flatnonzero(problem.capability_of == capability)
            may = problem.suppliers.open[ally, lines].any(axis=1)
            if row == NO_ROW or not may.any():
                continue
            column = _shut_by(problem, ally, capability, lines[may])
            if not column:
                continue
            facts = problem.case["type_limits"].row(row, named=True)
            name = problem.capabilities[capability]
            unit = problem.case["capabilities"].filter(capability=name)["unit"].item()
            key = f"{facts['who']}/{name}/{problem.allies[ally]}"
            words = (
                f"more {name} is asked of {problem.allies[ally]} than it may have of any type: "
                f"{_WHY[column]}, and the plan falls short by that. "
                f"{_MEND[column]}, or give it a row of its own."
            )
            yield Promise(
                Limit("type_limits", column), [key], lacking[ally, capability][None, :], unit, words
            )


_WHY = {
    "more": "it has as many types as it may have, and none of them is built for it",
    "minimum_fleet": "it lacks fewer than the least fleet of a type that it has not had",
    "introduction_years": "no type that it has not had could be introduced by the horizon",
}
_MEND = {
    "more": "Raise more or most",
    "minimum_fleet": "Lower minimum_fleet",
    "introduction_years": "Lower introduction_years",
}


def _shut_by(problem: Instance, ally: int, capability: int, lines: Indices) -> str:
    """Return the column of `type_limits` that leaves an ally none of these lines; "" if it has any."""
    types = problem.types
    product = types.product_of[lines]
    slots = types.slots[ally, capability] > 0
    able = types.remains[ally, product] | (slots & types.known[ally, product])
    new = ~types.known[ally, product]
    peak = (problem.target - problem.committed)[ally, capability].max()
    enough = peak >= types.minimum[ally, capability] * problem.yields[lines] - 1e-9
    in_time = types.years[ally, capability] < problem.years.size
    if (able | (slots & new & enough & in_time)).any():
        return ""
    if not slots:
        return "more"
    return "minimum_fleet" if not enough.any() else "introduction_years"
