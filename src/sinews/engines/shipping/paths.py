"""Timed paths, and what each uses of each resource in each bucket of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sinews.engines.arrays import Indices, Values
from sinews.engines.shipping.problem import ShippingProblem, Uses


@dataclass(frozen=True, slots=True)
class Path:
    """A timed path of a commodity: arcs, the tick at which each is entered, and the tick of arrival."""

    commodity: int
    arcs: Indices
    entered: Indices
    arrival: int


@dataclass(frozen=True, slots=True)
class Column:
    """A path, its cost, the places in (resources x buckets) that a unit on it uses, and how much of each."""

    path: Path
    cost: float
    places: Indices
    amounts: Values


def column_of(problem: ShippingProblem, path: Path) -> Column:
    """Return the column of a timed path of a problem."""
    goods, k = problem.commodities, path.commodity
    late = float(goods.weight[k]) * max(0, path.arrival - int(goods.due[k]))
    places, amounts = path_consumption(problem, problem.uses[int(goods.use[k])], path.arcs, path.entered)
    return Column(path, late + problem.cost_of(path.arcs), places, amounts)


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
    place, amount = _pieces(
        arcs, entered, uses.start, uses.resource, uses.amount, uses.offset, uses.duration,
        problem.bucket, problem.capacity.shape[1],
    )  # fmt: skip
    order = np.argsort(place, kind="stable")
    place, amount = place[order], amount[order]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    return place[first], np.add.reduceat(amount, first) if first.size else amount


@njit(cache=True, nogil=True)
def _pieces(
    arcs: Indices,
    entered: Indices,
    start: Indices,
    resource: Indices,
    amount: Values,
    offset: Indices,
    duration: Indices,
    bucket: Indices,
    buckets: int,
) -> tuple[Indices, Values]:  # pragma: no cover - compiled
    """Return place and amount of each use in each bucket that it touches, within the horizon."""
    most = 0
    for arc in arcs:
        for use in range(start[arc], start[arc + 1]):
            most += min(duration[use], buckets)
    place = np.empty(most, np.int64)
    much = np.empty(most)
    count = 0
    for step in range(arcs.size):
        for use in range(start[arcs[step]], start[arcs[step] + 1]):
            rate = amount[use] / duration[use]
            before = -1
            begin = entered[step] + offset[use]
            for tick in range(begin, min(begin + duration[use], bucket.size)):
                if bucket[tick] != before:
                    before = bucket[tick]
                    place[count] = resource[use] * buckets + before
                    much[count] = 0.0
                    count += 1
                much[count - 1] += rate
    return place[:count], much[:count]
