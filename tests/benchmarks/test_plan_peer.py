"""The planning model against linopy's: another program, written from the mathematics alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plan_inputs import planning_instance
from benchmarks.registry import PLAN, SETTLED
from tests.random_cases import random_case
from tests.scoped_case import with_rows
from tests.small_case import small_case, small_case_with_terms

from benchmarks import plan_linopy, plan_sinews, settled_linopy, settled_sinews
from sinews.case import Case
from sinews.implementation import instance as problem
from sinews.implementation.instance import Instance


def falling_prices(seed: int, instance: Instance) -> Instance:
    """Return an instance with prices that fall with the year of delivery, as learning makes them."""
    random = np.random.default_rng([seed, 1])
    fall = np.cumprod(random.uniform(0.85, 1.0, instance.price_path.shape), axis=1)
    return replace(instance, price_path=instance.price_path * fall)


def compare(instance: Instance) -> tuple[float, float]:
    """Return the objective of an instance as Sinews and as linopy find it."""
    ours = plan_sinews.solve(plan_sinews.build(instance))
    theirs = plan_linopy.solve(plan_linopy.build(instance))
    return ours.objective, theirs.objective


@pytest.mark.parametrize("case", [small_case(), small_case_with_terms()], ids=["plain", "with terms"])
def test_the_small_case_has_the_objective_that_linopy_finds(case: Case) -> None:
    ours, theirs = compare(planning_instance(case))
    assert ours == pytest.approx(theirs, rel=PLAN.tolerance)


def test_what_others_have_ordered_takes_the_capacity_that_linopy_finds() -> None:
    plain = small_case_with_terms()
    order = {"order": "before", "line": "short_line", "buyers": "others", "quantity": 12.0}
    case = with_rows(plain, order_books=[order | {"first_year": 2027, "last_year": 2030}])
    ours, theirs = compare(planning_instance(case))
    assert ours == pytest.approx(theirs, rel=PLAN.tolerance)
    assert ours > plan_sinews.solve(plan_sinews.build(planning_instance(plain))).objective + 1.0


@pytest.mark.parametrize("weight", [0.01, 3.0], ids=["shortfall first", "money matters"])
@pytest.mark.parametrize("seed", range(10))
def test_random_cases_have_the_objectives_that_linopy_finds(
    seed: int, weight: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # at its own weight money hardly shows in the objective, and a wrong cost would not either
    monkeypatch.setattr(problem, "COST_TO_SHORTFALL", weight)
    ours, theirs = compare(falling_prices(seed, planning_instance(random_case(seed))))
    assert ours == pytest.approx(theirs, rel=PLAN.tolerance)


def test_from_tables_to_plan_linopy_settles_at_the_same_objective() -> None:
    ours, theirs = settled_sinews.plan(small_case()), settled_linopy.plan(small_case())
    assert ours.objective == pytest.approx(theirs.objective, rel=SETTLED.tolerance)
