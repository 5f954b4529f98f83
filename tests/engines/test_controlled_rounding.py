"""Controlled rounding: its margins, its optimality by brute force, and its independence of chance."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.engines.arrays import Values
from sinews.engines.controlled_rounding import RoundingError, controlled_rounding


def random_matrix(random: np.random.Generator, rows: int, columns: int) -> Values:
    """Return a matrix whose columns add up to whole numbers."""
    matrix = random.random((rows, columns)) * random.integers(0, 4, (rows, columns))
    total = np.ceil(matrix.sum(axis=0))
    matrix[random.integers(rows), :] += total - matrix.sum(axis=0)
    return np.asarray(matrix)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 8))
def test_totals_are_kept_and_costs_within_one_unit(seed: int, rows: int, columns: int) -> None:
    random = np.random.default_rng(seed)
    matrix, cost = random_matrix(random, rows, columns), random.lognormal(0, 2, columns)
    found = controlled_rounding(matrix, cost)
    assert np.array_equal(found.whole.sum(axis=0), np.rint(matrix.sum(axis=0)))
    assert np.all(found.whole >= np.floor(matrix + 1e-6))
    assert np.all(found.whole <= np.ceil(matrix - 1e-6))
    fractional = np.abs(matrix - np.rint(matrix)) > 1e-6
    dearest = np.where(fractional, cost, 0.0).max(axis=1)
    assert np.all(np.abs((found.whole - matrix) @ cost) <= dearest * (1 + 1e-6) + 1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_it_is_the_nearest_that_keeps_nested_sums(seed: int) -> None:
    """Brute force over all cells up or down, with the sums of the dearest cells of each row kept."""
    random = np.random.default_rng(seed)
    rows, columns = 3, 4
    matrix = random_matrix(random, rows, columns)
    cost = np.asarray(random.permutation(columns) + 1, np.float64)
    floor = np.floor(matrix + 1e-9)
    part = matrix - floor
    order = np.argsort(-cost)
    best = np.inf
    for bits in product((0, 1), repeat=rows * columns):
        up = np.array(bits).reshape(rows, columns)
        if np.any((up == 1) & (part < 1e-9)) or np.any(up.sum(axis=0) != np.rint(part.sum(axis=0))):
            continue
        sums, fair = up[:, order].cumsum(axis=1), part[:, order].cumsum(axis=1)
        if np.all((sums >= np.floor(fair + 1e-6)) & (sums <= np.ceil(fair - 1e-6))):
            best = min(best, float(np.abs(up - part).sum()))
    assert controlled_rounding(matrix, cost).moved == pytest.approx(best, abs=1e-4)


def test_ties_have_one_answer() -> None:
    halves = np.full((6, 8), 0.5)
    first = controlled_rounding(halves, np.ones(8))
    assert first.unique
    assert np.array_equal(first.whole.sum(axis=0), np.full(8, 3))
    assert np.array_equal(first.whole.sum(axis=1), np.full(6, 4))
    # noise of the size of rounding errors changes nothing
    noise = np.random.default_rng(1).normal(scale=1e-10, size=halves.shape)
    noise -= noise.mean(axis=0)
    assert np.array_equal(controlled_rounding(halves + noise, np.ones(8)).whole, first.whole)


def test_a_supply_is_kept() -> None:
    matrix = np.array([[0.6, 0.6], [0.4, 0.4]])
    use = np.array([1.0, 1.0])
    free = controlled_rounding(matrix, np.ones(2))
    assert (free.whole @ use)[0] == 2
    held = controlled_rounding(matrix, np.ones(2), use=use, supply=np.array([1.3, 2.0]))
    assert (held.whole @ use).tolist() == [1, 1]


def test_units_are_left_out_only_where_the_supply_demands_it() -> None:
    found = controlled_rounding(
        np.array([[0.5, 1.0], [0.5, 1.0]]), np.ones(2), use=np.ones(2), supply=np.array([1.2, 1.2])
    )
    assert found.whole.tolist() == [[0, 1], [0, 1]]


def test_a_column_without_a_whole_total_is_refused() -> None:
    with pytest.raises(RoundingError, match="whole number"):
        controlled_rounding(np.array([[0.4], [0.2]]), np.ones(1))
