from __future__ import annotations

import polars as pl
import pytest
from tests.scoped_case import with_rows

from sinews.case import Case, CaseError, open_case, status_shares, unit_prices
from sinews.case.catalogue import TABLES


def test_prices_are_deflated_in_their_own_currency_and_then_exchanged(case: Case) -> None:
    prices = unit_prices(case)
    assert prices.columns == ["product", "procurement", "operating"]
    assert prices.get_column("product").to_list() == ["sam_long", "sam_short", "lorry"]
    # 85 in 2020 dollars at index 85; 0.333 in 2022 euros at index 90, 0.925 a dollar; 0.232 at 23.2
    assert prices.get_column("procurement").to_list() == pytest.approx([900, 100, 0.4], rel=1e-12)
    assert prices.get_column("operating").to_list() == pytest.approx([30, 10, 0.01], rel=1e-12)


def test_a_price_year_with_another_index_scales_all_prices(case: Case) -> None:
    rates = case["exchange_rates"]
    row = case["deflators"].row(0, named=True)
    more = [("USD", 91.0), ("CZK", 80.0)]
    indices = pl.DataFrame([{**row, "currency": name, "year": 2022, "index": index} for name, index in more])
    czk = pl.DataFrame([{**row, "currency": "CZK", "year": 2024, "index": 100.0}])
    moved = case.with_tables(
        {
            "exchange_rates": pl.concat([rates, rates.with_columns(year=pl.lit(2022, pl.Int64))]),
            "deflators": pl.concat(
                [case["deflators"], *(f.cast(case["deflators"].schema) for f in (indices, czk))]
            ),
        }
    ).with_settings(price_year=2022, table_price_year=2022)
    prices = unit_prices(moved)
    assert prices.get_column("procurement").to_list() == pytest.approx([900 * 0.91, 91, 0.36], rel=1e-12)
    assert prices.get_column("operating").to_list() == pytest.approx([30 * 0.91, 9.1, 0.008], rel=1e-12)


def test_status_shares_count_rows(case: Case) -> None:
    status = pl.Series(["published", "derived", "derived", "estimated", "assumed", "assumed", "assumed"])
    shares = status_shares(case.with_table("inventory", case["inventory"].with_columns(status=status)))
    of = shares.filter(pl.col("table") == "inventory")
    assert of.get_column("status").to_list() == ["published", "derived", "estimated", "assumed"]
    assert of.get_column("rows").to_list() == [1, 2, 1, 3]
    assert of.get_column("share").to_list() == pytest.approx([1 / 7, 2 / 7, 1 / 7, 3 / 7])
    assert "sources" not in shares.get_column("table").to_list()
    nothing = case["inventory"].with_columns(
        status=status,
        quantity=pl.when(status.is_in(["published", "assumed"])).then(0.0).otherwise("quantity"),
    )
    some = status_shares(case.with_table("inventory", nothing)).filter(pl.col("table") == "inventory")
    assert some.get_column("rows").to_list() == [0, 2, 1, 0]
    filled = [table for table in TABLES if "status" in table.column_names and case[table.name].height]
    assert shares.height == 4 * len(filled)


def on_basis(case: Case, basis: str, element: str = "procurement") -> Case:
    wanted = (pl.col("product") == "lorry") & (pl.col("element") == element)
    costs = case["costs"].with_columns(price_basis=pl.when(wanted).then(pl.lit(basis)))
    factors = [
        {"price_basis": "package", "learning_class": name, "factor": 0.6}
        for name in case["products"]["learning_class"].unique()
    ]
    known = with_rows(case, price_bases=factors)
    return known.with_table("costs", costs.with_columns(pl.col("price_basis").cast(pl.String)))


def price_of(case: Case, product: str) -> tuple[float, float]:
    row = unit_prices(case).row(by_predicate=pl.col("product") == product, named=True)
    return row["procurement"], row["operating"]


def test_a_price_on_another_basis_is_brought_to_that_of_a_unit(case: Case) -> None:
    bought, _ = price_of(case, "lorry")
    assert price_of(on_basis(case, "unit"), "lorry")[0] == pytest.approx(bought)
    assert price_of(on_basis(case, "package"), "lorry")[0] == pytest.approx(0.6 * bought)
    others = unit_prices(on_basis(case, "package")).filter(pl.col("product") != "lorry")
    assert others.equals(unit_prices(case).filter(pl.col("product") != "lorry"))


def test_a_basis_without_a_factor_is_refused(case: Case) -> None:
    with pytest.raises(
        CaseError, match="a basis with a factor for the product's class in price_bases"
    ) as refused:
        on_basis(case, "programme")
    assert [problem.value for problem in refused.value.problems] == ["programme"]
    with pytest.raises(CaseError, match="with people or without people"):
        on_basis(case, "package", "operating")


def test_people_are_paid_where_a_cost_leaves_them_out(case: Case) -> None:
    """Two soldiers a truck at EUR 0.1 m, of which one EUR is worth 1 / 0.925 dollars."""
    of_others = case["crews"].filter(pl.col("capability") != "truck")
    case = with_rows(case.with_table("crews", of_others), crews=[{"capability": "truck", "crew": 2.0}])
    pay = [{"people": "crew", "amount": 0.1, "currency": "EUR", "price_year": 2024}]
    yields = dict(case["products"].select("product", "yield").iter_rows())
    before = price_of(case, "lorry")
    apart = with_rows(on_basis(case, "without people", "operating"), personnel_costs=pay)
    inside = with_rows(on_basis(case, "with people", "operating"), personnel_costs=pay)
    assert price_of(apart, "lorry") == pytest.approx(
        (before[0], before[1] + 2 * yields["lorry"] * 0.1 / 0.925)
    )
    assert price_of(inside, "lorry") == pytest.approx(before)


def test_what_the_baseline_s_fighters_cost_in_a_year_is_near_what_is_published() -> None:
    """F-35A USD 6.8 m of 2023 (GAO); Rafale EUR 20,000 an hour times 290 hours; with their people."""
    prices = open_case()
    usd_a_euro = 1 / 0.9243
    assert price_of(prices, "f35a")[1] == pytest.approx(6.8, rel=0.05)
    assert price_of(prices, "rafale")[1] == pytest.approx(5.8 * usd_a_euro, rel=0.25)
