"""The documents of plans: all that their pages and terminals showed before, the same in every medium."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, figures_of, on_terminal

import sinews
from sinews import guidance, requirements
from sinews.apportionment import compare_rules, set_targets
from sinews.assessment import Review
from sinews.assessment.stress import COLUMNS
from sinews.case import Case
from sinews.document import Document
from sinews.implementation import Plan
from sinews.present.compare import compare
from sinews.present.topics import apportion
from sinews.present.topics import compare as comparison
from sinews.present.topics import review as reviews


def tables(document: Document) -> dict[str, str]:
    return {table.key: " ".join(column.name for column in table.columns) for table in document.tables}


def test_all_of_an_apportionment_is_shown(case: Case, tmp_path: Path) -> None:
    needs = requirements.determine(case, guidance.establish(case))
    document = apportion.page(case, set_targets(case, needs), compare_rules(case, needs))
    rules = " ".join(apportion.RULE_NAMES)
    shown = tables(document)
    assert set(shown.pop("by-rule").split()) == {"name", *rules.split()}
    assert shown == {
        "burdens": "name cost share relative level limits",
        "published": "name what told ours year ratio",
        "measures": "name gini highest lowest ratio envious envy gains loses",
        "by-ability": "name gdp income headroom spending",
    }
    check_document(document, tmp_path)


def test_all_of_a_comparison_is_shown_but_what_does_not_differ(plan: Plan, tmp_path: Path) -> None:
    other = sinews.plan(plan.case.with_value("pledges", "amd_increase", factor=7.0))
    found = compare(plan, other)
    document = comparison.page(found, other.case)
    shown = tables(document)
    assert set(shown) <= {"case_changes", "cost", "capabilities", "allies", "bottlenecks"}
    assert shown["case_changes"] == "table key column before after"
    assert all(table.frame.height for table in document.tables)
    (cost,) = (table for table in document.tables if table.key == "cost")
    assert (cost.frame["change"].abs() > 0).all()
    text = on_terminal(document, 200)
    assert "amd_increase" in text
    assert "long-range air defence" in text
    check_document(document, tmp_path)
    same = comparison.page(compare(plan, plan), plan.case)
    assert same.sentences == ["small (A) and small (B) are the same."]
    assert not same.tables
    check_document(same, tmp_path)


@pytest.fixture(scope="module")
def baseline_review() -> tuple[Plan, Review]:
    plan = sinews.plan(sinews.open_case())
    return plan, sinews.review(plan, [2030, 2040])


def test_all_of_a_review_is_shown(baseline_review: tuple[Plan, Review], tmp_path: Path) -> None:
    plan, reviewed = baseline_review
    row = dict.fromkeys(COLUMNS) | {
        "year": 2030,
        "plan": "north",
        "enabler": "medical",
        "holds": False,
        "breaks": "beds",
        "day": 3,
        "extent": "far",
        "mend": "more beds",
        "cost": 1200.0,
    }
    stress = pl.DataFrame([row], schema=COLUMNS)
    document = reviews.page(reviews.Answer(plan, reviewed, [2030, 2040], stress))
    assert figures_of(document) == ["weight", "tiers", "jobs"]
    shown = tables(document)
    marked = shown.pop("burden").split()
    assert marked[0] == "ally"
    assert marked[2::2] == [f"{measure}_mark" for measure in marked[1::2]]
    assert shown == {
        "scoreboard": "name dimension unit 2030 2040",
        "requirements": "name unit required 2030 2040",
        "middle-half": "title unit lower median upper",
        "tiers": "year name day required ready met_words most",
        "formations": "ally kind held 10 30 180 limit",
        "missing": "ally tier missing",
        "readiness-limits": "limit tier formations",
        "depth": "year name kind days low high target",
        "stress": "plan_name year enabler holds_words breaks day extent mend cost",
        "countries": "country demand output value_added imports taxes jobs jobs_induced",
        "sectors": "name demand output value_added jobs",
        "leakage": "payer spending at_home allies elsewhere",
        "fiscal": "ally low middle high",
    }
    links = {link for row in document.tables[0].linked() for _, _, link in row} - {""}
    assert links
    assert links <= {section.key for section in document.sections}
    check_document(document, tmp_path)


def test_a_review_of_a_case_without_forces_or_economies_is_presented(
    plan: Plan, review: Review, tmp_path: Path
) -> None:
    bare = replace(review, tiers=None, growth=None)
    check_document(reviews.page(reviews.Answer(plan, bare, list(plan.case.years), None)), tmp_path)
