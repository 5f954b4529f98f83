"""Terms of money and contracts, each against a case that is worked out by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.implementation.test_schedule import one_product, weighted_shortfall
from tests.random_cases import Changes
from tests.recheck import violations
from tests.small_case import small_case, small_case_with_terms

import sinews
from sinews.case import Case, payment_parts
from sinews.implementation import Plan


def hand_case(**rows: tuple[float | str, ...]) -> Case:
    """Return the case of one line with 2 a year at 900 and a lead time of 3 years, with rows of terms."""
    case = one_product(small_case())
    for table, row in rows.items():
        frame = case[table]
        given = dict(zip(frame.columns, (*row, "test", "assumed", None), strict=True))
        case = case.with_table(table, pl.concat([frame, pl.DataFrame([given], schema=frame.schema)]))
    return case


def paid(plan: Plan, element: str) -> list[float]:
    values: list[float] = plan.spending.filter(pl.col("ally") == "DEU")[element].to_list()
    return values


def test_advance_and_retention_are_paid_when_they_say() -> None:
    plan = sinews.plan(hand_case(payment_terms=("missile", 20.0, 40.0)))
    # of 1800 for two units: 360 at order, 720 at delivery, 180 in each of the four years
    orders = np.zeros(10)
    for order in range(4):
        orders[order : order + 4] += [540.0, 180.0, 180.0, 900.0]
    assert paid(plan, "procurement") == pytest.approx(orders[:7].tolist())
    assert violations(plan) == []


def test_parts_of_a_line_add_up_to_its_price() -> None:
    parts = payment_parts(small_case_with_terms())
    total = parts.group_by("line", maintain_order=True).agg(pl.col("part").sum())
    assert total["part"].to_list() == pytest.approx([1.0] * total.height)
    assert parts.filter(line="long_line")["ahead"].to_list() == [0, 1, 2, 3]


def test_prices_grow_by_the_year_of_delivery() -> None:
    plan = sinews.plan(hand_case(price_growth=("missile", 10.0)))
    assert plan.orders.sort("delivery_year")["unit_price"].to_list() == pytest.approx(
        [900 * 1.1**n for n in (3, 4, 5, 6)]
    )


def test_price_falls_with_output_by_the_slope_of_the_rate_effect() -> None:
    case = hand_case(rate_effects=("missile", 90.0)).with_value("lines", "long_line", rate=1.0)
    case = case.with_value("lines", "long_line", announced_rate=2.0, announced_year=2029)
    prices = sinews.plan(case).orders.sort("delivery_year")["unit_price"].to_list()
    # output doubles against the base year's from 2029 on
    assert prices == pytest.approx([810.0] * 4)


def test_a_licence_costs_its_fee() -> None:
    plan = sinews.plan(hand_case(licences=("long_line", "Firm F", 5.0)))
    assert plan.orders["unit_price"].to_list() == pytest.approx([945.0] * 4)


@pytest.mark.parametrize(("launch", "shared_by"), [(1.0, 8.0), (20.0, 20.0)])
def test_the_fixed_cost_of_a_programme_is_shared_by_all_that_is_ordered(
    launch: float, shared_by: float
) -> None:
    plan = sinews.plan(hand_case(programmes=("sam_long", "joint", 160.0, launch)))
    assert plan.orders["quantity"].sum() == pytest.approx(8.0)
    assert plan.orders["unit_price"].to_list() == pytest.approx([900 + 160 / shared_by] * 4)


def test_a_novel_product_is_planned_for_its_expected_year() -> None:
    plan = sinews.plan(hand_case(novel_products=("sam_long", 50.0, 3)))
    # two years of expected slip, rounded up from one and a half: first order 2028, first delivery 2031
    assert plan.orders["order_year"].min() == 2028


def with_innovation(case: Case, share: float) -> Case:
    """Return a case in which a share of equipment expenditure at least is pledged for innovation, in %."""
    frame = case["pledges"]
    pledge = {
        **dict.fromkeys(frame.columns), "pledge": "novel", "title": "novel", "kind": "innovation_share",
        "share": share, "start_year": 2025, "target_year": 2026, "path": "step", "source": "test",
        "status": "assumed",
    }  # fmt: skip
    return case.with_table("pledges", pl.concat([frame, pl.DataFrame([pledge], schema=frame.schema)]))


def test_an_innovation_pledge_is_a_floor_and_no_ceiling() -> None:
    """At least so much: a novel product may take more of the budget, another no more than the rest."""
    novel = hand_case(novel_products=("sam_long", 50.0, 3))
    spending = sinews.plan(with_innovation(novel, 1.0)).spending.filter(pl.col("ally") == "DEU")
    assert (spending["novel"] > spending["equipment_budget"] * 0.02).any()
    plan, tight = sinews.plan(hand_case()), sinews.plan(with_innovation(hand_case(), 95.0))
    spending = tight.spending.filter(pl.col("ally") == "DEU")
    assert (spending["procurement"] <= spending["equipment_budget"] * 0.05 + 1e-6).all()
    assert 0 < tight.orders["quantity"].sum() < plan.orders["quantity"].sum()
    assert violations(tight) == []


def poor(case: Case, **rules: float) -> Case:
    """Return a case in which Germany's money binds, with fiscal rules."""
    return case.with_value("budgets", "DEU", programme_share=1.5).with_table(
        "fiscal_rules",
        pl.DataFrame(
            [{"ally": "DEU", "carry_over": 0.0, "borrowing": 0.0, "interest": 0.0} | rules],
            schema_overrides={"ally": pl.String},
        ).with_columns(source=pl.lit("test"), status=pl.lit("assumed"), note=pl.lit(None, pl.String)),
    )


