"""Controlled rounding of a matrix to whole numbers: column totals kept, and row costs nearly so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpError, LpModel

RESOLUTION = 1_000_000
"""Fractions are taken in millionths, so that the choice rests on whole numbers alone."""

TIE_BREAKERS = 6
TIE_SPACE = 1024


class RoundingError(RuntimeError):
    """The matrix cannot be rounded: a column does not add up to a whole number."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """A matrix in whole numbers.

    Attributes
    ----------
    whole
        The matrix, (rows, columns).
    moved
        Sum over all cells of the distance from the matrix rounded.
    unique
        Whether it was proven that no other rounding within the limits is as good, so that the same result
        follows on every machine.
    """

    whole: Indices
    moved: float
    unique: bool


def controlled_rounding(
    matrix: Values,
    cost: Values,
    *,
    use: Values | None = None,
    supply: Values | None = None,
    lower: Values | None = None,
    upper: Values | None = None,
) -> Rounding:
    """Round a matrix to whole numbers, nearest to it among those that keep the margins.

    Parameters
    ----------
    matrix
        Non-negative, (rows, columns); every column adds up to a whole number.
    cost
        Cost of one unit of each column, (columns,).
    use, supply
        What one unit of each column needs of a second resource, (columns,), and what each row has of it,
        (rows,).

    lower, upper
        The least and the most that each cell may be when units have to move for the supply's sake, (rows,
        columns); zero, and a fractional cell rounded up, if not given.

    Returns
    -------
    The rounding: every cell is rounded down or up, every column keeps its total, and the cost of every row
    changes by one unit of its dearest fractional cell at most.

    Raises
    ------
    RoundingError
        If a column does not add up to a whole number.

    Notes
    -----
    A row's fractional cells are taken in the order of their cost, dearest first, and the number of units in
    every first part of that order is kept to its fractional value rounded down or up; by Abel's summation
    the cost then differs by no more than one dearest unit. These nested sums and the columns form a network,
    so that the minimum-cost flow with the least total distance is whole by itself [1]_, [2]_. Its costs are
    whole numbers. Where several flows are equally near, a further programme on the optimal face chooses
    among them by a fixed numbering of the cells; the result is the only one when the arcs without a reduced
    cost form a forest.
    A supply of a second resource breaks the network. Where the flow exceeds a row's, units move to rows with
    room, the greediest units first, each to the row with the largest fraction of it; a unit that no row has
    room for is left out. This part is a heuristic, and may move a row's cost further.

    References
    ----------
    .. [1] L. H. Cox, A constructive procedure for unbiased controlled rounding, J. American Statistical
       Association 82, 1987, 520-524.
    .. [2] D. B. Shmoys and É. Tardos, An approximation algorithm for the generalized assignment problem,
       Mathematical Programming 62, 1993, 461-474.
    """
    steps = np.rint(matrix * RESOLUTION).astype(np.int64)
    floor, part = np.divmod(steps, RESOLUTION)
    extra = np.rint(matrix.sum(axis=0) - floor.sum(axis=0)).astype(np.int64)
    if np.abs(matrix.sum(axis=0) - floor.sum(axis=0) - extra).max(initial=0.0) > 1e-3:
        raise RoundingError("a column does not add up to a whole number")
    network = _Network.of(part, extra, cost)
    up, unique = network.nearest()
    whole = floor.copy()
    whole[network.row, network.column] += up
    if use is not None and supply is not None:
        least = np.zeros(matrix.shape) if lower is None else lower
        most = floor + (part > 0) if upper is None else upper
        unique &= not _keep_supply(whole, part, least, most, use, supply)
    return Rounding(whole, float(np.abs(whole - matrix).sum()), unique)


@dataclass(frozen=True, slots=True)
class _Network:
    """The fractional cells in the order of rows and falling cost, and the network of their roundings.

    Every cell has its row, its column, its fraction in `part` (millionths), its `place` among the cells of
    its row, from 1, and the sum of their fractions up to it, `sum`. `extra` is the number of cells of each
    column to round up.
    """

    row: Indices
    column: Indices
    part: Indices
    sum: Indices
    place: Indices
    extra: Indices

    @classmethod
    def of(cls, part: Indices, extra: Indices, cost: Values) -> _Network:
        """Collect the cells: those with a fraction."""
        row, column = np.nonzero(part)
        order = np.lexsort((column, -cost[column], row))
        row, column = row[order], column[order]
        value = part[row, column]
        index = np.arange(row.size)
        first = np.append(True, row[1:] != row[:-1])[: row.size]
        start = np.maximum.accumulate(np.where(first, index, 0))
        running = np.cumsum(value)
        return cls(row, column, value, running - (running - value)[start], index - start + 1, extra)

    def model(self, cost: Indices, *, strict: bool) -> tuple[LpModel, Indices, Indices]:
        """Return the programme over cells rounded up (1) or down (0), and the columns of cells and sums.

        A running sum is known to a millionth for each cell in it. If `strict`, one that is whole to within
        that is kept; otherwise it may be rounded both ways, which is always possible.
        """
        slack = self.place if strict else -self.place
        model = LpModel()
        up = model.add_columns(self.row.size, cost=cost, upper=1.0)
        sums = model.add_columns(
            self.row.size,
            lower=np.floor_divide(self.sum + slack, RESOLUTION),
            upper=-np.floor_divide(slack - self.sum, RESOLUTION),
        )
        columns = model.add_rows(self.extra.size, lower=self.extra, upper=self.extra)
        model.add_entries(columns[self.column], up, 1.0)
        chain = model.add_rows(self.row.size, lower=0.0, upper=0.0)
        model.add_entries(chain, sums, 1.0)
        model.add_entries(chain, up, -1.0)
        follows = np.flatnonzero(self.place > 1)
        model.add_entries(chain[follows], sums[follows - 1], -1.0)
        return model, up, sums

    @property
    def distance(self) -> Indices:
        """What rounding a cell up adds to the distance, against rounding it down, in millionths."""
        return RESOLUTION - 2 * self.part

    def nearest(self) -> tuple[Indices, bool]:
        """Return which cells to round up, and whether that is proven to be the only best choice."""
        count = self.row.size
        if count == 0:
            return np.zeros(0, np.int64), True
        try:
            return self._nearest(strict=True)
        except LpError:
            return self._nearest(strict=False)

    def _nearest(self, *, strict: bool) -> tuple[Indices, bool]:
        """Return the choice of `nearest`; raise LpError if strict sums leave none."""
        model, up, sums = self.model(self.distance, strict=strict)
        session = model.open(algorithm="simplex")
        open_columns = np.ones(model.columns, dtype=bool)
        for attempt in range(1, TIE_BREAKERS + 1):
            solution = session.solve()
            # columns with a price stay where they are in every optimum; the others are free within it
            priced = open_columns & (np.abs(solution.reduced_cost) > 0.5)
            open_columns &= ~priced
            if self._is_forest(open_columns[up], open_columns[sums]):
                return np.rint(solution.x[up]).astype(np.int64), True
            for column in np.flatnonzero(priced):
                session.fix_column(int(column), float(np.rint(solution.x[column])))
            for column, rank in zip(up, _rank(self.row, self.column, attempt), strict=True):
                session.set_cost(int(column), float(rank))
        return np.rint(solution.x[up]).astype(np.int64), False

    def _is_forest(self, cells: NDArray[np.bool_], sums: NDArray[np.bool_]) -> bool:
        """Return whether the columns left free form no cycle, so that none of them can move.

        As arcs, a cell joins its column's node to its own node in its row's chain; a running sum joins that
        node to the next one, the last of a row to a common root.
        """
        count, root = self.row.size, self.row.size + self.extra.size
        index = np.arange(count)
        last = np.append(self.place[1:] == 1, True)[:count]
        onward = np.where(last, root, index + 1)
        tail = np.concatenate([index[cells], index[sums]])
        head = np.concatenate([(count + self.column)[cells], onward[sums]])
        graph = coo_array((np.ones(tail.size), (tail, head)), shape=(root + 1, root + 1))
        trees, _ = connected_components(graph, directed=False)
        return int(tail.size) == root + 1 - int(trees)


def _rank(row: Indices, column: Indices, attempt: int) -> Indices:
    """Return a fixed number from 0 to 1023 for each cell, which decides between equally near roundings."""
    mixed = (row * 73_856_093) ^ (column * 19_349_663) ^ (attempt * 83_492_791)
    return ((mixed * 2_654_435_761) >> 15) & (TIE_SPACE - 1)


def _keep_supply(
    whole: Indices, part: Indices, least: Values, most: Values, use: Values, supply: Values
) -> bool:
    """Move units between rows, in place, until every row keeps its supply; return whether any moved."""
    room = supply - whole @ use
    slack = 1e-9 * np.maximum(np.where(np.isfinite(supply), np.abs(supply), 1.0), 1.0)
    changed = False
    for row in np.flatnonzero(room < -slack):
        # fractional cells first, as their units were only just given
        for column in np.lexsort((-use, part[row] == 0)):
            while room[row] < -slack[row] and whole[row, column] > least[row, column] and use[column] > 0:
                taker = _taker(whole[:, column], part[:, column], most[:, column], float(use[column]), room)
                if taker is None:
                    break
                whole[taker, column] += 1
                room[taker] -= use[column]
                whole[row, column] -= 1
                room[row] += use[column]
                changed = True
        for column in np.argsort(-use, kind="stable"):
            while room[row] < -slack[row] and whole[row, column] > least[row, column] and use[column] > 0:
                whole[row, column] -= 1
                room[row] += use[column]
                changed = True
    return changed


def _taker(whole: Indices, part: Indices, most: Values, use: float, room: Values) -> int | None:
    """Return the row that can take one more unit and has the largest fraction of it, or None."""
    able = np.flatnonzero((whole + 1 <= most + 1e-9) & (room >= use))
    if able.size == 0:
        return None
    return int(able[np.lexsort((able, -room[able], -part[able]))[0]])
