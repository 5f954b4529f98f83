"""That no forgery of a plan gets past the check: all are found from the figures, by table and row."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.documents import check_document
from tests.forgeries import forgeries, of_certificate, told_nothing_new
from tests.random_cases import random_case
from tests.signed import sign
from tests.small_case import small_case_with_terms

import sinews
from sinews.implementation import Plan
from sinews.present.writers.markdown import render as as_markdown
from sinews.verify.plan import NOT_CHECKED, check, one_by_one, page, violations
from sinews.verify.plan.optimum import ALONG

ALL = bool(os.environ.get("SINEWS_TEST_ALL"))

EVERY = 1 if ALL else 101
"""Of so many forgeries one is tried."""

ANOTHER_PLAN = "money that nobody needs may be carried over or not: the plan is another, and as good"

ANOTHER_PROOF = "other prices of limits that prove the same bound are as good a proof of it"

UNTIED = {
    "spending.carried": ANOTHER_PLAN,
    "lines.unit_price": "where nobody orders, a price is only held to about what learning leads to",
    "certificate.budgets.carried": ANOTHER_PLAN,
    "certificate.materials.expansion": "a part of next to nothing that costs next to nothing",
    **dict.fromkeys((f"certificate.{limit}" for limit in ALONG), ANOTHER_PROOF),
}
"""Columns of which not every forgery is found, and why: all tables that are derived are as they were."""

MOST_EQUIVALENT = 0.03


@cache
def plans() -> tuple[Plan, Plan, Plan]:
    """Return a plan with terms of money, one with a contradiction, and another to take tables from."""
    return tuple(map(sinews.plan, (small_case_with_terms(), random_case(0), random_case(2))))  # type: ignore[return-value]


def tried(plan: Plan, other: Plan) -> Iterator[tuple[str, Plan]]:
    """Yield forgeries of a plan that are tried in words, all of several tables among them, with the plan."""
    every = list(forgeries(plan, other))
    of_one = [each for each in every if each.table != "several"]
    for forgery in of_one[::EVERY] + [each for each in every if each.table == "several"]:
        forged = forgery.of(plan)
        if forged is not None:
            yield str(forgery), forged
    yield from list(of_certificate(plan))[:: 1 if ALL else 17]


def first_found(plan: Plan) -> list[str]:
    """Return what checks find, one after the other, until a table is named, or the proof."""
    found: list[str] = []
    for _, findings in one_by_one(plan):
        found += findings
        if any(names_a_table(plan, finding) for finding in findings):
            break
    return found


def names_a_table(plan: Plan, finding: str) -> bool:
    """Return whether a finding begins with a table of the plan, where the row comes next, or the proof."""
    return finding.partition(",")[0] in (*plan.tables, "certificate.npz", "plan.json") or finding.startswith(
        "certificate.npz: "
    )


@pytest.mark.parametrize("number", [0, 1] if ALL else [0])
def test_every_forgery_is_found_by_table_and_row(number: int) -> None:
    plan, other = plans()[number], plans()[2]
    assert not any(violations(plan).values())
    missed: list[str] = []
    unnamed: list[str] = []
    equivalent: list[str] = []
    count = 0
    for forgery, forged in tried(plan, other):
        count += 1
        found = first_found(forged)
        if not found:
            place = forgery.partition(": ")[2]
            same = told_nothing_new(plan, forged) and not place.startswith("certificate.")
            (equivalent if same or place in UNTIED else missed).append(forgery)
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
    "said", [{"status": "infeasible"}, {"gap": 0.9}, {"price_change": 0.5}, {"whole_steps_gap": 7.0}]
)
def test_what_the_manifest_says_of_the_search_is_checked(said: dict[str, Any]) -> None:
    plan = plans()[0]
    wrong = violations(replace(plan, solution=replace(plan.solution, **said)))["search"]
    assert len(wrong) == 1
    assert wrong[0].startswith("plan.json, solution, ")


def test_an_optimum_that_prices_do_not_prove_is_found() -> None:
    plan = plans()[0]
    better = replace(plan.solution, objective=0.999 * plan.solution.objective)
    wrong = violations(replace(plan, solution=better))["search"]
    # neither the prices of limits nor the quantities come to it
    assert [finding.partition(":")[0] for finding in wrong] == ["plan.json, solution, objective"] * 2


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
    assert found[0].startswith("prices.csv, row ")
    assert "sam_long,90.0" in found[0]


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
