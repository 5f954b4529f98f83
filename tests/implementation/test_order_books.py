"""Orders whose buyers are not named: who gets them, who pays, and what capacity they take."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.recheck import violations
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.case import Case, CaseError, for_ukraine, on_order

ORDER = {"line": "short_line", "first_year": 2026, "last_year": 2028}
SUPPORT = [
    {"ally": ally, "year": 2025, "kind": "given", "amount": amount, "currency": "EUR", "price_year": 2024}
    for ally, amount in (("DEU", 300.0), ("LVA", 100.0))
]


def booked(**orders: dict[str, Any]) -> Case:
    """The small case with orders by key; Czechia operates three short-range units, Latvia has ordered one."""
    operators = [{"product": "sam_short", "ally": "CZE", "quantity": 3.0}]
    rows = [{"order": key} | ORDER | order for key, order in orders.items()]
    return with_rows(small_case(), operators=operators, commitments=SUPPORT, order_books=rows)


def test_operators_share_an_order_by_what_they_operate_and_have_ordered() -> None:
    """Czechia operates three, Latvia has one on contract: six and two of eight."""
    case = booked(eight={"buyers": "operators", "quantity": 8.0})
    found = on_order(case).filter(pl.col("line") == "short_line", pl.col("quantity") != 1)
    assert sorted(found.select("ally", "quantity", "status").rows()) == [
        ("CZE", 6.0, "assumed"),
        ("LVA", 2.0, "assumed"),
    ]


def test_holders_share_by_what_they_hold_and_supporters_by_what_they_gave() -> None:
    case = booked(six={"buyers": "holders", "quantity": 16.0}, four={"buyers": "ukraine", "quantity": 4.0})
    held = on_order(case).filter(pl.col("last_year") == 2028, pl.col("line") == "short_line")
    assert sorted(held.select("ally", "quantity").rows()) == [("CZE", 6.0), ("DEU", 8.0), ("LVA", 2.0)]
    paid = for_ukraine(case).filter(pl.col("line") == "short_line")
    assert dict(paid.select("ally", "quantity").rows()) == pytest.approx({"DEU": 3.0, "LVA": 1.0})


def test_what_is_booked_is_in_stock_given_or_gone_and_nothing_else() -> None:
    """Nine of each class over three years, at a line of six a year, beside Latvia's one on contract."""
    orders = {
        buyers: {"buyers": buyers, "quantity": quantity}
        for buyers, quantity in (("operators", 6.0), ("ukraine", 3.0), ("others", 3.0))
    }
    plan = sinews.plan(booked(**orders))
    assert violations(plan) == []
    delivered = plan.deliveries.filter(pl.col("line") == "short_line")["contracted"].sum()
    given = plan.tables["support"].filter(origin="line", key="short_line")["quantity"].sum()
    gone = plan.tables["lines"].filter(pl.col("line") == "short_line")["others"].sum()
    assert (delivered, given, gone) == pytest.approx((6.0 + 1.0, 3.0, 3.0))
    # stock: what arrived beyond new orders is what was on order
    assert arrived(plan) - arrived(sinews.plan(small_case())) == pytest.approx(4.0)


def arrived(plan: sinews.Plan) -> float:
    """What arrives of short-range units by 2027 beyond new orders."""
    stock = plan.stock.filter(pl.col("capability") == "gbad_short", pl.col("year") <= 2027)
    made = plan.deliveries.filter(pl.col("line") == "short_line", pl.col("year") <= 2027)
    return float(stock["delivered"].sum()) - float(made["ordered"].sum())


