from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sinews.engines.lp import IterationLimitError, LpError, LpModel
from sinews.engines.solver import QuietHighs


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), algorithm=st.sampled_from(["ipx", "simplex"]))
def test_optimum_and_duals_equal_scipys(seed: int, algorithm: str) -> None:
    random = np.random.default_rng(seed)
    rows, equalities, columns = random.integers(1, 12, size=3)
    matrix = random.normal(size=(rows, columns))
    equal = random.normal(size=(equalities, columns)) * (equalities < columns)
    inside = random.random(columns)
    bound, level = matrix @ inside + random.random(rows), equal @ inside
    cost = random.normal(size=columns)
    model = LpModel()
    x = model.add_columns(int(columns), cost=cost, upper=3.0)
    at_most = model.add_rows(int(rows), upper=bound)
    model.add_entries(at_most[:, None], x[None, :], matrix)
    model.add_entries(model.add_rows(int(equalities), lower=level, upper=level)[:, None], x[None, :], equal)
    ours = model.solve(algorithm=algorithm)
    theirs = linprog(cost, A_ub=matrix, b_ub=bound, A_eq=equal, b_eq=level, bounds=(0.0, 3.0))
    assert ours.objective == pytest.approx(theirs.fun, rel=1e-7, abs=1e-7)
    assert np.all(matrix @ ours.x <= bound + 1e-7)
    # the value of the duals, not the duals themselves, is unique
    dual_value = (
        ours.row_dual[at_most] @ bound
        + ours.row_dual[rows:] @ level
        + np.minimum(ours.reduced_cost, 0.0).sum() * 3.0
    )
    assert dual_value == pytest.approx(ours.objective, rel=1e-6, abs=1e-6)


def test_repeated_entries_add_up_and_zeros_vanish() -> None:
    model = LpModel()
    x = model.add_columns(2, cost=[-1.0, -1.0], upper=[10.0, 4.0])
    row = model.add_rows(1, upper=6.0)
    model.add_entries(row, x[:1], 1.0)
    model.add_entries(row, x[:1], 2.0)
    model.add_entries(row, x[1:], 5.0)
    model.add_entries(row, x[1:], -5.0)
    assert model.solve(algorithm="simplex").x == pytest.approx([2.0, 4.0])


def test_an_infeasible_model_says_so() -> None:
    model = LpModel()
    x = model.add_columns(1, upper=1.0)
    model.add_entries(model.add_rows(1, lower=2.0), x, 1.0)
    with pytest.raises(LpError, match=r"(?i)infeasible"):
        model.solve()


@pytest.mark.parametrize("algorithm", ["ipx", "simplex"])
def test_either_algorithm_gives_up_after_so_many_iterations(algorithm: str) -> None:
    random = np.random.default_rng(1)
    model = LpModel()
    x = model.add_columns(40, cost=-random.random(40), upper=5.0)
    model.add_entries(model.add_rows(30, upper=10.0)[:, None], x[None, :], random.random((30, 40)))
    with pytest.raises(IterationLimitError):
        model.solve(algorithm=algorithm, iteration_limit=1)
    assert model.solve(algorithm=algorithm, iteration_limit=1000).status == "optimal"


def test_the_solver_keeps_standard_output_clean(capfd: pytest.CaptureFixture[str]) -> None:
    model = LpModel()
    model.add_columns(1, cost=1.0)
    model.solve()
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("others_first", [True, False])
def test_a_solver_on_two_threads_in_the_same_thread_does_not_get_in_the_way(others_first: bool) -> None:
    model = LpModel()
    column = model.add_columns(2, cost=1.0)
    model.add_entries(model.add_rows(1, lower=3.0), column, 1.0)

    def another() -> float:
        highs = QuietHighs()
        highs.silent()
        highs.setOptionValue("threads", 2)
        model.arrays().hand_over(highs)
        assert highs.run() == highspy.HighsStatus.kOk
        return float(highs.getInfo().objective_function_value)

    def ours() -> float:
        return model.solve().objective

    # HiGHS keeps the number of threads for each thread that calls it: this one must be new
    with ThreadPoolExecutor(1) as fresh:
        for solve in (another, ours) if others_first else (ours, another):
            assert fresh.submit(solve).result() == pytest.approx(3.0)


def test_a_block_of_any_shape_is_that_of_its_cells() -> None:
    upper, agent = np.array([[1.0], [2.0]]), np.array([[0], [1]])
    one, other = LpModel(), LpModel()
    shaped = one.add_columns((2, 3), upper=upper, agent=agent, role=np.arange(3))
    flat = other.add_columns(
        6,
        cost=-1.0,
        upper=np.repeat([1.0, 2.0], 3),
        agent=np.repeat([0, 1], 3),
        role=np.tile(np.arange(3), 2),
    )
    assert shaped.tolist() == flat.reshape(2, 3).tolist()
    for mine, theirs in zip(one.labels(), other.labels(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(one.arrays().upper, other.arrays().upper)
    assert one.add_rows((2, 2), lower=upper).tolist() == [[0, 1], [2, 3]]
    assert one.arrays().row_lower.tolist() == [1.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize("place", ["cost", "entry", "limit"])
def test_what_is_no_number_is_refused_and_not_searched_for(place: str) -> None:
    odd = {place: np.nan}
    model = LpModel()
    column = model.add_columns(1, cost=odd.get("cost", 1.0), upper=1.0)
    model.add_entries(model.add_rows(1, lower=odd.get("limit", 0.5)), column, odd.get("entry", 1.0))
    with pytest.raises(LpError, match="no number"):
        model.solve()
