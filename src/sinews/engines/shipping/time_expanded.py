"""The same problem written out for every arc and tick: the model that checks column generation."""

from __future__ import annotations

import numpy as np

from sinews.engines.lp import LpModel
from sinews.engines.shipping.problem import ShippingProblem


def time_expanded_model(problem: ShippingProblem) -> LpModel:
    """Return the time-expanded linear programme: a column for each commodity, arc and tick.

    A node at a tick is a node of the expanded network; arcs lead to later ticks, waiting to the next. Its
    size grows with commodities x arcs x ticks, which is why nothing but checks and benchmarks solves it.
    """
    model = LpModel()
    horizon, nodes = problem.horizon, problem.nodes
    buckets = problem.capacity.shape[1]
    limits = model.add_rows(problem.capacity.size, upper=problem.capacity.ravel())
    for resource in np.flatnonzero(np.isfinite(problem.expansion_cost)):
        extra = model.add_columns(1, cost=problem.expansion_cost[resource])
        model.add_entries(limits[resource * buckets + np.arange(buckets)], extra, -problem.widths)
    goods = problem.commodities
    for k in range(goods.count):
        uses = problem.uses[int(goods.use[k])]
        first = int(goods.release[k])
        supply = np.zeros((horizon + 1, nodes))
        supply[first, goods.origin[k]] = goods.amount[k]
        rows = model.add_rows(supply.size, lower=supply.ravel(), upper=supply.ravel()).reshape(supply.shape)
        for tick in range(first, horizon):
            wait = model.add_columns(nodes)
            model.add_entries(rows[tick], wait, 1.0)
            model.add_entries(rows[tick + 1], wait, -1.0)
            arcs = np.flatnonzero(uses.admissible & (tick + problem.transit <= horizon))
            flow = model.add_columns(arcs.size, cost=problem.passage_cost[arcs])
            model.add_entries(rows[tick, problem.tail[arcs]], flow, 1.0)
            model.add_entries(rows[tick + problem.transit[arcs], problem.head[arcs]], flow, -1.0)
            for column, arc in zip(flow, arcs, strict=True):
                for use in range(uses.start[arc], uses.start[arc + 1]):
                    begin = tick + uses.offset[use]
                    ticks = np.arange(begin, min(begin + uses.duration[use], horizon))
                    places = uses.resource[use] * buckets + problem.bucket[ticks]
                    model.add_entries(limits[places], column, uses.amount[use] / uses.duration[use])
        ends = np.arange(first, horizon + 1)
        arrive = model.add_columns(ends.size, cost=goods.weight[k] * np.maximum(0, ends - goods.due[k]))
        model.add_entries(rows[ends, goods.destination[k]], arrive, 1.0)
        unmet = model.add_columns(1, cost=goods.unmet[k])
        model.add_entries(rows[first, goods.origin[k]], unmet, 1.0)
    return model
