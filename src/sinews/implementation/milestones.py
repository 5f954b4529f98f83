"""When contracts of long work hand over what they build: at their own dates, whatever is worked meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.case import Case
from sinews.engines.arrays import Flags, Indices, Values


@dataclass(frozen=True, slots=True)
class Milestones:
    """Contracts whose deliveries have dates of their own; axes a allies, l lines, t planning years.

    Attributes
    ----------
    dated
        Whether an ally's contract with a line is one, (a, l).
    quantity
        What they hand over, (a, l, t), products.
    replaces
        What leaves service for it, (a, l, t), units of the capability.
    """

    dated: Flags
    quantity: Values
    replaces: Values


def read_milestones(case: Case, allies: list[str], lines: list[str], years: Indices) -> Milestones:
    """Collect the milestones of a case."""
    shape = (len(allies), len(lines), years.size)
    dated = np.zeros(shape[:2], bool)
    quantity, replaces = np.zeros(shape), np.zeros(shape)
    for row in case["milestones"].iter_rows(named=True):
        place = allies.index(row["ally"]), lines.index(row["line"])
        dated[place] = True
        quantity[(*place, row["year"] - years[0])] += row["quantity"]
        replaces[(*place, row["year"] - years[0])] += row["replaces"]
    return Milestones(dated, quantity, replaces)
