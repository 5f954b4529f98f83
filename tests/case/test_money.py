from __future__ import annotations

import polars as pl
import pytest

from sinews.case import Case, status_shares, unit_prices
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
    ).with_settings(price_year=2022)
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
