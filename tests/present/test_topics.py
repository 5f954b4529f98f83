"""The documents of plans: all that their pages and terminals showed before, the same in every medium."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.documents import check_document, check_shown, on_terminal
from tests.scoped_case import listed_case

import sinews
from sinews import guidance, requirements
from sinews.apportionment import compare_rules, set_targets
from sinews.assessment import Review, Tracking
from sinews.assessment.origins import origins
from sinews.assessment.stress import COLUMNS
from sinews.case import Case, where
from sinews.implementation import Plan
from sinews.present.compare import compare
from sinews.present.topics import apportion, readings, rules, track
from sinews.present.topics import case as cases
from sinews.present.topics import compare as comparison
from sinews.present.topics import review as reviews
from sinews.readings import PricedRules
from sinews.readings import readings as plan_each
from sinews.verify.plan import Findings, check, page


def test_all_of_an_apportionment_is_shown(case: Case, tmp_path: Path) -> None:
    needs = requirements.determine(case, guidance.establish(case))
    compared = compare_rules(case, needs)
    document = apportion.page(case, set_targets(case, needs), compared)
    assert set(compared.measures["rule"]) == set(apportion.RULE_NAMES)
    tables = {
        "burdens": "name cost share relative level limits",
        "published": "name title told ours unit year ratio source",
        "measures": "name gini highest lowest ratio envious envy gains loses",
        "by-rule": " ".join(["name", *compared.measures["rule"]]),
        "cost-by-rule": " ".join(["name", *compared.measures["rule"]]),
        "by-ability": "name gdp income headroom spending",
    }
    check_shown(document, tables)
    check_document(document, tmp_path)


def test_all_of_a_comparison_is_shown_but_what_does_not_differ(plan: Plan, tmp_path: Path) -> None:
    other = sinews.plan(plan.case.with_value("pledges", "amd_increase", factor=7.0))
    found = compare(plan, other)
    document = comparison.page(found)
    assert {table.key for table in document.tables} <= {
        "case_changes", "cost", "capabilities", "allies", "bottlenecks"
    }  # fmt: skip
    assert all(table.frame.height for table in document.tables)
    (cost,) = (table for table in document.tables if table.key == "cost")
    assert (cost.frame["change"].abs() > 0).all()
    text = on_terminal(document, 200)
    assert "amd_increase" in text
    assert "long-range air defence" in text
    check_document(document, tmp_path)
    same = comparison.page(compare(plan, plan))
    assert same.sentences == ["small (A) and small (B) are the same."]
    assert not same.tables
    check_document(same, tmp_path)


@pytest.fixture(scope="module")
def baseline_review(baseline_plan: Plan) -> tuple[Plan, Review]:
    return baseline_plan, sinews.review(baseline_plan, [2030, 2040])


def told_met(reviewed: Review, year: int) -> str:
    assert reviewed.tiers is not None
    tiers = reviewed.tiers.filter(year=year)
    return f"{tiers['met'].sum()} of {tiers.height} in {year}"


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
    (burden,) = (table for table in document.tables if table.key == "burden")
    marked = [column.name for column in burden.columns]
    assert marked[0] == "ally"
    assert marked[2::2] == [f"{measure}_mark" for measure in marked[1::2]]
    tables = {
        "scoreboard": "name dimension unit 2030 2040",
        "requirements": "name unit required 2030 2040",
        "burden": " ".join(marked),
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
    check_shown(document, tables, ["weight", "tiers", "jobs"])
    assert document.sentences[0] == (
        f"Force tiers that are met: {told_met(reviewed, 2030)} and {told_met(reviewed, 2040)}."
    )
    links = {link for row in document.tables[0].linked() for _, _, link in row} - {""}
    assert links
    assert links <= {section.key for section in document.sections}
    check_document(document, tmp_path)


def test_a_review_of_a_case_without_forces_or_economies_is_presented(
    plan: Plan, review: Review, tmp_path: Path
) -> None:
    bare = replace(review, tiers=None, growth=None)
    check_document(reviews.page(reviews.Answer(plan, bare, list(plan.case.years), None)), tmp_path)


def test_all_of_what_rules_cost_is_shown(plan: Plan, tmp_path: Path) -> None:
    kinds = {"rule": pl.String, "capability": pl.String, "shortfall": pl.Float64, "money": pl.Float64}
    prices = pl.DataFrame(
        [("no_lorries", "truck", 0.0123, -45.6, 7.5, 1234.0), ("idle", "truck", 0.0, 0.0, 0.0, 0.0)],
        schema=kinds | {"months": pl.Float64, "jobs": pl.Float64}, orient="row",
    )  # fmt: skip
    by_capability = pl.DataFrame({"name": ["lorry"], "free": [10.0], "ruled": [12.0], "change": [2.0]})
    shares = pl.DataFrame(
        {"who": ["DEU", "europe"], "measure": ["usa", "european"], "period": "2020-24", "publisher": "SIPRI",
         "published": [64.0, 50.0], "planned": [60.0, None], "near": [True, None],
         "reason": ["for a test", None]}
    )  # fmt: skip
    document = rules.page(plan.case, PricedRules(prices, by_capability), origins(plan), shares)
    tables = {
        "prices": "rule delayed rise money months jobs",
        "capabilities": "name free ruled change",
        "origins": "name value home europe usa others",
        "shares": "name what period publisher published planned off why",
    }
    check_shown(document, tables)
    assert document.sentences[0] == "Rules that cost something: 1 of 2 that were priced."
    assert "1 of 1 published shares" in document.sentences[2]
    assert "no better: idle." in on_terminal(document)
    check_document(document, tmp_path)


def test_all_of_the_readings_is_shown(tmp_path: Path) -> None:
    case = listed_case()
    found = plan_each(case)
    document = readings.page(case, found)
    assert len(document.tables) == found.headlines["question"].n_unique()
    assert sum(table.frame.height for table in document.tables) == found.headlines.height
    columns = "marked cost scope_cost outside_share of gbad_long bottleneck"
    check_shown(document, dict.fromkeys((table.key for table in document.tables), columns))
    assert document.sentences == readings.sentences(case, found)
    check_document(document, tmp_path)


def test_all_that_has_happened_since_is_shown(plan: Plan, tmp_path: Path) -> None:
    found = Tracking(
        pl.DataFrame({"ally": ["DEU"], "year": 2026, "spent": 9e4, "gdp": 4e6, "real_change": -3.25,
                      "personnel_share": 30.0, "infrastructure_share": 5.0, "other_share": 40.0}),
        pl.DataFrame({"ally": ["DEU"], "year": 2026, "measure": "gdp_share", "planned": 2.5,
                      "happened": 2.25, "difference": -0.25}),
        pl.DataFrame({"ally": ["LVA"], "capability": "truck", "year": 2027, "planned": 20.0, "happened": 12.0,
                      "difference": -8.0, "delivered_planned": 10.0, "delivered": 2.0, "late": 1.5,
                      "met_planned": 2030, "met": None}, schema_overrides={"met": pl.Int64}),
        pl.DataFrame({"ally": ["CZE"], "year": 2026, "planned": 27.0, "happened": 26.5, "difference": -0.5}),
    )  # fmt: skip
    document = track.page(plan.case, found)
    tables = {
        "reported": "ally year spent gdp real_change personnel_share infrastructure_share other_share",
        "spending": "ally year measure planned happened difference",
        "holdings": "ally capability year planned happened late met_planned met",
        "people": "ally year planned happened difference",
    }
    check_shown(document, tables)
    assert document.holds is False
    assert document.sentences[0] == "1 of 1 holdings that are newly counted are behind the plan."
    assert "beyond" in on_terminal(document)
    check_document(document, tmp_path)
    nothing = Tracking(*(getattr(found, name).clear() for name in tables))
    assert track.page(plan.case, nothing).sentences[0].startswith("The case has no figure")


def test_what_a_plan_breaks_is_shown(plan: Plan, tmp_path: Path) -> None:
    verdict = check(plan)
    sound = page(plan.case, verdict)
    assert sound.holds
    check_document(sound, tmp_path)
    more = {"stock": Findings([f"finding {n}" for n in range(12)])}
    broken = page(plan.case, replace(verdict, found={**verdict.found, **more}, left_out=("left out",)))
    assert broken.holds is False
    text = on_terminal(broken)
    assert "finding 9" in text
    assert "finding 10" not in text
    assert "and 2 more" in text
    assert "left out" in text
    check_document(broken, tmp_path)


def test_all_that_is_told_of_a_case_is_shown(case: Case, tmp_path: Path) -> None:
    other = case.with_value("pledges", "amd_increase", factor=4.0)
    documents = [
        cases.describe(case), cases.columns("lines"), cases.diff(case, other, ("one", "other")),
        cases.sources(case), cases.scenarios(), cases.where(other, where(other, "pledges", "amd_increase")),
    ]  # fmt: skip
    for document in documents:
        check_document(document, tmp_path)
    assert "assumed: set by user" in on_terminal(documents[-1]) or documents[-1].sentences
    (row,) = documents[2].tables[0].frame.filter(column="factor").iter_rows(named=True)
    assert (row["before"], row["after"]) == ("5", "4")
    same = cases.diff(case, case, ("one", "one"))
    assert (same.sentences, same.tables) == (["The two cases are the same."], [])
