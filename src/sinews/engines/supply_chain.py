"""A chain of stocks over days: what it consists of, and Monte Carlo simulation of it.

Places form a forest: each is supplied by one other place, or from outside. A day goes like this.

1. What is due arrives: shipments on the way, and deliveries from outside.
2. Demand is met from stock; the rest is kept or lost. A place that still lacks something may draw on the
   stock that its substitute has left.
3. From the last places up, each orders what brings its position (stock, on the way, ordered; less backlog and
   what it owes) up to its level.
4. From the first places down, each ships what its clients have ordered, as far as stock, the day's transport
   capacity and the state of the way allow; scarce stock is shared in proportion to what may go.

All quantities are those of the place's own item; nothing is in two places, and nothing comes from nowhere:
`sinews.verify.supply_balance` checks a recorded run from its own figures.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Indices, Values

OUTSIDE = -1
"""The supplier of a place that is supplied from outside, which never runs out."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Places and what moves between them; i places, clients after their suppliers, d days, g groups.

    Attributes
    ----------
    supplier
        Position of the place that supplies each place, below its own; `OUTSIDE` for none, (i,).
    lead_time
        Days from dispatch to arrival, at least 1, (i,).
    level
        What the position is ordered up to; 0 for a place that never orders, (i,).
    opening
        Stock at the start, (i,).
    room
        Most that deliveries from outside fill a place's stock up to; infinite for no limit, (i,).
    capacity
        Most that can be dispatched to a place in a day; infinite for no limit, (i,).
    loss
        Share of what is dispatched that never arrives, (i,).
    closure
        Chance that the way to a place is closed on a day, (i,).
    delivered
        What is offered from outside, beyond orders; what finds no room stays away, (i, d).
    demand
        Expected demand, (i, d).
    variation
        Coefficient of variation of a day's demand about its expectation, at most 1, (i,). Days are
        independent.
    kept
        Share of unmet demand that is still wanted the next day: 1 for backlog, 0 for lost demand, (i,).
    stream
        Number of the random stream of each place's demand: places with one number share their days, (i,).
    group
        Whose uncertainty of the rate a place shares, (i,).
    rate_low, rate_high
        A factor multiplies all demand of a group in a path: triangular between these, most likely 1, (g,).
    substitute
        Position of the place whose stock may serve for this one's; `OUTSIDE` for none, (i,).
    substitute_rate
        How many units of the substitute replace one, (i,).
    """

    supplier: Indices
    lead_time: Indices
    level: Values
    opening: Values
    room: Values
    capacity: Values
    loss: Values
    closure: Values
    delivered: Values
    demand: Values
    variation: Values
    kept: Values
    stream: Indices
    group: Indices
    rate_low: Values
    rate_high: Values
    substitute: Indices
    substitute_rate: Values

    def __post_init__(self) -> None:
        """Refuse a chain that cannot be simulated."""
        place = np.arange(self.places)
        wrong = {
            "a supplier comes before its client": (self.supplier >= place) | (self.supplier < OUTSIDE),
            "a lead time is at least a day": self.lead_time < 1,
            "the variation of demand lies between 0 and 1": (self.variation < 0) | (self.variation > 1),
            "a share lies between 0 and 1": (self.loss < 0) | (self.loss >= 1) | (self.closure < 0)
            | (self.closure > 1) | (self.kept < 0) | (self.kept > 1),
            "quantities are not negative": (self.opening < 0) | (self.level < 0) | (self.capacity < 0)
            | (self.room < 0)
            | (self.delivered < 0).any(axis=1) | (self.demand < 0).any(axis=1),
            "no place stands in for itself": self.substitute == place,
        }  # fmt: skip
        for rule, broken in wrong.items():
            if broken.any():
                raise ValueError(f"{rule}: not so at place {int(np.flatnonzero(broken)[0])}")

    @property
    def places(self) -> int:
        """Number of places."""
        return int(self.supplier.size)

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.demand.shape[1])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of each path; p paths, i places, w sums that are watched, d days.

    Attributes
    ----------
    first_short
        Day on which a place first could not meet its demand; the number of days if it always could, (p, i).
    short_days
        Days on which it could not, (p, i).
    met
        Share of all demand that was met on its day, 1 without demand, (p, i).
    watched
        Stock, summed as asked, at the end of each day, (p, w, d).
    """

    first_short: NDArray[np.int32]
    short_days: NDArray[np.int32]
    met: Values
    watched: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Record:
    """Every flow of some paths, each (p, i, d), in units of the place's own item.

    Attributes
    ----------
    stock
        At the end of the day.
    demand, met, replaced, backlog
        New demand; what was issued for it and for the backlog from the place's own stock; what a substitute
        served of it; what is still wanted at the day's end.
    arrived, delivered
        What came from the supplier, and from outside beyond orders.
    dispatched
        What left the supplier for this place, before losses.
    shipped
        What left this place for its clients.
    drawn
        What was taken from this place's stock as a substitute, in its own units.
    owed
        What this place has ordered and its supplier has not dispatched yet.
    """

    stock: Values
    demand: Values
    met: Values
    replaced: Values
    backlog: Values
    arrived: Values
    delivered: Values
    dispatched: Values
    shipped: Values
    drawn: Values
    owed: Values


