"""A plan told in another currency, or in the prices of another year."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sinews.case import Case, table_money
from sinews.implementation.measures import MEASURES, MONEY, PRICE, measures
from sinews.implementation.plan import Plan


def in_money_of(case: Case, plan: Plan) -> Plan:
    """Return the plan of a case, made in the money of its tables, in the currency and prices of the case.

    Neither chooses a plan: all quantities stay, and what rows count in a unit of their own.
    """
    if plan.case is case:
        return plan
    factor = table_money(case)
    scaled = dict(plan.tables)
    for name in scaled.keys() & MEASURES.keys():
        money = [column for column, of in measures(name, plan.elements).items() if of in (MONEY, PRICE)]
        scaled[name] = scaled[name].with_columns(pl.col(money) * factor)
    return replace(plan, case=case, tables=scaled)
