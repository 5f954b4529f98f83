"""The currency and the price year of a case convert all its money by one factor, and change no quantity."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.small_case import small_case_with_terms
from typer.testing import CliRunner

import sinews
from sinews import guidance
from sinews.case import Case, CaseError, unit_prices
from sinews.case.catalogue import TABLES
from sinews.case.schema import TABLE_MONEY
from sinews.cli import app
from sinews.implementation import Plan
from sinews.present.summary import summarise
from sinews.present.topics.plan import report
from sinews.present.writers import write
from sinews.verify.plan import violations

# 0.925 euros a dollar in 2024; dollars of 2020 at index 85
WAYS = [
    ({"currency": "EUR"}, 0.925),
    ({"price_year": 2020}, 0.85),
    ({"currency": "EUR", "price_year": 2022}, 0.925 * 0.9),
]
MONEY = {
    "spending": (),
    "orders": ("unit_price", "value"),
    "lines": ("unit_price",),
    "prices": ("procurement", "operating"),
}


def case() -> Case:
    """Return a case with all kinds of money, whose tables are in dollars of 2024."""
    small = small_case_with_terms()
    return small.with_settings(table_currency="USD", table_price_year=2024)


@cache
def planned() -> Plan:
    return sinews.plan(case())


@pytest.mark.parametrize(("settings", "factor"), WAYS)
def test_quantities_stay_and_money_is_scaled(settings: dict[str, str | int], factor: float) -> None:
    base, other = planned(), sinews.plan(case().with_settings(**settings))
    for name in ("orders", "deliveries", "stock", "spending", "prices", "lines", "workforce"):
        old, new = base.tables[name], other.tables[name]
        money = MONEY.get(name, ())
        if name == "spending":
            money = tuple(column for column in old.columns if column not in ("ally", "year"))
        assert_frame_equal(new, old.with_columns(pl.col(money) * factor), rel_tol=1e-6, abs_tol=1e-6)
    assert not any(violations(other).values())


@pytest.mark.parametrize(("settings", "factor"), WAYS)
def test_prices_and_budgets_have_the_same_factor(settings: dict[str, str | int], factor: float) -> None:
    """By hand: 900 dollars of 2024 a battery, and Germany's GDP, each times one factor."""
    moved = case().with_settings(**settings)
    assert unit_prices(moved)["procurement"][0] == pytest.approx(900 * factor)
    gdp = guidance.establish(moved).spending_path["gdp"][0]
    assert gdp == pytest.approx(case()["economy"].filter(ally="DEU", year=2026)["gdp"].item() * factor)


def test_a_currency_without_a_rate_is_refused() -> None:
    with pytest.raises(CaseError, match="currency: found 'JPY', expected a currency with a rate for 2024"):
        case().with_settings(currency="JPY")
    with pytest.raises(CaseError, match="price_year: found '1999', expected a year with a deflator of USD"):
        case().with_settings(price_year=1999)


def test_money_names_its_currency_and_year_or_is_the_tables_own() -> None:
    """No unit of a column is a currency by name, but of expenditure as it was published."""
    units = {f"{t.name}.{c.name}": c.unit for t in TABLES for c in t.columns if "USD" in c.unit}
    assert set(units) == {
        "core_expenditure.current",
        "expenditure.current",
        "expenditure.gdp_current",
        "exchange_rates.per_usd",
    }
    assert sum(c.unit == TABLE_MONEY for t in TABLES for c in t.columns) == 7


def test_what_is_printed_names_the_currency_and_the_price_year_of_the_case(tmp_path: Path) -> None:
    """No dollar is left in the words, tables and pages of a plan in euros of 2022."""
    plan = sinews.plan(case().with_settings(currency="EUR", price_year=2022))
    plan.save(tmp_path / "plan")
    review = sinews.review(plan)
    write(report(plan, review, summarise(plan, review)), tmp_path / "plan.html")
    pages = {"page": (tmp_path / "plan.html").read_text(encoding="utf-8")}
    for command in (["show"], ["review"], ["explain", "--ally", "DEU", "--capability", "gbad_short"]):
        folder = [command[0], str(tmp_path / "plan"), *command[1:]]
        pages[command[0]] = CliRunner().invoke(app, folder).output
    for name, text in pages.items():
        told = [text[max(at.start() - 60, 0) : at.end() + 60] for at in re.finditer(r"\bUSD\b", text)]
        # what holds a plan back is told in the money of the tables
        assert [each for each in told if not re.search(r"m(ore)? (in the|a year)|m more", each)] == [], name
    assert all("EUR" in pages[name] for name in ("page", "show", "explain"))
    assert "2022 prices" in pages["show"]
