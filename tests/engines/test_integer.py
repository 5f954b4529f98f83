from __future__ import annotations

import itertools

import numpy as np
import pytest

from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpError, LpModel


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


def test_what_cannot_be_is_said() -> None:
    model = LpModel()
    half = model.add_columns(1, lower=0.4, upper=0.6)
    with pytest.raises(LpError, match="Infeasible"):
        solve_integer(model, half)
