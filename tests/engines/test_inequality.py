from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinews.engines.inequality import gini


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=12))
def test_gini_is_half_the_relative_mean_difference(values: list[float]) -> None:
    total = sum(values)
    if total < 1e-6:
        return
    pairs = [abs(a - b) for a, b in product(values, repeat=2)]
    mean_difference = sum(pairs) / len(values) ** 2
    assert gini(values) == pytest.approx(mean_difference / (2 * total / len(values)), abs=1e-9)


def test_one_bearing_all_approaches_one() -> None:
    assert gini(np.eye(100)[0]) == pytest.approx(0.99)
    assert gini([0.0, 0.0]) == 0.0
