"""Irreducible infeasible subsets against SciPy: infeasible together, feasible without any one of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from sinews.engines.infeasible import Bounds, irreducible_subset
from sinews.engines.lp import LpArrays, LpModel

PARTS = ("row_lower", "row_upper", "lower", "upper")


def satisfiable(programme: LpArrays, kept: Bounds) -> bool:
    """Whether something satisfies the bounds that are kept, by SciPy and one inequality for each side."""
    matrix = programme.matrix.toarray()
    row_lower, row_upper, lower, upper = (np.asarray(getattr(kept, part)) for part in PARTS)
    left = np.vstack([matrix[row_upper], -matrix[row_lower]])
    right = np.concatenate([programme.row_upper[row_upper], -programme.row_lower[row_lower]])
    bounds = np.stack(
        [np.where(lower, programme.lower, -np.inf), np.where(upper, programme.upper, np.inf)], axis=1
    )
    if (bounds[:, 0] > bounds[:, 1]).any():
        return False
    found = linprog(np.zeros(matrix.shape[1]), A_ub=left, b_ub=right, bounds=bounds, method="highs")
    assert found.status in (0, 2)
    return bool(found.status == 0)


def all_bounds(programme: LpArrays) -> Bounds:
    return Bounds(*(np.isfinite(getattr(programme, part)) for part in PARTS))


def without(kept: Bounds, part: str, place: int) -> Bounds:
    flags = {name: getattr(kept, name).copy() for name in PARTS}
    flags[part][place] = False
    return Bounds(**flags)


def random_programme(seed: int, rows: int, columns: int) -> LpArrays:
    """Return a programme of small whole numbers whose rows are often too much for its columns."""
    generator = np.random.Generator(np.random.Philox(seed))
    matrix = generator.integers(-3, 4, (rows, columns)) * (generator.random((rows, columns)) < 0.6)
    middle = generator.integers(-6, 7, rows).astype(float)
    kind = generator.integers(0, 3, rows)
    return LpArrays(
        cost=generator.normal(size=columns),
        lower=np.where(generator.random(columns) < 0.8, 0.0, -np.inf),
        upper=np.where(generator.random(columns) < 0.5, generator.integers(0, 4, columns), np.inf),
        row_lower=np.where(kind != 1, middle, -np.inf),
        row_upper=np.where(kind != 0, middle + (kind == 2) * generator.integers(0, 2, rows), np.inf),
        matrix=csc_array(matrix.astype(float)),
    )


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(1, 7))
def test_what_is_found_is_infeasible_and_nothing_can_be_spared(seed: int, rows: int, columns: int) -> None:
    programme = random_programme(seed, rows, columns)
    found = irreducible_subset(programme)
    if found is None:
        assert satisfiable(programme, all_bounds(programme))
        return
    assert not satisfiable(programme, found)
    for part in PARTS:
        for place in np.flatnonzero(getattr(found, part)):
            assert satisfiable(programme, without(found, part, int(place)))


def test_two_rows_that_ask_for_too_much_are_named_among_many() -> None:
    model = LpModel()
    x = model.add_columns(50, upper=1.0)
    easy = model.add_rows(40, upper=50.0)
    model.add_entries(easy[:, None], x[None, :], 1.0)
    much = model.add_rows(1, lower=3.0)
    model.add_entries(much, x[:2], 1.0)
    found = irreducible_subset(model.arrays())
    assert found is not None
    assert found.rows.tolist() == much.tolist()
    assert np.flatnonzero(found.upper).tolist() == x[:2].tolist()
    assert len(found) == 3


@pytest.mark.parametrize("side", ["row", "column"])
def test_bounds_that_cross_are_named(side: str) -> None:
    model = LpModel()
    crossed = {"lower": 2.0, "upper": 1.0}
    free = {"lower": 0.0, "upper": np.inf}
    of_columns, of_rows = (crossed, free) if side == "column" else (free, crossed)
    x = model.add_columns(2, lower=of_columns["lower"], upper=of_columns["upper"])
    rows = model.add_rows(1, lower=of_rows["lower"] if side == "row" else -np.inf, upper=of_rows["upper"])
    model.add_entries(rows, x, 1.0)
    found = irreducible_subset(model.arrays())
    assert found is not None
    assert len(found) == 2
    assert (found.rows.size, found.columns.size) == ((1, 0) if side == "row" else (0, 1))


def test_what_can_be_satisfied_has_none() -> None:
    model = LpModel()
    x = model.add_columns(2, upper=4.0)
    model.add_entries(model.add_rows(1, lower=8.0), x, 1.0)
    assert irreducible_subset(model.arrays()) is None
