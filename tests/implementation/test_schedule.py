"""The planning model against a case solved by hand, and against what must hold of any plan."""

from __future__ import annotations

import os

import polars as pl
import pytest
from tests.random_cases import random_case
from tests.recheck import violations
from tests.small_case import small_case

import sinews
from sinews import apportionment, guidance, requirements
from sinews.case import Case
from sinews.engines import lp_methods
from sinews.engines.lp import IterationLimitError
from sinews.engines.lp_methods import solve_model
from sinews.implementation import Plan
from sinews.implementation.blocks import build_model
from sinews.implementation.instance import build_instance

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))


def one_product(case: Case) -> Case:
    """Reduce the small case to one ally that wants ten long-range units more, from one line.

    Germany holds 8 and asks for 5 times that: 40, all at once in 2029. Nothing is on contract, the line makes
    2 a year and cannot grow, an order takes 3 years: the first 2 can come in 2029, then 2 a year.
    """
    none = pl.col("ally") == ""
    return (
        case.with_tables(
            {
                "contracts": case["contracts"].filter(none),
                "pledges": case["pledges"].filter(pl.col("pledge").is_in(["amd_increase", "core_spending"])),
                "inventory": case["inventory"].filter(
                    (pl.col("ally") == "DEU") & (pl.col("capability") == "gbad_long")
                ),
                "holding_factors": case["holding_factors"].clear(),
                "published_requirements": case["published_requirements"].clear(),
                "pooled": case["pooled"].clear(),
                "learning": case["learning"].with_columns(slope=100.0),
            }
        )
        .with_value(
            "pledges",
            "amd_increase",
            pledge_group=None,
            capability="gbad_long",
            target_year=2029,
            path="step",
        )
        .with_value("capabilities", "gbad_long", eligibility="holders")
        .with_value("lines", "long_line", announced_rate=None, announced_year=None, ceiling=2.0)
    )


def test_a_plan_solved_by_hand() -> None:
    plan = sinews.plan(one_product(small_case()))
    stock = plan.stock.filter((pl.col("ally") == "DEU") & (pl.col("capability") == "gbad_long"))
    assert stock["closing"].to_list() == pytest.approx([8, 8, 8, 10, 12, 14, 16])
    assert stock["target"].to_list() == pytest.approx([8, 8, 8, 40, 40, 40, 40])
    assert plan.orders["order_year"].to_list() == [2026, 2027, 2028, 2029]
    # 900 a unit in four equal parts from order to delivery: 2 units are 450 a year and order
    paid = plan.spending.filter(pl.col("ally") == "DEU")["procurement"].to_list()
    assert paid == pytest.approx([450, 900, 1350, 1800, 1350, 900, 450])
    # the shortfall is 30, 28, 26, 24 of 40 units, priority 3, discounted at 3 % from 2026
    shortfall = sum(3 * 1000 * n / 40 / 1.03**t for n, t in zip((30, 28, 26, 24), range(3, 7), strict=True))
    assert plan.solution.objective == pytest.approx(shortfall, rel=0.01)
    assert plan.solution.objective >= shortfall
    top = plan.bottlenecks.row(0, named=True)
    assert (top["kind"], top["key"]) == ("line", "long_line")
    # a unit more a year from 2029 on closes one unit of shortfall in 2029, two in 2030, three and four after
    closed = [3 * 1000 * n / 40 / 1.03**t for n, t in zip((1, 2, 3, 4), range(3, 7), strict=True)]
    assert top["price"] == pytest.approx(sum(closed), rel=0.01)
    assert (top["step"], top["capability"]) == (1.0, "gbad_long")
    assert top["closes"] == pytest.approx(100 * sum(closed) / shortfall, rel=0.01)
    # 30 units are missing at most, for 108 unit-years in all: what is late is late by 43.2 months
    assert top["months"] == pytest.approx(sum(closed) / shortfall * 12 * 108 / 30, rel=0.01)
    assert top["value"] is None  # money is not short


def test_relief_is_what_a_slightly_larger_limit_brings() -> None:
    case = one_product(small_case())
    before = sinews.plan(case)
    after = sinews.plan(case.with_value("lines", "long_line", rate=2.02, ceiling=2.02))
    fall = 100 * (before.solution.objective - after.solution.objective) / before.solution.objective
    assert before.bottlenecks["relief"][0] == pytest.approx(fall, rel=0.01)


