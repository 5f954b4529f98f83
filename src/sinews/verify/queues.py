"""The simulation of queues against closed forms of queueing theory: standard errors apart, of 30 worlds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.queue_network import EXPONENTIAL, FIXED, LOGNORMAL, UNLIMITED, Network, network
from sinews.engines.queue_simulation import Run, poisson_arrivals, simulate_queues
from sinews.engines.queueing import cobham, erlang_c, mean_wait, pollaczek_khinchine
from sinews.verify.check import Check

TEXTBOOK = "Gross and others, Fundamentals of queueing theory, 2008; closed form, and 30 simulated worlds"
COBHAM = "Cobham, Operations Research 2, 1954; closed form, and 30 simulated worlds"
WORLDS, SEED, UNTIL, WARM = 30, 8, 8000.0, 1000.0
BAND = 2.756
"""Student's quantile of a two-sided 99 % band with 29 degrees of freedom."""


def line(stations: int, law: int, mean: float, spread: float = 0.0, classes: int = 1) -> Network:
    """Return stations one behind the other, the same for all, whose kinds are their priorities."""
    route = np.tile(np.arange(stations), (classes, 1))
    return network(route, mean, law=law, spread=spread, priority=np.arange(classes)[:, None])


def _errors_apart(
    queues: Network,
    servers: Sequence[int],
    rates: Sequence[float],
    figure: Callable[[Run], float],
    true: float,
) -> float:
    """Return how many standard errors the mean of the simulated worlds is from the true figure."""
    figures = np.empty(WORLDS)
    for world in range(WORLDS):
        arrival, kind = poisson_arrivals(rates, UNTIL, SEED, world)
        figures[world] = figure(simulate_queues(queues, servers, arrival, kind, seed=SEED, world=world))
    return float((figures.mean() - true) / (figures.std(ddof=1) / np.sqrt(WORLDS)))


def _waits(run: Run, stage: int, kind: int = 0) -> Values:
    """Return the waits of a kind that came to a stage after the start and before the end of the stream."""
    counted = (run.arrival > WARM) & (run.kind == kind)
    return np.asarray(run.start[counted, stage] - run.came[counted, stage])


def _mean_wait(run: Run, stage: int = 0, kind: int = 0) -> float:
    return float(_waits(run, stage, kind).mean())


def _share_waiting(run: Run) -> float:
    return float((_waits(run, 0) > 0).mean())


def _mean_in_service(run: Run) -> float:
    """Return the mean number in service between the start and the end of the stream."""
    start = np.clip(run.start[:, 0], WARM, UNTIL)
    return float((np.clip(run.finish[:, 0], WARM, UNTIL) - start).sum() / (UNTIL - WARM))


def _check(method: str, example: str, source: str, compute: Callable[[], float]) -> Check:
    return Check(method, example, source, 0.0, compute, BAND)


SPREAD = 0.8
VARIATION = float(np.sqrt(np.expm1(SPREAD**2)))
RATES = (1.0, 1.5)

CHECKS = (
    _check("M/M/c", "mean wait, 3 servers at 80 %, in standard errors", TEXTBOOK, partial(
        _errors_apart, line(1, EXPONENTIAL, 1.0), (3,), (2.4,), _mean_wait, mean_wait(2.4, 3, 1.0))),
    _check("M/M/c", "chance to wait (Erlang C), 3 servers at 80 %, in standard errors", TEXTBOOK, partial(
        _errors_apart, line(1, EXPONENTIAL, 1.0), (3,), (2.4,), _share_waiting, erlang_c(2.4, 3))),
    _check("M/D/1", "mean wait (Pollaczek-Khinchine), load 70 %, in standard errors", TEXTBOOK, partial(
        _errors_apart, line(1, FIXED, 1.0), (1,), (0.7,), _mean_wait, pollaczek_khinchine(0.7, 1.0, 0.0))),
    _check("M/G/1", "mean wait, lognormal service, load 70 %, in standard errors", TEXTBOOK, partial(
        _errors_apart, line(1, LOGNORMAL, 1.0, SPREAD), (1,), (0.7,), _mean_wait,
        pollaczek_khinchine(0.7, 1.0, VARIATION))),
    *(
        _check("M/M/c, priorities", f"mean wait of class {kind + 1}, in standard errors", COBHAM, partial(
            _errors_apart, line(1, EXPONENTIAL, 1.0, classes=2), (3,), RATES, partial(_mean_wait, kind=kind),
            float(cobham(RATES, 3, 1.0)[kind])))
        for kind in range(2)
    ),
    _check("M/G/infinity", "mean number in service, load 20, in standard errors", TEXTBOOK, partial(
        _errors_apart, line(1, LOGNORMAL, 10.0, SPREAD), (UNLIMITED,), (2.0,), _mean_in_service, 20.0)),
    _check("Tandem queues", "mean wait at the second of two, in standard errors", TEXTBOOK, partial(
        _errors_apart, line(2, EXPONENTIAL, 1.0), (3, 3), (2.4,), partial(_mean_wait, stage=1),
        mean_wait(2.4, 3, 1.0))),
)  # fmt: skip
