from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from sinews.engines import integer
from sinews.engines.arrays import Indices
from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpError, LpModel
from sinews.engines.solver import QuietHighs


def test_it_equals_brute_force() -> None:
    random = np.random.default_rng(3)
    weight, value = random.integers(1, 30, size=(2, 12))
    model = LpModel()
    taken = model.add_columns(12, cost=-value, upper=1.0)
    model.add_entries(model.add_rows(1, upper=80.0), taken, weight)
    chosen = np.array(list(itertools.product((0, 1), repeat=12)))
    best = (chosen @ value)[chosen @ weight <= 80].max()
    solved = solve_integer(model, taken)
    assert -solved.objective == pytest.approx(best)
    assert -solved.bound == pytest.approx(best)
    assert set(solved.x) <= {0.0, 1.0}


def test_a_limit_of_nodes_keeps_the_start() -> None:
    model = LpModel()
    taken = model.add_columns(3, cost=[-3.0, -2.0, -2.0], upper=1.0)
    model.add_entries(model.add_rows(1, upper=2.5), taken, [1.5, 1.25, 1.25])
    assert solve_integer(model, taken, nodes=0, start=[1.0, 0.0, 0.0]).objective <= -3.0


def test_a_start_that_the_solver_returns_with_the_objective_of_another_is_not_trusted() -> None:
    """The most weight of five sites that one of four places covers; HiGHS 1.16 says 34 for the start's 14."""
    weight = np.array([7.0, 10.0, 2.0, 7.0, 20.0])
    reach = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1], [0, 0, 0, 1]])
    model = LpModel()
    placed = model.add_columns(4, upper=1.0)
    covered = model.add_columns(5, cost=-weight, upper=1.0)
    model.add_entries(model.add_rows(1, upper=1.0), placed, 1.0)
    within = model.add_rows(5, upper=0.0)
    model.add_entries(within, covered, 1.0)
    site, place = reach.nonzero()
    model.add_entries(within[site], placed[place], -1.0)
    for chosen in range(4):
        start = np.concatenate([np.arange(4) == chosen, reach[:, chosen]])
        solved = solve_integer(model, placed, start=start)
        assert -solved.objective == pytest.approx((weight @ reach).max())
        assert -solved.bound == pytest.approx((weight @ reach).max())
        assert solved.x[:4].tolist() == [0.0, 0.0, 0.0, 1.0]


def small() -> tuple[LpModel, Indices]:
    """A knapsack whose optimum is to take the last two of three, worth 7."""
    model = LpModel()
    taken = model.add_columns(3, cost=[-5.0, -4.0, -3.0], upper=1.0)
    model.add_entries(model.add_rows(1, upper=5.0), taken, [4.0, 3.0, 2.0])
    return model, taken


def faulty(monkeypatch: pytest.MonkeyPatch, runs: int) -> None:
    """Let the solver tell a wrong objective the first times it runs."""
    left = runs

    class Faulty(QuietHighs):
        def getInfo(self) -> Any:  # noqa: N802 - HiGHS' own name
            nonlocal left
            info = super().getInfo()
            info.objective_function_value -= 1.0 if left > 0 else 0.0
            left -= 1
            return info

    monkeypatch.setattr(integer, "QuietHighs", Faulty)


@pytest.mark.parametrize(("start", "wrong"), [(None, 1), ([0.0, 1.0, 0.0], 1), ([0.0, 1.0, 0.0], 2)])
def test_a_wrong_objective_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, start: list[float] | None, wrong: int
) -> None:
    faulty(monkeypatch, wrong)
    solved = solve_integer(*small(), start=start)
    assert solved.objective == pytest.approx(-7.0)
    assert solved.x.tolist() == [0.0, 1.0, 1.0]


@pytest.mark.parametrize("start", [None, [0.0, 1.0, 0.0]])
def test_an_objective_that_stays_wrong_is_said(
    monkeypatch: pytest.MonkeyPatch, start: list[float] | None
) -> None:
    faulty(monkeypatch, 9)
    with pytest.raises(LpError, match="objective of another"):
        solve_integer(*small(), start=start)


def test_what_cannot_be_is_said() -> None:
    model = LpModel()
    half = model.add_columns(1, lower=0.4, upper=0.6)
    with pytest.raises(LpError, match="Infeasible"):
        solve_integer(model, half)
