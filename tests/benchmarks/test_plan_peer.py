"""The planning model against linopy's: another program, written from the mathematics alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plan_inputs import planning_instance
from benchmarks.registry import PLAN
from tests.small_case import small_case, small_case_with_terms

from benchmarks import plan_linopy, plan_sinews
from sinews.case import Case
from sinews.implementation import model
from sinews.implementation.instance import Instance

ALLIES = ("DEU", "CZE", "LVA")
LINES = ("long_line", "short_line", "lorry_line")


def random_case(seed: int) -> Case:
    """Return the small case with other money, other industry, other people and other pledges."""
    random = np.random.default_rng(seed)

    def about(value: float, spread: float = 3.0) -> float:
        return float(value * np.exp(random.uniform(-1.0, 1.0) * np.log(spread)))

    case = (small_case() if seed % 2 else small_case_with_terms()).with_settings(
        discount_rate=float(random.choice([0.0, 0.03, 0.1]))
    )
    for ally in ALLIES:
        case = case.with_value(
            "budgets",
            ally,
            programme_share=float(random.uniform(0.0, 100.0)),
            operating_share=float(random.uniform(0.0, 60.0)),
        )
    for line in LINES:
        (given,) = case["lines"].filter(line=line).iter_rows(named=True)
        rate = about(given["rate"])
        announced = bool(random.integers(2))
        case = case.with_value(
            "lines",
            line,
            country="DEU" if line == "short_line" else str(random.choice([*ALLIES, "USA"])),
            rate=rate,
            announced_rate=about(rate, 2.0) if announced else None,
            announced_year=int(random.integers(2026, 2033)) if announced else None,
            ceiling=rate * float(random.uniform(2.0, 6.0)),
            ramp=float(random.uniform(5.0, 60.0)),
            build_time=int(random.integers(0, 5)),
            lead_time=int(random.integers(0, 5)),
            expansion_cost=about(given["expansion_cost"], 10.0),
        )
    case = case.with_value(
        "materials",
        "motor",
        rate=float(random.uniform(2.0, 40.0)),
        build_time=int(random.integers(0, 4)),
        expansion_cost=about(20.0, 10.0),
    )
    case = case.with_value(
        "workforce",
        ("DEU", "fitter"),
        workers=float(random.uniform(30.0, 90.0)),
        attrition=float(random.uniform(0.0, 20.0)),
        apprentices=float(random.uniform(0.0, 9.0)),
        intake_limit=float(random.uniform(10.0, 60.0)),
        training=int(random.integers(0, 4)),
        training_cost=about(60.0, 10.0),
        recruitment_limit=float(random.uniform(0.0, 6.0)),
    )
    case = case.with_value("pledges", "amd_increase", factor=float(random.uniform(1.5, 8.0)))
    case = case.with_value("pledges", "truck_level", level=float(random.uniform(6.0, 60.0)))
    case = case.with_value("contracts", ("DEU", "long_line"), quantity=float(random.uniform(0.0, 4.0)))
    case = case.with_value(
        "contracts", ("LVA", "short_line"), quantity=float(random.uniform(1.0, 15.0)), last_year=2029
    )
    case = case.with_value("inventory", ("DEU", "truck"), remaining_life=float(random.uniform(3.0, 30.0)))
    case = case.with_value("products", "sam_long", available_from=int(random.integers(2024, 2030)))
    return case.with_value("capabilities", "gbad_short", priority=float(random.uniform(0.5, 5.0)))


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


@pytest.mark.parametrize("weight", [0.01, 3.0], ids=["shortfall first", "money matters"])
@pytest.mark.parametrize("seed", range(10))
def test_random_cases_have_the_objectives_that_linopy_finds(
    seed: int, weight: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # at its own weight money hardly shows in the objective, and a wrong cost would not either
    monkeypatch.setattr(model, "COST_TO_SHORTFALL", weight)
    ours, theirs = compare(falling_prices(seed, planning_instance(random_case(seed))))
    assert ours == pytest.approx(theirs, rel=PLAN.tolerance)
