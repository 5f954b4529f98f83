from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.engines.learning_curve import (
    cumulative_average_cost,
    cumulative_average_lot_cost,
    exponent,
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
