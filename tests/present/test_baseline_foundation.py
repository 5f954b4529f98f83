"""What the plan of the baseline rests on."""

from __future__ import annotations

import pytest

import sinews
from sinews.present.figures import price_foundation
from sinews.present.foundation import output_foundation

EVIDENT = 0.6
"""Least part of the value ordered, and of the output of lines, on published or derived figures."""


@pytest.fixture(scope="module")
def plan(baseline_plan: sinews.Plan) -> sinews.Plan:
    return baseline_plan


def test_most_of_the_value_ordered_rests_on_published_or_derived_prices(plan: sinews.Plan) -> None:
    founded = dict(price_foundation(plan).iter_rows())
    assert founded["published"] + founded["derived"] >= EVIDENT


def test_most_of_what_lines_put_out_rests_on_published_or_derived_rates(plan: sinews.Plan) -> None:
    founded = dict(output_foundation(plan).iter_rows())
    assert founded["published"] + founded["derived"] >= EVIDENT
