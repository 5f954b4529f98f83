"""What is paid for what lines build in any case: on contract at the start, or committed to Ukraine."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case.schema import STATUS_RANK
from sinews.engines.arrays import Indices, Values, spread
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import ALWAYS, ASSUMED, BEFORE, Payments
from sinews.implementation.instance import Instance


def promised(element: Element, problem: Instance, delivered: Values, status: Indices) -> Payments:
    """Return the instalments on deliveries, (a, l, t), at today's prices.

    Parts due before the first planning year were paid then. `status` is that of each ally's promise, (a, l);
    what is paid is founded no better than it, or than the price.
    """
    ally, line, year = np.nonzero(delivered)
    which, ahead = spread(np.minimum(problem.industry.lead_time[line], year) + 1)
    ally, line, year = ally[which], line[which], year[which]
    amount = delivered[ally, line, year] * problem.price[line] * problem.terms.parts[line, ahead]
    weaker = np.maximum(status[ally, line], problem.terms.price_status[line])
    return Payments(element, ally, year - ahead, ALWAYS, amount, line, status=weaker, committed=BEFORE)


def status_of(problem: Instance, promises: pl.DataFrame) -> Indices:
    """Return the weakest status of what each ally has been promised of each line, (a, l)."""
    found = np.full((len(problem.allies), len(problem.lines)), -1)
    for ally, line, status in promises.select("ally", "line", "status").iter_rows():
        place = problem.allies.index(ally), problem.lines.index(line)
        found[place] = max(found[place], STATUS_RANK.get(status, ASSUMED))
    return found
