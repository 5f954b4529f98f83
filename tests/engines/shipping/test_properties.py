"""What must hold of any shipment: more never hurts, cuts go around or strand, and nothing but time depends on
processors or on where a solve starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.shipping.problems import random_problem, without_arcs

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.shipping import Shipping, ShippingProblem, ship

EXACT = 1e-9
SEEDS = st.integers(0, 10_000)


def used(problem: ShippingProblem, shipping: Shipping) -> Values:
    """Return what is used of each resource in each bucket, reckoned tick by tick from paths and flows."""
    total = np.zeros((problem.capacity.shape[0], problem.horizon))
    for path, flow in zip(shipping.paths, shipping.flow, strict=True):
        uses = problem.uses[problem.commodities.use[path.commodity]]
        for arc, tick in zip(path.arcs, path.entered, strict=True):
            for use in range(uses.start[arc], uses.start[arc + 1]):
                for step in range(uses.duration[use]):
                    at = tick + uses.offset[use] + step
                    if at < problem.horizon:
                        total[uses.resource[use], at] += flow * uses.amount[use] / uses.duration[use]
    by_bucket = np.zeros(problem.capacity.shape)
    for tick, bucket in enumerate(problem.bucket):
        by_bucket[:, bucket] += total[:, tick]
    return by_bucket


def reachable(problem: ShippingProblem, k: int) -> bool:
    """Return whether a commodity can reach its destination in time, with resources without end."""
    goods, uses = problem.commodities, problem.uses[problem.commodities.use[k]]
    first = np.full(problem.nodes, problem.horizon + 1)
    first[goods.origin[k]] = goods.release[k]
    for _ in range(problem.nodes):
        for arc in np.flatnonzero(uses.admissible):
            tail, head = problem.tail[arc], problem.head[arc]
            first[head] = min(first[head], first[tail] + problem.transit[arc])
    return bool(first[goods.destination[k]] <= problem.horizon)


def same(one: Shipping, other: Shipping) -> bool:
    """Return whether two shipments are the same to the last digit."""

    def digest(shipping: Shipping) -> list[tuple[int, Indices, Indices]]:
        return [(p.commodity, p.arcs.tolist(), p.entered.tolist()) for p in shipping.paths]

    return (
        digest(one) == digest(other)
        and np.array_equal(one.flow, other.flow)
        and np.array_equal(one.price, other.price)
        and one.objective == other.objective
        and one.bound == other.bound
    )


@settings(max_examples=25, deadline=None, derandomize=True)
@given(SEEDS, st.lists(st.booleans(), min_size=15, max_size=15), st.floats(1.0, 4.0))
def test_more_of_anything_never_costs_more(seed: int, which: list[bool], factor: float) -> None:
    problem = random_problem(seed)
    chosen = np.resize(np.array(which), problem.capacity.shape[0])
    more = replace(problem, capacity=problem.capacity * np.where(chosen, factor, 1.0)[:, None])
    less, better = ship(problem, gap=EXACT), ship(more, gap=EXACT)
    assert better.objective <= less.objective * (1 + 1e-7)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(SEEDS, st.integers(1, 8))
def test_a_cut_goes_around_or_strands_those_who_have_no_way(seed: int, cuts: int) -> None:
    problem = random_problem(seed)
    random = np.random.default_rng(seed)
    gone: Flags = np.zeros(problem.tail.size, np.bool_)
    gone[random.choice(gone.size, cuts, replace=False)] = True
    cut = without_arcs(problem, gone)
    # capacity without end: who is stranded then has no way
    plenty = replace(cut, capacity=cut.capacity + 1e3)
    found = ship(plenty, gap=EXACT)
    for path in found.paths:
        assert not gone[path.arcs].any()
    for k in range(problem.commodities.count):
        expected = 0.0 if reachable(plenty, k) else problem.commodities.amount[k]
        assert found.unmet[k] == pytest.approx(expected, abs=1e-6)
    assert ship(cut, gap=EXACT).objective >= ship(problem, gap=EXACT).objective * (1 - 1e-7)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDS, st.booleans(), st.sampled_from([1e-2, 1e-6]))
def test_capacities_hold_by_a_count_of_every_tick(seed: int, sizing: bool, gap: float) -> None:
    problem = random_problem(seed, sizing=sizing)
    found = ship(problem, gap=gap)
    given = problem.capacity + found.expansion[:, None] * np.bincount(problem.bucket)
    assert (used(problem, found) <= given * (1 + 1e-6) + 1e-6).all()


@pytest.mark.parametrize("seed", range(6))
def test_the_same_twice_and_with_any_number_of_processors(seed: int) -> None:
    problem = random_problem(seed)
    first = ship(problem, gap=1e-3, processors=1)
    for processors in (1, 2, 5):
        assert same(first, ship(problem, gap=1e-3, processors=processors))


@pytest.mark.parametrize("sizing", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_a_solve_from_what_another_knows_ends_at_the_same_optimum(seed: int, sizing: bool) -> None:
    problem = random_problem(seed, sizing=sizing)
    goods = problem.commodities
    less = replace(
        problem,
        capacity=problem.capacity * 0.7,
        commodities=replace(goods, release=goods.release + 1, amount=goods.amount * 1.2),
    )
    known = ship(problem, gap=EXACT).known
    fresh, again = ship(less, gap=EXACT), ship(less, gap=EXACT, known=known)
    assert again.objective == pytest.approx(fresh.objective, rel=1e-6)
    assert again.bound == pytest.approx(fresh.bound, rel=1e-6)
    for path in again.paths:
        assert path.entered[0] >= less.commodities.release[path.commodity]
