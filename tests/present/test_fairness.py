"""The fairness report and the explanation of a target."""

from __future__ import annotations

import json

import pytest
from tests.documents import on_terminal
from tests.small_case import small_case

import sinews
from sinews import guidance, requirements
from sinews.apportionment import compare_rules, set_targets
from sinews.case import CaseError
from sinews.present.charts import specification
from sinews.present.charts.fairness import rule_slopes
from sinews.present.topics.apportion import RULE_NAMES, page
from sinews.present.topics.explain import explain
from sinews.present.topics.explain import page as explanation_page
from sinews.present.writers.json import as_json


@pytest.fixture(scope="module")
def plan() -> sinews.Plan:
    return sinews.plan(small_case().with_value("pledges", "half_at_most", share=30.0))


def test_the_report_prints_every_ally_and_rule(plan: sinews.Plan) -> None:
    case = plan.case
    needs = requirements.determine(case, guidance.establish(case))
    targets, comparison = set_targets(case, needs), compare_rules(case, needs)
    document = page(case, targets, comparison)
    text = on_terminal(document, 220)
    for name in [*case["allies"]["name"], *RULE_NAMES.values()]:
        assert str(name) in text
    assert "pledges/half_at_most" in text
    answer = json.loads(json.dumps(as_json(document), allow_nan=False))
    assert len(answer["comparison"]["measures"]) == len(RULE_NAMES)


def test_an_explanation_has_its_figures_from_the_plan(plan: sinews.Plan) -> None:
    found = explain(plan, ally="DEU", capability="gbad_long")
    share = plan.tables["shares"].filter(ally="DEU", capability="gbad_long").row(0, named=True)
    assert found.figures["share"]["target"] == share["target"]
    words = str(found)
    assert f"hold {share['target']:.0f} of long-range air defence" in words
    assert "air and missile defence +400 %" in words
    assert "at the cap" in words
    assert "One ally may provide at most 30 %" in words
    assert json.loads(json.dumps(as_json(explanation_page(plan, found)), allow_nan=False))["ally"] == "DEU"


@pytest.mark.parametrize(("ally", "capability"), [("XXX", "truck"), ("DEU", "gbad"), ("DEU", "nothing")])
def test_what_is_not_there_is_named(plan: sinews.Plan, ally: str, capability: str) -> None:
    with pytest.raises(CaseError, match="known are"):
        explain(plan, ally=ally, capability=capability)


def test_the_slope_chart_has_a_line_for_each_ally(plan: sinews.Plan) -> None:
    case = plan.case
    needs = requirements.determine(case, guidance.establish(case))
    burdens = compare_rules(case, needs).burdens.join(case["allies"].select("ally", "name"), on="ally")
    chart = rule_slopes(burdens.select("rule", "name", "relative", "cost", "rank"), list(RULE_NAMES))
    names = {row["name"] for rows in specification(chart)["datasets"].values() for row in rows}
    assert names == set(case["allies"]["name"])
