"""Support to Ukraine: it leaves stock or the line on its dates, is paid for, and is made good."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.implementation.test_schedule import weighted_shortfall
from tests.recheck import violations
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.case import Case
from sinews.present.summary import summarise
from sinews.present.topics.plan import report
from sinews.present.writers import write


def without_support(case: Case) -> Case:
    return case.with_table("support_deliveries", case["support_deliveries"].clear())


def test_it_leaves_stock_and_line_on_its_dates_and_is_paid() -> None:
    plan = sinews.plan(small_case())
    assert plan.tables["support"].sort("origin", "year").rows() == [
        ("CZE", "line", "lorry_line", 2027, 200.0),
        ("CZE", "line", "lorry_line", 2028, 200.0),
        ("DEU", "stock", "gbad_short", 2027, 1.0),
    ]
    # 400 lorries at 0.4, each in two parts from the order's year to the delivery's
    paid = plan.spending.filter(pl.col("ally") == "CZE")["support"].to_list()
    assert paid[:4] == pytest.approx([40.0, 80.0, 40.0, 0.0])
    assert violations(plan) == []


def test_what_is_given_from_stock_is_made_good() -> None:
    german = (pl.col("ally") == "DEU") & (pl.col("capability") == "gbad_short")
    giving, keeping = (sinews.plan(case) for case in (small_case(), without_support(small_case())))
    ordered = [plan.deliveries.filter(german)["ordered"].sum() for plan in (giving, keeping)]
    assert ordered[0] == pytest.approx(float(ordered[1]) + 1.0)
    assert giving.stock.filter(german)["closing"][-1] == pytest.approx(20.0)


def test_support_never_makes_a_plan_better() -> None:
    giving, keeping = (sinews.plan(case) for case in (small_case(), without_support(small_case())))
    assert weighted_shortfall(giving) >= weighted_shortfall(keeping) * (1 - 1e-9)


def test_no_more_is_given_than_is_held() -> None:
    case = small_case().with_value("support_deliveries", "german_units", quantity=50.0)
    plan = sinews.plan(case)
    given = plan.tables["support"].filter(pl.col("origin") == "stock")["quantity"].sum()
    # four are held; a tenth of them retires in each of the seven years, and what is gone cannot retire
    assert given == pytest.approx(4.0 - 0.7 * 4.0)
    assert (plan.stock["closing"] >= -1e-9).all()
    assert violations(plan) == []


def test_two_promises_of_one_stock_that_each_could_be_kept_alone_are_told_together() -> None:
    """Of 1.2 units that can leave, two rows promise one each: the later falls short by 0.8."""
    case = small_case().with_value("support_deliveries", "german_units", quantity=1.0, last_year=2028)
    case = with_rows(
        case,
        support_deliveries=[
            {"delivery": "more_units", "ally": "DEU", "capability": "gbad_short", "quantity": 1.0}
            | {"first_year": 2028, "last_year": 2029}
        ],
    )
    plan = sinews.plan(case)
    (told,) = plan.tables["contradictions"].to_dicts()
    assert (told["table"], told["key"], told["unit"]) == ("support_deliveries", "more_units", "units")
    assert told["excess"] == pytest.approx(2.0 - 1.2)
    given = plan.tables["support"].filter(pl.col("origin") == "stock")["quantity"].sum()
    assert given == pytest.approx(1.2)


def test_eight_units_promised_over_two_rows_where_few_can_leave_are_told_by_row_and_on_the_page(
    tmp_path: Path,
) -> None:
    """Each row asks for four; all that is given serves the row that ends first, the other gets the rest."""
    case = small_case().with_value("support_deliveries", "german_units", quantity=4.0, last_year=2028)
    more = {"delivery": "more_units", "ally": "DEU", "capability": "gbad_short", "quantity": 4.0}
    case = with_rows(case, support_deliveries=[more | {"first_year": 2028, "last_year": 2029}])
    plan = sinews.plan(case)
    told = plan.tables["contradictions"].filter(pl.col("table") == "support_deliveries")
    given = float(plan.tables["support"].filter(pl.col("origin") == "stock")["quantity"].sum())
    assert given < 8.0
    assert sorted(told["key"]) == ["german_units", "more_units"]
    assert told["excess"].sum() == pytest.approx(8.0 - float(given))
    review = sinews.review(plan)
    document = report(plan, review, summarise(plan, review))
    (shown,) = (table for table in document.tables if table.key == "promised")
    assert set(told["excess"]) <= set(shown.frame["excess"])
    write(document, tmp_path / "plan.html")
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert "Where the case promises more than there is" in page
