"""The p-median problem: where to put p facilities so that all clients have the shortest way to their nearest.

Greedy addition and interchange find places (`sinews.engines.p_median_exchange`); Lagrangian relaxation
bounds the optimum, removes candidates and settles the rest in a tree (`sinews.engines.p_median_tree`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

from sinews.engines.arrays import Indices, Values
from sinews.engines.p_median_exchange import greedy, interchange
from sinews.engines.p_median_tree import search


@dataclass(frozen=True, slots=True)
class Medians:
    """The best places for p facilities.

    Attributes
    ----------
    places
        The candidates that get a facility, ascending.
    cost
        Sum of all clients' distances from their nearest facility; no choice of places has a smaller one, but
        for rounding.
    """

    places: Indices
    cost: float


def p_median(distance: ArrayLike, count: int) -> Medians:
    """Return the best places for `count` facilities; the search ends when nothing better is left.

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
    best = search(d, interchange(d, greedy(d, count)), whole=bool((d == np.round(d)).all()))
    return Medians(np.sort(best.places), best.cost)


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
