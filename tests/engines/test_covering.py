"""Covering against brute force, and the properties that every cover must have."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sinews.engines.covering import (
    Layer,
    cover_value,
    covered_by,
    layered_covering,
    maximal_covering,
    one_group,
    out_of_reach,
)
from sinews.engines.set_covering import partial_covering, set_covering

SEEDS = st.integers(0, 10**6)
few = settings(max_examples=25, deadline=None)


def instance(seed: int, sites: int = 9, candidates: int = 7) -> tuple[NDArray[np.float64], csr_array]:
    random = np.random.default_rng(seed)
    reach = random.random((sites, candidates)) < 0.3
    return random.integers(0, 20, sites).astype(float), csr_array(reach)


def choices(layer: Layer) -> list[NDArray[np.int64]]:
    """Return every set of places within the limits of a layer."""
    count = layer.group.size
    found = []
    for size in range(count + 1):
        for chosen in itertools.combinations(range(count), size):
            used = np.bincount(layer.group[list(chosen)], minlength=layer.limit.size)
            if (used <= layer.limit).all():
                found.append(np.array(chosen, np.int64))
    return found


@few
@given(SEEDS, st.integers(0, 4))
def test_maximal_covering_equals_brute_force(seed: int, count: int) -> None:
    weight, reach = instance(seed)
    layer = one_group(reach, count)
    best = max(weight @ covered_by([layer], [chosen])[:, 0] for chosen in choices(layer))
    found = maximal_covering(weight, reach, count)
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert len(found.places[0]) <= count


@few
@given(SEEDS, st.floats(0.0, 1.0))
def test_layers_with_groups_equal_brute_force(seed: int, second: float) -> None:
    random = np.random.default_rng(seed)
    weight, first = instance(seed, 7, 5)
    _, other = instance(seed + 1, 7, 5)
    layers = [
        Layer(part, random.integers(0, 3, 2), random.integers(0, 2, 5))
        for part in (first, other)
    ]  # fmt: skip
    worth = [1.0, second]
    best = max(
        cover_value(weight, covered_by(layers, places), worth)
        for places in itertools.product(*(choices(layer) for layer in layers))
    )
    found = layered_covering(weight, layers, worth, nodes=None)
    assert found.value == pytest.approx(best)
    assert found.gap <= 1e-6
    assert cover_value(weight, found.covered, worth) == pytest.approx(found.value)
    for layer, places in zip(layers, found.places, strict=True):
        assert (np.bincount(layer.group[places], minlength=2) <= layer.limit).all()


@few
@given(SEEDS)
def test_one_more_facility_never_covers_less(seed: int) -> None:
    weight, reach = instance(seed, 30, 25)
    before = None
    for count in range(8):
        now = layered_covering(
            weight, [one_group(reach, count)], [1.0], gap=0.1, start=None if before is None else before.places
        )
        assert before is None or now.value >= before.value
        assert now.gap <= 0.1
        before = now


@few
@given(SEEDS, st.floats(1e-6, 1e6))
def test_scaled_weights_change_nothing(seed: int, factor: float) -> None:
    weight, reach = instance(seed, 20, 15)
    one, other = (maximal_covering(values, reach, 3) for values in (weight, weight * factor))
    assert other.value == pytest.approx(one.value * factor)


def test_a_site_out_of_reach_is_told() -> None:
    reach = csr_array([[1, 0], [0, 0], [0, 1]])
    layer = one_group(reach, 2)
    assert out_of_reach([layer]).tolist() == [False, True, False]
    found = maximal_covering([1.0, 5.0, 1.0], reach, 2)
    assert found.covered[:, 0].tolist() == [True, False, True]
    assert found.value == 2.0


@pytest.mark.parametrize("weight", [[-1.0], [np.nan]])
def test_weights_that_make_no_sense_are_refused(weight: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        maximal_covering(weight, csr_array([[1.0]]), 1)


@few
@given(SEEDS)
def test_set_covering_equals_brute_force(seed: int) -> None:
    random = np.random.default_rng(seed)
    reach = random.random((8, 9)) < 0.4
    reach[np.arange(8), random.integers(0, 9, 8)] = True
    cost = random.integers(1, 9, 9)
    chosen = np.array(list(itertools.product((0, 1), repeat=9)))
    covers = (chosen @ reach.T >= 1).all(axis=1)
    assert set_covering(csr_array(reach), cost=cost).cost == pytest.approx((chosen @ cost)[covers].min())


@few
@given(SEEDS, st.sampled_from([0.3, 0.5, 0.8]))
def test_partial_covering_needs_as_many_as_maximal_covering_says(seed: int, share: float) -> None:
    weight, reach = instance(seed, 10, 8)
    reachable = weight[np.diff(reach.indptr) > 0].sum()
    if weight.sum() == 0 or reachable < share * weight.sum():
        return
    found = partial_covering(weight, reach, share)
    assert maximal_covering(weight, reach, round(found.cost)).value >= share * weight.sum() - 1e-6
    if found.cost > 0:
        assert maximal_covering(weight, reach, round(found.cost) - 1).value < share * weight.sum()


def test_what_cannot_be_covered_is_said() -> None:
    with pytest.raises(ValueError, match="site 1"):
        set_covering(csr_array([[1, 0], [0, 0]]))
    with pytest.raises(ValueError, match="less than 80%"):
        partial_covering([1.0, 1.0], csr_array([[1.0], [0.0]]), 0.8)
