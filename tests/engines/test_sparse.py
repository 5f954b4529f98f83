"""Rows of a matrix that is compressed by columns."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, random_array

from sinews.engines.sparse import select_rows


def test_selected_rows_are_those_of_the_dense_matrix() -> None:
    for seed in range(10):
        random = np.random.default_rng(seed)
        matrix = csc_array(random_array((9, 7), density=0.4, rng=random))
        rows = np.flatnonzero(random.random(9) < 0.5)
        found = select_rows(matrix, rows)
        assert found.has_canonical_format
        np.testing.assert_array_equal(found.toarray(), matrix.toarray()[rows])
