"""Greedy covering against brute force, the exact search and the bounds that it promises."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array

from sinews.engines.arrays import Values
from sinews.engines.covering import Layer, cover_value, layered_covering
from sinews.engines.greedy_covering import (
    BLOCK,
    Candidates,
    Discs,
    fewest_covering,
    greedy_covering,
    greedy_even_covering,
)
from sinews.engines.set_covering import partial_covering

WORTH = np.array([1.0, 0.5])


def discs(reach: Values) -> Discs:
    """Return the discs of a matrix of sites and candidates."""
    columns = csc_array(reach)
    return Discs(columns.indptr.astype(np.int64), columns.indices.astype(np.int32))


def problem(seed: int, groups: int = 1) -> tuple[Values, list[Values], list[Candidates]]:
    """Return weights, the reach of two layers, and the layers, each of two facilities a group."""
    random = np.random.default_rng(seed)
    weight = random.integers(1, 9, 14).astype(float)
    reach = [(random.random((14, 7)) < share).astype(float) for share in (0.3, 0.2)]
    limit, group = np.full(groups, 2 // groups), np.arange(7) % groups
    return weight, reach, [Candidates(discs(each), discs(each), limit, group) for each in reach]


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("seed", range(6))
def test_the_best_of_all_choices_lies_between_the_places_and_their_bound(seed: int, groups: int) -> None:
    weight, reach, layers = problem(seed, groups)
    found = greedy_covering(weight, layers, WORTH)
    allowed = [
        pair for pair in combinations(range(7), 2) if groups == 1 or {place % 2 for place in pair} == {0, 1}
    ]
    best = max(
        cover_value(
            weight,
            np.stack([part[:, pair].any(axis=1) for part, pair in zip(reach, pairs, strict=True)], axis=1),
            WORTH,
        )
        for pairs in product(allowed, repeat=2)
    )
    flags = np.stack(
        [part[:, chosen].any(axis=1) for part, chosen in zip(reach, found.places, strict=True)], axis=1
    )
    assert (flags == found.covered).all()
    assert found.value == pytest.approx(cover_value(weight, flags, WORTH))
    assert found.value <= best + 1e-9 <= found.bound + 2e-9
    # within a half of the best under limits of groups: Nemhauser, Wolsey and Fisher, 1978
    assert found.value >= 0.5 * best


def test_places_are_those_of_plain_greedy_addition() -> None:
    random = np.random.default_rng(3)
    reach = (random.random((60, 30)) < 0.15).astype(float)
    weight = random.random(60)
    left, chosen = weight.copy(), []
    for _ in range(5):
        chosen.append(int((reach.T @ left).argmax()))
        left[reach[:, chosen[-1]] > 0] = 0.0
    layer = Candidates(discs(reach), discs(reach), np.array([5]), np.zeros(30, np.int64))
    found = greedy_covering(weight, [layer], np.ones(1))
    assert found.places[0].tolist() == sorted(chosen)
    exact = layered_covering(weight, [Layer(csr_array(reach), layer.limit, layer.group)], [1.0])
    assert found.value >= (1.0 - np.exp(-1.0)) * exact.value
    assert found.bound >= exact.value - 1e-9
    again = greedy_covering(weight, [layer], np.ones(1), start=found.places)
    assert again.value == found.value


def test_a_wide_disc_bounds_what_is_left_out() -> None:
    # two places that cover a site each, of which one stands for both: the bound counts both
    reach, wide = np.eye(2)[:, :1], np.ones((2, 1))
    layer = Candidates(discs(reach), discs(wide), np.array([2]), np.zeros(1, np.int64))
    found = greedy_covering(np.array([3.0, 2.0]), [layer], np.ones(1))
    assert (found.value, found.bound) == (3.0, 5.0)


@pytest.mark.parametrize("seed", range(6))
def test_the_least_share_lies_between_brute_force_and_its_bound(seed: int) -> None:
    random = np.random.default_rng(seed)
    weight = random.integers(1, 9, 14).astype(float)
    reach = (random.random((14, 8)) < 0.35).astype(float)
    agent = np.arange(14) % 3
    total = np.bincount(agent, weights=weight)
    best = max(
        (np.bincount(agent, weights=weight * reach[:, places].any(axis=1)) / total).min()
        for places in combinations(range(8), 3)
    )
    layer = Candidates(discs(reach), discs(reach), np.array([3]), np.zeros(8, np.int64))
    found = greedy_even_covering(weight, [layer], np.ones(1), agent)
    share = np.bincount(agent, weights=weight * reach[:, found.places[0]].any(axis=1)) / total
    assert found.share == pytest.approx(share)
    assert found.share.min() <= best + 1e-9 <= found.bound + 2e-9
    assert found.share.min() >= 0.8 * best


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("share", [0.0, 0.4, 0.9])
def test_the_fewest_lie_between_a_bound_and_what_is_placed(seed: int, share: float) -> None:
    weight, reach, layers = problem(seed)
    possible = weight[reach[0].any(axis=1)].sum() / weight.sum()
    fewest = partial_covering(weight, csr_array(reach[0]), min(share, possible))
    found = fewest_covering(weight, layers[0], min(share, possible))
    assert found.bound <= round(fewest.cost) <= found.cost
    covered = weight[reach[0][:, found.places].any(axis=1)].sum()
    assert covered >= min(share, possible) * weight.sum() - 1e-9


def test_more_than_all_places_reach_is_told() -> None:
    layer = Candidates(discs(np.eye(2)[:, :1]), discs(np.eye(2)[:, :1]), np.array([1]), np.zeros(1, np.int64))
    with pytest.raises(ValueError, match="reach less than 100%"):
        fewest_covering(np.ones(2), layer, 1.0)


def test_sums_of_discs_are_those_of_the_matrix_whatever_is_summed_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(1)
    reach = (random.random((50, 20)) < 0.2).astype(float)
    reach[:, [0, 7, 19]] = 0.0
    values = random.random(50)
    for block in (1, 7, BLOCK):
        monkeypatch.setattr("sinews.engines.greedy_covering.BLOCK", block)
        assert discs(reach).sums(values) == pytest.approx(reach.T @ values)
