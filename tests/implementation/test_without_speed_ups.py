"""The same optimum with every speed-up off: groups and their division, starts, presolve, compiled kernels."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from benchmarks.plan_growth_inputs import grown_case
from benchmarks.plan_inputs import planning_instance
from tests.engines.kernels import figures
from tests.random_cases import random_case

import sinews
from sinews.case import scenarios
from sinews.engines.lp import LpSession
from sinews.engines.lp_methods import SpeedUps
from sinews.implementation import groups
from sinews.implementation.groups import solve_groups
from sinews.implementation.settle import Solved, settle

NONE = SpeedUps(groups=False, starts=False, presolve=False)
EACH = (SpeedUps(groups=False), SpeedUps(starts=False), SpeedUps(presolve=False), NONE)

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))
SHIPPED = list(scenarios()) if ALL else ["baseline"]

CERTIFIED = 1e-6
"""Relative gap with which a plan is accepted."""


def optimum_without(solved: Solved) -> float:
    """Return the optimum of the programme that a plan ended with, solved whole and from nothing."""
    alone = np.arange(len(solved.instance.allies))
    return solve_groups(solved.instance, alone, speed_ups=NONE).solution.objective


def test_what_is_left_out_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []

    def watched(name: str) -> Callable[..., None]:
        own = getattr(LpSession, name)

        def call(self: LpSession, *arguments: object) -> None:
            used.append(name)
            own(self, *arguments)

        return call

    for name in ("start_from", "take_as_it_is", "leave_presolve_out"):
        monkeypatch.setattr(LpSession, name, watched(name))
    monkeypatch.setattr(groups, "SMALL", 0)
    case = grown_case(5, 8, 20, seed=0)
    settle(case, planning_instance(case))
    assert {"start_from", "take_as_it_is"} <= set(used)
    used.clear()
    settle(case, planning_instance(case), speed_ups=NONE)
    assert set(used) == {"leave_presolve_out"}


@pytest.mark.parametrize("seed", range(8))
def test_each_speed_up_leaves_the_optimum_of_random_cases(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = random_case(seed)
    monkeypatch.setattr(groups, "SMALL", 0)
    for speed_ups in EACH:
        solved = settle(case, planning_instance(case), speed_ups=speed_ups)
        assert solved.solution.objective == pytest.approx(optimum_without(solved), rel=CERTIFIED), speed_ups


@pytest.mark.parametrize("name", SHIPPED)
def test_the_plan_of_a_scenario_is_optimal_without_any(name: str) -> None:
    case = sinews.open_case(name)
    solved = settle(case, planning_instance(case))
    assert solved.solution.objective == pytest.approx(optimum_without(solved), rel=CERTIFIED)


@pytest.mark.parametrize("disabled", ["0", "1"])
def test_compiled_kernels_do_what_the_code_says(disabled: str) -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.engines.kernels"],
        cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, *told = done.stdout.splitlines()
    assert first == f"compiled\t{disabled == '0'}"
    here = dict(figures())
    there = {name: float(value) for name, value in (line.split("\t") for line in told)}
    assert there.keys() == here.keys()
    assert [there[name] for name in here] == pytest.approx(list(here.values()), rel=1e-12)
