"""Support to Ukraine is part of core expenditure: what it leaves for own forces."""

from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews import guidance
from sinews.case import Case, open_case
from sinews.implementation import Plan


def committed(case: Case, **years: float) -> Case:
    """Return the case in which Germany commits USD m of 2024 by year (``y2026=...``)."""
    rows = [
        {"ally": "DEU", "year": int(year[1:]), "kind": "committed", "amount": amount, "currency": "USD",
         "price_year": 2024}
        for year, amount in years.items()
    ]  # fmt: skip
    return with_rows(case, commitments=rows)


def budget(plan: Plan, year: int, column: str) -> float:
    row = plan.spending.filter((pl.col("ally") == "DEU") & (pl.col("year") == year))
    return float(row[column].item())


def test_the_path_tells_all_that_is_given_and_committed() -> None:
    """EUR 23,392 m committed for a year at prices of 2025, a euro at USD 1.0819 in 2024."""
    path = guidance.establish(open_case()).spending_path.filter(pl.col("year") == 2027)
    assert path["support"].sum() == pytest.approx(23_391.6 / 1.025 * 1.0819, rel=0.02)
    assert path.filter(pl.col("ally") == "DEU")["support"].item() > 5_000


def test_it_comes_off_what_is_divided_and_not_off_core() -> None:
    """Of each dollar 30 % is for equipment, 40 % of that open to the case, 20 % of growth may operate."""
    without = sinews.plan(small_case())
    given = sinews.plan(committed(small_case(), y2027=1_000.0))
    assert budget(given, 2027, "core") == budget(without, 2027, "core")
    assert budget(without, 2027, "equipment_budget") - budget(given, 2027, "equipment_budget") == (
        pytest.approx(1_000 * 0.3 * 0.4)
    )
    assert budget(without, 2027, "operating_headroom") - budget(given, 2027, "operating_headroom") == (
        pytest.approx(1_000 * 0.2)
    )
    assert budget(given, 2028, "equipment_budget") == budget(without, 2028, "equipment_budget")


def test_support_of_the_year_before_was_no_money_for_own_forces_either() -> None:
    """What ends frees what may operate added forces."""
    without = sinews.plan(small_case())
    ended = sinews.plan(committed(small_case(), y2025=1_000.0))
    more = budget(ended, 2027, "operating_headroom") - budget(without, 2027, "operating_headroom")
    assert more == pytest.approx(1_000 * 0.2)


def test_what_lines_build_for_it_is_paid_from_it() -> None:
    """A line builds four lorries of USD 0.4 m for Ukraine: paid from the 1,000 m, as far as these go."""
    giving = {"delivery": "more", "ally": "DEU", "line": "lorry_line", "quantity": 4.0}
    case = with_rows(small_case(), support_deliveries=[giving | {"first_year": 2027, "last_year": 2027}])
    alone, within = sinews.plan(case), sinews.plan(committed(case, y2027=1_000.0))
    paid = budget(within, 2027, "support")
    assert paid > 0
    assert budget(within, 2027, "equipment_budget") - budget(alone, 2027, "equipment_budget") == (
        pytest.approx(paid - 1_000 * 0.3 * 0.4)
    )
