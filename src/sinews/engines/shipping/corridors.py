"""The part of the network in which a commodity is looked for first."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from sinews.engines.arrays import Indices
from sinews.engines.shipping.problem import ShippingProblem


def corridor_arcs(problem: ShippingProblem, detour: float, least: int) -> list[Indices]:
    """Return, for each commodity, the arcs on paths not much longer than its shortest.

    Parameters
    ----------
    problem
        The problem.
    detour, least
        A path may take `detour` times the shortest, or `least` ticks more if that is longer.
    """
    found: list[Indices] = []
    memory: dict[tuple[int, int, bool], np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    commodities = problem.commodities
    for k in range(commodities.count):
        use = int(commodities.use[k])
        arcs = np.flatnonzero(problem.uses[use].admissible)
        ends = []
        for node, backward in ((int(commodities.origin[k]), False), (int(commodities.destination[k]), True)):
            key = (use, node, backward)
            if key not in memory:
                tail, head = problem.tail[arcs], problem.head[arcs]
                order = np.argsort(problem.transit[arcs], kind="stable")
                pairs = (tail * problem.nodes + head)[order]
                _, first = np.unique(pairs, return_index=True)
                kept = arcs[order[first]]
                graph = coo_array(
                    (problem.transit[kept].astype(np.float64), (problem.tail[kept], problem.head[kept])),
                    shape=(problem.nodes, problem.nodes),
                ).tocsr()
                memory[key] = dijkstra(graph.T if backward else graph, indices=node)
            ends.append(memory[key])
        length = ends[0][problem.tail[arcs]] + problem.transit[arcs] + ends[1][problem.head[arcs]]
        shortest = ends[0][commodities.destination[k]]
        if not np.isfinite(shortest):
            found.append(np.zeros(0, np.int64))
            continue
        found.append(arcs[length <= max(detour * shortest, shortest + least)])
    return found
