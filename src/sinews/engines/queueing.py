"""Closed forms of queueing theory: what the simulation of queues is checked against, and started from.

References
----------
Gross, Shortle, Thompson and Harris, Fundamentals of queueing theory, 4th edition, 2008.
Cobham, Priority assignment in waiting line problems, Operations Research 2, 1954.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Values


def erlang_b(load: float, servers: int) -> float:
    """Return the chance that all servers of a loss system are busy, by the stable recursion.

    Parameters
    ----------
    load
        Offered load: arrival rate times mean service time.
    servers
        Number of servers.
    """
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Return the chance that a customer of M/M/c has to wait; 1 where the load is too great."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


def mean_wait(load: float, servers: int, service: float) -> float:
    """Return the mean wait in the queue of M/M/c, in the unit of the mean `service` time."""
    if load >= servers:
        return math.inf
    return erlang_c(load, servers) * service / (servers - load)


def wait_tail(load: float, servers: int, service: float, time: float) -> float:
    """Return the chance that a customer of M/M/c waits longer than `time`."""
    if load >= servers:
        return 1.0
    return erlang_c(load, servers) * math.exp(-(servers - load) * time / service)


def pollaczek_khinchine(rate: float, service: float, variation: float) -> float:
    """Return the mean wait in the queue of M/G/1.

    Parameters
    ----------
    rate
        Arrivals a unit of time.
    service
        Mean service time.
    variation
        Coefficient of variation of the service time.
    """
    load = rate * service
    if load >= 1.0:
        return math.inf
    return load * service * (1.0 + variation**2) / (2.0 * (1.0 - load))


def cobham(rates: ArrayLike, servers: int, service: float) -> Values:
    """Return the mean wait of each class in M/M/c with priorities that do not interrupt service.

    Parameters
    ----------
    rates
        Arrivals of each class a unit of time, (classes,), the most urgent first.
    servers, service
        Number of servers, and the mean service time that all classes share.
    """
    rate = np.asarray(rates, dtype=float)
    load = rate.sum() * service
    shares = np.concatenate(([0.0], np.cumsum(rate) * service / servers))
    base = erlang_c(load, servers) * service / servers
    free = np.maximum(1.0 - shares, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(base / (free[:-1] * free[1:]))


def square_root_staffing(load: float, grade: float) -> int:
    """Return servers by the square-root rule: the load and `grade` standard deviations of it.

    The number in service of M/G/infinity is Poisson with mean `load`: `grade` is a standard normal quantile.
    """
    return max(math.ceil(load + grade * math.sqrt(load)), 1) if load > 0 else 0
