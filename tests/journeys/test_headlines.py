"""The headline figures of every scenario are those that are kept: a change is a diff of one file."""

from __future__ import annotations

import platform

import pytest
from tests.shipped import planned
from tools.headlines import differences, headlines, kept

from sinews.case import scenarios


def test_all_scenarios_are_kept() -> None:
    assert {name for name, _ in kept()} == set(scenarios())


@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"),
    reason="other processors round products and sums together, and optima that are equally good may change",
)
@pytest.mark.parametrize("name", scenarios())
def test_a_plan_is_the_one_that_is_kept(name: str) -> None:
    before = {key: value for key, value in kept().items() if key[0] == name}
    figures = headlines(planned(name))
    found = differences(before, {(name, figure): value for figure, value in figures.items()})
    assert not found, "\n".join([*found, "if that is meant: PYTHONPATH=src python tools/headlines.py"])


def test_a_difference_is_told() -> None:
    before = {("a", "cost"): 1.0, ("a", "gone"): 2.0, ("b", "cost"): 0.0}
    now = {("a", "cost"): 1.0 + 2e-9, ("a", "new"): 2.0, ("b", "cost"): 0.0}
    assert differences(before, now) == [
        "a: cost was 1, is 1.000000002",
        "a: gone is gone",
        "a: new is new",
    ]
    assert not differences(before, {**before, ("a", "cost"): 1.0 + 5e-10})
