"""Orders for after the horizon: the last years are like the others, as far as what leaves asks for them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from tests.recheck import violations
from tests.scoped_case import with_rows
from tests.small_case import SETTINGS, small_case

import sinews
from sinews.case import Case
from sinews.implementation import Plan

WORK = ("contracted", "procurement", "follow_on")


def level(horizon: int) -> Case:
    """Return the small case to a horizon, in which trucks are kept at what is held, and a tenth wears out."""
    case = small_case()
    trucks = pl.col("capability") == "truck"
    economy = case["economy"]
    last = economy.filter(pl.col("year") == economy["year"].max())
    later = [
        last.with_columns(pl.lit(year, pl.Int64).alias("year"))
        for year in range(SETTINGS.horizon + 1, horizon + 1)
    ]
    pledges = case["pledges"].filter(~(trucks | (pl.col("capability") == "truck")).fill_null(False))
    kept = [
        {"pledge": "kept", "title": "trucks are kept", "kind": "multiple_of_baseline", "capability": "truck"}
    ]
    years = {"factor": 1.0, "start_year": 2025, "target_year": 2026, "path": "step"}
    case = case.with_tables(
        {
            "economy": pl.concat([economy, *later]),
            "pledges": pledges,
            "support_deliveries": case["support_deliveries"].clear(),
            "inventory": case["inventory"].with_columns(
                remaining_life=pl.when(~trucks).then("remaining_life")
            ),
        }
    )
    case = case.with_settings(horizon=horizon)
    return with_rows(
        case, pledges=[kept[0] | years], peacetime_use=[{"capability": "truck", "training": 10.0}]
    )


@cache
def planned(horizon: int) -> Plan:
    return sinews.plan(level(horizon))


def work(plan: Plan, capability: str = "truck") -> dict[int, float]:
    """Return what is paid for a capability in each year, for deliveries before and after the horizon."""
    rows = plan.payments.filter(pl.col("element").is_in(WORK), capability=capability)
    return dict(rows.group_by("year").agg(pl.col("amount").sum()).iter_rows())


def test_the_last_year_pays_as_much_as_it_would_if_the_plan_went_on() -> None:
    """Payments up to a horizon are those of a plan that goes on beyond it: nothing ends with the horizon."""
    short, long = planned(2032), planned(2035)
    of_short, of_long = work(short), work(long)
    assert of_short[2032] == pytest.approx(of_long[2032], rel=0.005)
    # what is bought as soon as it can be may come a year earlier or later
    assert of_short[2031] == pytest.approx(of_long[2031], rel=0.05)
    without = short.payments.filter(element="procurement", capability="truck", year=2032)["amount"].sum()
    assert without < 0.6 * of_long[2032]


def test_what_is_ordered_for_later_is_what_leaves_then() -> None:
    """Each year wears out a tenth of what is to be held, and lorries come a year after their order."""
    plan = planned(2032)
    later = plan.tables["follow_on"].filter(capability="truck")
    assert later["delivery_year"].unique().to_list() == [2033]
    assert later["order_year"].unique().to_list() == [2032]
    asked = dict(plan.stock.filter(year=2032, capability="truck").select("ally", "target").iter_rows())
    ordered = dict(later.select("ally", "quantity").iter_rows())
    closing = dict(plan.stock.filter(year=2032, capability="truck").select("ally", "closing").iter_rows())
    for ally, target in asked.items():
        # a hundred lorries are one unit
        spare = max(closing[ally] - target, 0.0)
        assert ordered.get(ally, 0.0) / 100.0 == pytest.approx(0.1 * target - spare, abs=1e-6), ally
    assert violations(plan) == []


def test_who_has_no_money_orders_in_part_and_none_beyond_its_budget() -> None:
    """Latvia's money is cut until it cannot pay for all: the same part of all its orders is left."""
    case = level(2032)
    budgets = case["budgets"].with_columns(
        programme_share=pl.when(ally="LVA").then(0.3).otherwise("programme_share")
    )
    plan = sinews.plan(case.with_table("budgets", budgets))
    rich = planned(2032).tables["follow_on"]
    poor = plan.tables["follow_on"]
    left, whole = (float(frame.filter(ally="LVA")["quantity"].sum()) for frame in (poor, rich))
    assert left < 0.9 * whole
    assert violations(plan) == []


@pytest.mark.parametrize(
    ("column", "to"),
    [("quantity", 0.5), ("quantity", 1.2), ("paid", 0.5), ("unit_price", 1.1)],
)
def test_forged_orders_for_later_are_found(column: str, to: float) -> None:
    plan = planned(2032)
    forged = plan.tables["follow_on"].with_columns(pl.col(column) * to)
    assert any(
        "follow_on" in each for each in violations(replace(plan, tables={**plan.tables, "follow_on": forged}))
    )


def test_a_forged_use_is_found() -> None:
    plan = planned(2032)
    stock = plan.stock.with_columns(pl.col("used") * 0.5, closing=pl.col("closing") + 0.5 * pl.col("used"))
    assert any(
        each.startswith("stock") for each in violations(replace(plan, tables={**plan.tables, "stock": stock}))
    )
