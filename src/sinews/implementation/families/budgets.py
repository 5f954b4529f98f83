"""Budgets: what the allies pay in which year, and how far money moves between years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpSolution
from sinews.implementation.families.element import SHARED_INPUTS, Element
from sinews.implementation.families.family import (
    ALWAYS,
    THOUSANDS,
    Columns,
    Entries,
    Family,
    KeyLimit,
    Limit,
    Model,
    Payments,
    Promise,
    Rows,
    key_limits,
)
from sinews.implementation.families.stock import Stock
from sinews.implementation.instance import Instance

INTEREST = Element("interest", "Interest", "Interest", counts_for=SHARED_INPUTS)


class Budgets(Family[None]):
    """What falls due stays within the money for it.

    For every ally a and year t, with B carried over and L owed at the end of the year, both limited shares of
    the equipment budget,

        payments + B[t] - B[t-1] - L[t] + L[t-1] - R <= equipment budget                        equipment
        the same + operation of new stock <= equipment budget + operating headroom              total

    `payments` are those of all families: for procurement, for the expansion of plants, for training, for
    lines that stand ready, and interest. Contracts and commitments, interest on loans, and the operation of
    what contracts deliver, come off the budgets first. The equipment budget has what is drawn on loans in it,
    less what is paid back of them. R is drawn from resilience funds.
    """

    name = "budgets"
    needs = (Stock,)

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield what is carried over and owed at the end of each year, each (a, t), USD m."""
        funding, at = problem.funding, by_ally(problem)
        yield Columns("carried", at, upper=funding.carry_limit, by=THOUSANDS)
        paid_later = np.append(problem.discount[1:], problem.discount[-1])
        interest = problem.cost_weight * funding.interest[:, None] * paid_later
        # loans at different rates are not alike
        rate = np.unique(funding.interest, return_inverse=True)[1].reshape(-1, 1)
        yield Columns("owed", at, cost=interest, upper=funding.loan_limit, apart=rate, by=THOUSANDS)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield the two budgets of every ally and year, each (a, t)."""
        equipment, total = available_budgets(problem)
        own = _limit(problem, "equipment budget", "programme_share", equipment)
        both = _limit(problem, "total budget", "operating_share", total)
        at = by_ally(problem)
        yield Rows("equipment", at, upper=equipment, limit=own, priced=True, by=THOUSANDS)
        yield Rows("total", at, upper=total, limit=both, priced=True, by=THOUSANDS)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield what money moves, and the payments of all families."""
        for name in ("equipment", "total"):
            rows = model.rows(Budgets, name)
            yield from moved(model, rows)
            for paid in model.payments:
                if paid.booked == "ledger":
                    continue
                if paid.column is not ALWAYS and name in ("total", paid.element.paid_from):
                    yield Entries(rows[paid.payer, paid.year], paid.column, paid.amount)

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield the interest on what was owed at the end of the year before, and that on loans."""
        owed, ally, year = model.columns(Budgets, "owed"), problem.each("ally"), problem.each("year")
        rate = problem.funding.interest[:, None]
        yield Payments(INTEREST, ally[:, None], year[1:], owed[:, :-1], rate)
        payer, due = np.nonzero(problem.funding.loan_interest)
        yield Payments(INTEREST, payer, due, ALWAYS, problem.funding.loan_interest[payer, due])

    def limits(self, problem: Instance, model: Model, solution: LpSolution) -> Iterable[KeyLimit]:
        """Yield each ally's budget for equipment, or its total budget where equipment would need no more.

        Money for equipment is part of the total, so that more of it widens both rows.
        """
        own, both = (
            list(key_limits(self, problem, block, block.limit, places))
            for block, places in model.blocks_of(self)
            if block.limit is not None
        )
        short = np.any(solution.row_dual[model.rows(Budgets, "equipment")] < 0, axis=1)
        for equipment, total, first in zip(own, both, short.tolist(), strict=True):
            rows = np.concatenate([equipment.rows, total.rows])
            yield replace(equipment, rows=rows) if first else total

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield allies whose contracts and commitments cost more than their budget for equipment."""
        introductions = problem.types.money(problem.capability_of)
        due = promised_money(problem) - introductions - problem.funding.equipment_budget
        yield Promise(
            Limit("budgets", "programme_share"),
            problem.allies,
            due,
            f"{problem.case.settings.currency} m",
            "contracts, commitments and interest on loans cost more than the budget for equipment; they are "
            "paid all the same, and nothing is left. Raise programme_share or equipment_share, or spread "
            "contracts over more years.",
        )

    def relaxed(self, problem: Instance, limit: KeyLimit, added: Values) -> Instance:
        """Return the problem with more money of an ally."""
        funding = problem.funding
        field = "equipment_budget" if limit.kind == "equipment budget" else "operating_headroom"
        money = getattr(funding, field).copy()
        money[limit.place] += added
        return replace(problem, funding=replace(funding, **{field: money}))


def available_budgets(problem: Instance) -> tuple[Values, Values]:
    """Return what is left for new orders, and for new orders and their operation, each (a, t), USD m.

    Contracts and commitments, interest on loans, the operation of what contracts deliver and what grows
    dearer with age are paid first; what retires or is given away frees what it costs.
    """
    running = problem.known_running.sum(axis=1)
    equipment = problem.funding.equipment_budget - promised_money(problem)
    total = equipment + problem.funding.operating_headroom - running
    return np.clip(equipment, 0.0, None), np.clip(total, 0.0, None)


def beside_innovation(problem: Instance) -> Values:
    """Return what is left for new orders of what is not novel, (a, t), USD m; infinite without a pledge."""
    return np.clip(problem.funding.innovation_limit - promised_money(problem), 0.0, None)


def promised_money(problem: Instance) -> Values:
    """Return what is paid from budgets for equipment whatever is decided, (a, t), USD m."""
    introductions = problem.types.money(problem.capability_of)
    return problem.contracted + problem.support + problem.funding.loan_interest + introductions


def moved(model: Model, rows: Indices) -> Iterable[Entries]:
    """Yield what each year moves to the next or owes, without interest, in rows of allies and years."""
    carried, owed = (model.columns(Budgets, name) for name in ("carried", "owed"))
    yield Entries(rows, carried, 1.0)
    yield Entries(rows[:, 1:], carried[:, :-1], -1.0)
    yield Entries(rows, owed, -1.0)
    yield Entries(rows[:, 1:], owed[:, :-1], 1.0)


def by_ally(problem: Instance) -> dict[str, Indices]:
    """Return where a block stands that all allies have alike, (a, t)."""
    return {"ally": problem.each("ally")[:, None], "year": problem.each("year")}


def _limit(problem: Instance, kind: str, column: str, money: Values) -> Limit:
    """Return a budget of each ally, (a, t), USD m, less contracts and commitments."""
    return Limit(
        "budgets",
        column,
        kind=kind,
        names=[f"{name}, {kind}" for name in problem.case["allies"]["name"]],
        units=f"{problem.case.settings.currency} m a year",
        size=money,
        binds="the money is spent to the last",
    )
