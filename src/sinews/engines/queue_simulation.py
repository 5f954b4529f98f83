"""Simulation of networks of queues with many servers and priorities, event by event.

A service time is a function of seed, world, customer and stage. So the same customers meet the same service
times under every number of servers (common random numbers), and the order of worlds changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.engines.arrays import Indices, Values

FIXED, EXPONENTIAL, LOGNORMAL = 0, 1, 2
"""Laws of service times."""
NOWHERE = -1
"""In a route: the customer has left."""
UNLIMITED = -1
"""Servers of a station at which nobody waits."""


@dataclass(frozen=True, slots=True)
class Network:
    """What happens to each kind of customer, stage by stage.

    Attributes
    ----------
    route
        Station of each kind at each stage, (kinds, stages); `NOWHERE` after the last.
    priority
        0 is served first; within a priority who came first; no service is interrupted; (kinds, stages).
    law
        `FIXED`, `EXPONENTIAL` or `LOGNORMAL`, (kinds, stages).
    mean, spread
        Mean service time, and the standard deviation of its logarithm (lognormal only), (kinds, stages).
    safe
        Last stage at which a customer past its deadline leaves the queue, (kinds,); -1 for none.
    """

    route: Indices
    priority: Indices
    law: Indices
    mean: Values
    spread: Values
    safe: Indices


@dataclass(frozen=True, slots=True)
class Run:
    """One world, run.

    Attributes
    ----------
    arrival, kind
        Of each customer, in the order of arrival.
    came, start, finish
        When each came to each stage, was taken, and left it, (customers, stages); not a number if never.
    server
        Which server took it, (customers, stages); -1 if none or without limit.
    left
        Stage at whose queue it gave up, (customers,); -1 if at none.
    events
        Arrivals and ends of service.
    """

    arrival: Values
    kind: Indices
    came: Values
    start: Values
    finish: Values
    server: Indices
    left: Indices
    events: int

    def wait(self, stage: int) -> Values:
        """Return the waits of those who were taken at a stage, in the order of arrival."""
        waits = self.start[:, stage] - self.came[:, stage]
        return np.asarray(waits[~np.isnan(waits)])

    def log(self, network: Network) -> pl.DataFrame:
        """Return every service: customer, stage, station, server, came, start, finish."""
        who, stage = np.nonzero(~np.isnan(self.start))
        return pl.DataFrame(
            {
                "customer": who,
                "stage": stage,
                "station": network.route[self.kind[who], stage],
                "server": self.server[who, stage],
                "came": self.came[who, stage],
                "start": self.start[who, stage],
                "finish": self.finish[who, stage],
            }
        ).sort("start", "customer", "stage")


def simulate_queues(
    network: Network,
    servers: Sequence[int],
    arrival: Values,
    kind: Indices,
    *,
    deadline: Values | None = None,
    seed: int = 1,
    world: int = 0,
) -> Run:
    """Run a network of queues until nothing more can happen.

    Customers who wait for a station without servers wait for ever: their start is not a number.

    Parameters
    ----------
    network
        Routes and laws.
    servers
        Servers of each station; `UNLIMITED` for no limit.
    arrival, kind
        When each customer comes, in ascending order, and its kind, (customers,).
    deadline
        When each customer gives up, (customers,); None: never.
    seed, world
        What the random numbers are keyed by.

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
    """
    from sinews.engines.queue_kernel import run

    if np.any(np.diff(arrival) < 0):
        raise ValueError("arrivals must be in ascending order")
    if network.route.max(initial=NOWHERE) >= len(servers):
        raise ValueError(f"a route names station {network.route.max()}, but there are {len(servers)}")
    shape = (arrival.size, network.route.shape[1])
    came, start, finish = (np.full(shape, np.nan) for _ in range(3))
    server = np.full(shape, -1, np.int64)
    left = np.full(arrival.size, -1, np.int64)
    events = run(
        np.asarray(arrival, float), np.asarray(kind, np.int64),
        np.full(arrival.size, np.inf) if deadline is None else np.asarray(deadline, float),
        network.route, network.priority, network.law, network.mean, network.spread, network.safe,
        np.asarray(servers, np.int64), int(network.priority.max(initial=0)) + 1, seed, world,
        came, start, finish, server, left,
    )  # fmt: skip
    return Run(arrival, kind, came, start, finish, server, left, int(events))


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
