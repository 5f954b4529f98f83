"""Whole steps that can be paid for: against what the whole model says of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plan_inputs import planning_instance
from tests.random_cases import random_case

from sinews.engines.arrays import Values
from sinews.implementation.groups import solve_groups
from sinews.implementation.instance import Instance
from sinews.implementation.steps import affordable_steps, decided


def some_expansion(instance: Instance, seed: int) -> Values:
    """Return added capacity of about half of the plants, (p, t), each a part of its ramp every year."""
    random = np.random.default_rng(seed)
    industry = instance.industry
    part = random.uniform(0.0, 1.0, industry.ramp.size) * random.integers(0, 2, industry.ramp.size)
    expansion = np.zeros_like(industry.expansion_limit)
    before = np.zeros(industry.ramp.size)
    for year in range(expansion.shape[1]):
        before = np.minimum(before + part * industry.ramp, industry.expansion_limit[:, year])
        expansion[:, year] = before
    return expansion


def can_be_planned(instance: Instance, expansion: Values) -> bool:
    """Return whether the model has a solution with added capacity decided."""
    try:
        solve_groups(decided(instance, expansion), np.arange(len(instance.allies)))
    except RuntimeError:
        return False
    return True


def test_steps_are_left_out_if_and_only_if_the_model_has_no_plan_with_all_of_them() -> None:
    outcomes = []
    for seed in range(24):
        instance = planning_instance(random_case(seed))
        dear = replace(instance.industry, expansion_cost=3.0 * instance.industry.expansion_cost)
        instance = replace(instance, industry=dear)
        expansion = some_expansion(instance, seed)
        up = dear.steps.rounded(expansion, up=True)
        chosen = affordable_steps(instance, expansion)
        assert can_be_planned(instance, chosen)
        assert can_be_planned(instance, up) == np.array_equal(chosen, up)
        assert (chosen <= up + 1e-9).all()
        assert (np.diff(chosen, axis=1, prepend=0.0) <= dear.ramp[:, None] + 1e-9).all()
        # what is left is in whole steps: rounding it changes nothing
        assert np.allclose(dear.steps.rounded(chosen, up=True), chosen)
        outcomes.append(np.array_equal(chosen, up))
    assert any(outcomes)
    assert not all(outcomes)


def test_a_plant_waits_for_money_and_no_longer() -> None:
    instance = planning_instance(random_case(178))
    industry = instance.industry
    plant, host = 0, int(industry.host[0])
    step, ramp, years = industry.step[plant], industry.ramp[plant], instance.years.size
    expansion = np.zeros_like(industry.expansion_limit)
    expansion[plant] = np.minimum(np.arange(years) * ramp, industry.expansion_limit[plant])
    funding = instance.funding
    # nothing in the first three years, then enough for one step a year and no more
    money = np.full_like(funding.equipment_budget, 1e6)
    money[host] = np.where(np.arange(years) < 3, 0.0, 1.01 * step * industry.expansion_cost[plant])
    poor = replace(
        instance,
        contracted=np.zeros_like(instance.contracted),
        support=np.zeros_like(instance.support),
        funding=replace(
            funding,
            equipment_budget=money,
            operating_headroom=np.full_like(money, 1e6),
            carry_limit=np.zeros_like(money),
            loan_limit=np.zeros_like(money),
            fund_limit=np.zeros_like(funding.fund_limit),
        ),
        industry=replace(industry, build_time=np.zeros_like(industry.build_time)),
    )
    built = affordable_steps(poor, expansion)[plant] / step
    assert built.tolist() == pytest.approx(np.clip(np.arange(years) - 2, 0, None).tolist())
