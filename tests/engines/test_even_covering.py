"""Even covering against brute force on small problems."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from sinews.engines.covering import one_group
from sinews.engines.even_covering import even_covering


@pytest.mark.parametrize("seed", range(12))
def test_the_least_share_lies_between_brute_force_and_its_bound(seed: int) -> None:
    random = np.random.default_rng(seed)
    weight = random.integers(1, 9, 14).astype(float)
    reach = csr_array((random.random((14, 8)) < 0.35).astype(float))
    agent = np.arange(14) % 3
    found = even_covering(weight, [one_group(reach, 3)], [1.0], agent)
    total = np.bincount(agent, weights=weight)

    def share(places: tuple[int, ...]) -> np.ndarray:
        flags = reach.toarray()[:, list(places)].any(axis=1)
        return np.asarray(np.bincount(agent, weights=weight * flags) / total)

    best = max(share(places).min() for places in combinations(range(8), 3))
    assert found.share == pytest.approx(share(tuple(found.places[0])))
    assert len(found.places[0]) <= 3
    assert found.share.min() <= best + 1e-9
    assert best <= found.bound + 1e-9
    assert found.share.min() >= 0.95 * best


def test_who_has_nothing_to_cover_holds_nobody_back() -> None:
    reach = csr_array(np.eye(3))
    found = even_covering([2.0, 3.0, 0.0], [one_group(reach, 2)], [1.0], [0, 1, 2])
    assert found.share.tolist() == [1.0, 1.0, 1.0]
    assert found.bound == pytest.approx(1.0)


def test_one_facility_for_two_agents_leaves_one_with_nothing() -> None:
    found = even_covering([5.0, 5.0], [one_group(csr_array(np.eye(2)), 1)], [1.0], [0, 1])
    assert found.share.min() == 0.0
    assert found.bound == pytest.approx(0.5)


def test_weights_in_another_unit_change_nothing() -> None:
    random = np.random.default_rng(5)
    reach = csr_array((random.random((20, 10)) < 0.3).astype(float))
    weight, agent = random.random(20), np.arange(20) % 4
    once, more = (even_covering(k * weight, [one_group(reach, 4)], [1.0], agent) for k in (1.0, 1000.0))
    assert once.places[0].tolist() == more.places[0].tolist()
    assert once.bound == pytest.approx(more.bound)
