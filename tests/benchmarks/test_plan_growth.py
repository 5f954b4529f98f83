"""That the made-up cases of the benchmark of growth are cases like any other."""

from __future__ import annotations

import pytest
from benchmarks.plan_growth_inputs import grown_case
from benchmarks.registry import PLAN_GROWTH


@pytest.mark.parametrize("size", PLAN_GROWTH.sizes)
def test_a_made_up_case_passes_the_checks_of_a_case(size: str) -> None:
    allies, products, years = (int(part) for part in size.split("x"))
    case = grown_case(allies, products, years)
    assert case["allies"].height == allies
    assert case["products"].height == products
    # any change has the whole case checked
    assert case.with_value("lines", "lp000", lead_time=2)["lines"]["lead_time"][0] == 2
