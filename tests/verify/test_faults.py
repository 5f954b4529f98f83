"""That a fault put into the model is seen by the check: all on the baseline, on a small case what acts."""

from __future__ import annotations

import os
from functools import cache

import pytest
from tests.faults import FAULTS
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case, open_case
from sinews.verify.plan import violations

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))


KEPT_ALL_THE_SAME = {
    "small": {
        "apprentices skilled at once",
        "burdens not evened out",
        "growth of targets without limit",
        "rules on suppliers left out",
        "what peace uses up left out",
        "the capacity of materials left out",
    },
    "baseline": {
        "equipment budgets doubled",
        "nothing given from stock",
        "the equipment budget left out",
        "the total budget left out",
    },
}
"""Faults in limits that plans of these cases keep to by themselves, so that nothing is wrong with them."""


@cache
def case(name: str) -> Case:
    """Return the small case, or the baseline."""
    return small_case_with_terms() if name == "small" else open_case()


def acting(of: str) -> list[str]:
    return sorted(set(FAULTS) - KEPT_ALL_THE_SAME[of])


@pytest.mark.parametrize("name", acting("small"))
def test_a_fault_in_the_model_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[name](monkeypatch)
    assert any(violations(sinews.plan(case("small"))).values())


@pytest.mark.skipif(not ALL, reason="minutes: see --all")
@pytest.mark.parametrize("name", acting("baseline"))
def test_a_fault_in_the_model_is_found_on_the_baseline(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[name](monkeypatch)
    assert any(violations(sinews.plan(case("baseline"))).values())


def test_twenty_faults_act_on_the_baseline() -> None:
    assert len(acting("baseline")) >= 20
    # each acts on one of the two
    assert not KEPT_ALL_THE_SAME["small"] & KEPT_ALL_THE_SAME["baseline"]
