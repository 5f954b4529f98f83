"""The p-median problem: where to put p facilities so that all clients have the shortest way to their nearest.

Lagrangian relaxation of the assignments bounds the optimum from below (G. Cornuéjols, M. Fisher and G.
Nemhauser, Management Science 23, 1977; J. Beasley, European Journal of Operational Research 21, 1985),
interchange (M. Teitz and P. Bart, Operations Research 16, 1968) finds solutions, and candidates that cannot
be in a better one drop out. What is left, if anything, goes to branch and cut in the formulation by radii of
S. Elloumi (Journal of Combinatorial Optimization 19, 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpModel

ITERATIONS = 6000
"""Subgradient steps at most."""
PATIENCE = 30
"""Steps without a better bound after which steps are halved."""
SHORTEST_STEP = 1e-5
"""Where steps have become this small, the bound is as good as it gets."""


@dataclass(frozen=True, slots=True)
class Medians:
    """Places for p facilities.

    Attributes
    ----------
    places
        The candidates that get a facility, ascending.
    cost
        Sum of all clients' distances from their nearest facility.
    bound
        No choice of places has a smaller sum.
    """

    places: Indices
    cost: float
    bound: float


def p_median(distance: ArrayLike, count: int) -> Medians:
    """Return the best places for `count` facilities, with a proof.

    Parameters
    ----------
    distance
        Distance of each client from each candidate, shape (clients, candidates); weighted if clients weigh.
        Whole numbers help: a bound within less than one of a solution proves it.
    count
        Number of facilities, from 1 to the number of candidates.

    Raises
    ------
    ValueError
        If there are fewer candidates than facilities, or a distance is not finite.

    Examples
    --------
    >>> p_median([[0, 2, 9], [2, 0, 7], [9, 7, 0]], 2).cost
    2.0
    """
    d = np.asarray(distance, np.float64)
    if not 1 <= count <= d.shape[1] or not np.isfinite(d).all():
        raise ValueError("count must lie between 1 and the number of candidates, and distances be finite")
    whole = bool((d == np.round(d)).all())
    places = _interchange(d, _greedy(d, count))
    places, bound, possible = _lagrangian(d, places, whole)
    cost = float(d[:, places].min(axis=1).sum())
    if _proven(cost, bound, whole):
        return Medians(np.sort(places), cost, cost)
    kept = np.flatnonzero(possible)
    places = kept[_branch(d[:, kept], count, np.searchsorted(kept, np.sort(places)))]
    cost = float(d[:, places].min(axis=1).sum())
    return Medians(np.sort(places), cost, cost)


def network_distances(nodes: int, one: ArrayLike, other: ArrayLike, length: ArrayLike) -> Values:
    """Return the lengths of shortest paths in an undirected network, shape (nodes, nodes).

    Parameters
    ----------
    nodes
        Number of nodes.
    one, other
        Ends of the edges, counted from 0; of edges between the same nodes the last counts, as in OR-Library.
    length
        Lengths of the edges.
    """
    ends = np.sort(np.stack([np.asarray(one), np.asarray(other)]), axis=0)
    place = ends[0] * nodes + ends[1]
    _, last = np.unique(place[::-1], return_index=True)
    chosen = place.size - 1 - last
    graph = coo_array((np.asarray(length, np.float64)[chosen], ends[:, chosen]), shape=(nodes, nodes))
    paths: Values = shortest_path(graph.tocsr(), method="D", directed=False)
    return paths


def _proven(cost: float, bound: float, whole: bool) -> bool:
    """Tell whether no solution can cost less than `cost`."""
    return bound > cost - 1.0 + 1e-6 if whole else bound >= cost * (1.0 - 1e-9)


def _greedy(d: Values, count: int) -> Indices:
    """Return places chosen one after the other, each for the largest gain."""
    nearest = np.full(d.shape[0], d.max() + 1.0)
    chosen: list[int] = []
    for _ in range(count):
        total = np.minimum(d, nearest[:, None]).sum(axis=0)
        total[chosen] = np.inf
        chosen.append(int(total.argmin()))
        nearest = np.minimum(nearest, d[:, chosen[-1]])
    return np.array(chosen)


def _interchange(d: Values, places: Indices) -> Indices:
    """Return places after the best exchanges of one for another, as long as they help.

    What an exchange yields follows from the nearest and the second nearest facility of each client
    (R. Whitaker, INFOR 21, 1983).
    """
    places = places.copy()
    clients = np.arange(d.shape[0])
    while True:
        order = np.argsort(d[:, places], axis=1, kind="stable")
        first = d[clients, places[order[:, 0]]]
        second = d[clients, places[order[:, 1]]] if places.size > 1 else np.full(d.shape[0], np.inf)
        gain = np.maximum(first[:, None] - d, 0.0).sum(axis=0)
        # a client whose facility goes falls back on its second, or on the new one where that is nearer
        fall = np.minimum(d, second[:, None]) - np.minimum(d, first[:, None])
        loss = np.zeros((places.size, d.shape[1]))
        np.add.at(loss, order[:, 0], fall)
        change = gain[None, :] - loss
        change[:, places] = -np.inf
        best = int(change.argmax())
        out, into = divmod(best, d.shape[1])
        if change[out, into] <= 1e-9:
            return places
        places[out] = into


def _lagrangian(d: Values, places: Indices, whole: bool) -> tuple[Indices, float, Flags]:
    """Return better places, a lower bound, and which candidates a still better solution could have."""
    count = places.size
    cost = float(d[:, places].min(axis=1).sum())
    price = d[:, places].min(axis=1) + 1.0
    best = -np.inf
    possible = np.ones(d.shape[1], bool)
    step, idle = 1.0, 0
    for _ in range(ITERATIONS):
        surplus = np.minimum(d - price[:, None], 0.0)
        reduced = surplus.sum(axis=0)
        reduced[~possible] = np.inf
        order = np.argsort(reduced, kind="stable")
        chosen = order[:count]
        bound = float(price.sum() + reduced[chosen].sum())
        idle = 0 if bound > best + 1e-9 else idle + 1
        best = max(best, bound)
        if idle == 0:
            tried = float(d[:, chosen].min(axis=1).sum())
            if tried < cost * 1.02:
                improved = _interchange(d, chosen)
                tried = float(d[:, improved].min(axis=1).sum())
                if tried < cost - 1e-9:
                    places, cost = improved, tried
        if _proven(cost, best, whole):
            break
        # a candidate whose entry lifts the bound to the cost of a known solution is in no better one
        if count < possible.sum():
            entry = bound + reduced - reduced[order[count - 1]]
            possible &= ~(entry > cost - (1.0 - 1e-6 if whole else 0.0)) | np.isin(
                np.arange(d.shape[1]), places
            )
        if idle >= PATIENCE:
            step, idle = step / 2.0, 0
            if step < SHORTEST_STEP:
                break
        served = np.count_nonzero(surplus[:, chosen] < 0.0, axis=1)
        slope = 1.0 - served
        length = float(slope @ slope)
        if length == 0.0:
            break
        price = price + step * (cost - bound) / length * slope
    return places, best, possible


def _branch(d: Values, count: int, start: Indices) -> Indices:
    """Return the best places by branch and cut."""
    model = LpModel()
    placed = model.add_columns(d.shape[1], upper=1.0)
    total = model.add_rows(1, lower=count, upper=count)
    model.add_entries(total, placed, 1.0)
    first = np.zeros(d.shape[1])
    first[start] = 1.0
    beyond = []
    for way in d:
        radii = np.unique(way)
        # the nearest of `count` facilities is at most as far as the last place but `count`
        farthest = np.sort(way)[way.size - count]
        radii = radii[radii <= farthest]
        steps = np.diff(radii)
        further = model.add_columns(steps.size, cost=steps, upper=1.0)
        rows = model.add_rows(steps.size, lower=1.0)
        model.add_entries(rows, further, 1.0)
        place, candidate = np.nonzero(way[None, :] <= radii[:-1, None])
        model.add_entries(rows[place], placed[candidate], 1.0)
        beyond.append((way[start].min() > radii[:-1]).astype(np.float64))
    solved = solve_integer(model, placed, start=np.concatenate([first, *beyond]))
    return np.flatnonzero(solved.x[placed] > 0.5)
