"""Prices that learn: recomputed from the plan's own deliveries, unit by unit."""

from __future__ import annotations

import math
from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_case import small_case

import sinews
from sinews.case import Case
from sinews.engines.learning_curve import average_price_ratio, unit_theory_lot_cost


@given(
    slope=st.floats(0.7, 1.0),
    prior=st.integers(1, 5000),
    first=st.integers(0, 5000),
    lot=st.integers(1, 2000),
)
def test_a_lots_average_is_that_of_its_units(slope: float, prior: int, first: int, lot: int) -> None:
    exact = unit_theory_lot_cost(1.0, slope, prior + first + 1, prior + first + lot) / lot
    today = prior ** math.log2(slope)
    ratio = float(average_price_ratio(prior, prior + first, prior + first + lot, slope))
    assert ratio == pytest.approx(exact / today, rel=1e-9)


def steep(case: Case) -> Case:
    """Give all products a steep curve, so that learning shows."""
    return case.with_table("learning", case["learning"].with_columns(slope=75.0, floor=40.0)).with_table(
        "products", case["products"].with_columns(prior_quantity=10.0)
    )


def unit_by_unit(start: float, stop: float, *, by_average: bool) -> float:
    """Add up what units cost on a curve of 75 %, parts of the first and the last by their part."""
    b, total = math.log2(0.75), 0.0
    for n in range(math.floor(start) + 1, math.ceil(stop) + 1):
        cost = n ** (1 + b) - (n - 1) ** (1 + b) if by_average else n**b
        total += cost * (min(n, stop) - max(n - 1, start))
    return total


@pytest.mark.parametrize(
    ("average", "by_hand"),
    [(False, [8.0, 7.021, 6.4]), (True, [6.0, 5.063, 4.537])],
)
def test_the_next_units_after_the_first_cost_what_they_do_by_hand(
    average: bool, by_hand: list[float]
) -> None:
    """A first unit of 10 on a curve of 80 %; by average 2 x 8 - 10, 3 x 7.021 - 16 and 4 x 6.4 - 21.063."""
    found = 10 * average_price_ratio(1, [1, 2, 3], [2, 3, 4], 0.8, cumulative_average=average)
    assert found.tolist() == pytest.approx(by_hand, abs=6e-4)
    # a part of a unit costs its part
    half = average_price_ratio(1, 1.5, 2.5, 0.8, cumulative_average=average)
    assert 10 * float(half) == pytest.approx((by_hand[0] + by_hand[1]) / 2, abs=6e-4)


def test_the_theory_of_a_class_sets_its_prices() -> None:
    """Where few were built the two theories differ; Wright's curve falls faster at first."""
    case = steep(small_case()).with_table(
        "products", small_case()["products"].with_columns(prior_quantity=2.0)
    )
    prices = {}
    for theory in ("unit", "cumulative_average"):
        plan = sinews.plan(
            case.with_table("learning", steep(case)["learning"].with_columns(theory=pl.lit(theory)))
        )
        prices[theory] = plan.orders.filter(pl.col("product") == "sam_long").sort("delivery_year")[
            "unit_price"
        ][0]
    assert prices["cumulative_average"] < 0.95 * prices["unit"]


def test_prices_are_those_that_the_plans_own_deliveries_lead_to() -> None:
    plan = sinews.plan(steep(small_case()))
    assert plan.solution.converged
    assert plan.solution.rounds > 1
    today = dict(plan.tables["prices"].select("product", "procurement").iter_rows())
    built: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        built[r["product"], r["year"]] += r["ordered"] + r["contracted"]
    worst = 0.0
    for r in plan.orders.iter_rows(named=True):
        before = 10.0 + sum(built[r["product"], year] for year in range(2026, r["delivery_year"]))
        lot = built[r["product"], r["delivery_year"]]
        units = unit_by_unit(before, before + lot, by_average=r["product"] == "lorry")
        ratio = max(units / lot / unit_by_unit(9.0, 10.0, by_average=r["product"] == "lorry"), 0.4)
        worst = max(worst, abs(r["unit_price"] / (today[r["product"]] * ratio) - 1.0))
    assert worst < 0.005
    assert plan.solution.price_change <= 1e-3


def test_learning_never_costs_and_no_learning_changes_nothing() -> None:
    flat = small_case()
    flat = flat.with_table("learning", flat["learning"].with_columns(slope=100.0))
    without = sinews.plan(flat)
    assert without.solution.rounds == 1
    assert without.solution.price_change == 0.0
    today = dict(without.tables["prices"].select("product", "procurement").iter_rows())
    for plan in (without, sinews.plan(small_case()), sinews.plan(steep(small_case()))):
        paid = plan.orders.select("product", "unit_price").iter_rows()
        assert all(price <= today[product] * (1 + 1e-12) for product, price in paid)
    assert without.orders["unit_price"].to_list() == [today[p] for p in without.orders["product"]]


def test_the_floor_holds() -> None:
    case = steep(small_case())
    plan = sinews.plan(case.with_table("learning", case["learning"].with_columns(floor=90.0)))
    cheapest = plan.orders.join(plan.tables["prices"], on="product").select(
        (pl.col("unit_price") / pl.col("procurement")).min()
    )
    assert cheapest.item() == pytest.approx(0.9)


@settings(max_examples=15, deadline=None)
@given(st.floats(60.0, 100.0))
def test_the_loop_ends_and_says_whether_prices_have_settled(slope: float) -> None:
    case = small_case()
    plan = sinews.plan(case.with_table("learning", case["learning"].with_columns(slope=slope)))
    assert plan.solution.rounds <= 12
    assert plan.solution.converged == (plan.solution.price_change <= 1e-3)
