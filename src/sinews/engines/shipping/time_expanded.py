"""The same problem written out for every arc and tick: the model that checks column generation."""

from __future__ import annotations

import numpy as np

from sinews.engines.lp import LpModel
from sinews.engines.shipping.problem import ShippingProblem, ranges


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
        wait = model.add_columns((horizon - first) * nodes)
        model.add_entries(rows[first:horizon].ravel(), wait, 1.0)
        model.add_entries(rows[first + 1 :].ravel(), wait, -1.0)
        tick, arc = np.meshgrid(np.arange(first, horizon), np.flatnonzero(uses.admissible), indexing="ij")
        fits = tick + problem.transit[arc] <= horizon
        tick, arc = tick[fits], arc[fits]
        flow = model.add_columns(arc.size, cost=problem.passage_cost[arc])
        model.add_entries(rows[tick, problem.tail[arc]], flow, 1.0)
        model.add_entries(rows[tick + problem.transit[arc], problem.head[arc]], flow, -1.0)
        owner, use = ranges(uses.start[arc], uses.start[arc + 1])
        begin = tick[owner] + uses.offset[use]
        which, at = ranges(begin, np.minimum(begin + uses.duration[use], horizon))
        places = uses.resource[use[which]] * buckets + problem.bucket[at]
        model.add_entries(limits[places], flow[owner[which]], (uses.amount / uses.duration)[use[which]])
        ends = np.arange(first, horizon + 1)
        arrive = model.add_columns(ends.size, cost=goods.weight[k] * np.maximum(0, ends - goods.due[k]))
        model.add_entries(rows[ends, goods.destination[k]], arrive, 1.0)
        unmet = model.add_columns(1, cost=goods.unmet[k])
        model.add_entries(rows[first, goods.origin[k]], unmet, 1.0)
    return model
