"""What allies pay, in the money that a reader asks for: against rates, deflators and economies by hand."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, workbook_texts
from typer.testing import CliRunner

from sinews.case import CaseError, price_level
from sinews.cli import app
from sinews.implementation import Plan
from sinews.present.money import Money, paid_in, with_money
from sinews.present.summary import Summary
from sinews.present.topics.plan import page


def paid(plan: Plan, money: Money) -> dict[tuple[str, int], float]:
    return {(ally, year): value for ally, year, _, value in paid_in(plan, money).iter_rows()}


def cost(plan: Plan) -> dict[tuple[str, int], float]:
    return {(ally, year): value for ally, year, value in plan.cost.iter_rows()}


def test_another_currency_is_another_at_the_rate_of_the_case(plan: Plan) -> None:
    rates = plan.case["exchange_rates"].filter(year=plan.case.settings.rate_year)
    rate = dict(rates.select("currency", "per_usd").iter_rows())
    # the price year is that of the rates: no deflator comes in
    assert plan.case.settings.price_year == plan.case.settings.rate_year
    own = {"DEU": rate["EUR"], "CZE": rate["CZK"], "LVA": rate["EUR"]}
    in_euro, in_own = paid(plan, Money("EUR")), paid(plan, Money("national"))
    for (ally, year), value in cost(plan).items():
        assert in_euro[ally, year] == pytest.approx(value * rate["EUR"])
        assert in_own[ally, year] == pytest.approx(value * own[ally])
    assert paid(plan, Money()) == pytest.approx(cost(plan))


def test_prices_of_the_year_follow_the_deflator_of_the_currency(plan: Plan) -> None:
    told = paid(plan, Money(then_year=True))
    by_year = plan.then_year.group_by("payer", "year").agg(pl.col("amount").sum())
    for ally, year, amount in by_year.iter_rows():
        assert told[ally, year] == pytest.approx(amount)
    in_euro = paid(plan, Money("EUR", then_year=True))
    for key, value in paid(plan, Money("EUR")).items():
        now = price_level(plan.case, "EUR", plan.case.settings.price_year)
        assert in_euro[key] == pytest.approx(value * price_level(plan.case, "EUR", key[1]) / now)


def test_parts_of_an_economy_and_of_a_people_need_no_rate(plan: Plan) -> None:
    gdp = {(a, y): v for a, y, v in plan.spending.select("ally", "year", "gdp").iter_rows()}
    people = dict(plan.case["allies"].select("ally", "population").iter_rows())
    of_gdp, of_each = paid(plan, Money(per="gdp")), paid(plan, Money("USD", per="head"))
    for key, value in cost(plan).items():
        assert of_gdp[key] == pytest.approx(100 * value / gdp[key])
        assert of_each[key] == pytest.approx(1e6 * value / people[key[0]])
    assert of_gdp == paid(plan, Money("EUR", then_year=True, per="gdp"))


def test_money_that_the_case_cannot_convert_is_refused_by_name(plan: Plan) -> None:
    with pytest.raises(CaseError, match="found 'XAU', expected national or a currency"):
        paid_in(plan, Money("XAU"))


@pytest.mark.parametrize(
    "money", [Money("national", then_year=True), Money(per="gdp"), Money("EUR", per="head")]
)
def test_the_page_says_what_it_counts(plan: Plan, summary: Summary, money: Money, tmp_path: Path) -> None:
    document = with_money(page(plan, summary), plan, money)
    assert document.tables[-1].caption.endswith(money.words(plan.case))
    check_document(document, tmp_path)


def test_it_is_exported_where_it_is_asked_for(plan: Plan, tmp_path: Path) -> None:
    plan.save(tmp_path / "plan")
    for words, name in ((["--currency", "eur", "--then-year"], "a.xlsx"), (["--per", "gdp"], "b.json")):
        done = CliRunner().invoke(app, ["export", str(tmp_path / "plan"), str(tmp_path / name), *words])
        assert done.exit_code == 0, done.output
    texts = workbook_texts(tmp_path / "a.xlsx")
    assert "What every ally pays in each year, m EUR, then-year prices" in texts
    rows = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["money"]
    assert {row["ally"] for row in rows} == {"DEU", "CZE", "LVA"}
    wrong = CliRunner().invoke(
        app, ["export", str(tmp_path / "plan"), str(tmp_path / "c.xlsx"), "--per", "ally"]
    )
    assert wrong.exit_code == 2


def test_the_plan_folder_says_what_its_columns_count(plan: Plan, tmp_path: Path) -> None:
    plan.save(tmp_path / "plan")
    told = pl.read_csv(tmp_path / "plan" / "dictionary.csv")
    columns = [(name, column) for name, frame in plan.tables.items() for column in frame.columns]
    assert list(told.select("table", "column").iter_rows()) == columns
    units = {(table, column): unit for table, column, _, unit in told.iter_rows()}
    assert units["stock", "closing"] == "units"
    assert units["spending", "procurement"] == "USD m"
    figures = told.filter(pl.col("type") == "Float64")
    assert figures["unit"].null_count() == 0
