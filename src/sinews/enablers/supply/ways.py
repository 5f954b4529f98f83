"""Lines of communication: from depot to theatre base to brigade support area, over the case's network."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sinews.case import Case

Distances = dict[tuple[str, str], float]
"""From the first node to the second, km; pairs without a way are left out."""


def ways(case: Case) -> pl.DataFrame:
    """Return how each force package of a plan with bases is supplied.

    A package draws on the theatre base of its plan that is nearest by road, and that base on the plan's
    nearest depot: by rail where tracks connect the two, otherwise by road. A package that no road connects
    with a base (on an island) is left out.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        force_package, plan, node (of the brigade support area), base, base_node, road (km from base to
        brigade), depot, depot_node, mode (of the leg from depot to base), line (km of that leg); in the
        order of the packages.
    """
    bases = case["supply_bases"]
    packages = case["force_packages"].select("force_package", "plan", node="destination")
    starts = bases["node"].unique(maintain_order=True).to_list()
    road, rail = (distances(case, mode, starts) for mode in ("road", "rail"))
    rows = []
    for package, plan, node in packages.iter_rows():
        places = bases.filter(pl.col("plan") == plan).select("role", "base", "node").rows()
        base = _nearest(road, [place[1:] for place in places if place[0] == "theatre base"], node)
        if base is None:
            continue
        depots = [place[1:] for place in places if place[0] == "depot"]
        for mode, way in (("rail", rail), ("road", road)):
            depot = _nearest(way, depots, base[1])
            if depot is not None:
                rows.append((package, plan, node, *base, *depot[:2], mode, depot[2]))
                break
    names = (*packages.columns, "base", "base_node", "road", "depot", "depot_node", "mode", "line")
    kinds = {name: pl.Float64 if name in ("road", "line") else pl.String for name in names}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def distances(case: Case, mode: str, starts: list[str]) -> Distances:
    """Return the length of the shortest way by one mode from each of some nodes to every node it reaches.

    Dijkstra's algorithm over ``land_edges``, which run in both directions.
    """
    nodes = case["nodes"]["node"].to_list()
    at = {node: place for place, node in enumerate(nodes)}
    edges = case["land_edges"].filter(pl.col("mode") == mode)
    ends = [
        edges[column].replace_strict(at, return_dtype=pl.Int64).to_numpy()
        for column in ("from_node", "to_node")
    ]
    # a stored length of zero would count as no way
    length = np.maximum(edges["length"].to_numpy(), 1e-6)
    graph = csr_array((length, (ends[0], ends[1])), shape=(len(nodes), len(nodes)))
    if not starts:
        return {}
    found = dijkstra(graph, directed=False, indices=[at[start] for start in starts])
    return {
        (start, node): float(length)
        for start, row in zip(starts, found, strict=True)
        for node, length in zip(nodes, row, strict=True)
        if np.isfinite(length)
    }


def _nearest(way: Distances, bases: list[tuple[str, str]], node: str) -> tuple[str, str, float] | None:
    """Return base, its node and its distance for the base that is nearest to a node; None for no way."""
    reached = [(way[at, node], base, at) for base, at in bases if (at, node) in way]
    if not reached:
        return None
    distance, base, at = min(reached)
    return base, at, distance
