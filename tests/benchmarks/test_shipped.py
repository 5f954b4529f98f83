"""Every rule and scenario that is shipped is timed; one that takes too long is not waited for."""

from __future__ import annotations

from typing import get_args

from benchmarks.shipped import shipped, timed

from sinews.case import scenarios
from sinews.case.settings import Rule


def test_every_rule_and_scenario_is_timed() -> None:
    assert {scenario for scenario, _ in shipped()} == set(scenarios())
    assert {rule for _, rule in shipped() if rule} == set(get_args(Rule))


def test_a_plan_that_takes_too_long_is_given_up() -> None:
    assert timed("baseline", "equal_awards", 0.1) is None
