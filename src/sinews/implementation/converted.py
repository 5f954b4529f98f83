"""A plan told in another currency, or in the prices of another year."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sinews.case import Case, table_money
from sinews.implementation.plan import Plan

MONEY = {
    "spending_path": ("gdp", "core"),
    "shares": ("cost",),
    "prices": ("procurement", "operating"),
    "orders": ("unit_price", "value"),
    "resilience": ("drawn",),
}
"""Columns of money of a plan's tables, beside all figures of `spending`. What holds a plan back is told in
the money of the case's tables."""


def in_money_of(case: Case, plan: Plan) -> Plan:
    """Return the plan of a case, made in the money of its tables, in the currency and prices of the case.

    Neither chooses a plan: all quantities stay.
    """
    if plan.case is case:
        return plan
    factor = table_money(case)
    spending = tuple(name for name in plan.spending.columns if name not in ("ally", "year"))
    money = MONEY | {"spending": spending}
    scaled = {name: plan.tables[name].with_columns(pl.col(of) * factor) for name, of in money.items()}
    return replace(plan, case=case, tables=plan.tables | scaled)
