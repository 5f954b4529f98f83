"""Good places for p facilities: greedy addition, and the exchange of one place for another.

The start of `sinews.engines.p_median`, and what polishes the places that its bound suggests.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from sinews.engines.arrays import Indices, Values


def cost_of(distance: Values, places: Indices) -> float:
    """Return the sum of all clients' distances from the nearest of `places`."""
    return float(distance[:, places].min(axis=1).sum())


def greedy(distance: Values, count: int) -> Indices:
    """Return places chosen one after the other, each for the largest gain."""
    nearest = np.full(distance.shape[0], distance.max() + 1.0)
    chosen: list[int] = []
    for _ in range(count):
        total = np.minimum(distance, nearest[:, None]).sum(axis=0)
        total[chosen] = np.inf
        chosen.append(int(total.argmin()))
        nearest = np.minimum(nearest, distance[:, chosen[-1]])
    return np.array(chosen)


def interchange(distance: Values, places: Indices) -> Indices:
    """Return places after the best exchanges of one for another, as long as they help.

    The vertex substitution of M. Teitz and P. Bart (Operations Research 16, 1968). What an exchange yields
    follows from the nearest and the second nearest facility of each client (R. Whitaker, INFOR 21, 1983).
    """
    places = places.copy()
    clients = np.arange(distance.shape[0])
    while True:
        order = np.argsort(distance[:, places], axis=1, kind="stable")
        first = distance[clients, places[order[:, 0]]]
        second = (
            distance[clients, places[order[:, 1]]] if places.size > 1 else np.full(distance.shape[0], np.inf)
        )
        with_it = np.minimum(distance, first[:, None])
        gain = (first[:, None] - with_it).sum(axis=0)
        # a client whose facility goes falls back on its second, or on the new one where that is nearer
        fall = np.minimum(distance, second[:, None]) - with_it
        served_by = csr_array((np.ones(clients.size), (order[:, 0], clients)), (places.size, clients.size))
        change = gain[None, :] - served_by @ fall
        change[:, places] = -np.inf
        best = int(change.argmax())
        out, into = divmod(best, distance.shape[1])
        if change[out, into] <= 1e-9:
            return places
        places[out] = into
