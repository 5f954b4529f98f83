"""Operation: what it costs to run what is held and what is added, by what it is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sinews.engines.arrays import spread
from sinews.implementation.families.budgets import by_ally
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.element import Element
from sinews.implementation.families.family import (
    ALWAYS,
    THOUSANDS,
    Columns,
    Entries,
    Family,
    Model,
    Payments,
    Rows,
)
from sinews.implementation.instance import Instance

OPERATION = Element("operating", "Operating what is added", "Running", paid_from="total")


class Operation(Family[None]):
    """Each delivery costs its own running cost from the year in which it arrives.

    For every ally a and year t, with r what it costs to run all that new orders have delivered,

        r[t] - r[t-1] - sum over lines (running cost x d) = 0        running

    What contracts add, what leaves saves and what grows dearer with age is known before anything is decided.
    """

    name = "operation"
    needs = (Deliveries,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield what running new deliveries costs, (a, t), USD m a year."""
        cost = problem.cost_weight * problem.discount
        yield Columns("running", by_ally(problem), cost=cost, by=THOUSANDS)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield how it grows, (a, t)."""
        yield Rows("running", by_ally(problem), lower=0.0, upper=0.0, by=THOUSANDS)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield the growth of the running cost, and what each delivery adds to it."""
        rows, columns = model.rows(Operation, "running"), model.columns(Operation, "running")
        yield Entries(rows, columns, 1.0)
        yield Entries(rows[:, 1:], columns[:, :-1], -1.0)
        _, ally, line, year = problem.of(Deliveries)
        yield Entries(rows[ally, year], model.columns(Deliveries, "amount"), -problem.running[line])

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what budgets pay for all new deliveries together, and for the ledger what each costs."""
        at = by_ally(problem)
        columns = model.columns(Operation, "running")
        yield Payments(OPERATION, at["ally"], at["year"], columns, np.ones(1), booked="budgets")
        chosen = problem.of(Deliveries)
        which, later = spread(problem.years.size - chosen.year)
        line = chosen.line[which]
        yield Payments(
            OPERATION,
            chosen.ally[which],
            chosen.year[which] + later,
            model.columns(Deliveries, "amount")[which],
            problem.running[line],
            capability=problem.capability_of[line],
            status=problem.operating_status[problem.capability_of[line]],
            booked="ledger",
        )
        ally, of, year = np.nonzero(problem.known_running)
        yield Payments(
            OPERATION,
            ally,
            year,
            ALWAYS,
            problem.known_running[ally, of, year],
            capability=of,
            status=problem.operating_status[of],
        )
