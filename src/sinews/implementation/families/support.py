"""Support to Ukraine: what leaves stock and lines, whatever is decided."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sinews.implementation.families.contract_terms import due_evenly
from sinews.implementation.families.family import ALWAYS, Family, Limit, Model, Payments, Promise
from sinews.implementation.instance import Instance


class Support(Family[None]):
    """What is promised is given before anything is ordered, as far as stock will allow in all later years.

    It has no rows of its own: what lines build comes off their free output and its price off the budgets,
    what leaves stock lowers C.
    """

    name = "support"

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what lines that build for Ukraine are paid, whatever is decided."""
        payer, year = np.nonzero(problem.support)
        yield Payments("support", payer, year, ALWAYS, problem.support[payer, year])

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield commitments from stock that stock does not allow."""
        years = problem.years
        rows = problem.case["support_deliveries"].drop_nulls("capability").to_dicts()
        missing = np.zeros((len(rows), years.size))
        for place, row in enumerate(rows):
            due = due_evenly(row, years)
            where = problem.allies.index(row["ally"]), problem.capabilities.index(row["capability"])
            beyond = max(float(due.sum() - problem.given[where].sum()), 0.0)
            missing[place] = np.where(due > 0, beyond, 0.0)
        yield Promise(
            Limit("support_deliveries", "quantity"),
            [row["delivery"] for row in rows],
            missing,
            "units",
            "more is promised from stock than stock allows, with what retires later; the rest is not given. "
            "Lower quantity.",
        )
