"""Least-cost staffing against closed forms and brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from sinews.engines.arrays import Indices
from sinews.engines.queue_network import EXPONENTIAL, network
from sinews.engines.queue_simulation import poisson_arrivals, simulate_queues
from sinews.engines.queueing import square_root_staffing, wait_tail
from sinews.engines.staffing import Counts, Measure, Staffing, least_cost, lower_bounds, margins

ONE = np.ones((1, 1), bool)


def single_stage(load: float, patience: float, until: float) -> Measure:
    """A station of M/M/c with mean service 1: kept are waits of at most `patience`."""
    stage = network([[0]], [[1.0]], law=EXPONENTIAL)

    def measure(units: Indices, first_world: int, worlds: int) -> Counts:
        counts = []
        for world in range(first_world, first_world + worlds):
            arrival, kind = poisson_arrivals([load], until, seed=7, world=world)
            wait = simulate_queues(stage, units, arrival, kind, seed=7, world=world, log=False).wait(0)
            counts.append((wait.size, int((wait <= patience).sum())))
        cases, kept = np.array(counts, float).T
        return Counts(cases[:, None], kept[:, None])

    return measure


@pytest.mark.parametrize(
    ("load", "patience", "level"),
    [(8.0, 0.1, 0.86), (25.0, 0.05, 0.84), (3.0, 0.5, 0.95), (60.0, 0.02, 0.78)],
)
def test_one_station_needs_as_many_servers_as_the_closed_form(
    load: float, patience: float, level: float
) -> None:
    exact = next(c for c in itertools.count(1) if 1.0 - wait_tail(load, c, 1.0, patience) >= level)
    staffed = least_cost(
        single_stage(load, patience, 500.0),
        [square_root_staffing(load, 3.0)],
        [int(load)],
        [1.0],
        [level],
        ONE,
        worlds=15,
        confidence=0.95,
    )
    assert staffed.units.tolist() == [exact]
    assert staffed.certified
    assert level <= staffed.bounds[0] <= 1.0 - wait_tail(load, exact, 1.0, patience) + 0.01


def tandem(units: Indices, first_world: int, worlds: int) -> Counts:
    """Two criteria that share three kinds, without noise beyond what a world multiplies."""
    size = 1.0 + np.arange(first_world, first_world + worlds) % 3
    a, b, c = (float(number) for number in units)
    shares = np.array([1.0 - np.exp(-(a + 2.0 * b) / 20.0), 1.0 - np.exp(-(b + c) / 12.0)])
    return Counts(100.0 * size[:, None] * np.ones(2), 100.0 * size[:, None] * shares)


SERVES: NDArray[np.bool_] = np.array([[True, True, False], [False, True, True]])
COST = [1.0, 2.6, 1.2]


def sized(start: list[int] | None = None) -> Staffing:
    return least_cost(
        tandem, start or [5, 5, 5], [0, 0, 0], COST, [0.9, 0.8], SERVES, worlds=12, confidence=0.95
    )


def test_shared_kinds_are_exchanged_to_near_the_least_cost() -> None:
    a, b, c = np.meshgrid(*[np.arange(60)] * 3, indexing="ij")
    enough = (1.0 - np.exp(-(a + 2.0 * b) / 20.0) >= 0.9) & (1.0 - np.exp(-(b + c) / 12.0) >= 0.8)
    best = float((COST[0] * a + COST[1] * b + COST[2] * c)[enough].min())
    staffed = sized()
    assert staffed.certified
    assert best <= staffed.cost <= 1.05 * best


def test_no_single_server_can_be_spared() -> None:
    units = sized().units
    for kind in range(3):
        fewer = units - np.eye(3, dtype=np.int64)[kind]
        assert (margins(tandem(fewer, 0, 24), np.array([0.9, 0.8]), 0.0125) < 0).any()


def test_the_same_question_has_the_same_answer() -> None:
    first, second = sized(), sized()
    assert first.units.tolist() == second.units.tolist()
    assert first.trials == second.trials


def test_a_higher_level_never_costs_less() -> None:
    costs = [
        least_cost(
            tandem, [5, 5, 5], [0, 0, 0], COST, [level, level], SERVES, worlds=12, confidence=0.95
        ).cost
        for level in (0.5, 0.7, 0.9, 0.95)
    ]
    assert costs == sorted(costs)


def test_what_cannot_be_kept_is_not_certified() -> None:
    def never(_units: Indices, _first_world: int, worlds: int) -> Counts:
        return Counts(np.full((worlds, 1), 10.0), np.full((worlds, 1), 5.0))

    staffed = least_cost(never, [1], [0], [1.0], [0.9], ONE, worlds=5, confidence=0.95)
    assert not staffed.certified
    assert staffed.shares.tolist() == [0.5]


def test_bounds_hold_as_often_as_they_promise() -> None:
    """Of 2,000 samples of 20 worlds whose sizes vary, the bound is above the truth in 5 per cent."""
    generator = np.random.Generator(np.random.Philox(3))
    truth, samples = 0.85, 2000
    cases = generator.gamma(4.0, 50.0, (20, samples)).round() + 1.0
    kept = generator.binomial(cases.astype(int), truth).astype(float)
    beyond = (lower_bounds(Counts(cases, kept), 0.05) > truth).mean()
    assert 0.03 <= beyond <= 0.07


def test_a_criterion_that_applies_to_nobody_is_kept() -> None:
    nobody = Counts(np.zeros((10, 1)), np.zeros((10, 1)))
    assert nobody.shares.tolist() == [1.0]
    assert margins(nobody, np.array([0.9]), 0.01).tolist() == [0.0]
