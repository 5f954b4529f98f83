from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpModel
from sinews.engines.p_median import network_distances, p_median


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.booleans())
def test_it_equals_brute_force(seed: int, count: int, whole: bool) -> None:
    random = np.random.default_rng(seed)
    distance = random.random((9, 8)) * 50
    distance = np.round(distance) if whole else distance
    best = min(distance[:, chosen].min(axis=1).sum() for chosen in itertools.combinations(range(8), count))
    found = p_median(distance, count)
    assert found.cost == pytest.approx(best)
    assert distance[:, found.places].min(axis=1).sum() == pytest.approx(best)
    assert found.places.size == count


def test_it_equals_an_integer_programme() -> None:
    for seed, count in [(1, 4), (2, 12)]:
        random = np.random.default_rng(seed)
        distance = random.integers(1, 40, size=(40, 30)).astype(float)
        found = p_median(distance, count)
        model = LpModel()
        placed = model.add_columns(30, upper=1.0)
        model.add_entries(model.add_rows(1, lower=count, upper=count), placed, 1.0)
        served = model.add_columns(distance.size, cost=distance.ravel(), upper=1.0).reshape(distance.shape)
        model.add_entries(model.add_rows(40, lower=1.0)[:, None], served, 1.0)
        only_there = model.add_rows(distance.size, upper=0.0).reshape(distance.shape)
        model.add_entries(only_there, served, 1.0)
        model.add_entries(only_there, placed[None, :], -1.0)
        assert found.cost == pytest.approx(solve_integer(model, placed).objective)


def test_clients_that_weigh_twice_are_two_clients() -> None:
    distance = np.random.default_rng(3).random((25, 12))
    twice = p_median(np.concatenate([distance, distance[:10]]), 3)
    weighted = p_median(distance * np.where(np.arange(25) < 10, 2.0, 1.0)[:, None], 3)
    assert weighted.places.tolist() == twice.places.tolist()
    assert weighted.cost == pytest.approx(twice.cost)


def test_a_facility_at_every_candidate_costs_the_nearest_of_all() -> None:
    distance = np.random.default_rng(4).random((9, 6))
    assert p_median(distance, 6).cost == pytest.approx(distance.min(axis=1).sum())


def test_of_edges_between_the_same_nodes_the_last_counts() -> None:
    assert network_distances(3, [0, 1, 1], [1, 2, 0], [5, 2, 7])[0].tolist() == [0.0, 7.0, 9.0]


def test_too_many_facilities_are_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        p_median([[1.0]], 2)
