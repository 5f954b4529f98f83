"""What peace uses up, by hand: training, shelf life and accidents, and that it is bought again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl
import pytest
from tests.recheck import violations
from tests.scoped_case import with_rows, without_rows
from tests.small_case import small_case

import sinews
from sinews.case import Case, CaseError, peacetime_use
from sinews.implementation import Plan
from sinews.implementation.peacetime import held_at_least_nothing


def using(**columns: float) -> Case:
    """Return the small case with what peace uses up of trucks."""
    return with_rows(small_case(), peacetime_use=[{"capability": "truck"} | columns])


@cache
def planned(**columns: float) -> Plan:
    return sinews.plan(using(**columns) if columns else small_case())


def path(plan: Plan, ally: str, column: str) -> Sequence[float]:
    """Return a column of an ally's stock of trucks by year."""
    rows = plan.stock.filter(ally=ally, capability="truck").sort("year")
    found: list[float] = rows[column].to_list()
    return found


@pytest.mark.parametrize(
    ("columns", "renewed", "lost"),
    [
        ({"training": 8.0, "shelf_life": 20.0}, 0.08, 0.0),
        # what is fired is the oldest: the larger of the two counts, not their sum
        ({"training": 2.0, "shelf_life": 20.0}, 0.05, 0.0),
        ({"flying_hours": 200.0, "loss_rate": 1.5}, 0.0, 0.003),
        ({}, 0.0, 0.0),
    ],
)
def test_parts_used_up_in_a_year(columns: dict[str, float], renewed: float, lost: float) -> None:
    row = peacetime_use(using(**columns)).row(0, named=True)
    assert (row["renewed"], row["lost"]) == (pytest.approx(renewed), pytest.approx(lost))


def test_use_is_a_part_of_the_target_less_what_retires_in_any_case() -> None:
    """Sixty hundred German trucks retire over twenty years, three a year; Latvia's five never do."""
    plan = planned(training=10.0)
    for ally, retires in (("DEU", 3.0), ("LVA", 0.0)):
        due = [max(0.1 * target - retires, 0.0) for target in path(plan, ally, "target")]
        assert path(plan, ally, "used") == pytest.approx(due), ally
        assert max(due) > 0.0
    opening, retired, used, given, delivered, closing = (
        np.array(path(plan, "DEU", name))
        for name in ("opening", "retired", "used", "given", "delivered", "closing")
    )
    assert closing == pytest.approx(opening - retired - used - given + delivered)
    assert violations(plan) == []


def test_what_is_used_up_is_bought_again_and_paid() -> None:
    """In the last years, where targets are met in both, deliveries are more by what is used."""
    without, with_use = planned(), planned(training=8.0)
    for ally in ("DEU", "CZE", "LVA"):
        assert path(with_use, ally, "shortfall")[-1] == pytest.approx(0.0, abs=1e-6)
        more = sum(path(with_use, ally, "delivered")) - sum(path(without, ally, "delivered"))
        spare = path(with_use, ally, "closing")[-1] - path(without, ally, "closing")[-1]
        assert more == pytest.approx(sum(path(with_use, ally, "used")) + spare), ally
        assert more > 0.0
    paid = [
        plan.payments.filter(pl.col("capability") == "truck", pl.col("element") == "procurement")[
            "amount"
        ].sum()
        for plan in (without, with_use)
    ]
    assert paid[1] > paid[0]


def test_no_more_is_used_than_is_there() -> None:
    """Without a line nothing can be bought: what is held is used to the last, and never less than nothing."""
    case = using(training=60.0)
    for table, key in (("contracts", "line"), ("support_deliveries", "line"), ("lines", "line")):
        case = without_rows(case, table, (pl.col(key) == "lorry_line").fill_null(False))
    plan = sinews.plan(case)
    for ally, held in (("DEU", 60.0), ("CZE", 15.0), ("LVA", 5.0)):
        closing = path(plan, ally, "closing")
        assert min(closing) == closing[-1] == pytest.approx(0.0, abs=1e-9)
        leaves = [sum(path(plan, ally, name)) for name in ("used", "retired", "given")]
        assert sum(leaves) == pytest.approx(held)
    assert violations(plan) == []


def test_a_stock_stays_at_nothing_until_it_is_filled_again() -> None:
    stock, forgone = held_at_least_nothing(np.array([2.0, -1.0, -3.0, -2.0, 4.0]))
    # what could not be used is not made up for: one is delivered in the fourth year, and is there
    assert stock.tolist() == [2.0, 0.0, 0.0, 1.0, 7.0]
    assert forgone.tolist() == [0.0, 1.0, 2.0, 0.0, 0.0]


def test_more_than_all_cannot_be_used() -> None:
    with pytest.raises(CaseError, match="peacetime_use"):
        using(training=101.0)
    with pytest.raises(CaseError, match="peacetime_use"):
        using(shelf_life=0.5)
