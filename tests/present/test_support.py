"""Support to Ukraine: figures against the plan's tables, a second plan, the closed form of learning."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest

from sinews import pipeline
from sinews.case import Case
from sinews.implementation import Plan
from sinews.present import support
from sinews.present.topics.explain import explain


def giving_much(case: Case) -> Case:
    """Make support so large that it hurts: most of the scarce long-range line, half of Germany's units."""
    row = case["support_deliveries"].row(0, named=True)
    more = [
        row | {"delivery": "sam", "ally": "DEU", "capability": None, "line": "long_line", "quantity": 9.0},
        row | {"delivery": "german_units", "quantity": 2.0, "first_year": 2026, "last_year": 2027},
    ]
    frame = pl.DataFrame(more, schema=case["support_deliveries"].schema).with_columns(
        first_year=pl.lit(2027), last_year=pl.when(pl.col("delivery") == "sam").then(2031).otherwise(2027)
    )
    return case.with_table("support_deliveries", frame.cast(case["support_deliveries"].schema))


@pytest.fixture(scope="module")
def generous(case: Case) -> Plan:
    flat = case.with_table("learning", case["learning"].with_columns(slope=100.0))
    return pipeline.plan(giving_much(flat))


def test_support_costs_no_more_than_the_bound_says(generous: Plan) -> None:
    again = pipeline.without_support(generous)
    assert again.given == pytest.approx(generous.solution.objective, rel=1e-6)
    real = 100 * (again.given - again.kept) / again.given
    bound = generous.tables["support_cost"]["shortfall"].sum()
    assert real > 0.5
    assert bound >= real * (1 - 1e-6)


def test_the_bound_is_the_price_of_small_support(case: Case) -> None:
    flat = case.with_table("learning", case["learning"].with_columns(slope=100.0))
    little = giving_much(flat).with_value("support_deliveries", "sam", quantity=1e-3)
    little = little.with_table("support_deliveries", little["support_deliveries"].filter(delivery="sam"))
    plan = pipeline.plan(little)
    again = pipeline.without_support(plan)
    real = 100 * (again.given - again.kept) / again.given
    assert plan.tables["support_cost"]["shortfall"].sum() == pytest.approx(real, rel=0.02)


def test_what_is_given_is_what_the_plan_says(plan: Plan) -> None:
    given = support.given(plan)
    assert given.select("origin", "key", "quantity", "first_year", "last_year").sort("origin").rows() == [
        ("line", "lorry_line", 400.0, 2027, 2028),
        ("stock", "gbad_short", 1.0, 2027, 2027),
    ]
    paid = plan.tables["support_cost"].filter(origin="money")
    assert paid["quantity"].sum() == pytest.approx(plan.spending["support"].sum())
    cost = plan.tables["support_cost"].filter(pl.col("origin") != "money")
    assert given["shortfall"].sum() == pytest.approx(cost["shortfall"].sum())


def whole(units: float, b: float) -> float:
    """Return what whole lorries cost together, the first costing one."""
    return float(units ** (1 + b))


def until(units: float, b: float) -> float:
    """Return what lorries cost together, a part of one its part."""
    begun = math.floor(units)
    return whole(begun, b) + (units - begun) * (whole(begun + 1, b) - whole(begun, b))


def test_prices_follow_the_learning_curve_with_and_without_support(plan: Plan) -> None:
    paths = support.price_paths(plan)
    assert set(paths["product"]) == {"lorry"}
    prior, floor, b = 20000.0, 80.0, math.log2(0.95)
    built = {"with_support": prior, "without_support": prior}
    for row in paths.iter_rows(named=True):
        for side, extra in (("with_support", row["for_ukraine"]), ("without_support", 0.0)):
            lot = row["to_allies"] + extra
            before, after = built[side], built[side] + lot
            # by cumulative average; a part of a lorry costs its part, and an empty lot is priced as the next
            last = whole(prior, b) - whole(prior - 1, b)
            exact = whole(math.floor(before) + 1, b) - whole(math.floor(before), b)
            if lot > 1e-6:
                exact = (until(after, b) - until(before, b)) / lot
            assert row[side] == pytest.approx(max(100 * exact / last, floor), rel=1e-6)
            built[side] = after
    assert built["with_support"] - built["without_support"] == pytest.approx(400.0)
    assert paths["saved"].sum() > 0


def test_lines_give_the_share_that_their_slots_say(plan: Plan) -> None:
    (row,) = support.line_shares(plan).to_dicts()
    output = plan.tables["lines"].filter(pl.col("line") == "lorry_line", pl.col("year").is_in([2027, 2028]))
    could, built = (float(output[column].sum()) for column in ("capacity", "output"))
    assert row["share"] == pytest.approx(400.0 / could)
    assert row["idle"] == pytest.approx(1 - built / could)


def test_it_is_explained_with_the_plan_solved_again(generous: Plan) -> None:
    found = explain(generous, support=True)
    words = str(found)
    assert [line for line in words.splitlines() if not line.startswith(" ")] == [
        "Given",
        "Delay",
        "Learning",
        "Capacity",
    ]
    again = found.figures["solved_again"]
    real = (again["with_support"] - again["without_support"]) / again["without_support"]
    assert f"it raises it by {100 * real:.2f} %" in words
    assert "long-range line, from production: 9 units in" in words


def test_what_is_given_is_counted_as_its_capability_and_what_delays_nothing_says_so(generous: Plan) -> None:
    """A product of a thousand units is a thousand, and a bound of nothing is no figure."""
    products = generous.case["products"].with_columns(pl.col("yield") * 1000)
    cost = generous.tables["support_cost"].with_columns(pl.col("shortfall", "months") * 1e-9)
    tables = {**generous.tables, "support_cost": cost}
    lots = replace(generous, tables=tables, case=generous.case.with_table("products", products))
    words = str(explain(lots, support=True))
    assert "long-range line, from production: 9,000 units in" in words
    assert "nothing of the capability is later for it" in words
    assert "support raises the weighted shortfall by less than 0.01 %" in words


def test_a_case_without_support_says_so(case: Case) -> None:
    plan = pipeline.plan(case.with_table("support_deliveries", case["support_deliveries"].clear()))
    assert support.given(plan).is_empty()
    assert "no support in kind" in str(explain(plan, support=True))
