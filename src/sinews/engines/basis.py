"""Bases of linear programmes: where a simplex method ended, kept for another programme much like it.

A vertex is described by which columns and rows are basic and at which bound the others stand. After an edit
that changes few figures, the basis of the old optimum is a few pivots from that of the new one (Dantzig,
Linear Programming and Extensions, 1963).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Indices

Statuses = NDArray[np.int8]
"""HiGHS' numbers for how columns and rows stand."""

AT_LOWER = int(highspy.HighsBasisStatus.kLower)
BASIC = int(highspy.HighsBasisStatus.kBasic)

_STATUS = sorted(highspy.HighsBasisStatus.__members__.values(), key=int)


@dataclass(frozen=True, slots=True)
class Basis:
    """How each column, (columns,), and each row, (rows,), of a linear programme stands."""

    columns: Statuses
    rows: Statuses


@dataclass(frozen=True, slots=True)
class LabelledBasis:
    """A basis whose columns and rows are known by their labels, so that another programme can start from it.

    Attributes
    ----------
    columns, rows
        Sorted keys of the columns and of the rows, and their statuses.
    """

    columns: tuple[Indices, Statuses]
    rows: tuple[Indices, Statuses]

    def restored(self, row_keys: Indices, column_keys: Indices) -> Basis:
        """Return the basis of a programme with these keys; what is new stands at its bound.

        It need not have as many basic members as rows, nor independent ones: the solver mends that.
        """
        return Basis(
            _looked_up(*self.columns, column_keys, AT_LOWER), _looked_up(*self.rows, row_keys, BASIC)
        )


def labelled(basis: Basis, row_keys: Indices, column_keys: Indices) -> LabelledBasis:
    """Return a basis with the keys of its rows and columns, as `keys` makes them."""
    return LabelledBasis(_in_order(column_keys, basis.columns), _in_order(row_keys, basis.rows))


def keys(labels: Indices) -> Indices:
    """Return one number for each label of `LpModel.labels`, (3, n): block, role below 2**31, and agent."""
    block, role, agent = labels
    found: Indices = (block << 48) + ((agent + 1) << 32) + role
    return found


def read_basis(highs: highspy.Highs) -> Basis:
    """Return the basis at which the solver has ended."""
    found = highs.getBasis()
    return Basis(_numbers(found.col_status), _numbers(found.row_status))


def give_basis(highs: highspy.Highs, basis: Basis) -> None:
    """Let the solver start from a basis, which may be incomplete or singular."""
    given = highspy.HighsBasis()
    given.col_status = [_STATUS[status] for status in basis.columns.tolist()]
    given.row_status = [_STATUS[status] for status in basis.rows.tolist()]
    given.valid = given.alien = True
    highs.setBasis(given)


def _numbers(statuses: list[highspy.HighsBasisStatus]) -> Statuses:
    return np.fromiter((int(status) for status in statuses), np.int8, len(statuses))


def _in_order(key: Indices, status: Statuses) -> tuple[Indices, Statuses]:
    order = np.argsort(key, kind="stable")
    return key[order], status[order]


def _looked_up(known: Indices, status: Statuses, key: Indices, otherwise: int) -> Statuses:
    """Return the status of each key, or another one where it is not known."""
    if not known.size:
        return np.full(key.size, otherwise, np.int8)
    place = np.minimum(np.searchsorted(known, key), known.size - 1)
    return np.where(known[place] == key, status[place], otherwise).astype(np.int8)
