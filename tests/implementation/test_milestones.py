"""Contracts of long work: worked on evenly, handed over at their dates, one leaving for another."""

from __future__ import annotations

import polars as pl
import pytest
from tests.recheck import violations
from tests.scoped_case import with_rows
from tests.small_case import small_case

import sinews
from sinews.case import Case, CaseError

LONG = {"ally": "DEU", "line": "long_line"}


def long_work() -> Case:
    """The small case in which three years' work on two German units ends with one in 2028 and one in 2029.

    The second replaces one of the eight that Germany holds.
    """
    case = small_case().with_value("contracts", ("DEU", "long_line"), quantity=1.5, last_year=2029)
    dates = [
        {"year": 2028, "quantity": 1.0, "replaces": 0.0},
        {"year": 2029, "quantity": 1.0, "replaces": 1.0},
    ]
    return with_rows(case, milestones=[LONG | date for date in dates])


def test_work_goes_on_evenly_and_hands_over_at_the_dates() -> None:
    plan = sinews.plan(long_work())
    rows = plan.deliveries.filter(
        pl.col("ally") == "DEU", pl.col("line") == "long_line", pl.col("year") < 2030
    )
    work = dict(rows.select("year", "contracted").iter_rows())
    assert work == pytest.approx({2027: 0.5, 2028: 0.5, 2029: 0.5})
    handed_over = rows.select("year", pl.col("completed") - pl.col("ordered"))
    assert dict(handed_over.iter_rows()) == pytest.approx({2027: 0.0, 2028: 1.0, 2029: 1.0})
    assert violations(plan) == []


def test_what_is_replaced_leaves_with_what_comes() -> None:
    with_dates, even = sinews.plan(long_work()), sinews.plan(small_case())
    held = [
        plan.tables["stock"]
        .filter(pl.col("ally") == "DEU", pl.col("capability") == "gbad_long")
        .select("year", "retired")
        for plan in (with_dates, even)
    ]
    more = held[0].join(held[1], on="year").select("year", more=pl.col("retired") - pl.col("retired_right"))
    assert dict(more.filter(pl.col("more") != 0).iter_rows()) == {2029: 1.0}


def test_years_rolled_one_by_one_are_years_rolled_together() -> None:
    case = long_work()
    once, twice = sinews.roll(case, 2029), sinews.roll(sinews.roll(case, 2028), 2029)
    for name in ("contracts", "milestones", "inventory", "products"):
        assert once[name].equals(twice[name])
    contract = once["contracts"].filter(pl.col("line") == "long_line")
    assert contract.select("quantity", "first_year", "last_year").rows() == [(0.5, 2029, 2029)]
    assert once["milestones"]["year"].to_list() == [2029]
    units = pl.col("ally") == "DEU", pl.col("capability") == "gbad_long"
    held = [rolled["inventory"].filter(units)["quantity"].item() for rolled in (case, once)]
    # one of the two is there, and nothing of eight that last has retired
    assert held == [8.0, 9.0]
    last = sinews.roll(case, 2030)
    # the second comes, and one leaves for it
    assert last["inventory"].filter(units)["quantity"].item() == 9.0
    assert last["milestones"].is_empty()
    assert last["contracts"].filter(pl.col("line") == "long_line").is_empty()


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ({"ally": "CZE", "year": 2028}, "line", "a line with which the ally has a contract"),
        ({"ally": "DEU", "year": 2029}, "year", "a year from the contract's first to its last"),
        ({"ally": "DEU", "year": 2026}, "year", "a year from the contract's first to its last"),
    ],
)
def test_a_milestone_of_no_contract_is_told_once(row: dict[str, object], column: str, expected: str) -> None:
    with pytest.raises(CaseError) as caught:
        with_rows(small_case(), milestones=[{"line": "long_line", "quantity": 1.0, "replaces": 0.0} | row])
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("milestones", 2, column)
    assert expected in problem.expected
