"""Sparse matrices by columns."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

from sinews.engines.arrays import Indices


def select_rows(matrix: csc_array, rows: Indices) -> csc_array:
    """Return some rows of a matrix, in rising order, without turning it to rows and back.

    Parameters
    ----------
    matrix
        The matrix, compressed by columns.
    rows
        Its rows that are kept, rising.
    """
    place = np.full(matrix.shape[0], -1, matrix.indices.dtype)
    place[rows] = np.arange(rows.size)
    moved = place[matrix.indices]
    kept = moved >= 0
    before = np.zeros(kept.size + 1, matrix.indptr.dtype)
    np.cumsum(kept, out=before[1:])
    return csc_array(
        (matrix.data[kept], moved[kept], before[matrix.indptr]), shape=(rows.size, matrix.shape[1])
    )
