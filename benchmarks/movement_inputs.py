"""Movement of the first packages of the baseline by rail alone over so many days, and of all by all means.

A size is named by packages, days and steps a day, ``4x10x4``, or ``baseline``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sinews.case import held_by_alliance, holdings, open_case
from sinews.enablers.movement import under_regime
from sinews.enablers.movement.network import TICKS
from sinews.enablers.movement.problem import GRACE, Movement, pose
from sinews.engines.arrays import Flags, Indices
from sinews.engines.shipping import ShippingProblem, Uses
from sinews.engines.shipping.problem import ranges

GAP = 1e-2


def load(size: str) -> ShippingProblem:
    """Return the problem of a size."""
    case = under_regime(open_case(), "emergency")
    movement = pose(case, held_by_alliance(case, holdings(case)))
    if size == "baseline":
        return movement.problem
    packages, days, steps = (int(part) for part in size.split("x"))
    return in_longer_steps(by_rail(movement, packages, days), TICKS // steps, len(movement.network.capacity))


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


def in_longer_steps(problem: ShippingProblem, ticks: int, ways: int) -> ShippingProblem:
    """Return the problem in steps of so many ticks, passages rounded up.

    Resources from the number `ways` on are vehicles, of which unit-ticks are counted.
    """
    goods = problem.commodities
    capacity = problem.capacity.copy()
    capacity[ways:] /= ticks
    return replace(
        problem,
        transit=-(-problem.transit // ticks),
        transit_cost=problem.transit_cost * ticks,
        uses=tuple(_in_steps(uses, ticks) for uses in problem.uses),
        commodities=replace(
            goods, release=-(-goods.release // ticks), due=goods.due // ticks, weight=goods.weight * ticks
        ),
        capacity=capacity,
        bucket=problem.bucket[::ticks],
    )


def _in_steps(uses: Uses, ticks: int) -> Uses:
    """Return uses in longer steps: a vehicle is away for whole ones."""
    duration = -(-uses.duration // ticks)
    return replace(
        uses, amount=uses.amount * duration / uses.duration, offset=uses.offset // ticks, duration=duration
    )


def columns(problem: ShippingProblem) -> int:
    """Return the columns that the time-expanded programme has, without building it."""
    goods = problem.commodities
    arcs: Indices = np.array([uses.admissible.sum() + problem.nodes for uses in problem.uses])
    return int((arcs[goods.use] * (problem.horizon - goods.release)).sum())


def _only(uses: Uses, arcs: Indices) -> Uses:
    """Return the uses of some arcs."""
    owner, which = ranges(uses.start[arcs], uses.start[arcs + 1])
    start = np.searchsorted(owner, np.arange(arcs.size + 1))
    return Uses(
        start, uses.resource[which], uses.amount[which], uses.offset[which], uses.duration[which],
        uses.admissible[arcs],
    )  # fmt: skip
