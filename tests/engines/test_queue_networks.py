"""Networks with all that queues can do, against a plain simulation, and against a sweep of the event log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from tests.engines.queue_reference import Reference

from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_network import EXPONENTIAL, FIXED, LOGNORMAL, NOWHERE, UNLIMITED, Network, network
from sinews.engines.queue_simulation import Run, give_up_unhindered, poisson_arrivals, simulate_queues

DAYS = 8


@dataclass(frozen=True)
class World:
    queues: Network
    servers: Indices
    pace: Values
    arrival: Values
    kind: Indices
    deadline: Values

    def run(self, servers: Indices, **options: float) -> Run:
        return simulate_queues(
            self.queues, servers, self.arrival, self.kind, deadline=self.deadline, pace=self.pace,
            period=5.0, seed=3, world=1, **options,  # type: ignore[arg-type]
        )  # fmt: skip


def random_world(seed: int) -> World:
    """Some six stations, of which customers of four kinds visit up to five in ascending order.

    The order keeps customers who hold a server from waiting for each other in a circle.
    """
    rng = np.random.default_rng(seed)
    kinds, stages, stations = 4, 5, 6
    route = np.full((kinds, stages), NOWHERE)
    for kind in range(kinds):
        visits = np.sort(rng.choice(stations - 1, rng.integers(2, stages + 1), replace=False))
        route[kind, : visits.size] = visits
    other = np.where((rng.random(route.shape) < 0.3) & (route >= 0), stations - 1, NOWHERE)
    shape = route.shape
    queues = network(
        route, rng.uniform(0.2, 2.0, shape), law=rng.choice([EXPONENTIAL, LOGNORMAL], shape), spread=0.7,
        priority=rng.integers(0, 3, shape), other=other, lowest=rng.uniform(0.0, 0.3, shape),
        highest=rng.uniform(0.7, 1.0, shape), turnround=np.where(rng.random(shape) < 0.5, 0.4, 0.0),
        hold=(rng.random(shape) < 0.5) & (other < 0), gain=np.where(rng.random(shape) < 0.3, 1.7, 1.0),
        safe=rng.integers(-1, stages, kinds),
    )  # fmt: skip
    servers = rng.integers(0, 7, (stations, DAYS))
    servers[rng.integers(0, stations)] = UNLIMITED
    arrival, of_kind = poisson_arrivals((0.7,) * kinds, 60.0, seed, 0)
    deadline = np.where(rng.random(arrival.size) < 0.4, arrival + rng.exponential(4.0, arrival.size), np.inf)
    return World(queues, servers, rng.uniform(0.5, 1.5, stations), arrival, of_kind, deadline)


def service_times(world: World) -> Values:
    """The times drawn for every customer and stage: those of a world in which nobody waits or leaves."""
    free = network(
        np.where(world.queues.route >= 0, 0, NOWHERE), world.queues.mean, law=world.queues.law, spread=0.7,
        lowest=world.queues.lowest, highest=world.queues.highest,
    )  # fmt: skip
    run = simulate_queues(free, [UNLIMITED], np.zeros(world.arrival.size), world.kind, seed=3, world=1)
    return np.asarray(run.finish - run.start)


@pytest.mark.parametrize("seed", range(30))
def test_every_start_and_end_is_that_of_a_plain_simulation(seed: int) -> None:
    world = random_world(seed)
    run = world.run(world.servers)
    plain = Reference(
        world.queues, world.servers, service_times(world), world.arrival, world.kind, world.deadline,
        world.pace, 5.0,
    )  # fmt: skip
    np.testing.assert_allclose(run.start, plain.start, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(run.finish, plain.finish, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(run.left, plain.left)


@pytest.mark.parametrize("seed", range(10))
def test_no_server_holds_two_customers(seed: int) -> None:
    world = random_world(seed)
    run = world.run(world.servers)
    log = run.log()
    follows = np.column_stack([run.start[:, 1:], np.full(run.kind.size, np.nan)])
    who, stage = log["customer"].to_numpy(), log["stage"].to_numpy()
    kind, station = run.kind[who], log["station"].to_numpy()
    # a server is free again after the service, or once the next stage takes a customer who keeps it, and
    # after the turn-round; of one who leaves while keeping it, the end of service is the least that is known
    ends, then = log["finish"].to_numpy(), follows[who, stage]
    ends = np.where(world.queues.hold[kind, stage] & ~np.isnan(then), then, ends)
    until = ends + world.queues.turnround[kind, stage] * world.pace[station]
    spans = log.with_columns(until=until).filter(pl.col("server") >= 0)
    assert spans.height > 50
    for _, one in spans.group_by("server", maintain_order=True):
        assert one["station"].n_unique() == 1
        assert (one["start"].to_numpy()[1:] >= one["until"].to_numpy()[:-1] - 1e-9).all()
    day = np.minimum((log["start"].to_numpy() / 5.0).astype(int), DAYS - 1)
    for place, start in enumerate(log["start"]):
        limit = world.servers[station[place], day[place]]
        if limit >= 0:
            same = station == station[place]
            began = log["start"].to_numpy()
            ended = log["finish"].to_numpy()
            assert (same & (began <= start) & (ended > start)).sum() <= limit


def test_occupancy_and_queues_are_those_of_the_log() -> None:
    arrival, kind = poisson_arrivals((3.0,), 50.0, 1, 0)
    queues = network([[0]], 1.0)
    run = simulate_queues(queues, np.full((1, 50), 3), arrival, kind, period=1.0, until=50.0)
    for day in range(50):
        start, finish, came = (
            np.clip(np.nan_to_num(each[:, 0], nan=np.inf), day, day + 1)
            for each in (run.start, run.finish, run.came)
        )
        assert run.busy[0, day] == pytest.approx((finish - start).sum())
        assert run.waiting[0, day] == pytest.approx((start - came).sum())


def test_who_gives_up_without_limits_gives_up_in_the_shortcut_too() -> None:
    world = random_world(4)
    free = np.full(world.servers.shape[0], UNLIMITED)
    alone = network(
        world.queues.route, world.queues.mean, law=world.queues.law, spread=0.7, lowest=world.queues.lowest,
        highest=world.queues.highest, gain=world.queues.gain, safe=world.queues.safe,
    )  # fmt: skip
    run = simulate_queues(
        alone, free, world.arrival, world.kind, deadline=world.deadline, pace=world.pace, seed=3, world=1
    )
    short = give_up_unhindered(
        alone, world.arrival, world.kind, world.deadline, pace=world.pace, seed=3, world=1
    )
    assert (run.left >= 0).any()
    np.testing.assert_array_equal(run.left, short)


def test_thousands_at_one_instant_are_served_in_order() -> None:
    """One bucket of the calendar holds all: it must sort them, and quickly."""
    n = 20_000
    run = simulate_queues(
        network([[0, 1]], 1.0, law=FIXED), (UNLIMITED, 2), np.zeros(n), np.zeros(n, np.int64), log=False
    )
    np.testing.assert_array_equal(run.start[:, 1], 1.0 + np.arange(n) // 2)


def test_the_part_of_a_law_that_is_asked_for() -> None:
    n = 20_000
    arrival, kind = np.zeros(n), np.zeros(n, np.int64)
    part = network([[0]], 2.0, law=EXPONENTIAL, lowest=0.25, highest=0.5)
    times = simulate_queues(part, (UNLIMITED,), arrival, kind, log=False).finish[:, 0]
    low, high = -2.0 * np.log(0.75), -2.0 * np.log(0.5)
    assert low <= times.min() < times.max() <= high
    # the mean of a law between two quantiles: its partial expectation over their distance
    mean = 2.0 * ((0.75 * (1 + low / 2.0)) - (0.5 * (1 + high / 2.0))) / 0.25
    assert times.mean() == pytest.approx(mean, abs=4 * times.std() / np.sqrt(n))


def test_times_must_not_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        network([[0]], -1.0)
