"""Service in proportion to what is lacking: all is served, nobody too much, and equals alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.engines.arrays import Indices, Values
from sinews.engines.proportional_service import serve


def drawn(seed: int) -> tuple[Indices, Values, Values, Values]:
    random = np.random.default_rng(seed)
    claimants, pools, periods = (
        int(random.integers(1, 9)),
        int(random.integers(1, 4)),
        int(random.integers(1, 7)),
    )
    gap = random.uniform(-2.0, 4.0, (claimants, periods)).clip(0.0)
    if seed % 2:
        gap = np.cumsum(gap, axis=1)
    pool = np.concatenate([np.arange(min(pools, claimants)), random.integers(0, pools, claimants)])[
        :claimants
    ]
    supply = random.uniform(0.0, 3.0, (pools, periods)) * random.integers(0, 2, (pools, periods))
    supply[np.setdiff1d(np.arange(pools), pool)] = 0.0
    for each in range(pools):
        # a pool in which nobody ever lacks anything supplies nothing
        if gap[pool == each].sum() == 0.0:
            supply[each] = 0.0
    return pool.astype(np.int64), gap, supply, random.uniform(0.01, 1.0, claimants)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_all_is_served_and_nobody_gets_too_much_while_others_lack(seed: int) -> None:
    pool, gap, supply, weight = drawn(seed)
    got = serve(pool, gap, supply, weight)
    assert got.min(initial=0.0) >= 0.0
    total = np.zeros_like(supply)
    np.add.at(total, pool, got)
    assert total == pytest.approx(supply, abs=1e-9)
    # what is lacking in the end is as little as it can be, as far as gaps only grow
    grows = np.minimum.accumulate(gap[:, ::-1], axis=1)[:, ::-1]
    lacking = np.clip(grows - np.cumsum(got, axis=1), 0.0, None)
    for each in range(supply.shape[0]):
        of = pool == each
        least = np.clip(grows[of].sum(axis=0) - np.cumsum(supply[each]), 0.0, None)
        assert lacking[of].sum(axis=0) == pytest.approx(least, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_asks_neither_for_order_nor_for_who_it_is(seed: int) -> None:
    pool, gap, supply, weight = drawn(seed)
    got = serve(pool, gap, supply, weight)
    order = np.random.default_rng(seed + 1).permutation(pool.size)
    assert serve(pool[order], gap[order], supply, weight[order]) == pytest.approx(got[order], abs=1e-9)
    twice = np.arange(pool.size).repeat(2)
    both = serve(pool[twice], gap[twice], 2.0 * supply, weight[twice])
    assert both == pytest.approx(got[twice], abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_moves_little_where_figures_move_little(seed: int) -> None:
    pool, gap, supply, weight = drawn(seed)
    got = serve(pool, gap, supply, weight)
    moved = serve(pool, gap * (1.0 + 1e-9), supply * (1.0 - 1e-9), weight)
    assert moved == pytest.approx(got, abs=1e-6)


def test_those_who_lack_it_first_get_what_is_too_much() -> None:
    # the second will lack four more, the first nothing: what comes early is for the second
    got = serve(np.array([0, 0]), np.array([[2.0, 2.0], [2.0, 6.0]]), np.array([[6.0, 2.0]]), np.ones(2))
    assert got.tolist() == [[2.0, 0.0], [4.0, 2.0]]
