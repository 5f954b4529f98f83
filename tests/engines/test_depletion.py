"""How long a stock lasts: beside closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm

from sinews.engines.depletion import chance_of_lasting


def test_a_constant_use_lasts_stock_over_use() -> None:
    lasts = chance_of_lasting(100.0, 0.0, [np.full(10, 10.0)], [15])
    assert lasts[:10] == pytest.approx(np.ones(10))
    assert lasts[10:] == pytest.approx(np.zeros(5))


def test_one_round_a_day_or_none_is_binomial() -> None:
    """All use is met for n days if no more than ten of them want a round."""
    lasts = chance_of_lasting(10.0, 0.0, [np.array([0.0, 0.0, 0.0, 1.0])], [60])
    assert lasts == pytest.approx(binom.cdf(10, np.arange(1, 61), 0.25), abs=1e-9)


def test_many_small_days_are_normal() -> None:
    use = np.linspace(0.0, 40.0, 4001)
    lasts = chance_of_lasting(1200.0, 0.0, [use], [70])
    days = np.arange(50, 71)
    expected = norm.cdf((1200.0 - 20.0 * days) / np.sqrt(days * 40.0**2 / 12.0))
    assert lasts[49:] == pytest.approx(expected, abs=0.02)


def test_what_comes_in_keeps_it_up() -> None:
    lasts = chance_of_lasting(50.0, 10.0, [np.full(4, 10.0)], [100])
    assert lasts == pytest.approx(np.ones(100))
    empty = chance_of_lasting(0.0, 0.0, [np.array([0.0, 1.0])], [3])
    assert empty == pytest.approx([0.5, 0.25, 0.125])
    assert chance_of_lasting(0.0, 0.0, [np.zeros(2)], [3]) == pytest.approx(np.ones(3))


def test_phases_follow_each_other() -> None:
    """Ten days of four and then of one: 50 last 20 days."""
    lasts = chance_of_lasting(50.0, 0.0, [np.full(2, 4.0), np.full(2, 1.0)], [10, 20])
    assert lasts[19] == pytest.approx(1.0)
    assert lasts[20] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("more", [1.0, 30.0])
def test_more_stock_never_lasts_less(more: float) -> None:
    use = [np.array([0.0, 1.0, 7.0, 20.0])]
    once, larger = (chance_of_lasting(100.0 + add, 1.0, use, [60]) for add in (0.0, more))
    assert (larger >= once - 5e-3).all()
    assert (np.diff(once) <= 1e-12).all()
