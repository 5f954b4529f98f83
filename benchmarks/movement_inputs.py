"""Movement of the first packages of the baseline by rail alone over so many days, and of all by all means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sinews.case import holdings, open_case
from sinews.enablers.movement import held_by_alliance
from sinews.enablers.movement.network import TICKS
from sinews.enablers.movement.problem import GRACE, Movement, pose
from sinews.engines.arrays import Flags, Indices
from sinews.engines.shipping import ShippingProblem, Uses

GAP = 1e-2


def load(size: str) -> ShippingProblem:
    """Return the problem of a size: ``packages x days`` by rail, or ``baseline`` with all that it has."""
    case = open_case()
    movement = pose(case, held_by_alliance(case, holdings(case)))
    if size == "baseline":
        return movement.problem
    packages, days = (int(part) for part in size.split("x"))
    return by_rail(movement, packages, days)


def by_rail(movement: Movement, packages: int, days: int) -> ShippingProblem:
    """Return the vehicles of the packages needed first, by rail from end to end, over so many days."""
    problem, goods = movement.problem, movement.problem.commodities
    rail: Flags = np.array(
        [arc.mode == "rail" or any(end[1].startswith("rail") for end in (arc.tail, arc.head))
         for arc in movement.network.arcs]
    )  # fmt: skip
    joined = coo_array((rail.astype(np.int8), (problem.tail, problem.head)), shape=(problem.nodes,) * 2)
    part = connected_components(joined)[1]
    goes = np.array([load.trains > 0 for _, load in movement.goods])
    goes &= part[goods.origin] == part[goods.destination]
    package = np.array([p for p, _ in movement.goods])
    chosen: list[int] = []
    for k in np.lexsort((package, goods.due)):
        if goes[k] and package[k] not in chosen and len(chosen) < packages:
            chosen.append(int(package[k]))
    kept = np.flatnonzero(goes & np.isin(package, chosen))
    horizon = days * TICKS
    bucket = problem.bucket[:horizon]
    arcs = np.flatnonzero(rail)
    nodes, ends = np.unique(np.concatenate([problem.tail[arcs], problem.head[arcs]]), return_inverse=True)
    tail, head = np.split(ends, 2)
    return replace(
        problem,
        nodes=nodes.size,
        tail=tail,
        head=head,
        transit=problem.transit[arcs],
        transit_cost=np.broadcast_to(problem.transit_cost, problem.transit.shape)[arcs],
        uses=tuple(_only(uses, arcs) for uses in problem.uses),
        commodities=replace(
            goods,
            **{name: getattr(goods, name)[kept] for name in ("use", "amount", "release", "due", "weight")},
            origin=np.searchsorted(nodes, goods.origin[kept]),
            destination=np.searchsorted(nodes, goods.destination[kept]),
            unmet=goods.weight[kept] * (horizon + GRACE * TICKS - goods.due[kept]),
        ),
        capacity=problem.capacity[:, : bucket[-1] + 1],
        bucket=bucket,
    )


def columns(problem: ShippingProblem) -> int:
    """Return the columns that the time-expanded programme has, without building it."""
    goods = problem.commodities
    arcs: Indices = np.array([uses.admissible.sum() + problem.nodes for uses in problem.uses])
    return int((arcs[goods.use] * (problem.horizon - goods.release)).sum())


def _only(uses: Uses, arcs: Indices) -> Uses:
    """Return the uses of some arcs."""
    counts = uses.start[arcs + 1] - uses.start[arcs]
    start = np.concatenate([[0], np.cumsum(counts)])
    which = np.repeat(uses.start[arcs] - start[:-1], counts) + np.arange(start[-1])
    return Uses(
        start, uses.resource[which], uses.amount[which], uses.offset[which], uses.duration[which],
        uses.admissible[arcs],
    )  # fmt: skip
