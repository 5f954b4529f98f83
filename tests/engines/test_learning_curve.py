from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.engines.learning_curve import (
    average_price_ratio,
    cumulative_average_cost,
    cumulative_average_lot_cost,
    exponent,
    slope_of_lots,
    unit_cost,
    unit_theory_lot_cost,
)

SLOPES = st.floats(0.5, 1.0)


@given(slope=SLOPES, quantity=st.integers(1, 10_000))
def test_a_doubling_multiplies_by_the_slope(slope: float, quantity: int) -> None:
    for cost in (unit_cost, cumulative_average_cost):
        once, twice = cost(7.0, slope, [quantity, 2 * quantity])
        assert twice == pytest.approx(slope * once)


@given(slope=SLOPES, cuts=st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True))
def test_lots_add_up_to_the_whole(slope: float, cuts: list[int]) -> None:
    ends = sorted(cuts)
    starts = [1, *[end + 1 for end in ends[:-1]]]
    for lot_cost in (unit_theory_lot_cost, cumulative_average_lot_cost):
        parts = sum(lot_cost(3.0, slope, a, b) for a, b in zip(starts, ends, strict=True))
        assert parts == pytest.approx(lot_cost(3.0, slope, 1, ends[-1]))


def test_no_learning_means_no_change() -> None:
    assert unit_theory_lot_cost(5.0, 1.0, 11, 20) == pytest.approx(50.0)
    assert cumulative_average_lot_cost(5.0, 1.0, 11, 20) == pytest.approx(50.0)


@pytest.mark.parametrize("slope", [0.0, -0.5, 1.01])
def test_a_slope_outside_its_range_is_refused(slope: float) -> None:
    with pytest.raises(ValueError, match="slope"):
        exponent(slope)


@settings(deadline=None)
@given(slope=st.floats(0.55, 0.99), sizes=st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_the_slope_of_lots_is_that_of_the_curve_they_are_on(slope: float, sizes: list[int]) -> None:
    means, before = [], 0
    for size in sizes:
        means.append(unit_theory_lot_cost(9.0, slope, before + 1, before + size) / size)
        before += size
    assert slope_of_lots(sizes, means) == pytest.approx(slope, abs=1e-4)


def test_the_slope_of_two_lots_of_frigates() -> None:
    """Type 26: three for GBP 3,700 m and five for 4,200 m; each cost "about two thirds" of the first three.

    With midpoints by hand: the first lot's mean is that of unit 1.76, the second's that of unit 5.87 (80 %
    curve), so that the slope is 2 to the power of log(0.681) / log(5.87 / 1.76).
    """
    expected = 2.0 ** (-0.384 / 1.204)
    assert slope_of_lots([3, 5], [3700 / 3, 4200 / 5]) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(("units", "costs"), [([3], [1.0]), ([3, 0], [1.0, 1.0]), ([3, 5], [1.0])])
def test_a_slope_needs_two_lots(units: list[int], costs: list[float]) -> None:
    with pytest.raises(ValueError, match="two lots or more"):
        slope_of_lots(units, costs)


def test_costs_that_rise_show_no_learning() -> None:
    assert slope_of_lots([3, 5], [1.0, 2.0]) == pytest.approx(1.0, abs=1e-6)


def test_a_slope_of_one_half_is_added_up_as_any_other() -> None:
    """Each doubling costs half as much again: unit n costs 1/n, and the sum is the harmonic one."""
    for start, stop in ((0, 3), (95, 130), (400, 1_000)):
        by_hand = sum(1.0 / unit for unit in range(start + 1, stop + 1)) / (stop - start)
        assert average_price_ratio(1, start, stop, 0.5) == pytest.approx(by_hand, rel=1e-12)
        near = average_price_ratio(1, start, stop, 0.5 + 1e-9)
        assert near == pytest.approx(by_hand, rel=1e-6)
