from __future__ import annotations

import statistics

import polars as pl
import pytest

import sinews
from sinews.assessment.weight import COLUMNS, MEASURES


@pytest.fixture(scope="module")
def plan(baseline_plan: sinews.Plan) -> sinews.Plan:
    return baseline_plan


@pytest.fixture(scope="module")
def review(plan: sinews.Plan) -> sinews.Review:
    return sinews.review(plan, years=[2030, 2035])


def test_each_ally_stands_beside_the_middle_half(review: sinews.Review) -> None:
    weight = review.weight
    assert weight.columns == list(COLUMNS)
    for _, rows in weight.group_by("year", "measure", maintain_order=True):
        values = rows["value"].drop_nulls().to_list()
        lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
        for row in rows.iter_rows(named=True):
            assert (row["lower"], row["median"], row["upper"]) == pytest.approx((lower, median, upper))
            if row["value"] is None:
                assert row["place"] is None
            else:
                below, above = row["value"] < row["lower"], row["value"] > row["upper"]
                assert row["place"] == ("below" if below else "above" if above else "within")


def test_measures_are_those_of_the_tables(plan: sinews.Plan, review: sinews.Review) -> None:
    of = {
        (row["ally"], row["measure"]): row["value"]
        for row in review.weight.filter(year=2035).iter_rows(named=True)
    }
    spending = plan.spending.row(
        by_predicate=(pl.col("ally") == "POL") & (pl.col("year") == 2035), named=True
    )
    assert of["POL", "gdp_share"] == pytest.approx(100 * spending["core"] / spending["gdp"])
    assert review.formations is not None
    ready = sum(review.formations.filter(ally="POL", year=2035, day=30)["troops"])
    people = dict(plan.case["allies"].select("ally", "population").iter_rows())
    assert of["POL", "ready_30"] == pytest.approx(1e6 * ready / people["POL"])
    assert {measure for _, measure in of} == {*MEASURES, "ready_10", "ready_30", "ready_180"}


def test_support_to_ukraine_is_what_was_given_beside_the_gdp(
    plan: sinews.Plan, review: sinews.Review
) -> None:
    """Count by hand: euros of 2025 into dollars of the price year."""
    case = plan.case
    year = case.settings.price_year
    index = dict(case["deflators"].filter(currency="EUR").select("year", "index").iter_rows())
    rate = case["exchange_rates"].filter(currency="EUR", year=year)["per_usd"].item()
    given = case["commitments"].filter(ally="DNK", kind="given")
    assert given["price_year"].unique().to_list() == [2025]
    dollars = sum(given["amount"]) * index[year] / index[2025] / rate
    gdp = case["economy"].filter(ally="DNK", year=case.settings.base_year)["gdp"].item()
    found = review.weight.filter(ally="DNK", year=2035, measure="ukraine_share")["value"].item()
    assert found == pytest.approx(100 * dollars / gdp)


def test_depth_is_told_with_its_range(review: sinews.Review) -> None:
    assert set(review.depth["kind"]) == {"magazine", "stock"}
    for row in review.depth.drop_nulls("days").iter_rows(named=True):
        assert row["low"] <= row["days"]
        assert row["high"] is None or row["days"] <= row["high"]


def test_new_equipment_is_what_the_plan_has_delivered(plan: sinews.Plan, review: sinews.Review) -> None:
    case = plan.case
    kinds = set(case["formations"]["capability"])
    parts = []
    for capability in case["capabilities"].filter(pledge_group="forces")["capability"]:
        rows = plan.stock.filter(pl.col("capability") == capability)
        closing = float(sum(rows.filter(year=2035)["closing"]))
        if capability not in kinds and closing > 0:
            new = float(sum(rows.filter(pl.col("year") <= 2035)["delivered"]))
            parts.append(min(new / closing, 1.0))
    (found,) = review.scoreboard.filter(
        (pl.col("year") == 2035) & pl.col("measure").str.starts_with("equipment of forces")
    )["value"]
    assert found == pytest.approx(100 * statistics.mean(parts))


def test_a_measure_has_a_band_only_around_its_value(review: sinews.Review) -> None:
    for row in review.scoreboard.drop_nulls(["low", "value"]).iter_rows(named=True):
        assert row["low"] <= row["value"]
        assert row["high"] is None or row["value"] <= row["high"]
    assert review.scoreboard.drop_nulls("low")["measure"].n_unique() == 3