@pytest.mark.parametrize("seed", range(200 if ALL else 30))
def test_every_constraint_holds_in_random_cases(seed: int) -> None:
    plan = sinews.plan(random_case(seed))
    assert violations(plan) == []
    assert plan.solution.whole_units_gap <= 0.01


def weighted_shortfall(plan: Plan) -> float:
    """Return the first objective from the plan's tables alone."""
    case = plan.case
    last = plan.requirements.filter(pl.col("year") == case.settings.horizon)
    weights = last.join(case["capabilities"], on="capability").select("capability", "required", "priority")
    rows = plan.stock.join(weights, on="capability").with_columns(
        (1.0 + case.settings.discount_rate) ** (case.settings.base_year - pl.col("year"))
    )
    value = (pl.col("shortfall") * pl.col("priority") / pl.col("required") * pl.col("literal")).sum()
    return float(rows.select(value).item()) * 1000


def relaxations(case: Case) -> dict[str, Case]:
    return {
        "more money": case.with_value("budgets", "CZE", programme_share=90.0),
        "more output": case.with_value("lines", "short_line", rate=12.0),
        "quicker delivery": case.with_value("lines", "long_line", lead_time=1),
        "quicker expansion": case.with_value("lines", "long_line", ramp=50.0, build_time=1),
        "cheaper": case.with_value("costs", ("sam_long", "procurement"), amount=500.0),
    }


@pytest.mark.parametrize(
    "name", ["more money", "more output", "quicker delivery", "quicker expansion", "cheaper"]
)
def test_a_relaxed_limit_never_worsens_the_plan(name: str) -> None:
    before = weighted_shortfall(sinews.plan(small_case()))
    after = weighted_shortfall(sinews.plan(relaxations(small_case())[name]))
    assert after <= before * (1 + 1e-9)


def test_without_money_there_is_a_plan_with_its_shortfalls() -> None:
    case = small_case()
    broke = case.with_table("budgets", case["budgets"].with_columns(programme_share=0.0, operating_share=0.0))
    plan = sinews.plan(broke)
    assert plan.orders.is_empty()
    assert plan.shortfall.height > 0
    reasons = plan.bottlenecks.filter(pl.col("kind") == "equipment budget")
    assert set(reasons["key"]) == {"DEU", "CZE", "LVA"}
    assert reasons["statement"].str.contains("There is none of it at all").all()
    assert violations(plan) == []


def test_the_same_case_gives_the_same_plan_to_the_last_digit() -> None:
    one, other = sinews.plan(small_case()), sinews.plan(small_case())
    assert all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_contracts_beyond_the_workforce_are_kept_without_money() -> None:
    case = small_case()
    broke = case.with_table("budgets", case["budgets"].with_columns(programme_share=0.0, operating_share=0.0))
    plan = sinews.plan(broke.with_value("contracts", ("LVA", "short_line"), quantity=120.0, last_year=2031))
    assert plan.deliveries.filter(pl.col("ally") == "LVA")["contracted"].sum() == pytest.approx(120.0)
    assert plan.orders.is_empty()
    assert violations(plan) == []


def test_where_the_simplex_stalls_interior_point_finds_the_same() -> None:
    case = small_case()
    targets = apportionment.set_targets(case, requirements.determine(case, guidance.establish(case)))
    model, _ = build_model(build_instance(case, targets))
    with pytest.raises(IterationLimitError):
        model.solve(algorithm="simplex", iteration_limit=3)
    arrays = model.arrays()
    quick, session, stalled = solve_model(arrays, None, plain=False, stalled=False)
    assert not stalled
    careful, _, stalled = solve_model(arrays, None, plain=False, stalled=True)
    assert stalled
    assert careful.objective == pytest.approx(quick.objective, rel=1e-9)
    again, _, _ = solve_model(arrays, session, plain=False, stalled=True)
    assert again.objective == pytest.approx(quick.objective, rel=1e-9)


def test_where_neither_simplex_nor_interior_point_gets_there_the_error_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = small_case()
    targets = apportionment.set_targets(case, requirements.determine(case, guidance.establish(case)))
    arrays = build_model(build_instance(case, targets))[0].arrays()
    monkeypatch.setattr(lp_methods, "MOST_INTERIOR", 3)
    with pytest.raises(IterationLimitError, match=f"{arrays.columns} columns.*interior point.*3 iterations"):
        solve_model(arrays, None, plain=False, stalled=True)
