"""Random small problems of shipping."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sinews.engines.arrays import Flags
from sinews.engines.shipping import Commodities, ShippingProblem, Uses


def random_problem(seed: int, *, sizing: bool = False) -> ShippingProblem:
    """Return a random problem: strongly connected, short of capacity, with pools of vehicles that return."""
    random = np.random.default_rng(seed)
    nodes = 6
    around = np.arange(nodes)
    tail = np.concatenate([around, random.integers(0, nodes, 8)])
    head = np.concatenate([np.roll(around, -1), random.integers(0, nodes, 8)])
    tail, head = tail[tail != head], head[tail != head]
    arcs = tail.size
    transit = random.integers(1, 4, arcs)
    resources = arcs + 1
    uses = []
    for _ in range(2):
        start = 2 * np.arange(arcs + 1)
        resource = np.column_stack([np.arange(arcs), np.full(arcs, arcs)]).ravel()
        away = 2 * transit
        amount = np.column_stack([random.uniform(0.5, 2.0, arcs), 0.5 * away]).ravel()
        offset = np.column_stack([random.integers(0, 2, arcs), np.zeros(arcs, np.int64)]).ravel()
        duration = np.column_stack([np.ones(arcs, np.int64), away]).ravel()
        uses.append(Uses(start, resource, amount, offset, duration, random.random(arcs) < 0.9))
    goods = 4
    origin = random.integers(0, nodes, goods)
    commodities = Commodities(
        use=random.integers(0, 2, goods),
        origin=origin,
        destination=(origin + random.integers(1, nodes, goods)) % nodes,
        amount=random.uniform(1.0, 5.0, goods),
        release=random.integers(0, 4, goods),
        due=random.integers(2, 9, goods),
        weight=random.uniform(0.5, 2.0, goods),
        unmet=np.full(goods, 60.0),
    )
    bucket = np.concatenate([np.arange(8), 8 + np.arange(8) // 4])
    widths = np.bincount(bucket)
    rate = np.append(random.uniform(0.2, 1.5, arcs), 4.0)
    cost = np.full(resources, np.inf)
    if sizing:
        cost[::2] = random.uniform(5.0, 20.0, cost[::2].size)
    return ShippingProblem(
        nodes, tail, head, transit, tuple(uses), commodities, rate[:, None] * widths, bucket, 1e-2, cost
    )


def without_arcs(problem: ShippingProblem, cut: Flags) -> ShippingProblem:
    """Return the problem with some arcs that nobody may pass."""
    return replace(problem, uses=tuple(replace(u, admissible=u.admissible & ~cut) for u in problem.uses))