def simulate(
    chain: Chain, paths: int, seed: int, *, watch: Indices | None = None, processors: int | None = None
) -> Outcome:
    """Sample demand, ways and rates of `paths` worlds, and say what came of each.

    Parameters
    ----------
    chain
        The chain.
    paths
        Number of worlds; the first of them are the same whatever their number.
    seed
        Of the random numbers.
    watch
        For each place, the number of the sum that its stock is part of; negative for none, (i,). Without
        it, nothing is watched.
    processors
        How many to use, all without it; the figures are the same.
    """
    from sinews.engines.supply_chain_kernel import run

    watch = np.full(chain.places, -1, np.int64) if watch is None else watch
    sums = int(watch.max(initial=-1)) + 1
    outcome = Outcome(
        np.empty((paths, chain.places), np.int32),
        np.empty((paths, chain.places), np.int32),
        np.empty((paths, chain.places)),
        np.empty((paths, sums, chain.days), np.float32),
    )
    nothing = np.empty((0, len(fields(Record)), chain.places, chain.days))
    figures = _figures(chain)
    workers = processors or os.cpu_count() or 1
    bounds = np.linspace(0, paths, 4 * workers + 1).astype(np.int64)

    def part(first: int, last: int) -> None:
        short, short_days = outcome.first_short[first:last], outcome.short_days[first:last]
        met, watched = outcome.met[first:last], outcome.watched[first:last]
        run(figures, first, last, seed, watch, short, short_days, met, watched, nothing)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(part, bounds[:-1], bounds[1:]))
    return outcome


def record(chain: Chain, paths: int, seed: int, *, first: int = 0) -> Record:
    """Return every flow of the paths from `first` on: the same as `simulate` samples under these numbers.

    The record has eleven figures for each path, place and day; ask for a few paths.
    """
    from sinews.engines.supply_chain_kernel import run

    flows = np.zeros((paths, len(fields(Record)), chain.places, chain.days))
    counts = np.empty((2, paths, chain.places), np.int32)
    run(
        _figures(chain),
        first,
        first + paths,
        seed,
        np.full(chain.places, -1, np.int64),
        counts[0],
        counts[1],
        np.empty((paths, chain.places)),
        np.empty((paths, 0, chain.days), np.float32),
        flows,
    )
    return Record(*(np.ascontiguousarray(flows[:, place]) for place in range(len(fields(Record)))))


def _figures(chain: Chain) -> tuple[Indices | Values, ...]:
    """Return the arrays of a chain in the order of its attributes, as the kernel takes them."""
    return tuple(getattr(chain, field.name) for field in fields(chain))
