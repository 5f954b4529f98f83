"""Expansion in whole steps: against all choices there are, and close to the bound where there are many."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import polars as pl
import pytest
from benchmarks.plan_inputs import planning_instance
from tests.random_cases import random_case
from tests.recheck import violations
from tests.small_case import small_case

import sinews
from sinews.case import Case, CaseError
from sinews.implementation import steps
from sinews.implementation.groups import solve_groups
from sinews.implementation.instance import Instance
from sinews.implementation.steps import decided, solve_in_steps


def with_steps(case: Case, **sizes: float) -> Case:
    """Return a case whose plants are expanded in steps."""
    rows = [(site, size, "test", "assumed", None) for site, size in sizes.items()]
    frame = pl.DataFrame(rows, schema=case["expansion_steps"].schema, orient="row")
    return case.with_table("expansion_steps", frame)


def alone(instance: Instance) -> float:
    """Return the optimum of an instance."""
    return solve_groups(instance, np.arange(len(instance.allies))).solution.objective


def short_of_money() -> Instance:
    """Return a case in which only the short-range line grows, at a cost that its host feels."""
    case = with_steps(small_case(), short_line=2.0)
    case = case.with_value(
        "lines", "short_line", expansion_cost=1000.0, ceiling=11.0, ramp=40.0, build_time=1
    )
    case = case.with_value("budgets", "DEU", programme_share=3.0)
    instance = planning_instance(case)
    only = np.array(instance.industry.plants) == "short_line"
    limit = np.where(only[:, None], instance.industry.expansion_limit, 0.0)
    return replace(instance, industry=replace(instance.industry, expansion_limit=limit))


@pytest.mark.parametrize(
    ("ramp", "by_hand"),
    [
        (20.0, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]),
        (25.0, [0.0, 2.0, 4.0, 6.0, 10.0, 12.0, 14.0]),
        (30.0, [0.0, 2.0, 6.0, 8.0, 12.0, 14.0, 18.0]),
        (40.0, [0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 24.0]),
    ],
)
def test_what_a_year_leaves_of_the_ramp_is_there_in_the_next(ramp: float, by_hand: list[float]) -> None:
    """A line of ten a year in steps of two: 1, 1.25, 1.5 and 2 steps a year, a year after the decision."""
    case = with_steps(small_case(), short_line=2.0).with_value(
        "lines", "short_line", rate=10.0, announced_rate=None, announced_year=None, ceiling=60.0, ramp=ramp,
        build_time=1,
    )  # fmt: skip
    industry = planning_instance(case).industry
    line = industry.plants.index("short_line")
    assert industry.expansion_limit[line].tolist() == by_hand
    assert industry.ramp[line] == (4.0 if ramp > 20 else 2.0)


def test_a_higher_ramp_makes_a_plan_no_worse_and_a_much_higher_one_better() -> None:
    case = with_steps(small_case(), short_line=1.0)
    case = case.with_value("lines", "short_line", ramp=100.0 / 6.0, ceiling=30.0, build_time=1)
    plans = [
        sinews.plan(case.with_value("lines", "short_line", ramp=k * 100.0 / 6.0)) for k in (1.0, 1.5, 1.99)
    ]
    short = [plan.stock.filter(pl.col("capability") == "gbad_short")["shortfall"].sum() for plan in plans]
    assert short[0] > short[1] > short[2]
    assert all(violations(plan) == [] for plan in plans)


def test_no_choice_of_steps_is_better_than_the_bound_or_much_better_than_what_is_found() -> None:
    instance = short_of_money()
    plant = instance.industry.plants.index("short_line")
    levels = [0.0, 2.0, 4.0, 5.0]  # room for five a year: the last step is half of one
    # the ramp allows 1.2 steps a year, what is left of one year with what comes in the next
    ramped = 2.0 * np.floor(1.2 * np.arange(1, 7))
    best = np.inf
    for path in product(levels, repeat=6):
        growth = np.diff([0.0, *path])
        if (growth < 0).any() or (growth > 4.0).any() or (np.array(path) > ramped).any():
            continue
        expansion = np.zeros_like(instance.industry.expansion_limit)
        expansion[plant, 1:] = path
        try:
            best = min(best, alone(decided(instance, expansion)))
        except RuntimeError:  # not to be paid for
            continue
    plan = solve_groups(instance, np.arange(3))
    found = solve_in_steps(plan, plan.solution)
    assert found.bound <= best * (1 + 1e-9)
    assert best <= found.solution.objective * (1 + 1e-9)
    assert found.solution.objective <= best * (1 + 1e-2)
    assert plan.solution.objective < best  # a part of a step would have been better


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_the_certified_gap_is_below_one_percent(seed: int) -> None:
    assert sinews.plan(random_case(seed)).solution.whole_steps_gap <= 0.01


def test_branch_and_cut_takes_over_where_rounding_is_too_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = planning_instance(random_case(70))
    plan = solve_groups(instance, np.arange(3))
    searched = solve_in_steps(plan, plan.solution)
    monkeypatch.setattr(steps, "BRANCHED", 0)
    rounded = solve_in_steps(plan, plan.solution)
    assert searched.gap <= 0.01 < rounded.gap
    assert searched.bound >= rounded.bound


# in these whole steps cost most: 0.3 to 4.4 % more than parts of steps
@pytest.mark.parametrize("seed", [8, 30, 42, 70, 120, 136, 178, 182])
def test_rounding_alone_is_within_one_percent_of_what_no_choice_of_steps_can_better(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = solve_groups(planning_instance(random_case(seed)), np.arange(3))
    bound = solve_in_steps(plan, plan.solution).bound
    monkeypatch.setattr(steps, "BRANCHED", 0)
    rounded = solve_in_steps(plan, plan.solution).solution.objective
    assert bound * (1.0 - 1e-9) <= rounded <= bound * 1.01


def test_branch_and_cut_mends_what_rounding_alone_leaves() -> None:
    """Here rounding is 1.8 % dearer, as a ramp that is kept over years lets all expand at once."""
    plan = solve_groups(planning_instance(random_case(110)), np.arange(3))
    assert solve_in_steps(plan, plan.solution).gap <= 0.005


def test_rounding_comes_close_where_budgets_differ_by_ally() -> None:
    # two allies have no budget for equipment left at first, and pay for expansion from a fund and on credit
    case = sinews.open_case()
    budgets = case["budgets"]
    factor = np.exp(np.random.default_rng(1).uniform(-0.5, 0.3, budgets.height))
    case = case.with_table("budgets", budgets.with_columns(pl.col("gdp_share") * pl.Series(factor)))
    plan = sinews.plan(case)
    assert -1e-9 <= plan.solution.whole_steps_gap <= 1e-3
    assert violations(plan) == []


def test_the_checker_finds_a_broken_step() -> None:
    plan = sinews.plan(with_steps(small_case(), short_line=0.7))
    built = plan.tables["lines"].filter(line="short_line")["expansion"].to_list()
    assert built[-1] > 0
    assert violations(plan) == []
    other = with_steps(small_case(), short_line=0.45)
    assert any("broken steps" in words for words in violations(replace(plan, case=other)))


def test_a_step_of_no_plant_is_told() -> None:
    with pytest.raises(CaseError, match="the key of a line or of a material"):
        with_steps(small_case(), no_such_line=1.0)
