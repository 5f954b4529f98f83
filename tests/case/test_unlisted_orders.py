"""Running lines are taken as sold until new orders can be delivered, as far as materials and people go."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.small_case import small_case_with_terms

import sinews
from sinews.case import Case, for_others
from sinews.case.order_books import unlisted
from sinews.verify.plan import violations


@pytest.fixture(scope="module")
def running() -> Case:
    """Two a year of the long-range line, one of them on contract in 2027 and 2028; six of the short-range
    line, one on contract in 2026; motors for 20, four and one each."""
    case = small_case_with_terms().with_settings(unlisted_orders="at_rate")
    return case.with_table("support_deliveries", case["support_deliveries"].clear())


def sold(case: Case, line: str) -> dict[int, float]:
    rows = unlisted(case).filter(pl.col("line") == line)
    return dict(rows.select("first_year", "quantity").iter_rows())


def test_a_case_that_says_nothing_has_the_listed_orders_alone() -> None:
    case = small_case_with_terms()
    assert for_others(case).height == case["order_books"].filter(buyers="others").height


def test_the_rest_of_the_rate_is_sold_until_the_lead_time_has_passed(running: Case) -> None:
    assert sold(running, "long_line") == pytest.approx({2026: 2.0, 2027: 1.0, 2028: 1.0})
    assert sold(running, "short_line") == pytest.approx({2026: 5.0, 2027: 6.0})
    assert sold(running, "drone_line") == {}
    full = running.with_value("contracts", ("LVA", "short_line"), quantity=9.0)
    assert sold(full, "short_line") == pytest.approx({2027: 6.0})


def test_materials_carry_what_is_built_for_nobody_listed(running: Case) -> None:
    """In 2026 one motor goes into what is booked, and 2 x 4 + 5 x 1 = 13 are asked for: half is left."""
    short = running.with_value("materials", "motor", rate=7.5)
    assert sold(short, "long_line")[2026] == pytest.approx(1.0)
    assert sold(short, "short_line")[2026] == pytest.approx(2.5)
    assert sold(short, "lorry_line")[2026] == pytest.approx(1500.0)


def test_people_carry_what_is_built_for_nobody_listed(running: Case) -> None:
    """Forty fitters each year; one product of the short-range line takes 10 and the half of one for its
    motor, one of the long-range line two for its four motors. In 2026 one of the former is booked, and
    2 x 2 + 5 x 10.5 = 56.5 are asked for beside it."""
    few = running.with_value("workforce", ("DEU", "fitter"), workers=40.0, apprentices=4.0)
    part = (40.0 - 10.5) / 56.5
    assert sold(few, "long_line")[2026] == pytest.approx(2.0 * part)
    assert sold(few, "short_line")[2026] == pytest.approx(5.0 * part)
    assert sold(few, "lorry_line")[2026] == pytest.approx(1500.0)
    plan = sinews.plan(few)
    assert not any(violations(plan).values())
    assert plan.tables["contradictions"].filter(table="workforce").is_empty()


def test_people_leave_and_finish_their_training_before_they_build(running: Case) -> None:
    """Of fifty fitters a tenth leaves in a year and nobody comes: 45 in 2026 and 40.5 in 2027, when one
    product of the long-range line is booked and 1 x 2 + 6 x 10.5 = 65 are asked for beside it."""
    few = running.with_value("workforce", ("DEU", "fitter"), workers=50.0, apprentices=0.0)
    assert sold(few, "long_line")[2026] == pytest.approx(2.0 * (45.0 - 10.5) / 56.5)
    assert sold(few, "short_line")[2027] == pytest.approx(6.0 * (40.5 - 2.0) / 65.0)


def test_who_waits_for_what_is_built_in_years_is_listed(running: Case) -> None:
    slow = running.with_value("lines", "long_line", rate=0.9)
    assert sold(slow, "long_line") == {}
    assert sold(slow, "short_line") == sold(running, "short_line")


def test_who_wants_a_formation_raises_it_when_it_is_wanted(running: Case) -> None:
    homeless = running["lines"].with_columns(
        country=pl.when(pl.col("line") != "lorry_line").then(pl.col("country"))
    )
    assert sold(running.with_table("lines", homeless), "lorry_line") == {}


def test_what_is_sold_takes_capacity_and_is_checked(running: Case) -> None:
    plan = sinews.plan(running)
    assert not any(violations(plan).values())
    lines = plan.tables["lines"]
    first = lines.filter(year=2026).select("line", "others")
    assert dict(first.iter_rows()) == pytest.approx(
        {"long_line": 2.0, "short_line": 5.0, "lorry_line": 1500.0, "drone_line": 0.0}
    )
    forged = {**plan.tables, "lines": lines.with_columns(pl.col("output") - 0.5 * pl.col("others"))}
    assert any(violations(replace(plan, tables=forged)).values())
