"""That a fault put into the model is seen by the check: all on the baseline, on a small case what acts."""

from __future__ import annotations

import os
from functools import cache

import pytest
from tests.faults import FAULTS
from tests.random_cases import random_case
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case, open_case, scenarios
from sinews.implementation import Plan
from sinews.verify.plan import violations

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))

CASES = 1000 if ALL else 12


@cache
def honest(name: str) -> Plan:
    """Return the plan of a case without any fault."""
    return sinews.plan(case(name))


@cache
def case(name: str) -> Case:
    """Return the small case, or the baseline."""
    return small_case_with_terms() if name == "small" else open_case()


@pytest.mark.parametrize("name", sorted(FAULTS))
@pytest.mark.parametrize("of", ["small", *(["baseline"] if ALL else [])])
def test_a_fault_in_the_model_is_found(name: str, of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = honest(of)
    FAULTS[name](monkeypatch)
    wrong = sinews.plan(case(of))
    if all(frame.equals(wrong.tables[table]) for table, frame in right.tables.items()):
        pytest.skip("the limit does not bind in this case, so that the plan is the same")
    assert any(violations(wrong).values())


@pytest.mark.parametrize("seed", range(0, CASES, CASES // 12 if not ALL else 1))
def test_plans_of_random_cases_hold(seed: int) -> None:
    assert {name: found for name, found in violations(sinews.plan(random_case(seed))).items() if found} == {}


@pytest.mark.skipif(not ALL, reason="minutes: see --all")
@pytest.mark.parametrize("name", list(scenarios()))
def test_plans_of_scenarios_hold(name: str) -> None:
    plan = sinews.plan(open_case(name))
    assert {check: found for check, found in violations(plan).items() if found} == {}
