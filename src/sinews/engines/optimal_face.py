"""The optimal solutions of a linear programme of which a dual solution is known: a programme of its own.

By complementary slackness every optimal solution has each column of positive reduced cost at its lower bound,
of negative at its upper one, and each row with a dual at its bound (Dantzig, Linear Programming and
Extensions, 1963). What these leave open is a small programme, and any solution of it is optimal. Duals that
are not quite optimal leave none; elastic rows may give way, then, and tell where.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpArrays

NO_PRICE = 1e-6
"""Duals and reduced costs within this of zero are taken to be none: the solver's are no better than that."""

EXCESS_WEIGHT = 10.0
"""Weight of what an elastic row exceeds its bound by, in terms of the largest dual of such a row."""


@dataclass(frozen=True, slots=True)
class Face:
    """The programme of what complementary slackness leaves open.

    Attributes
    ----------
    arrays
        The programme: the open columns, what each elastic row exceeds its upper bound by, and what each
        elastic row that has a dual falls short of it.
    open
        The open columns of the whole programme.
    elastic
        How many elastic rows there are.
    x
        Columns of the whole programme, the open ones zero.
    """

    arrays: LpArrays
    open: Indices
    elastic: int
    x: Values

    def whole(self, found: Values) -> Values:
        """Return the columns of the whole programme for those of this one."""
        x = self.x.copy()
        x[self.open] = np.clip(
            found[: self.open.size],
            self.arrays.lower[: self.open.size],
            self.arrays.upper[: self.open.size],
        )
        return x

    def excess(self, found: Values) -> Values:
        """Return what each elastic row exceeds its upper bound by."""
        return found[self.open.size : self.open.size + self.elastic]


def optimal_face(arrays: LpArrays, x: Values, row_dual: Values, *, free: Flags, elastic: Indices) -> Face:
    """Set up the programme of the optimal solutions.

    Parameters
    ----------
    arrays
        The whole programme.
    x
        Values of its columns that are not free.
    row_dual
        A dual solution of it.
    free
        Which columns are free, (columns,).
    elastic
        Rows that may exceed their upper bound, if there is no solution otherwise.
    """
    reduced = arrays.cost - arrays.matrix.T @ row_dual
    at_lower = (reduced > NO_PRICE) | (arrays.upper <= arrays.lower)
    at_upper = (reduced < -NO_PRICE) & np.isfinite(arrays.upper) & ~at_lower
    fixed = np.where(free, np.where(at_lower, arrays.lower, np.where(at_upper, arrays.upper, 0.0)), x)
    columns = np.flatnonzero(free & ~at_lower & ~at_upper)
    fixed[columns] = 0.0

    matrix = csr_array(arrays.matrix[:, columns])
    concerned = np.diff(matrix.indptr) > 0
    concerned[elastic] = True
    rows = np.flatnonzero(concerned)
    taken = (arrays.matrix @ fixed)[rows]
    lower, upper, dual = arrays.row_lower[rows] - taken, arrays.row_upper[rows] - taken, row_dual[rows]
    lower = np.where((dual < -NO_PRICE) & np.isfinite(upper), upper, lower)
    upper = np.where((dual > NO_PRICE) & np.isfinite(lower), lower, upper)

    yielding = np.searchsorted(rows, elastic)
    priced = yielding[dual[yielding] < -NO_PRICE]
    places = np.concatenate([yielding, priced])
    signs = np.repeat([-1.0, 1.0], [yielding.size, priced.size])
    gives = csc_array((signs, (places, np.arange(places.size))), shape=(rows.size, places.size))
    weight = EXCESS_WEIGHT * np.max(np.abs(dual[yielding]), initial=1.0)
    costs = np.zeros(columns.size), np.full(yielding.size, weight), -dual[priced]
    programme = LpArrays(
        cost=np.concatenate(costs),
        lower=np.concatenate([arrays.lower[columns], np.zeros(places.size)]),
        upper=np.concatenate([arrays.upper[columns], np.full(places.size, np.inf)]),
        row_lower=lower,
        row_upper=upper,
        matrix=csc_array(hstack([csc_array(matrix[rows]), gives])),
    )
    return Face(programme, columns, int(yielding.size), fixed)
