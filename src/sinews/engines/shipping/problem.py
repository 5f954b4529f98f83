"""A problem of multi-commodity flow over time, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values


@dataclass(frozen=True, slots=True)
class Uses:
    """What a unit of one class uses of resources as it passes each arc, compressed by arcs.

    A use of `amount` is spread evenly over `duration` ticks, the first of them `offset` ticks after the unit
    enters the arc. A throughput has a duration of one; a vehicle that is away for d ticks has an amount of d
    times its price in vehicles, over d ticks.

    Attributes
    ----------
    start
        Place of each arc's first use, shape (arcs + 1,).
    resource, amount, offset, duration
        Shape (uses,).
    admissible
        Whether the class may pass each arc, shape (arcs,).
    """

    start: Indices
    resource: Indices
    amount: Values
    offset: Indices
    duration: Indices
    admissible: Flags


@dataclass(frozen=True, slots=True)
class Commodities:
    """What is to be moved; every array has the shape (commodities,).

    Attributes
    ----------
    use
        Number of the class of uses.
    origin, destination
        Nodes.
    amount
        Units to move.
    release, due
        First tick at which units may leave, and the last at which their arrival is in time.
    weight
        Cost of a unit for each tick that it is late.
    unmet
        Cost of a unit that never arrives.
    """

    use: Indices
    origin: Indices
    destination: Indices
    amount: Values
    release: Indices
    due: Indices
    weight: Values
    unmet: Values

    @property
    def count(self) -> int:
        """Number of commodities."""
        return int(self.use.size)


@dataclass(frozen=True, slots=True)
class ShippingProblem:
    """Commodities that share a network with transit times and resources, over ticks 0 .. horizon.

    Attributes
    ----------
    nodes
        Number of nodes; units may wait at any of them.
    tail, head, transit
        Each arc's ends, and its passage in ticks, at least one; shape (arcs,).
    uses
        The classes of uses.
    commodities
        What is to be moved.
    capacity
        What each resource can give in each bucket of time, shape (resources, buckets).
    bucket
        Bucket of each tick, never falling, shape (horizon,).
    transit_cost
        Cost of a unit for each tick of passage, small beside any lateness: for all arcs, or by arc, (arcs,).
    expansion_cost
        Cost of one more unit of a resource per tick, in all buckets; infinite: cannot be had; (resources,).
    """

    nodes: int
    tail: Indices
    head: Indices
    transit: Indices
    uses: tuple[Uses, ...]
    commodities: Commodities
    capacity: Values
    bucket: Indices
    transit_cost: float | Values
    expansion_cost: Values

    @property
    def horizon(self) -> int:
        """Number of ticks."""
        return int(self.bucket.size)

    @property
    def passage_cost(self) -> Values:
        """Cost of a unit for the passage of each arc, shape (arcs,)."""
        return np.asarray(self.transit_cost * self.transit, np.float64)

    @property
    def widths(self) -> Values:
        """Ticks in each bucket, shape (buckets,)."""
        return np.bincount(self.bucket, minlength=self.capacity.shape[1]).astype(np.float64)

    def cost_of(self, arcs: Indices) -> float:
        """Return the cost of a unit for the passage of some arcs."""
        rate = np.broadcast_to(self.transit_cost, self.transit.shape)[arcs]
        return float((rate * self.transit[arcs]).sum())


def ranges(start: Indices, stop: Indices) -> tuple[Indices, Indices]:
    """Return the place of the range of each number, and all numbers of ranges one after another."""
    counts = np.maximum(stop - start, 0)
    which = np.repeat(np.arange(counts.size), counts)
    return which, np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + start[which]
