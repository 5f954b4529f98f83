"""That a fault put into the model is seen by the check: on the baseline all, on a small case those that act."""

from __future__ import annotations

import os
from functools import cache

import pytest
from tests.faults import FAULTS
from tests.random_cases import random_case
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case, open_case, scenarios
from sinews.verify.plan import violations

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))

IDLE_ON_THE_SMALL_CASE: set[str] = set()
"""Faults in limits that do not bind there, so that the plan is the same."""

CASES = 1000 if ALL else 12


@cache
def case() -> Case:
    return open_case() if ALL else small_case_with_terms()


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_in_the_model_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not ALL and name in IDLE_ON_THE_SMALL_CASE:
        pytest.skip("does not act on the small case: see --all")
    FAULTS[name](monkeypatch)
    assert any(violations(sinews.plan(case())).values())


@pytest.mark.parametrize("seed", range(0, CASES, CASES // 12 if not ALL else 1))
def test_plans_of_random_cases_hold(seed: int) -> None:
    assert {name: found for name, found in violations(sinews.plan(random_case(seed))).items() if found} == {}


@pytest.mark.skipif(not ALL, reason="minutes: see --all")
@pytest.mark.parametrize("name", list(scenarios()))
def test_plans_of_scenarios_hold(name: str) -> None:
    plan = sinews.plan(open_case(name))
    assert {check: found for check, found in violations(plan).items() if found} == {}
