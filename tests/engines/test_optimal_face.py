"""The programme of optimal solutions: all of it is optimal, and what is not optimal is not in it."""

from __future__ import annotations

import numpy as np
import pytest

from sinews.engines.lp import LpArrays, LpModel
from sinews.engines.optimal_face import optimal_face


def three_buyers(money: list[float]) -> LpArrays:
    """Return the programme of buyers of 6 units of a good at 1 each, who lack 3 each, at a cost of 10."""
    model = LpModel()
    bought = model.add_columns(3)
    lacking = model.add_columns(3, cost=10.0)
    supply = model.add_rows(1, upper=6.0)
    model.add_entries(supply, bought, 1.0)
    need = model.add_rows(3, lower=3.0)
    model.add_entries(need, bought, 1.0)
    model.add_entries(need, lacking, 1.0)
    paid = model.add_rows(3, upper=money)
    model.add_entries(paid, bought, 1.0)
    return model.arrays()


DUAL = np.array([-10.0, 10, 10, 10, 0, 0, 0])
"""Optimal where supply binds and money does not: one unit more closes a gap of ten."""


@pytest.mark.parametrize("money", [[3.0, 3, 3], [1, 2, 3], [3, 0, 3]])
def test_any_solution_of_it_is_optimal(money: list[float]) -> None:
    arrays = three_buyers(money)
    face = optimal_face(arrays, np.zeros(6), DUAL, free=np.ones(6, np.bool_), elastic=np.array([4, 5, 6]))
    for cost in np.random.default_rng(1).normal(size=(5, 6)):
        # in whatever direction one looks for it
        looked = LpArrays(
            np.concatenate([cost, face.arrays.cost[6:]]),
            face.arrays.lower, face.arrays.upper, face.arrays.row_lower, face.arrays.row_upper,
            face.arrays.matrix,
        )  # fmt: skip
        found = looked.solve(algorithm="simplex").x
        x = face.whole(found)
        assert face.excess(found) == pytest.approx(np.zeros(3), abs=1e-7)
        assert arrays.cost @ x == pytest.approx(30.0)
        assert (arrays.matrix @ x <= arrays.row_upper + 1e-7).all()
        assert (arrays.matrix @ x >= arrays.row_lower - 1e-7).all()


def test_who_has_no_money_for_an_optimal_solution_is_told() -> None:
    # 6 units are there, and the three have money for 5
    arrays = three_buyers([2.0, 3.0, 0.0])
    elastic = np.array([4, 5, 6])
    face = optimal_face(arrays, np.zeros(6), DUAL, free=np.ones(6, np.bool_), elastic=elastic)
    found = face.arrays.solve(algorithm="simplex").x
    assert face.excess(found).sum() == pytest.approx(1.0)
    paid = (arrays.matrix @ face.whole(found))[elastic]
    assert (paid <= arrays.row_upper[elastic] + face.excess(found) + 1e-7).all()


def test_what_is_not_free_stays() -> None:
    arrays = three_buyers([3.0, 3.0, 3.0])
    x = np.array([0.5, 0, 0, 2.5, 0, 0])
    free = np.array([False, True, True, False, True, True])
    face = optimal_face(arrays, x, DUAL, free=free, elastic=np.array([5, 6]))
    found = face.whole(face.arrays.solve(algorithm="simplex").x)
    assert found[[0, 3]] == pytest.approx([0.5, 2.5])
    assert found[1] + found[2] == pytest.approx(5.5)


def test_a_column_with_a_reduced_cost_stays_at_its_bound() -> None:
    # as good at 1 as at 2, and dearer in the third: the third is not bought
    model = LpModel()
    columns = model.add_columns(3, cost=[1.0, 1.0, 1.5], upper=[2.0, 2.0, 2.0])
    row = model.add_rows(1, lower=3.0)
    model.add_entries(row, columns, 1.0)
    arrays = model.arrays()
    face = optimal_face(
        arrays, np.zeros(3), np.array([1.0]), free=np.ones(3, np.bool_), elastic=np.zeros(0, np.int64)
    )
    assert face.open.tolist() == [0, 1]
    assert face.whole(face.arrays.solve(algorithm="simplex").x) @ [1, 1, 1.5] == pytest.approx(3.0)
    # and one that pulls stays at its upper one
    face = optimal_face(
        arrays, np.zeros(3), np.array([1.5]), free=np.ones(3, np.bool_), elastic=np.zeros(0, np.int64)
    )
    assert face.open.tolist() == [2]
    assert face.x.tolist() == [2.0, 2.0, 0.0]
