"""Where an ally's published money of the first year goes."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.assessment import first_year
from sinews.case import loan_money
from sinews.implementation import Plan

EUR_PER_USD_2024 = 0.9243
"""Average of 2024 by the European Central Bank: USD 1.0819 a euro."""


@pytest.fixture(scope="module")
def plan(baseline_plan: Plan) -> Plan:
    """The plan of the baseline."""
    return baseline_plan


@pytest.fixture(scope="module")
def accounts(plan: Plan) -> dict[str, dict[str, float]]:
    """The accounts of each ally."""
    found: dict[str, dict[str, float]] = {}
    for ally, account, amount in first_year(plan).select("ally", "account", "amount").iter_rows():
        found.setdefault(ally, {})[account] = amount
    return found


def test_money_for_equipment_is_outside_parts_plan_and_a_rest(
    plan: Plan, accounts: dict[str, dict[str, float]]
) -> None:
    assert set(accounts) == set(plan.case["allies"]["ally"]) - {"ISL"}
    spent = plan.spending.filter(pl.col("year") == plan.case.settings.base_year)
    paid = {
        row["ally"]: row["procurement"] + row["contracted"] + row["support"] + row["expansion"]
        + row["inputs"] + row["sustaining"] - row["resilience"]
        for row in spent.iter_rows(named=True)
    }  # fmt: skip
    for ally, of in accounts.items():
        outside = sum(amount for account, amount in of.items() if account.startswith("outside: "))
        assert outside > 0
        assert of["plan"] == pytest.approx(paid[ally])
        available = of["equipment"] + of["loans"]
        assert available == pytest.approx(outside + of["plan"] + of["support"] + of["rest"])
        assert of["rest"] == pytest.approx(of["basis"] + of["unspent"])


def test_the_rest_has_its_sign(plan: Plan, accounts: dict[str, dict[str, float]]) -> None:
    """What the path leaves of the money open to the plan is what the budgets keep, less what is owed."""
    loans = loan_money(plan.case).filter(pl.col("year") == plan.case.settings.base_year)
    interest = dict(loans.select("ally", "interest").iter_rows())
    assert interest["FRA"] > 100
    for row in plan.spending.filter(pl.col("year") == plan.case.settings.base_year).iter_rows(named=True):
        if row["ally"] in accounts:
            left = row["equipment_budget"] - interest.get(row["ally"], 0.0) - accounts[row["ally"]]["plan"]
            others = accounts[row["ally"]]["unspent"] - left
            # parts outside are shares of the published amount, which differs from the path's by the basis
            outside = {"DEU": 0.1226 + 0.1749, "POL": 0.1226, "FRA": 0.1226 + 0.2851}.get(row["ally"])
            if outside is not None:
                assert others == pytest.approx(-outside * accounts[row["ally"]]["basis"], abs=1.0)


def test_the_amount_is_natos_carried_to_the_budget_of_the_year(accounts: dict[str, dict[str, float]]) -> None:
    """Germany in 2026: EUR 124,660 m, of it 32.11 % for equipment and 22.86 % for people; prices of 2024.

    The draft budget of 2027 is EUR 31,400 m above that.
    """
    germany = accounts["DEU"]
    assert germany["equipment"] / germany["personnel"] == pytest.approx(32.11 / 22.86)
    at_current_prices = (124_660 + 31_400) * 0.3211 / EUR_PER_USD_2024
    assert at_current_prices * 0.92 < germany["equipment"] < at_current_prices


def test_loans_are_what_is_drawn_less_the_interest_on_what_was_drawn_before(
    accounts: dict[str, dict[str, float]],
) -> None:
    """Romania: EUR 16,680 m from 2026 to 2030, half of it on top, at 3.2 %: by hand, prices of 2024.

    Poland's draft budget counts its loan, which so costs in 2027 the interest on what was drawn in 2026.
    """
    prices_of_2027 = 1.0445 * 1.02
    of_a_year = 16_680 / 5 / EUR_PER_USD_2024 / prices_of_2027
    assert accounts["ROU"]["loans"] == pytest.approx(of_a_year * (0.5 - 0.032), rel=0.01)
    polish = 43_734 / 5 / EUR_PER_USD_2024 / prices_of_2027
    assert accounts["POL"]["loans"] == pytest.approx(-polish * 0.032, rel=0.01)
    assert accounts["USA"]["loans"] == 0.0
