"""Covering location: where to put a limited number of facilities so that they reach what matters most.

A facility at a candidate place covers every site within its reach. Facilities come in layers; a site may be
covered by several of them, and each further layer is worth at most as much as the one before it.

``maximise sum_i w_i sum_k v_k z_ik``, where site i is covered by at least k layers if ``z_ik = 1``, subject
to ``sum_k z_ik <= sum_l y_il``, ``y_il <= sum_j a_lij x_lj`` and ``sum_{j in group g} x_lj <= n_lg``.

With one layer it is the maximal covering location problem of R. Church and C. ReVelle (Papers of the Regional
Science Association 32, 1974). The answer is always a set of places with a certified bound on how much better
any other could be: greedy addition and interchange find the places, the linear relaxation bounds them, and
branch and cut closes what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.cover_reduction import Reduced, reduced
from sinews.engines.cover_search import Search
from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpModel

NODES = 200
"""Nodes of the branch and cut, where none are given."""

PROVEN = 1e-9
"""Gap below which places count as proven the best."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of facility.

    Attributes
    ----------
    reach
        Which site (row) a facility at a candidate (column) covers, shape (sites, candidates); any non-zero
        counts.
    limit
        Most facilities of each group of candidates, shape (groups,).
    group
        The group of each candidate, shape (candidates,).
    """

    reach: csr_array
    limit: Indices
    group: Indices


@dataclass(frozen=True, slots=True)
class Cover:
    """Places for facilities, what they cover, and how good that is.

    Attributes
    ----------
    places
        For each layer, the candidates that get a facility, ascending.
    covered
        Whether a layer covers a site, shape (sites, layers).
    value
        Value of the objective.
    bound
        No choice of places has a value above this.
    """

    places: tuple[Indices, ...]
    covered: Flags
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Distance of the value from the bound, as a share of the bound."""
        return 0.0 if self.bound <= 0 else max(0.0, 1.0 - self.value / self.bound)


def one_group(reach: csr_array, count: int) -> Layer:
    """Return a layer of `count` facilities that may stand at any of its candidates."""
    return Layer(csr_array(reach), np.array([count]), np.zeros(reach.shape[1], np.int64))


def maximal_covering(weight: ArrayLike, reach: csr_array, count: int, *, gap: float = 0.0) -> Cover:
    """Cover as much weight as `count` facilities can: the maximal covering location problem.

    Parameters
    ----------
    weight
        What covering a site is worth, shape (sites,), not negative.
    reach
        Which site a facility at a candidate covers, shape (sites, candidates).
    count
        Number of facilities.
    gap
        Distance from the best value, as a share of it, that is good enough; 0 for a proven optimum.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> reach = csr_array([[1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 0, 1]])
    >>> maximal_covering([5, 3, 4, 1], reach, 1).places
    (array([0]),)
    """
    return layered_covering(weight, [one_group(reach, count)], [1.0], gap=gap, nodes=None)


def layered_covering(
    weight: ArrayLike,
    layers: Sequence[Layer],
    worth: ArrayLike,
    *,
    gap: float = 0.0,
    nodes: int | None = NODES,
    start: Sequence[ArrayLike] | None = None,
) -> Cover:
    """Cover as much as the facilities of several layers can.

    Parameters
    ----------
    weight
        What covering a site is worth, shape (sites,), not negative.
    layers
        The layers, all over the same sites.
    worth
        Worth of being covered by a first, second, ... layer, as a multiple of the weight; not increasing.
        Layers beyond the last add nothing.
    gap
        Distance from the best value, as a share of it, that is good enough; 0 for a proven optimum.
    nodes
        Nodes of the branch and cut at most, None for no limit. The gap is certified either way.
    start
        For each layer, places to begin with, within the limits. The answer is at least as good.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, the worth increases, or the layers differ in their sites.
    """
    values = np.asarray(weight, np.float64)
    levels = np.asarray(worth, np.float64)
    _check(values, layers, levels)
    # the answer does not depend on the unit of the weights
    unit = float(values.max(initial=0.0)) or 1.0
    small = reduced(values / unit, layers)

    def searched(first: Sequence[Indices]) -> Search:
        search = Search(small.weight, small.reach, small.limit, small.group, levels)
        search.place(first)
        search.add()
        return search

    given = [np.zeros(0, np.int64)] * len(layers) if start is None else [np.asarray(part) for part in start]
    best = searched(small.to_reduced(given))
    bound = best.value
    if not best.everything_covered:
        best, bound = _certified(small, levels, best, searched, gap, nodes)
    value = unit * best.value
    places = tuple(np.sort(part) for part in small.from_reduced(best.places))
    covered = covered_by(layers, places)
    return Cover(places, covered, value, max(value, unit * bound))


