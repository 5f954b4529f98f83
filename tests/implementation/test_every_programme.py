"""Every linear programme that a plan solves is proven optimal on the arrays that the solver holds."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array
from tests.engines import (
    test_controlled_rounding,
    test_covering,
    test_even_covering,
    test_flow,
    test_infeasible,
)
from tests.engines.shipping import test_ship
from tests.families.least_share import LeastShare
from tests.implementation import test_few_types
from tests.random_cases import random_case
from tests.small_case import small_case, small_case_with_terms

import sinews
from sinews import apportionment, guidance, requirements
from sinews.engines.aggregation import certify
from sinews.engines.lp import LpArrays, LpModel, LpSession, LpSolution
from sinews.implementation.reach import Model, missing_together, reach
from sinews.testing import check_family
from sinews.verify.linear_programming import wyndor_glass

SOURCE = Path(sinews.__file__).parent


def arrays_of(highs: highspy.Highs) -> LpArrays:
    """Return the programme that a solver holds, with all changes made since it was handed over."""
    lp = highs.getLp()
    matrix, shape = lp.a_matrix_, (lp.num_row_, lp.num_col_)
    kind = csc_array if matrix.format_ == highspy.MatrixFormat.kColwise else csr_array
    entries = kind((np.array(matrix.value_), np.array(matrix.index_), np.array(matrix.start_)), shape=shape)
    return LpArrays(
        cost=np.array(lp.col_cost_),
        lower=np.array(lp.col_lower_),
        upper=np.array(lp.col_upper_),
        row_lower=np.array(lp.row_lower_),
        row_upper=np.array(lp.row_upper_),
        matrix=csc_array(entries),
    )


class Proof:
    """Proves every solve of a linear programme while it is there, and keeps which modules asked for one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.askers: set[str] = set()
        self.solves = 0
        solve = LpSession.solve

        def proven(session: LpSession, *, exactly: bool = True) -> LpSolution:
            solution = solve(session, exactly=exactly)
            prove(arrays_of(session._highs), solution)
            self.solves += 1
            self.askers.add(_asker())
            return solution

        monkeypatch.setattr(LpSession, "solve", proven)


def prove(arrays: LpArrays, solution: LpSolution) -> None:
    """Check primal and dual feasibility and complementarity.

    A proof bounds the objective from below by the row duals alone. At duals that are infeasible the bound is
    minus infinity; where both values are equal, the two solutions are complementary.
    """
    proof = certify(arrays, solution.x, solution.row_dual)
    assert proof.violation <= 1e-6
    # what a limit may be left by, at what it costs most to leave one
    noise = 1e-6 * max(1.0, float(np.abs(arrays.cost).max(initial=0.0)))
    assert proof.gap <= 1e-6 or abs(proof.objective - proof.bound) <= noise
    assert np.allclose(proof.reduced_cost, solution.reduced_cost, atol=1e-6)


def _asker() -> str:
    """Return the module of the package that had a programme solved, but for the room of solving itself."""
    frame = inspect.currentframe()
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if SOURCE in path.parents and path != SOURCE / "engines" / "lp.py":
            return path.relative_to(SOURCE).as_posix()
        frame = frame.f_back
    return ""


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> Proof:
    return Proof(monkeypatch)


@pytest.mark.parametrize("seed", [2, 3, None])
def test_primal_and_dual_solutions_are_feasible_and_worth_the_same(seed: int | None, proof: Proof) -> None:
    """That of random cases, and of the baseline, where allies are planned for in groups."""
    sinews.plan(sinews.open_case() if seed is None else random_case(seed))
    assert proof.solves


def _reached() -> None:
    plan = sinews.plan(small_case())
    model = Model.of(plan, plan.apportioned)
    assert reach(model, "gbad_long", 2032).most > 0
    missing_together(model, [("gbad_long", 2032, 1.0)])


def _short_of_people() -> None:
    case = small_case().with_settings(personnel_growth=0.001)
    needs = requirements.determine(case, guidance.establish(case))
    assert apportionment.set_targets(case, needs).relief.height


TRIALS: dict[str, Callable[[], object]] = {
    "engines/burden_matrix.py": _short_of_people,
    "engines/leximin.py": lambda: sinews.plan(small_case()),
    "engines/lp_methods.py": lambda: sinews.plan(small_case()),
    "engines/controlled_rounding.py": test_controlled_rounding.test_ties_have_one_answer,
    "engines/covering.py": test_covering.test_layers_with_groups_equal_brute_force,
    "engines/even_covering.py": lambda: (
        test_even_covering.test_the_least_share_lies_between_brute_force_and_its_bound(1)
    ),
    "engines/flow.py": lambda: test_flow.test_minimum_cost_flow_is_that_of_scipy(1),
    "engines/infeasible.py": test_infeasible.test_two_rows_that_ask_for_too_much_are_named_among_many,
    "engines/shipping/master.py": lambda: test_ship.test_same_optimum_as_the_time_expanded_programme(
        1, sizing=True
    ),
    "apportionment/relief.py": _short_of_people,
    "implementation/reach.py": _reached,
    "implementation/types_searched.py": lambda: sinews.plan(test_few_types.drawn(1)),
    "implementation/units.py": lambda: sinews.plan(random_case(2)),
    "testing.py": lambda: check_family(LeastShare("gbad_short", ("LVA",), 0.8), small_case_with_terms()),
    "verify/linear_programming.py": wyndor_glass,
}
"""What each module that has a linear programme solved is tried with."""

OTHERS = {
    "engines/lp.py",  # where it is solved
    "engines/shipping/generate.py",  # asks its own master problem
    "engines/nearest_matrix.py",  # solves equations
    "verify/shipping.py",
}
"""Modules that call something else of that name."""


@pytest.mark.parametrize("module", TRIALS)
def test_whatever_has_a_programme_solved_gets_an_optimum_that_is_proven(module: str, proof: Proof) -> None:
    TRIALS[module]()
    assert module in proof.askers


def test_no_module_that_has_a_programme_solved_is_left_out() -> None:
    asking = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "solve"
    }
    assert asking - OTHERS == set(TRIALS)


def test_a_solution_that_is_not_the_best_is_not_proven() -> None:
    model = LpModel()
    column = model.add_columns(2, cost=[1.0, 2.0], upper=3.0)
    model.add_entries(model.add_rows(1, lower=1.0), column, 1.0)
    arrays, solution = model.arrays(), model.solve()
    prove(arrays, solution)
    for wrong in (
        replace(solution, x=np.array([0.0, 1.0])),
        replace(solution, x=np.array([0.5, 0.0])),
        replace(solution, row_dual=np.array([0.5])),
        replace(solution, reduced_cost=np.array([0.0, 0.0])),
    ):
        with pytest.raises(AssertionError):
            prove(arrays, wrong)
