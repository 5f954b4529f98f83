"""What must hold of any planning problem: it is bounded, and no relaxed limit ever makes it worse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plan_inputs import planning_instance
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.random_cases import random_case

from sinews.implementation.blocks import build_model
from sinews.implementation.groups import GroupPlan, solve_groups
from sinews.implementation.instance import Instance


def solved(instance: Instance) -> GroupPlan:
    """Return the planning model of an instance, solved with every ally alone."""
    return solve_groups(instance, np.arange(len(instance.allies)))


def of_shortfall(seed: int) -> Instance:
    """Return a random instance without operating costs, whose part of the objective would follow targets."""
    instance = planning_instance(random_case(seed))
    return replace(
        instance,
        running=np.zeros_like(instance.running),
        known_running=np.zeros_like(instance.known_running),
    )


def more_money(instance: Instance, more: float) -> Instance:
    funding = instance.funding
    richer = replace(
        funding,
        equipment_budget=funding.equipment_budget * (1 + more),
        operating_headroom=funding.operating_headroom * (1 + more),
    )
    return replace(instance, funding=richer)


def more_of(instance: Instance, plants: slice, more: float) -> Instance:
    free = instance.industry.free.copy()
    free[plants] *= 1 + more
    return replace(instance, industry=replace(instance.industry, free=free))


def more_lines(instance: Instance, more: float) -> Instance:
    # what stays open of a line with a sustaining rate would grow with it
    terms = replace(instance.terms, sustaining=np.zeros_like(instance.terms.sustaining))
    return more_of(replace(instance, terms=terms), slice(instance.industry.lines), more)


def more_material(instance: Instance, more: float) -> Instance:
    return more_of(instance, slice(instance.industry.lines, None), more)


def later_targets(instance: Instance, more: float) -> Instance:
    delay = 1 + round(2 * more)
    late = np.concatenate([instance.target[:, :, :1].repeat(delay, axis=2), instance.target], axis=2)
    return replace(instance, target=np.minimum(late[:, :, : instance.years.size], instance.target))


RELAXED: dict[str, Callable[[Instance, float], Instance]] = {
    "more money": more_money,
    "more output of lines": more_lines,
    "more material": more_material,
    "later targets": later_targets,
}


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(list(RELAXED)), seed=st.integers(0, 5000), more=st.floats(0.01, 2.0))
def test_a_relaxed_limit_never_worsens_the_optimum(name: str, seed: int, more: float) -> None:
    instance = of_shortfall(seed)
    before = RELAXED[name](instance, 0.0) if name != "later targets" else instance
    least, relaxed = (solved(each).solution.objective for each in (before, RELAXED[name](instance, more)))
    assert relaxed <= least * (1 + 1e-7) + 1e-7


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 5000))
def test_doubling_a_bottleneck_brings_its_price_toward_zero(seed: int) -> None:
    instance = more_lines(of_shortfall(seed), 0.0)
    plan = solved(instance)
    size = instance.industry.free
    prices = -(plan.solution.row_dual[plan.blocks.capacity] * size).sum(axis=1)
    plant = int(prices.argmax())
    doubled = solved(more_of(instance, slice(plant, plant + 1), 1.0))
    price = -float(doubled.solution.row_dual[doubled.blocks.capacity[plant]] @ size[plant])
    assert -1e-7 <= price <= prices[plant] * (1 + 1e-7) + 1e-7


@pytest.mark.parametrize("seed", range(20))
def test_no_case_is_without_bound(seed: int) -> None:
    model, _ = build_model(planning_instance(random_case(seed)))
    arrays = model.arrays()
    # a minimum over a box is finite where whatever costs less than nothing is bounded above
    assert np.isfinite(arrays.lower).all()
    assert np.isfinite(arrays.upper[arrays.cost < 0]).all()


@pytest.mark.parametrize("seed", range(8))
def test_without_money_nothing_is_ordered(seed: int) -> None:
    instance = planning_instance(random_case(seed))
    funding = instance.funding
    none = replace(
        funding,
        equipment_budget=np.zeros_like(funding.equipment_budget),
        fund_limit=np.zeros_like(funding.fund_limit),
        loan_limit=np.zeros_like(funding.loan_limit),
    )
    plan = solved(replace(instance, funding=none))
    assert plan.ordered().sum() == pytest.approx(0.0, abs=1e-7)
