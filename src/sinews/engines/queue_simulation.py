"""Simulation of networks of queues with many servers and priorities, event by event.

A service time is a function of seed, world, customer and stage. So the same customers meet the same service
times under every number of servers (common random numbers), and the order of worlds changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_network import NOWHERE, Network


@dataclass(frozen=True, slots=True)
class Run:
    """One world, run.

    Attributes
    ----------
    network
        The network.
    first_server
        Number of the first server of each station, (stations,).
    arrival, kind
        Of each customer, in the order of arrival.
    times
        When a stage took each customer, and when its service ends, (customers, stages, 2); not a number if
        never.
    took
        Which server took it, numbered across stations; -1 if never taken, ``-2 - station`` by a station
        without limit; (customers, stages), or (0, stages) if not asked for.
    left
        Stage at whose queue it gave up, (customers,); -1 if at none.
    busy, waiting
        Mean number of servers that are busy, in their turn-round or kept, and of customers who wait, in each
        period, (stations, periods).
    until
        When the world stopped; infinite if nothing more could happen.
    events
        Arrivals, ends of service and of turn-rounds, and customers who gave up waiting.
    """

    network: Network
    first_server: Indices
    arrival: Values
    kind: Indices
    times: Values
    took: NDArray[np.int32]
    left: Indices
    busy: Values
    waiting: Values
    until: float
    events: int

    @property
    def start(self) -> Values:
        """When a stage took each customer, (customers, stages); not a number if never."""
        return np.asarray(self.times[..., 0])

    @property
    def finish(self) -> Values:
        """When the service at a stage ends, (customers, stages); not a number if it never began."""
        return np.asarray(self.times[..., 1])

    @property
    def came(self) -> Values:
        """When each customer came to each stage, (customers, stages); not a number if never."""
        came = np.column_stack([self.arrival, self.finish[:, :-1]])
        return np.where((self.network.route[self.kind] >= 0) & (came <= self.until), came, np.nan)

    def wait(self, stage: int) -> Values:
        """Return the waits of those who were taken at a stage, in the order of arrival."""
        waits = self.start[:, stage] - (self.finish[:, stage - 1] if stage else self.arrival)
        return np.asarray(waits[~np.isnan(waits)])

    def log(self) -> pl.DataFrame:
        """Return every service: customer, stage, station, server, came, start, finish.

        Servers are numbered across stations; -1 for a station without limit. A server may be taken beyond
        `finish`: in its turn-round, or kept by the customer.
        """
        who, stage = np.nonzero(~np.isnan(self.start))
        took = self.took[who, stage]
        limited = np.searchsorted(self.first_server, took, side="right") - 1
        return pl.DataFrame(
            {
                "customer": who,
                "stage": stage,
                "station": np.where(took >= 0, limited, -2 - took),
                "server": np.maximum(took, -1),
                "came": self.came[who, stage],
                "start": self.start[who, stage],
                "finish": self.finish[who, stage],
            }
        ).sort("start", "customer", "stage")


def simulate_queues(
    network: Network,
    servers: Sequence[int] | Indices,
    arrival: Values,
    kind: Indices,
    *,
    deadline: Values | None = None,
    pace: Values | None = None,
    period: float = np.inf,
    until: float = np.inf,
    seed: int = 1,
    world: int = 0,
    log: bool = True,
) -> Run:
    """Run a network of queues until nothing more can happen, or for a given time.

    Customers who wait for a station without servers wait for ever: their start is not a number.

    Parameters
    ----------
    network
        Routes and laws.
    servers
        Servers of each station, (stations,), or in each period, (stations, periods); the last period does not
        end. `UNLIMITED` for no limit, in all periods. Who is served when servers become fewer is served on.
    arrival, kind
        When each customer comes, in ascending order from 0 on, and its kind, (customers,).
    deadline
        When each customer gives up, (customers,); None: never.
    pace
        Factor on all times of each station, (stations,); None: 1.
    period
        Length of a period; the first begins at 0.
    until
        When to stop.
    seed, world
        What the random numbers are keyed by.
    log
        Whether to say which server took whom.

    Returns
    -------
    Run
        What happened to each customer.

    Raises
    ------
    ValueError
        If arrivals are not in order, or a route names a station that is not there.

    References
    ----------
    Law, Simulation modeling and analysis, 5th edition, 2015: next-event time advance, common random numbers.
    Perros, Queueing networks with blocking, 1994: blocking after service.
    """
    from sinews.engines.queue_arrays import prepare
    from sinews.engines.queue_kernel import run

    schedule = np.asarray(servers, np.int64)
    schedule = np.array(schedule[:, None] if schedule.ndim == 1 else schedule, order="C")
    count = schedule.shape[0]
    if np.any(np.diff(arrival) < 0) or (arrival.size and arrival[0] < 0):
        raise ValueError("arrivals must be in ascending order, from 0 on")
    named = int(max(network.route.max(initial=NOWHERE), network.other.max(initial=NOWHERE)))
    if named >= count:
        raise ValueError(f"a route names station {named}, but there are {count}")
    customers, stages = arrival.size, network.route.shape[1]
    times = np.full((customers, stages, 2), np.nan)
    took = np.full((customers if log else 0, stages), -1, np.int32)
    left = np.full(customers, -1, np.int64)
    busy, waiting = np.zeros(schedule.shape), np.zeros(schedule.shape)
    kinds = np.array(kind, np.int64)
    paces = np.ones(count) if pace is None else np.asarray(pace, float)
    arrays = prepare(network, schedule, paces, arrival, kinds, deadline, until)
    terms = schedule, float(period), float(until), seed, world
    arguments: list[Any] = [*arrays, *terms, times, took, left, busy, waiting]
    events = run(*arguments)
    stop = until if np.isfinite(until) else float(np.nanmax(times, initial=0.0))
    edges = np.append(np.arange(schedule.shape[1]) * (period if np.isfinite(period) else 0.0), np.inf)
    lengths = np.maximum(np.diff(np.minimum(edges, stop)), 1e-12)
    return Run(
        network, first_servers(schedule), arrival, kinds, times, took, left,
        busy / lengths, waiting / lengths, until, int(events),
    )  # fmt: skip


def give_up_unhindered(
    network: Network,
    arrival: Values,
    kind: Indices,
    deadline: Values,
    *,
    pace: Values | None = None,
    seed: int = 1,
    world: int = 0,
) -> Indices:
    """Return the stage at which each customer would give up if no station had a limit; -1 for none.

    What they would meet is what `simulate_queues` lets them meet with servers without limit, found without
    running the others.

    Parameters
    ----------
    network, arrival, kind, deadline, pace, seed, world
        As for `simulate_queues`.
    """
    from sinews.engines.queue_arrays import rules
    from sinews.engines.queue_kernel import pass_freely

    chosen = np.flatnonzero(np.isfinite(deadline))
    left = np.full(chosen.size, -1, np.int64)
    count = int(max(network.route.max(initial=0), network.other.max(initial=0))) + 1
    paces = np.ones(count) if pace is None else np.array(pace, float)
    pass_freely(
        *rules(network), paces, np.array(arrival, float), np.array(deadline, float), np.array(kind, np.int64),
        chosen, seed, world, left,
    )  # fmt: skip
    everybody = np.full(arrival.size, -1, np.int64)
    everybody[chosen] = left
    return everybody


def first_servers(schedule: Indices) -> Indices:
    """Return the number of the first server of each station, if servers are numbered across stations."""
    most = np.maximum(schedule.max(axis=1), 0)
    return np.asarray(np.cumsum(most) - most, np.int64)


def poisson_arrivals(rates: Sequence[float], until: float, seed: int, world: int) -> tuple[Values, Indices]:
    """Return times and kinds of independent Poisson streams, merged in the order of time.

    Parameters
    ----------
    rates
        Arrivals of each kind a unit of time.
    until
        End of the stream.
    seed, world
        What the random numbers are keyed by.
    """
    generator = np.random.Generator(np.random.Philox(key=[seed, world]))
    total = float(sum(rates))
    count = int(generator.poisson(total * until))
    arrival = np.sort(generator.random(count)) * until
    kind = np.searchsorted(np.cumsum(rates) / total, generator.random(count), side="right")
    return arrival, np.minimum(kind, len(rates) - 1)
