"""Loans in a plan: money when they are drawn, interest and repayment off the budgets afterwards."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.case.test_loans import CROWNS_PER_USD, LOAN
from tests.recheck import violations
from tests.scoped_case import eastern_case, with_rows
from tests.test_plan_check import with_value

import sinews
from sinews.case import Case
from sinews.implementation import Plan
from sinews.verify.plan import violations as by_check


def plan_with(case: Case, **other: Any) -> Plan:
    """Return the plan of a case with the loan of USD 1,200 m, changed in some columns."""
    return sinews.plan(with_rows(case, loans=[LOAN | other]))


def spent(plan: Plan, year: int, column: str, ally: str = "CZE") -> float:
    row = plan.spending.filter((pl.col("ally") == ally) & (pl.col("year") == year))
    return float(row[column].item())


@pytest.fixture(scope="module")
def without() -> Plan:
    return sinews.plan(eastern_case())


@pytest.fixture(scope="module")
def borrowed() -> Plan:
    return plan_with(eastern_case())


def test_budgets_have_what_is_drawn_and_lack_what_is_paid_back(without: Plan, borrowed: Plan) -> None:
    """1,200 in 2026, then 400 a year back from 2028 to 2030: by hand."""
    change = {
        year: spent(borrowed, year, "equipment_budget") - spent(without, year, "equipment_budget")
        for year in borrowed.case.years
    }
    back = dict.fromkeys((2028, 2029, 2030), -400.0)
    assert change == pytest.approx({2026: 1200.0, 2027: 0.0, **back, 2031: 0.0, 2032: 0.0})
    assert [spent(borrowed, year, "lent") for year in (2026, 2027)] == pytest.approx([1200, 0])
    assert [spent(borrowed, year, "repaid") for year in (2027, 2028, 2031)] == pytest.approx([0, 400, 0])
    assert spent(borrowed, 2026, "core") == spent(without, 2026, "core")


def test_interest_is_in_the_ledger_and_what_is_paid_back_is_no_cost(borrowed: Plan) -> None:
    """The equipment is paid once: with the money that was lent."""
    interest = borrowed.payments.filter(element="interest", payer="CZE").sort("year")
    assert interest["year"].to_list() == [2027, 2028, 2029, 2030]
    assert interest["amount"].to_list() == pytest.approx([60, 60, 40, 20])
    assert set(interest["country"]) == {"CZE"}
    assert [spent(borrowed, year, "interest") for year in (2027, 2030)] == pytest.approx([60, 20])


def test_the_others_pay_nothing_and_all_constraints_hold(without: Plan, borrowed: Plan) -> None:
    for column in ("lent", "repaid", "interest"):
        assert borrowed.spending.filter(pl.col("ally") != "CZE")[column].sum() == 0.0
    assert violations(borrowed) == []
    assert violations(without) == []


@pytest.mark.parametrize("column", ["lent", "repaid", "interest", "equipment_budget"])
def test_the_check_finds_other_figures(borrowed: Plan, column: str) -> None:
    row = (pl.col("ally") == "CZE") & (pl.col("year") == 2028)
    changed = with_value(borrowed, "spending", row, column, spent(borrowed, 2028, column) + 5.0)
    assert any(by_check(changed).values())


def test_more_money_buys_sooner_and_the_debt_is_felt_later() -> None:
    """Where money is short, what is drawn is spent at once, and what is paid back is missed."""
    case = eastern_case()
    poor = case.with_table("budgets", case["budgets"].with_columns(programme_share=pl.lit(5.0)))
    loan = {"ally": "DEU", "scope": "trucks", "amount": 500 * CROWNS_PER_USD, "grace": 1, "maturity": 2}
    alone, lent = sinews.plan(poor), plan_with(poor, **loan, first_year=2027, last_year=2027)
    more = {
        y: spent(lent, y, "procurement", "DEU") - spent(alone, y, "procurement", "DEU") for y in (2027, 2029)
    }
    assert more[2027] > 100
    assert more[2029] < -100
    assert violations(lent) == []


def test_debt_beyond_the_budget_is_told_and_the_plan_still_made() -> None:
    """A loan that cannot be served leaves nothing to buy with, and says so."""
    plan = plan_with(eastern_case(), amount=23.2e5, interest=20.0, first_year=2025, last_year=2025, grace=0)
    told = plan.tables["contradictions"].filter(pl.col("table") == "budgets", pl.col("key") == "CZE")
    assert told.height == 1
    assert "interest on loans cost more than the budget" in told["statement"].item()
    assert violations(plan) == []
