"""Whole units: at most one percent from a bound, and no plan is better than the bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plan_inputs import planning_instance
from tests.random_cases import random_case
from tests.recheck import violations

import sinews
from sinews.engines.lp import LpSolution
from sinews.implementation import units
from sinews.implementation.blocks import build_model
from sinews.implementation.groups import solve_groups
from sinews.implementation.instance import Instance
from sinews.implementation.quantities import read_quantities
from sinews.implementation.steps import decided, solve_in_steps
from sinews.implementation.units import InUnits, solve_in_units

DEAR = (10, 110, 176, 376, 654, 1138)
"""Random cases in which rounding alone leaves more than one percent to be had."""


def in_units(instance: Instance) -> InUnits:
    """Return the plan in whole units at the prices of the start."""
    plan = solve_groups(instance, np.arange(len(instance.allies)))
    return solve_in_units(plan, solve_in_steps(plan, plan.solution).solution)


@pytest.mark.parametrize("seed", DEAR)
def test_where_rounding_leaves_more_than_one_percent_a_search_takes_over(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = sinews.plan(random_case(seed))
    assert violations(searched) == []
    assert searched.solution.whole_units_gap <= 0.01
    monkeypatch.setattr(units, "BRANCHED", 0)
    rounded = sinews.plan(random_case(seed))
    assert rounded.solution.whole_units_gap > 0.01


@pytest.mark.parametrize(("seed", "ahead"), [(10, True), (1300, True), (1330, True), (1302, False)])
def test_a_larger_model_is_searched_where_it_is_behind_that_in_fractions(
    seed: int, ahead: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "PROVED", 0)
    gap = sinews.plan(random_case(seed)).solution.whole_units_gap
    monkeypatch.setattr(units, "BRANCHED", 0)
    rounded = sinews.plan(random_case(seed)).solution.whole_units_gap
    assert gap == rounded < 0 if ahead else gap <= 0.01 < rounded


@pytest.mark.parametrize("seed", [2, 10, 190, 376])
def test_no_other_work_makes_a_better_plan_than_the_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = planning_instance(random_case(seed))
    monkeypatch.setattr(units, "CLOSE_ENOUGH", -1.0)
    searched = in_units(instance)
    monkeypatch.setattr(units, "CLOSE_ENOUGH", 1.0)
    rounded = in_units(instance)
    assert rounded.bound <= searched.bound * (1 + 1e-9)
    assert searched.bound <= searched.objective <= searched.bound * (1 + units.SEARCHED + 1e-6)
    assert searched.objective <= rounded.objective
    random = np.random.default_rng(seed)
    for added in (np.zeros_like(searched.quantities.expansion), searched.quantities.expansion):
        model, blocks = build_model(decided(instance, np.clip(added, 0.0, None)))
        arrays = model.arrays()
        for spread in (0.0, 0.1, 1.0, 10.0):
            # other wishes lead to other work, as feasible as any
            wish = arrays.cost * np.exp(spread * random.normal(size=arrays.columns))
            x = replace(arrays, cost=wish).solve(algorithm="simplex").x
            stocks = blocks.stocks
            weight = instance.shortfall_weight[stocks.capability]
            stock = read_quantities(instance, blocks, LpSolution("", "", 0.0, 0.0, x, x, x, 0.0)).stock
            missing = np.clip(instance.target - stock, 0.0, None)[stocks.ally, stocks.capability]
            missing /= instance.per_mille[stocks.capability][:, None]
            lost = (weight * (missing - x[stocks.under])).sum()
            assert arrays.cost @ x + lost >= searched.bound * (1 - 1e-6)
