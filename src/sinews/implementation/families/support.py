"""Support to Ukraine: what leaves stock and lines, whatever is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sinews.case import for_ukraine
from sinews.engines.arrays import Values
from sinews.implementation.families.contract_terms import due_evenly
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import Family, Limit, Model, Payments, Promise
from sinews.implementation.families.promised import promised, status_of
from sinews.implementation.instance import Instance

SUPPORT = Element(
    "support",
    "Industry's deliveries to Ukraine",
    "Ukraine",
    counts_for="support to Ukraine",
    work="capability",
)


class Support(Family[None]):
    """What is promised is given before anything is ordered, as far as stock will allow in all later years.

    It has no rows of its own: what lines build comes off their free output and its price off the budgets,
    what leaves stock lowers C.
    """

    name = "support"

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what lines that build for Ukraine are paid, whatever is decided."""
        own = status_of(problem, for_ukraine(problem.case))
        yield promised(SUPPORT, problem, problem.industry.supported, own)

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield commitments from stock that stock does not allow."""
        years = problem.years
        rows = problem.case["support_deliveries"].drop_nulls("capability").to_dicts()
        due = np.zeros((len(rows), years.size))
        for place, row in enumerate(rows):
            due[place] = due_evenly(row, years)
        missing = np.where(due > 0, _missing(problem, rows, due.sum(axis=1))[:, None], 0.0)
        yield Promise(
            Limit("support_deliveries", "quantity"),
            [row["delivery"] for row in rows],
            missing,
            "units",
            "more is promised from stock than stock allows, with what retires later; the rest is not given. "
            "Lower quantity.",
        )


def _missing(problem: Instance, rows: list[dict[str, Any]], due: Values) -> Values:
    """Return what is not given of each commitment from stock, (r,), of what is `due` of it in all years.

    Commitments of one ally and capability draw on one stock, the one that ends last after the others.
    """
    missing = np.zeros(len(rows))
    left: dict[tuple[str, str], float] = {}
    for place in sorted(range(len(rows)), key=lambda place: rows[place]["last_year"]):
        ally, capability = rows[place]["ally"], rows[place]["capability"]
        stock = problem.given[problem.allies.index(ally), problem.capabilities.index(capability)]
        able = left.setdefault((ally, capability), float(stock.sum()))
        missing[place] = max(float(due[place]) - able, 0.0)
        left[ally, capability] = max(able - float(due[place]), 0.0)
    return missing
