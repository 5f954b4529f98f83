"""Contracts of the start: what lines build and allies pay, whatever is decided."""

from __future__ import annotations

from collections.abc import Iterable

from sinews.case import Case, on_order
from sinews.engines.arrays import Values
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import Family, Model, Payments
from sinews.implementation.families.promised import promised, status_of
from sinews.implementation.instance import Instance

CONTRACTED = Element("contracted", "Already on contract", "Contr.", work="capability")


class Contracts(Family[Values]):
    """What is on contract at the start is built, evenly between the years named, and paid at its price.

    It has no rows of its own: it comes off the free output of lines and materials, off the people of trades
    and off the budgets, and raises C by what it completes.
    """

    name = "contracts"

    def read(self, case: Case, problem: Instance) -> Values:
        """Return the work on contracts in each year, (a, l, t), products."""
        return problem.industry.contracted

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what contracts cost."""
        own = status_of(problem, on_order(problem.case))
        yield promised(CONTRACTED, problem, problem.industry.contracted, own)