def test_carry_over_and_borrowing_never_worsen_a_plan_and_keep_their_limits() -> None:
    none = sinews.plan(poor(hand_case()))
    missing = weighted_shortfall(none)
    for rules in ({"carry_over": 50.0}, {"borrowing": 50.0, "interest": 5.0}):
        plan = sinews.plan(poor(hand_case(), **rules))
        assert weighted_shortfall(plan) <= missing * (1 + 1e-9)
        assert violations(plan) == []
    borrowed = sinews.plan(poor(hand_case(), borrowing=50.0, interest=5.0))
    owed, interest = paid(borrowed, "owed"), paid(borrowed, "interest")
    assert max(owed) > 0
    assert owed[-1] == 0
    assert interest[1:] == pytest.approx([0.05 * value for value in owed[:-1]])


def test_a_line_below_its_sustaining_rate_is_paid_for_or_closes() -> None:
    case = small_case_with_terms().with_value("pledges", "amd_increase", factor=1.0)
    none = case["published_requirements"].clear()
    plan = sinews.plan(case.with_table("published_requirements", none))
    line = plan.tables["lines"].filter(line="long_line", year=2032)
    # nobody needs what it builds: it has closed, and nothing is paid for it
    assert line["closed"].item() == pytest.approx(line["base"].item())
    assert line["idle"].item() == 0
    assert violations(plan) == []


def test_a_resilience_fund_pays_for_its_uses_alone() -> None:
    plan = sinews.plan(small_case_with_terms())
    drawn = plan.tables["resilience"]
    assert drawn["drawn"].sum() > 0
    assert set(drawn["fund"]) == {"factories"}
    by_hand = {
        year: 4_700_000 * 1.01**n * 0.015 * min(n / 7, 1) * 0.02 for n, year in enumerate(range(2025, 2033))
    }
    for row in drawn.filter(ally="DEU").iter_rows(named=True):
        assert row["drawn"] <= by_hand[row["year"]] * (1 + 1e-6)


def test_more_of_anything_never_worsens_the_optimum() -> None:
    changes = Changes(small_case_with_terms())
    before = sinews.plan(small_case_with_terms()).solution.objective
    changes.put("fiscal_rules", {"ally": "DEU"}, carry_over=80.0, borrowing=80.0)
    changes.put("resilience_funds", {"fund": "factories"}, share=20.0)
    changes.put("sustaining_rates", {"learning_class": "missile"}, rate=0.0)
    case = small_case_with_terms()
    freer = sinews.plan(Case(case.settings, changes.tables)).solution.objective
    assert freer <= before * (1 + 1e-3)


def test_whole_units_are_whole_and_close_to_the_optimum() -> None:
    plan = sinews.plan(small_case_with_terms())
    whole = plan.deliveries.filter(capability="gbad_long")["completed"]
    assert (whole % 1 == 0).all()
    assert whole.sum() > 0
    stock = plan.stock.filter(capability="gbad_long")
    assert (stock["closing"] % 1 == 0).all()
    assert abs(plan.solution.whole_units_gap) < 0.05