def _certified(
    small: Reduced,
    worth: Values,
    best: Search,
    searched: Callable[[Sequence[Indices]], Search],
    gap: float,
    nodes: int | None,
) -> tuple[Search, float]:
    """Return better places than `best` until they are close enough to a bound, and that bound."""
    model = _Model(small, worth)
    relaxed = model.lp.solve(algorithm="simplex")
    bound = -relaxed.objective

    def open_gap() -> float:
        return 1.0 - best.value / bound if bound > 0.0 else 0.0

    if open_gap() > gap:
        best = max(best, searched(model.rounded(relaxed.x, small)), key=lambda search: search.value)
    if open_gap() > gap:
        best.exchange()
    if open_gap() > max(gap, PROVEN):
        solved = solve_integer(
            model.lp, model.whole, gap=gap, nodes=nodes, start=model.solution(best.places, best.covered)
        )
        bound = min(bound, -solved.bound)
        exact = searched([np.flatnonzero(part > 0.5) for part in model.split(solved.x)])
        best = max(best, exact, key=lambda search: search.value)
    return best, bound


def covered_by(layers: Sequence[Layer], places: Sequence[Indices]) -> Flags:
    """Return whether each layer covers each site from its places, shape (sites, layers)."""
    flags = [
        np.asarray(layer.reach[:, chosen].sum(axis=1)).ravel() > 0
        for layer, chosen in zip(layers, places, strict=True)
    ]
    return np.stack(flags, axis=1)


def cover_value(weight: ArrayLike, covered: Flags, worth: ArrayLike) -> float:
    """Return the value of a cover: the weight of each site times the worth of the layers that cover it."""
    total = np.concatenate([[0.0], np.cumsum(np.asarray(worth, np.float64))])
    levels = np.minimum(covered.sum(axis=1), total.size - 1)
    return float(np.asarray(weight, np.float64) @ total[levels])


def out_of_reach(layers: Sequence[Layer]) -> Flags:
    """Return which sites no candidate of any layer reaches, shape (sites,)."""
    reached = [np.diff(csr_array(layer.reach).indptr) > 0 for layer in layers]
    return np.asarray(~np.any(reached, axis=0), np.bool_)


class _Model:
    """The mixed-integer programme of a reduced problem; it minimises the negative value."""

    def __init__(self, small: Reduced, worth: Values) -> None:
        sites, depth = small.weight.size, min(worth.size, len(small.reach))
        self.lp = LpModel()
        self._x = [self.lp.add_columns(reach.shape[1], upper=1.0) for reach in small.reach]
        self._y = [self.lp.add_columns(sites, upper=1.0) for _ in small.reach]
        self._z = [self.lp.add_columns(sites, cost=-worth[k] * small.weight, upper=1.0) for k in range(depth)]
        counted = self.lp.add_rows(sites, upper=0.0)
        for level in self._z:
            self.lp.add_entries(counted, level, 1.0)
        for reach, x, y, limit, group in zip(
            small.reach, self._x, self._y, small.limit, small.group, strict=True
        ):
            self.lp.add_entries(counted, y, -1.0)
            rows = self.lp.add_rows(sites, upper=0.0)
            self.lp.add_entries(rows, y, 1.0)
            site, candidate = csr_array(reach).nonzero()
            self.lp.add_entries(rows[site], x[candidate], -1.0)
            self.lp.add_entries(self.lp.add_rows(limit.size, upper=limit)[group], x, 1.0)
        self.whole = np.concatenate(self._x)

    def split(self, x: Values) -> list[Values]:
        """Return the part of a solution that says where facilities stand, for each layer."""
        return [x[columns] for columns in self._x]

    def rounded(self, x: Values, small: Reduced) -> list[Indices]:
        """Return the places that a relaxation wants more than half a facility at, within limits."""
        places = []
        for wish, limit, group in zip(self.split(x), small.limit, small.group, strict=True):
            order = np.argsort(-wish, kind="stable")
            wanted = order[wish[order] >= 0.5]
            rank = np.array(
                [np.count_nonzero(group[wanted[:k]] == group[wanted[k]]) for k in range(wanted.size)]
            )
            places.append(wanted[rank < limit[group[wanted]]] if wanted.size else wanted)
        return places

    def solution(self, places: Sequence[Indices], covered: Flags) -> Values:
        """Return all columns of the solution with facilities at these places."""
        x = np.zeros(self.lp.columns)
        for columns, chosen in zip(self._x, places, strict=True):
            x[columns[chosen]] = 1.0
        for columns, flags in zip(self._y, covered.T, strict=True):
            x[columns] = flags
        for level, columns in enumerate(self._z):
            x[columns] = covered.sum(axis=1) > level
        return x


def _check(weight: Values, layers: Sequence[Layer], worth: Values) -> None:
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("weights must be finite and not negative")
    if (np.diff(worth) > 0).any() or (worth < 0).any():
        raise ValueError(
            "the worth of a further layer must not exceed that of the one before, nor be negative"
        )
    if any(layer.reach.shape[0] != weight.size for layer in layers):
        raise ValueError("every layer needs one row for each site")
