"""That no forgery of a plan gets past the check: all are found from the figures, by table and row."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.documents import check_document
from tests.forgeries import Forgery, forgeries, told_nothing_new
from tests.random_cases import random_case
from tests.signed import sign
from tests.small_case import small_case_with_terms

import sinews
from sinews.implementation import Plan
from sinews.present.writers.markdown import render as as_markdown
from sinews.verify.plan import NOT_CHECKED, check, one_by_one, page, violations

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))

EVERY = 1 if ALL else 101
"""Of so many forgeries one is tried."""

OF_DUALS = "it is a dual of the planning model, which no table has; the verdict says that it is not checked"

ANOTHER_PLAN = "money that nobody needs may be carried over or not: the plan is another, and as good"

UNTIED = {
    "bottlenecks": "which limits have a price is for the duals to say: " + OF_DUALS,
    "bottlenecks.capability": "who gains by money is for the duals to say: " + OF_DUALS,
    "bottlenecks.closes": OF_DUALS,
    "bottlenecks.first_year": "when a limit binds is for the duals to say: " + OF_DUALS,
    "bottlenecks.last_year": "when a limit binds is for the duals to say: " + OF_DUALS,
    "bottlenecks.months": OF_DUALS,
    "bottlenecks.price": OF_DUALS,
    "bottlenecks.relief": OF_DUALS,
    "bottlenecks.value": OF_DUALS,
    "spending.carried": ANOTHER_PLAN,
    "support_cost.months": OF_DUALS,
    "support_cost.shortfall": OF_DUALS,
}
"""Columns, or rows, of which not every forgery is found, and why: all other tables are as they were."""

MOST_EQUIVALENT = 0.03


@cache
def plans() -> tuple[Plan, Plan, Plan]:
    """Return a plan with terms of money, one with a contradiction, and another to take tables from."""
    return tuple(map(sinews.plan, (small_case_with_terms(), random_case(0), random_case(2))))  # type: ignore[return-value]


def tried(plan: Plan, other: Plan) -> list[Forgery]:
    """Return the forgeries of a plan that are tried, all of several tables among them."""
    every = list(forgeries(plan, other))
    of_one = [each for each in every if each.table != "several"]
    return of_one[::EVERY] + [each for each in every if each.table == "several"]


def first_found(plan: Plan) -> list[str]:
    """Return what checks find, one after the other, until a table is named."""
    found: list[str] = []
    for _, findings in one_by_one(plan):
        found += findings
        if any(names_a_table(plan, finding) for finding in findings):
            break
    return found


def names_a_table(plan: Plan, finding: str) -> bool:
    """Return whether a finding begins with a table of the plan; the row comes next."""
    return finding.partition(",")[0] in plan.tables


@pytest.mark.parametrize("number", [0, 1])
def test_every_forgery_is_found_by_table_and_row(number: int) -> None:
    plan, other = plans()[number], plans()[2]
    assert not any(violations(plan).values())
    missed: list[str] = []
    unnamed: list[str] = []
    equivalent: list[str] = []
    count = 0
    for forgery in tried(plan, other):
        forged = forgery.of(plan)
        if forged is None:
            continue
        count += 1
        found = first_found(forged)
        if not found:
            place = str(forgery).partition(": ")[2]
            known = told_nothing_new(plan, forged) or place in UNTIED
            (equivalent if known else missed).append(str(forgery))
        # a finding names the table first, then the row
        elif not any(names_a_table(plan, finding) for finding in found):
            unnamed.append(f"{forgery}: {found[0]}")
    assert missed == []
    assert unnamed == []
    assert len(equivalent) <= MOST_EQUIVALENT * count or not ALL


def test_there_are_hundreds_of_kinds_over_all_columns() -> None:
    plan, _, other = plans()
    every = [str(forgery) for forgery in forgeries(plan, other)]
    assert len(set(every)) == len(every) > 2000
    columns = {
        f"{name}.{column}"
        for name, frame in plan.tables.items()
        for column in frame.columns
        if frame[column].is_not_null().any()
    }
    assert columns <= {kind.partition(": ")[2] for kind in every}


@pytest.mark.parametrize(
    "said", [{"status": "infeasible"}, {"gap": 0.9}, {"price_change": 0.5}, {"objective": 0.0}]
)
def test_what_the_manifest_says_of_the_search_is_checked(said: dict[str, Any]) -> None:
    plan = plans()[0]
    wrong = violations(replace(plan, solution=replace(plan.solution, **said)))["search"]
    assert len(wrong) == 1
    assert wrong[0].startswith("plan.json, solution, ")


def test_a_folder_that_is_signed_again_is_found_out(tmp_path: Path) -> None:
    plan = plans()[0]
    plan.save(tmp_path / "plan")
    path = tmp_path / "plan" / "orders.parquet"
    orders = pl.read_parquet(path)
    orders.with_columns(quantity=pl.col("quantity") * 1.01).write_parquet(path)
    sign(tmp_path / "plan")
    command = [sys.executable, "-m", "sinews", "check", "plan"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=100)
    assert (done.returncode, done.stderr) == (1, "")
    assert "deliveries, ally " in done.stdout
    assert "The plan does not hold" in done.stdout


def test_a_csv_that_says_something_else_is_found_out(tmp_path: Path) -> None:
    plan = plans()[0]
    plan.save(tmp_path)
    assert check(plan, tmp_path).holds
    text = (tmp_path / "prices.csv").read_text(encoding="utf-8")
    (tmp_path / "prices.csv").write_text(text.replace("sam_long,900", "sam_long,90", 1), encoding="utf-8")
    found = check(plan, tmp_path).found["both files of each table"]
    assert len(found) == 1
    assert found[0].startswith("prices.csv, row 2: ")


def test_a_verdict_tells_what_was_checked_and_what_was_not(tmp_path: Path) -> None:
    plan = plans()[0]
    verdict = check(plan)
    document = page(plan.case, verdict)
    assert document.holds
    assert document.sentences[0].startswith("The plan holds")
    assert NOT_CHECKED[0] in as_markdown(document)
    check_document(document, tmp_path)
    rows = {each["check"]: each["rows"] for each in verdict.as_json()["checks"]}
    assert rows["payments"] == plan.tables["ledger"].height
    assert all(found.farthest <= 1e-6 for found in verdict.found.values())
    wrong = replace(plan, tables={**plan.tables, "orders": plan.orders.clear()})
    broken = page(wrong.case, check(wrong))
    assert not broken.holds
    assert broken.sentences[0].startswith("The plan does not hold")
    assert "deliveries, ally" in as_markdown(broken)
    check_document(broken, tmp_path)
