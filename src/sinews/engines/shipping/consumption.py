"""What a timed path uses of each resource in each bucket of time."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.shipping.problem import ShippingProblem, Uses


def path_consumption(
    problem: ShippingProblem, uses: Uses, arcs: Indices, entered: Indices
) -> tuple[Indices, Values]:
    """Return the places in the flat (resources x buckets) array that a path uses, each once, and how much.

    Parameters
    ----------
    problem, uses
        The problem, and the uses of the path's class.
    arcs, entered
        The arcs of the path, and the tick at which each is entered.
    """
    counts = uses.start[arcs + 1] - uses.start[arcs]
    which = np.repeat(uses.start[arcs] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    begin = np.repeat(entered, counts) + uses.offset[which]
    duration = uses.duration[which]
    ticks = np.repeat(begin - np.cumsum(duration) + duration, duration) + np.arange(duration.sum())
    rate = np.repeat(uses.amount[which] / duration, duration)
    resource = np.repeat(uses.resource[which], duration)
    inside = ticks < problem.horizon
    place = resource[inside] * problem.capacity.shape[1] + problem.bucket[ticks[inside]]
    unique, inverse = np.unique(place, return_inverse=True)
    amount = np.bincount(inverse, weights=rate[inside], minlength=unique.size)
    return unique, amount.astype(np.float64)
