"""Column generation against the time-expanded programme solved whole, on random networks."""

import pytest
from tests.engines.shipping.problems import random_problem

from sinews.engines.shipping import ship, time_expanded_model


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
def test_flow_is_conserved_and_leaves_no_earlier_than_released(seed: int) -> None:
    problem = random_problem(seed)
    ours = ship(problem, gap=1e-6)
    goods = problem.commodities
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
    assert moved == pytest.approx(goods.amount)
