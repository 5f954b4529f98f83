"""Why a linear programme has no solution: an irreducible infeasible subset of its bounds.

A subset of the bounds of rows and columns is irreducible and infeasible if nothing satisfies all of them, and
something satisfies all but any one (J. W. Chinneck, Feasibility and Infeasibility in Optimization, 2008,
ch. 6). It is found in two steps. The elastic programme, in which every row may be violated at a cost, has
duals that prove infeasibility; bounds without a dual play no part in the proof and are left out. Of those
that are left each is dropped in turn, for good if the rest is still infeasible (deletion filter).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, eye_array, hstack

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpArrays

TOLERANCE = 1e-7
"""Violations and duals up to this count as none."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Some of the bounds of a linear programme: flags for each side of each row and column.

    Attributes
    ----------
    row_lower, row_upper
        Whether the bound of each row belongs to them, (rows,).
    lower, upper
        Whether the bound of each column belongs to them, (columns,).
    """

    row_lower: Flags
    row_upper: Flags
    lower: Flags
    upper: Flags

    @property
    def rows(self) -> Indices:
        """Rows with a bound among them."""
        return np.flatnonzero(self.row_lower | self.row_upper)

    @property
    def columns(self) -> Indices:
        """Columns with a bound among them."""
        return np.flatnonzero(self.lower | self.upper)

    def __len__(self) -> int:
        """Return how many bounds there are."""
        return int(sum(part.sum() for part in self._parts()))

    def _parts(self) -> tuple[Flags, Flags, Flags, Flags]:
        return self.row_lower, self.row_upper, self.lower, self.upper


def irreducible_subset(programme: LpArrays) -> Bounds | None:
    """Return an irreducible infeasible subset of a programme's bounds, or None if it can be satisfied.

    Parameters
    ----------
    programme
        The programme; its objective plays no part.

    Notes
    -----
    A programme can have several such subsets; this is one of them.
    """
    every = Bounds(
        np.isfinite(programme.row_lower),
        np.isfinite(programme.row_upper),
        np.isfinite(programme.lower),
        np.isfinite(programme.upper),
    )
    left = _crossed(programme) or _proof(programme, every)
    if left is None:
        return None
    for part in range(4):
        for place in np.flatnonzero(left._parts()[part]):
            if not left._parts()[part][place]:
                continue  # an earlier proof did without it
            without = [flags.copy() for flags in left._parts()]
            without[part][place] = False
            left = _proof(programme, Bounds(*without)) or left
    return left


def _crossed(programme: LpArrays) -> Bounds | None:
    """Return the two bounds of a row or a column that contradict each other, if there are any."""
    flags = [np.zeros(programme.rows, np.bool_) for _ in range(2)]
    flags += [np.zeros(programme.columns, np.bool_) for _ in range(2)]
    for first, lower, upper in (
        (0, programme.row_lower, programme.row_upper),
        (2, programme.lower, programme.upper),
    ):
        crossed = np.flatnonzero(lower > upper + TOLERANCE)
        if crossed.size:
            flags[first][crossed[0]] = flags[first + 1][crossed[0]] = True
            return Bounds(*flags)
    return None


def _proof(programme: LpArrays, kept: Bounds) -> Bounds | None:
    """Return those of some bounds that prove their infeasibility, or None if they can be satisfied.

    Only the rows and columns that have to do with the bounds are handed to the solver. Shortfall and excess
    of each row cost one; by Farkas' lemma the bounds with a dual or a reduced cost are infeasible together.
    """
    rows = kept.rows
    part = csc_array(programme.matrix[rows, :])
    columns = np.flatnonzero(np.diff(part.indptr) > 0)
    count = rows.size
    elastic = LpArrays(
        cost=np.concatenate([np.zeros(columns.size), np.ones(2 * count)]),
        lower=np.concatenate([_where(kept.lower, programme.lower, -np.inf)[columns], np.zeros(2 * count)]),
        upper=np.concatenate(
            [_where(kept.upper, programme.upper, np.inf)[columns], np.full(2 * count, np.inf)]
        ),
        row_lower=_where(kept.row_lower, programme.row_lower, -np.inf)[rows],
        row_upper=_where(kept.row_upper, programme.row_upper, np.inf)[rows],
        matrix=csc_array(hstack([part[:, columns], eye_array(count), -eye_array(count)])),
    )
    if not count:
        return None
    solution = elastic.solve(algorithm="simplex")
    if solution.objective <= TOLERANCE * max(1.0, _largest(elastic)):
        return None
    dual, reduced = solution.row_dual, solution.reduced_cost[: columns.size]
    found = [np.zeros(programme.rows, np.bool_) for _ in range(2)]
    found += [np.zeros(programme.columns, np.bool_) for _ in range(2)]
    found[0][rows], found[1][rows] = dual > TOLERANCE, dual < -TOLERANCE
    found[2][columns], found[3][columns] = reduced > TOLERANCE, reduced < -TOLERANCE
    return Bounds(*(flags & have for flags, have in zip(found, kept._parts(), strict=True)))


def _where(kept: Flags, bound: Values, otherwise: float) -> Values:
    return np.where(kept, bound, otherwise)


def _largest(programme: LpArrays) -> float:
    """Return the largest finite bound of a row."""
    bounds = np.concatenate([programme.row_lower, programme.row_upper])
    return float(np.abs(bounds[np.isfinite(bounds)]).max(initial=0.0))