def test_money_is_paid_by_those_who_get_or_give_and_by_nobody_for_others() -> None:
    def paid(case: Case) -> dict[str, float]:
        spending = sinews.plan(case).spending
        return {name: float(spending[name].sum()) for name in ("contracted", "support")}

    none = paid(booked())
    operators = paid(booked(one={"buyers": "operators", "quantity": 3.0, "first_year": 2028}))
    ukraine = paid(booked(one={"buyers": "ukraine", "quantity": 3.0, "first_year": 2028}))
    others = paid(booked(one={"buyers": "others", "quantity": 3.0, "first_year": 2028}))
    # delivered two years after the start, the lead time: all parts of the price fall into planning years
    assert operators["contracted"] - none["contracted"] == pytest.approx(300.0)
    assert ukraine["support"] - none["support"] == pytest.approx(300.0)
    assert others == none


def test_orders_of_others_leave_less_for_new_ones() -> None:
    def built(case: Case) -> float:
        made = sinews.plan(case).deliveries.filter(pl.col("line") == "short_line", pl.col("year") == 2028)
        return float(made["ordered"].sum())

    # the line's six of 2028 are taken, what expansion adds by then is left
    full = {"buyers": "others", "quantity": 6.0, "first_year": 2028}
    assert built(booked()) - built(booked(full=full)) == pytest.approx(6.0)


def test_an_order_book_rolls_in_whole_products() -> None:
    case = booked(eight={"buyers": "operators", "quantity": 8.0}, gone={"buyers": "others", "quantity": 5.0})
    rolled = sinews.roll(case, 2027)
    assert rolled["order_books"].select("order", "quantity", "first_year").rows() == [
        ("eight", 6.0, 2027),
        ("gone", 4.0, 2027),
    ]
    held = rolled["inventory"].filter(pl.col("capability") == "gbad_short").select("ally", "quantity").rows()
    # two of eight: Czechia's share is one and a half, Latvia's a half; Latvia's contract comes, too
    assert sum(quantity for _, quantity in held) == 8.0 + 2.0 + 1.0
    assert all(quantity == int(quantity) for _, quantity in held)
    built = rolled["products"].filter(pl.col("product") == "sam_short")["prior_quantity"].item()
    assert built == 100.0 + 1.0 + 2.0 + 1.0


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"buyers": "operators", "line": "long_line", "quantity": 1.0}, "", "sound"),
    ({"buyers": "operators", "line": "lorry_line", "quantity": 1.0}, "buyers", "some ally belongs"),
    ({"buyers": "operators", "quantity": 1.0, "signed": 2027}, "first_year", "before it was signed"),
    ({"buyers": "others", "quantity": 1.0, "first_year": 2029}, "last_year", "not before first_year"),
    ({"buyers": "nobody", "quantity": 1.0}, "buyers", "one of operators, holders"),
]


@pytest.mark.parametrize(("row", "column", "expected"), WRONG)
def test_a_wrong_order_is_told_once(row: dict[str, Any], column: str, expected: str) -> None:
    if expected == "sound":
        assert booked(one=row)["order_books"].height == 1
        return
    with pytest.raises(CaseError) as caught:
        booked(one=row)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("order_books", 2, column)
    assert expected in problem.expected


def test_a_line_that_builds_nothing_cannot_have_orders() -> None:
    case = small_case()
    with pytest.raises(CaseError) as caught:
        case.with_value("lines", "short_line", rate=0.0)
    assert [(p.table, p.row, p.column) for p in caught.value.problems] == [("contracts", 3, "line")]
    with pytest.raises(CaseError) as caught:
        case.with_value("products", "sam_short", available_from=2030)
    assert [(p.table, p.row, p.column) for p in caught.value.problems] == [("contracts", 3, "last_year")]
    with pytest.raises(CaseError) as caught:
        with_rows(case, order_books=[{"order": "one"} | ORDER | {"buyers": "ukraine", "quantity": 1.0}])
    (problem,) = caught.value.problems
    assert problem.remedy == "add who supports Ukraine to commitments"
    with pytest.raises(CaseError) as caught:
        case.with_value("contracts", "LVA/short_line", signed=2027)
    assert [(p.table, p.row, p.column) for p in caught.value.problems] == [("contracts", 3, "first_year")]
