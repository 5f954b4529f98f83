"""Checks of the allies' money, and what is open to the case of money for equipment."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.scoped_case import eastern_case, with_rows

from sinews.case import Case, CaseError, outside_parts, programme_shares

CORE = {"ally": "DEU", "current": 100.0, "gdp_share": 2.0}


GIVEN = {"ally": "DEU", "kind": "given", "amount": 100.0, "currency": "EUR", "price_year": 2024}


@pytest.mark.parametrize(("table", "figure"), [("core_expenditure", CORE), ("commitments", GIVEN)])
def test_two_editions_of_a_publisher_in_a_table_are_one_clear_error(
    table: str, figure: dict[str, Any]
) -> None:
    rows = [{"source": key, "title": key, "publisher": "NATO"} for key in ("edition_2025", "edition_2026")]
    case = eastern_case()
    sources = pl.concat([case["sources"], pl.DataFrame(rows, schema=case["sources"].schema)])
    case = case.with_table("sources", sources)
    one = [figure | {"year": year, "source": "edition_2026"} for year in (2025, 2026)]
    with_rows(case, **{table: one})
    with pytest.raises(CaseError) as refused:
        with_rows(case, **{table: [one[0], one[1] | {"source": "edition_2025"}]})
    (problem,) = refused.value.problems
    assert (problem.table, problem.row, problem.column) == (table, 3, "source")
    assert problem.value == "edition_2025"
    assert "one edition of the publisher, as in the first row (edition_2026)" in str(problem)
    assert "take all rows from one edition" in str(problem)


def case_with(*parts: dict[str, Any]) -> Case:
    """Return the case in which the parts outside say what is open to it."""
    case = eastern_case()
    silent = case["budgets"].with_columns(programme_share=pl.lit(None, pl.Float64))
    rows = [{"outside": str(number), **part} for number, part in enumerate(parts)]
    return with_rows(case.with_table("budgets", silent), outside_programmes=rows)


def test_an_ally_has_its_own_parts_and_otherwise_those_of_its_group() -> None:
    case = case_with(
        {"part": "research", "scope": "east", "share": 12.0},
        {"part": "research", "ally": "LVA", "share": 3.0},
        {"part": "deterrent", "ally": "DEU", "share": 30.0},
    )
    east = set(case["groups"].filter(pl.col("group") == "east")["ally"])
    assert east == {"CZE", "LVA"}
    assert dict(programme_shares(case).iter_rows()) == {"DEU": 70.0, "CZE": 88.0, "LVA": 97.0}
    assert outside_parts(case).rows() == [
        ("DEU", "deterrent", 30.0), ("CZE", "research", 12.0), ("LVA", "research", 3.0)
    ]  # fmt: skip


def test_what_budgets_say_goes_before_the_parts() -> None:
    case = case_with({"part": "research", "scope": "east", "share": 12.0})
    case = case.with_value("budgets", "CZE", programme_share=60.0)
    assert dict(programme_shares(case).iter_rows()) == {"DEU": 100.0, "CZE": 60.0, "LVA": 88.0}


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([{"part": "research", "share": 5.0}], "an ally or a scope, not both"),
        ([{"part": "research", "ally": "CZE", "scope": "east", "share": 5.0}], "an ally or a scope"),
        ([{"part": "research", "ally": "CZE", "share": 5.0}] * 2, "each part once for an ally"),
        ([{"part": "research", "ally": "CZE", "share": 60.0}, {"part": "deterrent", "scope": "east",
          "share": 50.0}], "at most 100 % together for each ally; they are more for CZE"),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_are_refused(parts: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(CaseError, match=told):
        case_with(*parts)
