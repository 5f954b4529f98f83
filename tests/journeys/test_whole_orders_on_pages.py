"""Pages made for ministers: nobody is asked to order a part of a product, in no table of any page."""

from __future__ import annotations

import polars as pl
import pytest

import sinews
from sinews.assessment.joint_procurement import joint_procurement
from sinews.document import Table
from sinews.present.topics.brief import Book, page, subjects
from sinews.present.topics.plan.contracts import signed


@pytest.fixture(scope="module")
def plan(baseline_plan: sinews.Plan) -> sinews.Plan:
    return baseline_plan


def test_no_summit_page_asks_for_a_part_of_a_product(plan: sinews.Plan) -> None:
    book = Book.of(plan)
    shown = 0
    for subject in subjects(plan):
        for table in page(book, subject).tables:
            if table.key == "orders" and not table.nothing:
                shown += table.frame.height
                assert (table.frame["quantity"] % 1 == 0).all()
                assert "Parts of a unit" not in table.caption
    assert shown > 100


def test_what_is_explained_of_an_order_is_whole(plan: sinews.Plan) -> None:
    told = sinews.explain(plan, ally="GRC", capability="tank")
    quantities = told.figures["orders"]["quantity"].to_list()
    assert quantities
    assert all(quantity % 1 == 0 for quantity in quantities)


def test_contracts_are_shown_and_joint_ones_add_up(plan: sinews.Plan) -> None:
    joint, largest = (block for block in signed(plan, "bn USD") if isinstance(block, Table))
    assert (largest.frame["quantity"] % 1 == 0).all()
    assert joint.frame.filter(name="all allies")["value"].item() == pytest.approx(plan.orders["value"].sum())
    by_ally = joint_procurement(plan)
    together = plan.contracts_signed.filter(pl.col("joint"))["value"].sum()
    assert by_ally["joint"].sum() == pytest.approx(together)
    assert 0.0 < joint.frame.filter(name="all allies")["joint"].item() < 0.4
