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
AT_UPPER = int(highspy.HighsBasisStatus.kUpper)

_PERTURBATION = "dual_simplex_cost_perturbation_multiplier"
_SLIGHTLY = 0.01
"""Perturbation of costs as a part of HiGHS' own: enough against stalling, and little to undo."""

_PRICING, _DANTZIG, _DEVEX = "simplex_dual_edge_weight_strategy", 0, 1
_SCALING, _OWN, _BY_LARGEST = "simplex_scale_strategy", 2, 4
_PRIMAL = 4
"""HiGHS' options, and its numbers for rules of pricing, kinds of scaling and the primal simplex."""

_STATUS = sorted(highspy.HighsBasisStatus.__members__.values(), key=int)
STATUSES = len(_STATUS)
"""How many ways there are for a column or row to stand; they are numbered from 0."""


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
        Sorted keys of the columns and of the rows, and their statuses; columns at their lower bound and basic
        rows, as most are, are left out.
    """

    columns: tuple[Indices, Statuses]
    rows: tuple[Indices, Statuses]

    @property
    def is_empty(self) -> bool:
        """Whether it is of no programme at all."""
        return not (self.columns[0].size or self.rows[0].size)

    def restored(self, row_keys: Indices, column_keys: Indices) -> Basis:
        """Return the basis of a programme with these keys; what is new stands at its bound.

        It need not have as many basic members as rows, nor independent ones: the solver mends that.
        """
        return Basis(
            _looked_up(*self.columns, column_keys, AT_LOWER), _looked_up(*self.rows, row_keys, BASIC)
        )


def labelled(basis: Basis, row_keys: Indices, column_keys: Indices) -> LabelledBasis:
    """Return a basis with the keys of its rows and columns, as `keys` makes them."""
    return LabelledBasis(
        _in_order(column_keys, basis.columns, AT_LOWER), _in_order(row_keys, basis.rows, BASIC)
    )


def no_basis() -> LabelledBasis:
    """Return the basis of no programme at all."""
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int8)
    return LabelledBasis(nothing, nothing)


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


def start_near_optimum(highs: highspy.Highs) -> None:
    """Set the solver for a start that is near the optimum.

    Costs are not perturbed: near the optimum that undoes more than it helps. The model is scaled by its
    largest entries, and priced by Devex (Forrest and Goldfarb, Mathematical Programming 57, 1992). What that
    scaling leaves of dual infeasibilities is for `resume_exactly`.
    """
    highs.setOptionValue(_PERTURBATION, 0.0)
    highs.setOptionValue(_PRICING, _DEVEX)
    highs.setOptionValue(_SCALING, _BY_LARGEST)


def take_as_it_is(highs: highspy.Highs) -> None:
    """Set the solver for a model in which presolve finds little.

    No presolve, scaling by the largest entries, Dantzig's rule of the largest infeasibility, and costs
    that are but slightly perturbed: about as many pivots as with Devex or steepest edges, and cheaper ones.
    """
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue(_PERTURBATION, _SLIGHTLY)
    highs.setOptionValue(_PRICING, _DANTZIG)
    highs.setOptionValue(_SCALING, _BY_LARGEST)


def resume_exactly(highs: highspy.Highs) -> bool:
    """Have a solve scaled by largest entries go on in the solver's own scaling; return whether it was.

    The end is primal feasible and nearly dual feasible: from there the primal simplex needs tens of pivots,
    where the dual simplex may stall.
    """
    if highs.getOptionValue(_SCALING)[1] != _BY_LARGEST:
        return False
    highs.setOptionValue(_SCALING, _OWN)
    highs.setOptionValue("simplex_strategy", _PRIMAL)
    highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
    highs.setBasis(highs.getBasis())
    return True


def _numbers(statuses: list[highspy.HighsBasisStatus]) -> Statuses:
    return np.fromiter((int(status) for status in statuses), np.int8, len(statuses))


def _in_order(key: Indices, status: Statuses, usual: int) -> tuple[Indices, Statuses]:
    """Return keys and statuses in the order of the keys, without those that stand as usual."""
    kept = status != usual
    key, status = key[kept], status[kept]
    order = np.argsort(key, kind="stable")
    return key[order], status[order]


def _looked_up(known: Indices, status: Statuses, key: Indices, otherwise: int) -> Statuses:
    """Return the status of each key, or another one where it is not known."""
    if not known.size:
        return np.full(key.size, otherwise, np.int8)
    place = np.minimum(np.searchsorted(known, key), known.size - 1)
    return np.where(known[place] == key, status[place], otherwise).astype(np.int8)
