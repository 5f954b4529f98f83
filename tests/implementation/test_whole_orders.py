"""Whole orders: what is planned in them keeps every limit, is close to a proven bound, and is re-checked."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from tests.random_cases import random_case
from tests.recheck import violations
from tests.scoped_case import with_rows
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case
from sinews.implementation import Plan
from sinews.verify.plan.contracts import contracts
from sinews.verify.plan.orders import orders


def with_sizes(seed: int) -> Case:
    """Return a random case in which everything is ordered whole, in contracts of random sizes."""
    case, random = random_case(seed), np.random.default_rng(seed)
    rows = [
        {
            "capability": capability,
            "minimum": float(random.integers(1, 4)),
            "years": int(random.integers(1, 6)),
            "source": case["lines"]["source"][0],
            "status": "assumed",
        }
        for capability in case["products"]["capability"].unique(maintain_order=True)
    ]
    schema = case["contract_sizes"].schema
    tables = {name: case[name] for name in case.tables}
    return Case(case.settings, {**tables, "contract_sizes": pl.DataFrame(rows, schema=schema)})


@cache
def planned() -> Plan:
    """Return a plan with whole orders of which some are joint."""
    case = small_case_with_terms()
    provided = case["products"]["capability"].unique(maintain_order=True)
    sizes = [{"capability": each, "minimum": 2.0, "years": 3} for each in provided]
    return sinews.plan(with_rows(case, contract_sizes=sizes))


# 16 and 26: who keeps a line warm cannot pay for what is rounded away
@pytest.mark.parametrize("seed", [1, 8, 16, 26])
def test_whole_orders_keep_every_limit_and_come_close_to_a_proven_bound(seed: int) -> None:
    plan = sinews.plan(with_sizes(seed))
    assert violations(plan) == []
    assert (plan.orders["quantity"] % 1 == 0).all()
    assert plan.solution.whole_units_gap <= 0.01


def test_without_sizes_orders_are_in_parts_as_before() -> None:
    plan = sinews.plan(small_case_with_terms())
    assert plan.contracts_signed.is_empty()
    assert plan.orders["contract"].null_count() == plan.orders.height
    assert (plan.orders["quantity"] % 1 > 1e-6).any()


def test_contracts_are_told_with_their_orders() -> None:
    plan = planned()
    assert check(plan) == []
    whole = plan.orders.drop_nulls("contract")
    assert set(whole["line"]) == set(plan.contracts_signed["line"])
    assert plan.contracts_signed["quantity"].sum() == whole["quantity"].sum()
    assert (plan.contracts_signed["quantity"] >= 2.0).all()


def check(plan: Plan) -> list[str]:
    """Return what is wrong with the orders of a plan and their contracts."""
    return [*orders(plan), *contracts(plan)]


def first(column: str, value: object) -> pl.Expr:
    """Return a column with another value in the first row."""
    return pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("orders", first("quantity", 2.5), "where only whole ones are ordered"),
        ("orders", first("unit_price", 1e6), "unit_price: "),
        ("orders", first("contract", None), "contract: none"),
        ("orders", first("contract", "none"), "contract: there is no none"),
        ("orders", pl.col("quantity") + 1.0, "quantity: "),
        ("orders", pl.col("delivery_year") - 1, "a row that nothing asks for"),
        ("orders", (pl.col("value") * 2.0).alias("value"), "value: "),
        ("contracts_signed", first("quantity", 1.0), "quantity: 1.0 where whole ones, at least "),
        ("contracts_signed", first("value", 0.0), "its orders make"),
        ("contracts_signed", first("buyers", "USA 5"), "buyers: USA 5 where its orders say "),
        ("contracts_signed", first("lead", "USA"), "lead: others order more than USA"),
        ("contracts_signed", first("signed", 2040), "signed: 2040, after its first order"),
        ("contracts_signed", first("joint", True).fill_null(True).not_(), "joint: "),
        ("contracts_signed", first("last_delivery", 1900), "last_delivery: 1900 where its orders say "),
        ("contracts_signed", first("line", "short_line"), "line: short_line where its orders say "),
    ],
)
def test_what_is_planted_is_found(table: str, change: pl.Expr, found: str) -> None:
    plan = planned()
    frame = plan.tables[table].with_columns(change)
    planted = replace(plan, tables={**plan.tables, table: frame})
    assert any(found in each for each in check(planted)), check(planted)
