"""Every linear programme that a plan solves is proven optimal on the arrays that the solver holds."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array
from tests.random_cases import random_case

import sinews
from sinews.engines.aggregation import certify
from sinews.engines.lp import LpArrays, LpSession, LpSolution


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


@pytest.mark.parametrize("seed", [2, 3, None])
def test_primal_and_dual_solutions_are_feasible_and_worth_the_same(
    seed: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of random cases, and of the baseline, where allies are planned for in groups."""
    solve = LpSession.solve
    gaps: list[float] = []

    def checked(self: LpSession, *, exactly: bool = True) -> LpSolution:
        solution = solve(self, exactly=exactly)
        arrays = arrays_of(self._highs)
        proof = certify(arrays, solution.x, solution.row_dual)
        # at a dual that is infeasible the bound is minus infinity; at equal values the two are complementary
        assert proof.violation <= 1e-6
        # what a limit may be left by, at what it costs most to leave one
        noise = 1e-6 * max(1.0, float(np.abs(arrays.cost).max(initial=0.0)))
        assert proof.gap <= 1e-6 or abs(proof.objective - proof.bound) <= noise
        assert np.allclose(proof.reduced_cost, solution.reduced_cost, atol=1e-6)
        gaps.append(proof.gap)
        return solution

    monkeypatch.setattr(LpSession, "solve", checked)
    sinews.plan(sinews.open_case() if seed is None else random_case(seed))
    assert gaps
