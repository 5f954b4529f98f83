from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    assert found.bound == pytest.approx(best)
    assert distance[:, found.places].min(axis=1).sum() == pytest.approx(best)
    assert found.places.size == count


def test_of_edges_between_the_same_nodes_the_last_counts() -> None:
    assert network_distances(3, [0, 1, 1], [1, 2, 0], [5, 2, 7])[0].tolist() == [0.0, 7.0, 9.0]


def test_too_many_facilities_are_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        p_median([[1.0]], 2)
