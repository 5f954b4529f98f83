"""Set covering: the fewest or cheapest facilities that cover every site, or a share of all weight.

The location set covering problem is that of C. Toregas, R. Swain, C. ReVelle and L. Bergman (Operations
Research 19, 1971).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from sinews.engines.arrays import Indices
from sinews.engines.cover_reduction import undominated
from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpModel

ROUNDING = 1e-9
"""Share of a required weight that may be missing for reasons of rounding."""


@dataclass(frozen=True, slots=True)
class Siting:
    """Places for the fewest or cheapest facilities.

    Attributes
    ----------
    places
        The candidates that get a facility, ascending.
    cost
        What they cost: their number, where all cost the same.
    bound
        No choice of places costs less than this.
    """

    places: Indices
    cost: float
    bound: float


def set_covering(
    reach: csr_array, *, cost: ArrayLike = 1.0, times: ArrayLike = 1, nodes: int | None = None
) -> Siting:
    """Cover every site at the least cost.

    Parameters
    ----------
    reach
        Which site (row) a facility at a candidate (column) covers, shape (sites, candidates).
    cost
        Cost of a facility at each candidate, scalar or (candidates,).
    times
        How many facilities each site needs within reach, scalar or (sites,); at most one stands at a
        candidate.
    nodes
        Nodes of the branch and cut at most; None for a proven optimum.

    Raises
    ------
    ValueError
        If a site has fewer candidates in reach than it needs.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> set_covering(csr_array([[1, 1, 0], [0, 1, 1], [1, 0, 1]])).cost
    2.0
    """
    matrix = csr_array(reach).astype(bool).astype(np.float64)
    need = np.broadcast_to(np.asarray(times, np.float64), (matrix.shape[0],))
    short = np.flatnonzero(np.diff(matrix.indptr) < need)
    if short.size:
        raise ValueError(f"site {short[0]} has fewer candidates in reach than it needs")
    model = LpModel()
    placed = model.add_columns(matrix.shape[1], cost=cost, upper=1.0)
    site, candidate = matrix.nonzero()
    rows = model.add_rows(matrix.shape[0], lower=need)
    model.add_entries(rows[site], placed[candidate], 1.0)
    solved = solve_integer(model, placed, nodes=nodes)
    return Siting(np.flatnonzero(solved.x > 0.5), solved.objective, solved.bound)


def partial_covering(
    weight: ArrayLike, reach: csr_array, share: float, *, gap: float = 0.0, nodes: int | None = None
) -> Siting:
    """Cover a share of all weight with the fewest facilities.

    Parameters
    ----------
    weight
        What covering a site is worth, shape (sites,), not negative.
    reach
        Which site a facility at a candidate covers, shape (sites, candidates).
    share
        Share of the weight of all sites to cover, 0..1.
    gap, nodes
        As for `sinews.engines.integer.solve_integer`.

    Raises
    ------
    ValueError
        If all candidates together reach less than that.
    """
    values = np.asarray(weight, np.float64)
    matrix = csr_array(reach).astype(bool).astype(np.float64)
    total = float(values.sum())
    within = np.diff(matrix.indptr) > 0
    needed = share * total * (1.0 - ROUNDING)
    if values[within].sum() < needed:
        raise ValueError(f"the candidates reach less than {share:.0%} of the weight")
    group = np.zeros(matrix.shape[1], np.int64)
    kept, _ = undominated(matrix, group, np.array([matrix.shape[1]]))
    small = csr_array(matrix[:, kept])
    model = LpModel()
    placed = model.add_columns(kept.size, cost=1.0, upper=1.0)
    covered = model.add_columns(values.size, upper=within.astype(np.float64))
    rows = model.add_rows(values.size, upper=0.0)
    model.add_entries(rows, covered, 1.0)
    site, candidate = small.nonzero()
    model.add_entries(rows[site], placed[candidate], -1.0)
    unit = total or 1.0
    model.add_entries(model.add_rows(1, lower=needed / unit), covered, values / unit)
    solved = solve_integer(model, placed, gap=gap, nodes=nodes)
    return Siting(kept[solved.x[placed] > 0.5], solved.objective, solved.bound)
