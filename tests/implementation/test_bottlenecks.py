"""Bottlenecks' prices against what a wider limit brings when the model is solved again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_case import small_case

import sinews
from sinews.case import Case
from sinews.implementation import Plan, met_dates
from sinews.pipeline import widen


def poor(case: Case) -> Case:
    """Give every ally so little money that budgets bind."""
    return case.with_table("budgets", case["budgets"].with_columns(programme_share=4.0, operating_share=1.0))


def few_motors(case: Case) -> Case:
    return case.with_value("materials", "motor", rate=9.0, ceiling=12.0)


def few_fitters(case: Case) -> Case:
    return case.with_value("workforce", ("DEU", "fitter"), workers=40.0, apprentices=4.0, intake_limit=6.0)


CASES: dict[str, Callable[[], Case]] = {
    "line": small_case,
    "material": lambda: few_motors(small_case()),
    "trade": lambda: few_fitters(small_case()),
    "equipment budget": lambda: poor(small_case()),
    "total budget": lambda: small_case().with_table(
        "budgets", small_case()["budgets"].with_columns(programme_share=9.0, operating_share=0.0)
    ),
}
SMALL = {"line": 1e-3, "material": 1e-3, "trade": 1e-3, "equipment budget": 0.1, "total budget": 0.1}


@cache
def planned(kind: str) -> Plan:
    """Return a plan in which limits of a kind bind, at prices that do not move."""
    case = CASES[kind]()
    return sinews.plan(case.with_table("learning", case["learning"].with_columns(slope=100.0)))


@pytest.mark.parametrize("kind", list(CASES))
def test_a_price_is_what_a_small_step_brings(kind: str) -> None:
    plan = planned(kind)
    rows = plan.bottlenecks.filter((pl.col("kind") == kind) & (pl.col("relief") > 0)).to_dicts()
    assert rows
    for row in rows:
        widened = widen(plan, kind, row["key"], more=SMALL[kind], first_year=row["first_year"])
        assert widened is not None
        fall = widened.before - widened.after
        assert fall == pytest.approx(SMALL[kind] * row["price"], rel=1e-4, abs=1e-7)
        assert widened.before - widened.predicted == pytest.approx(fall, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize(
    ("kind", "table", "key"), [("line", "lines", "short_line"), ("material", "materials", "motor")]
)
def test_relief_is_what_a_wider_row_of_the_case_brings(kind: str, table: str, key: str) -> None:
    before = planned(kind)
    row = before.case[table].filter(pl.col(table[:-1]) == key).row(0, named=True)
    # the ramp is a part of the rate, and stays as it is
    wider = {"rate": row["rate"] * 1.0001, "ramp": row["ramp"] / 1.0001}
    after = sinews.plan(
        before.case.with_value(table, key, **wider, ceiling=row["ceiling"] + row["rate"] * 1e-4)
    )
    fall = before.solution.objective - after.solution.objective
    relief = before.bottlenecks.filter((pl.col("kind") == kind) & (pl.col("key") == key))["relief"][0]
    closes = before.bottlenecks.select(100 * pl.col("step") * pl.col("price") / pl.col("closes"))
    assert fall == pytest.approx(1e-4 * relief * closes.item(0, 0), rel=0.02)


def test_relief_is_what_more_money_in_the_case_brings() -> None:
    none = planned("equipment budget").case
    case = none.with_tables({name: none[name].clear() for name in ("contracts", "support_deliveries")})
    before = sinews.plan(case)
    row = before.bottlenecks.filter(pl.col("kind") == "equipment budget").row(0, named=True)
    more = case.with_value("budgets", row["key"], programme_share=4.0 * 1.0001)
    fall = before.solution.objective - sinews.plan(more).solution.objective
    weighted = 100 * row["step"] * row["price"] / row["closes"]
    assert fall == pytest.approx(1e-4 * row["relief"] * weighted, rel=0.02)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(list(CASES)), st.floats(0.0, 30.0))
def test_no_limit_brings_more_than_its_price_says(kind: str, more: float) -> None:
    plan = planned(kind)
    row = plan.bottlenecks.filter(pl.col("kind") == kind).row(0, named=True)
    widened = widen(plan, kind, row["key"], more=more, first_year=row["first_year"])
    assert widened is not None
    assert widened.after >= widened.predicted - 1e-6 * abs(widened.before)
    assert widened.after <= widened.before + 1e-6 * abs(widened.before)


def test_doubling_a_bottleneck_brings_its_price_down() -> None:
    plan = planned("line")
    for row in plan.bottlenecks.filter(pl.col("kind") == "line").to_dicts():
        facts = plan.case["lines"].filter(pl.col("line") == row["key"]).row(0, named=True)
        wider = plan.case.with_value(
            "lines", row["key"], rate=2 * facts["rate"], ceiling=facts["ceiling"] + facts["rate"]
        )
        after = sinews.plan(wider).bottlenecks.filter(pl.col("key") == row["key"])
        assert sum(after["price"].to_list()) <= row["price"] * (1 + 1e-6)


def test_money_in_the_budgets_that_bind_is_worth_what_the_table_says() -> None:
    plan = planned("equipment budget")
    table = plan.bottlenecks
    line = table.filter(pl.col("value").is_not_null()).row(0, named=True)
    money = table.filter(pl.col("kind").str.ends_with("budget") & (pl.col("relief") > 0))
    # all budgets that bind, larger by 1 %, bring the sum of their relief; the table's value buys `closes`
    spending = plan.spending.with_columns(
        left=(pl.col("equipment_budget") - pl.col("contracted") - pl.col("support")).clip(0.0)
    )
    held = spending.filter(pl.col("ally").is_in(money["key"].implode()))["left"].sum()
    assert set(money["kind"]) == {"equipment budget"}
    assert line["value"] == pytest.approx(line["closes"] / (100 * money["relief"].sum()) * held, rel=1e-6)


def test_statements_speak_of_the_table_s_figures() -> None:
    for kind in CASES:
        for row in planned(kind).bottlenecks.filter(pl.col("relief") > 0).to_dicts():
            assert f"by {row['closes']:.2g} %" in row["statement"]
            assert str(row["first_year"]) in row["statement"]
            if row["months"] is not None and row["months"] >= 0.05:
                assert f"{row['months']:.1f} months" in row["statement"]
            assert row["statement"].startswith(row["name"])


def test_an_unknown_limit_is_none() -> None:
    assert widen(planned("line"), "line", "no_such_line", more=1.0, first_year=2026) is None


def test_dates_lie_within_the_year_in_which_the_plan_says_that_a_requirement_is_met() -> None:
    table = pl.DataFrame(
        {
            "capability": ["a"] * 3 + ["b"] * 3 + ["c"] * 3,
            "year": [2030, 2031, 2032] * 3,
            "required": [10.0, 20.0, 20.0] * 3,
            "met": [1.0, 0.745, 1.0, 0.2, 0.3, 0.4, 1.0, 1.0, 1.0],
        }
    )
    dates = met_dates(table).to_dicts()
    # a: half of the final 20 is held at the end of 2030, 14.9 at the end of 2031, all at the end of 2032
    assert dates[0]["date"] == pytest.approx(2032 + (0.995 - 0.745) / (1 - 0.745))
    assert (dates[1]["date"], dates[1]["met"]) == (None, pytest.approx(0.4))
    assert 2031 < dates[2]["date"] <= 2032
