"""How prices move over the years of the baseline's plan."""

from __future__ import annotations

import polars as pl
import pytest

from sinews.case import open_case
from sinews.implementation import Plan

FAMILY = 0.85
"""What is left of today's price, at least, where a type follows a family that has long been built."""


@pytest.fixture(scope="module")
def plan(baseline_plan: Plan) -> Plan:
    """The plan of the baseline."""
    return baseline_plan


def test_a_type_that_follows_a_family_does_not_learn_all_anew(plan: Plan) -> None:
    today = dict(plan.tables["prices"].select("product", "procurement").iter_rows())
    for product in ("gripen_e", "zuzana2"):
        orders = plan.tables["orders"].filter((pl.col("product") == product) & (pl.col("quantity") > 0))
        assert orders.height > 0
        assert orders["unit_price"].min() >= FAMILY * today[product]


def test_ships_grow_dearer_as_rand_found() -> None:
    """RAND MG-484: 7 to 11 % a year, against general prices of 4 to 5 %."""
    rates = dict(open_case()["price_growth"].select("learning_class", "rate").iter_rows())
    assert 7 - 5 <= rates["ships"] <= 11 - 4
    assert 4 <= rates["ships"] <= 5
