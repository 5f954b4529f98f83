"""What a plan rests on, against sums over its own tables."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.case import Case
from sinews.implementation import Plan
from sinews.present.foundation import output_foundation, shortfall_foundation, spending_foundation
from sinews.present.headline import foundations
from sinews.present.summary import summarise

ELEMENTS = [
    "contracted",
    "support",
    "procurement",
    "introduction",
    "follow_on",
    "expansion",
    "inputs",
    "sustaining",
    "interest",
    "operating",
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan of the small case, in which every figure is assumed."""
    return sinews.plan(small_case())


def marked(plan: Plan, table: str, status: str, *where: pl.Expr) -> Plan:
    """Return the plan on a case in which rows of a table have another status."""
    frame = plan.case[table].with_columns(
        status=pl.when(*where).then(pl.lit(status)).otherwise("status") if where else pl.lit(status)
    )
    return replace(plan, case=Case(plan.case.settings, {**plan.case.tables, table: frame}))


def total(frame: pl.DataFrame, column: str) -> float:
    """Return the sum of a column of numbers."""
    return float(frame.select(pl.col(column).sum()).item())


def shares(frame: pl.DataFrame) -> dict[str, float]:
    """Return a foundation as a mapping; every status is there, best first, and they sum to one."""
    found = dict(frame.iter_rows())
    assert list(found) == ["published", "derived", "estimated", "assumed"]
    assert sum(found.values()) == pytest.approx(1)
    return found


def test_all_that_is_assumed_is_assumed(plan: Plan) -> None:
    assert shares(spending_foundation(plan))["assumed"] == pytest.approx(1)
    assert shares(shortfall_foundation(plan))["assumed"] == pytest.approx(1)


def test_procurement_rests_on_the_price(plan: Plan) -> None:
    element = pl.col("element") == "procurement"
    changed = marked(plan, "costs", "derived", element, pl.col("product") == "sam_long")
    spent = sum(total(plan.spending, element) for element in ELEMENTS)
    long_range = pl.col("product") == "sam_long"
    part = total(plan.orders.filter(long_range), "value") / total(plan.orders, "value")
    later = total(plan.tables["follow_on"].filter(long_range), "paid")
    expected = (part * total(plan.spending, "procurement") + later) / spent
    # the contracts' own status is assumed, and the weaker one counts
    assert shares(spending_foundation(sinews.plan(changed.case)))["derived"] == pytest.approx(expected)
    contracts = marked(changed, "contracts", "published")
    # of 900 in four parts for one of 2027 and one of 2028, two and three fall due from 2026 on; of 100 in
    # three parts for the other contract, one
    long_range_paid = 900 * (2 / 4 + 3 / 4)
    part = long_range_paid / (long_range_paid + 100 / 3)
    more = part * total(plan.spending, "contracted") / spent
    assert shares(spending_foundation(sinews.plan(contracts.case)))["derived"] == pytest.approx(
        expected + more
    )


def test_a_shortfall_rests_on_pledge_and_holdings(plan: Plan) -> None:
    pledged = marked(plan, "pledges", "published")
    assert shares(shortfall_foundation(pledged))["assumed"] > 0.5
    both = marked(marked(pledged, "inventory", "published"), "published_requirements", "published")
    both = marked(both, "pooled", "published")
    assert shares(shortfall_foundation(both))["published"] == pytest.approx(1)
    weaker = marked(both, "pledges", "estimated")
    asked = marked(weaker, "published_requirements", "estimated")
    found = shares(shortfall_foundation(asked))
    # the few trucks short before the pledge is due are measured against today's holdings alone
    assert found["estimated"] > 0.99
    assert found["assumed"] == found["derived"] == 0


def test_output_is_weighed_by_what_is_paid_for_it(plan: Plan) -> None:
    """A published line is paid for 3 of 900 each, an estimated one for 9 of 100, an assumed one for 400."""
    paid = plan.tables["ledger"].clear().select("kind", "element", "line", "status", "amount")
    rows = [
        ("payment", "procurement", "long_line", "assumed", 900.0),
        ("payment", "contracted", "long_line", "assumed", 1_800.0),
        ("payment", "procurement", "short_line", "assumed", 900.0),
        ("payment", "support", "lorry_line", "assumed", 400.0),
        ("payment", "expansion", "lorry_line", "assumed", 5_000.0),
        ("commitment", "procurement", "lorry_line", "assumed", 7_000.0),
    ]
    made = pl.DataFrame(rows, schema=paid.schema, orient="row")
    case = marked(plan, "lines", "published", pl.col("line") == "long_line").case
    frame = case["lines"].with_columns(
        status=pl.when(pl.col("line") == "short_line").then(pl.lit("estimated")).otherwise("status")
    )
    case = Case(case.settings, {**case.tables, "lines": frame})
    found = output_foundation(replace(plan, case=case, tables={**plan.tables, "ledger": made}))
    assert shares(found) == pytest.approx(
        {"published": 0.675, "derived": 0, "estimated": 0.225, "assumed": 0.1}
    )


def test_a_multiple_of_a_former_requirement_rests_on_no_holding(plan: Plan) -> None:
    pledged = marked(plan, "pledges", "published")
    other = marked(pledged, "published_requirements", "published")
    relative = shares(shortfall_foundation(other))
    base = other.case["pledges"].with_columns(
        base=pl.when(pl.col("kind") == "multiple_of_baseline").then(pl.lit("requirement")).otherwise("base")
    )
    fixed = replace(other, case=Case(other.case.settings, {**other.case.tables, "pledges": base}))
    assert relative["published"] < 0.5 < shares(shortfall_foundation(fixed))["published"]


def test_the_summary_says_it(plan: Plan) -> None:
    summary = summarise(plan, sinews.review(plan))
    assert summary.spending_foundation["assumed"] == pytest.approx(1)
    first, second, *_ = foundations(summary)
    assert first == (
        "Published or derived figures carry 0 % of the value ordered, 0 % of the line output and 0 % of the "
        "weighted shortfall."
    )
    assert second == (
        "Of the plan's value ordered, 0 % rests on published, 0 % rests on derived, 0 % rests on estimated "
        "and 100 % rests on assumed figures."
    )
