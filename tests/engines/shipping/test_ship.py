"""Column generation against the time-expanded programme solved whole, on random networks."""

import numpy as np
import pytest

from sinews.engines.shipping import Commodities, ShippingProblem, Uses, ship, time_expanded_model
from sinews.engines.shipping.paths import path_consumption


def random_problem(seed: int, *, sizing: bool = False) -> ShippingProblem:
    """Return a random problem: strongly connected, short of capacity, with pools of vehicles that return."""
    random = np.random.default_rng(seed)
    nodes = 6
    around = np.arange(nodes)
    tail = np.concatenate([around, random.integers(0, nodes, 8)])
    head = np.concatenate([np.roll(around, -1), random.integers(0, nodes, 8)])
    tail, head = tail[tail != head], head[tail != head]
    arcs = tail.size
    transit = random.integers(1, 4, arcs)
    resources = arcs + 1
    uses = []
    for _ in range(2):
        start = 2 * np.arange(arcs + 1)
        resource = np.column_stack([np.arange(arcs), np.full(arcs, arcs)]).ravel()
        away = 2 * transit
        amount = np.column_stack([random.uniform(0.5, 2.0, arcs), 0.5 * away]).ravel()
        offset = np.column_stack([random.integers(0, 2, arcs), np.zeros(arcs, np.int64)]).ravel()
        duration = np.column_stack([np.ones(arcs, np.int64), away]).ravel()
        uses.append(Uses(start, resource, amount, offset, duration, random.random(arcs) < 0.9))
    goods = 4
    origin = random.integers(0, nodes, goods)
    commodities = Commodities(
        use=random.integers(0, 2, goods),
        origin=origin,
        destination=(origin + random.integers(1, nodes, goods)) % nodes,
        amount=random.uniform(1.0, 5.0, goods),
        release=random.integers(0, 4, goods),
        due=random.integers(2, 9, goods),
        weight=random.uniform(0.5, 2.0, goods),
        unmet=np.full(goods, 60.0),
    )
    bucket = np.concatenate([np.arange(8), 8 + np.arange(8) // 4])
    widths = np.bincount(bucket)
    rate = np.append(random.uniform(0.2, 1.5, arcs), 4.0)
    cost = np.full(resources, np.inf)
    if sizing:
        cost[::2] = random.uniform(5.0, 20.0, cost[::2].size)
    return ShippingProblem(
        nodes, tail, head, transit, tuple(uses), commodities, rate[:, None] * widths, bucket, 1e-2, cost
    )


@pytest.mark.parametrize("sizing", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_same_optimum_as_the_time_expanded_programme(seed: int, sizing: bool) -> None:
    problem = random_problem(seed, sizing=sizing)
    ours = ship(problem, gap=1e-9)
    whole = time_expanded_model(problem).solve(algorithm="simplex").objective
    assert ours.objective == pytest.approx(whole, rel=1e-6)
    assert ours.bound == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize("sizing", [False, True])
@pytest.mark.parametrize("seed", range(6, 12))
def test_a_wider_gap_is_certified_by_prices_from_the_interior(seed: int, sizing: bool) -> None:
    problem = random_problem(seed, sizing=sizing)
    ours = ship(problem, gap=1e-3)
    whole = time_expanded_model(problem).solve(algorithm="simplex").objective
    assert ours.bound <= whole * (1 + 1e-7)
    assert whole <= ours.objective * (1 + 1e-7)
    assert ours.gap <= 1e-3


@pytest.mark.parametrize("seed", range(20, 40))
def test_flow_respects_capacity_release_and_amounts(seed: int) -> None:
    problem = random_problem(seed)
    ours = ship(problem, gap=1e-6)
    goods = problem.commodities
    used = np.zeros(problem.capacity.size)
    moved = ours.unmet.copy()
    for path, flow in zip(ours.paths, ours.flow, strict=True):
        k = path.commodity
        moved[k] += flow
        assert path.entered[0] >= goods.release[k]
        assert problem.tail[path.arcs[0]] == goods.origin[k]
        assert problem.head[path.arcs[-1]] == goods.destination[k]
        assert (problem.head[path.arcs[:-1]] == problem.tail[path.arcs[1:]]).all()
        ready = path.entered + problem.transit[path.arcs]
        assert (path.entered[1:] >= ready[:-1]).all()
        assert path.arrival >= ready[-1]
        places, amounts = path_consumption(problem, problem.uses[goods.use[k]], path.arcs, path.entered)
        used[places] += flow * amounts
    assert moved == pytest.approx(goods.amount)
    assert (used <= problem.capacity.ravel() + 1e-6).all()
