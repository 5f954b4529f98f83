"""Cases in which there is nothing to do, to pay or to share by: they are planned, reviewed and presented."""

from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.assessment.economy import TABLE_OF, Economy, scaled_economy
from sinews.case import Case
from sinews.commands.shared import print_json
from sinews.present.summary import as_json, summarise
from sinews.present.topics import brief
from sinews.present.topics.plan import report
from sinews.present.writers import json as written
from sinews.present.writers.html import render


def zero(table: str, column: str) -> Callable[[Case], Case]:
    """Return what makes a column of a case zero."""

    def change(case: Case) -> Case:
        return case.with_table(table, case[table].with_columns(pl.lit(0.0).alias(column)))

    return change


def held_already(case: Case) -> Case:
    """Return a case in which all that is pledged is held."""
    pledges = case["pledges"].with_columns(
        factor=pl.col("factor").clip(upper_bound=1.0), level=pl.col("level").clip(upper_bound=0.5)
    )
    return case.with_tables(
        {"pledges": pledges, "published_requirements": case["published_requirements"].clear()}
    )


@pytest.mark.parametrize(
    "change",
    [
        held_already,
        zero("inventory", "quantity"),
        zero("costs", "amount"),
        zero("economy", "gdp"),
        zero("allies", "population"),
    ],
    ids=["held already", "no forces", "no prices", "no economies", "nobody"],
)
def test_a_plan_with_nothing_in_it_is_presented(change: Callable[[Case], Case]) -> None:
    case = change(small_case())
    plan = sinews.plan(case)
    review = sinews.review(plan)
    summary = summarise(plan, review)
    assert render(report(plan, review, summary)).startswith("<!DOCTYPE html>")
    json.dumps(written.plain(as_json(summary)), allow_nan=False)
    book = brief.Book.of(plan, lambda _: None)
    for subject in brief.subjects(plan):
        json.dumps(written.as_json(brief.page(book, subject)), allow_nan=False)


def test_of_what_is_held_already_nobody_is_asked_for_more() -> None:
    shares = sinews.plan(held_already(small_case())).tables["shares"]
    assert (shares["target"] <= shares["held"] + 1e-9).all()


def test_what_has_no_end_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"days": [float("inf"), 3.5], "none": (float("nan"),)})
    assert json.loads(capsys.readouterr().out) == {"days": [None, 3.5], "none": [None]}


@pytest.mark.parametrize(("table", "column"), [("economy", "gdp"), ("allies", "population")])
def test_an_ally_without_size_gets_the_economy_of_the_table(table: str, column: str) -> None:
    case = sinews.open_case()
    economy = sinews.assessment.economy.read_economy(case)
    nothing = pl.when(pl.col("ally") == "LVA").then(0.0).otherwise(pl.col(column)).alias(column)
    changed = case.with_table(table, case[table].with_columns(nothing))
    assert TABLE_OF != "LVA"
    kept: Economy = scaled_economy(changed, economy, "LVA")
    assert kept is economy
    assert scaled_economy(case, economy, "LVA") is not economy
