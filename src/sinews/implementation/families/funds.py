"""Money set apart for a purpose: resilience funds, and the share of the equipment budget for innovation."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sinews.engines.arrays import Flags, Indices
from sinews.implementation.families.budgets import Budgets, beside_innovation, by_ally, moved
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


class Funds(Family[None]):
    """What is drawn from a fund is spent on its uses, and a share is left for what is novel.

    For every ally a and year t, with R drawn from fund f, at most what the fund has,

        R - payments for its uses <= 0                          uses
        payments but for novel products + B[t] - B[t-1] - L[t] + (1 + interest) L[t-1] - R
            <= (1 - innovation share) x equipment budget - contracts and commitments        innovation

    so that at least the share of each equipment budget goes to novel products, or is left to develop others.
    """

    name = "funds"
    needs = (Budgets,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield what is drawn from each fund, (f, a, t), USD m."""
        yield Columns("drawn", _at(problem), upper=problem.funding.fund_limit, by=THOUSANDS)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield what may go to products that are not novel, (a, t), and the uses of each fund, (f, a, t)."""
        yield Rows(
            "innovation", by_ally(problem), upper=beside_innovation(problem), priced=True, by=THOUSANDS
        )
        yield Rows("uses", _at(problem), upper=0.0, priced=True, by=THOUSANDS)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what funds give to budgets, and the payments that they and the rest are for."""
        drawn, uses = model.columns(Funds, "drawn"), model.rows(Funds, "uses")
        for name in ("equipment", "total"):
            yield Entries(model.rows(Budgets, name)[None], drawn, -1.0)
        yield Entries(model.rows(Funds, "innovation")[None], drawn, -1.0)
        yield from moved(model, model.rows(Funds, "innovation"))
        yield Entries(uses, drawn, 1.0)
        funding, innovation = problem.funding, model.rows(Funds, "innovation")
        for paid in model.payments:
            if paid.element.funds == "capability":
                yield _part(paid, innovation, ~problem.terms.novel[paid.line], 1.0)
            elif paid.column is not ALWAYS and paid.element.paid_from == "equipment":
                yield Entries(innovation[paid.payer, paid.year], paid.column, paid.amount)
            for fund, rows in enumerate(uses):
                if paid.element.funds == "capability":
                    used = funding.fund_capabilities[fund, problem.capability_of[paid.line]]
                    yield _part(paid, rows, used, -1.0)
                elif paid.element.funds == "industry" and funding.fund_industry[fund]:
                    yield Entries(rows[paid.payer, paid.year], paid.column, -paid.amount)


def _part(paid: Payments, rows: Indices, kept: Flags, sign: float) -> Entries:
    """Return some of the payments for deliveries as entries of their payers' rows."""
    columns = np.asarray(paid.column)[kept]
    return Entries(rows[paid.payer[kept], paid.year[kept]], columns, sign * paid.amount[kept])


def _at(problem: Instance) -> dict[str, Indices]:
    """Return where the funds' blocks stand."""
    ally, year = problem.each("ally"), problem.each("year")
    return {"fund": problem.each("fund")[:, None, None], "ally": ally[:, None], "year": year}
