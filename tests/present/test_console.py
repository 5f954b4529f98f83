"""The headline of a plan, as a terminal shows it and as a workbook and pages carry it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.documents import check_document, check_shown, on_terminal
from tests.present.conftest import HOSTILE

import sinews
from sinews.implementation import Plan
from sinews.present.headline import headline
from sinews.present.summary import Summary, as_json, summarise
from sinews.present.topics.plan import page
from sinews.present.writers.json import plain

TABLES = {
    "cost": "year {elements} total then_year committed gdp_share core core_share",
    "groups": "name total yearly share",
    "capabilities": "name unit baseline required in met reason",
    "allies": "name total share gdp_part gdp_share",
    "all-allies": "name region total share gdp_part gdp_share held",
    "allies-by-year": "name {years}",
    "bottlenecks": "rank name statement",
    "scoreboard": "name dimension unit {milestones}",
}


def test_it_prints_the_headline_and_every_part(plan: Plan, summary: Summary) -> None:
    text = on_terminal(page(plan, summary), 500)
    for sentence in headline(summary):
        assert sentence in text
    for name in (*summary.capabilities["name"], *summary.allies["name"]):
        assert name in text
    for told in (*summary.bottlenecks["statement"], *summary.scoreboard["measure"]):
        assert told in text
    assert summary.solution.solver in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(plan: Plan, summary: Summary, width: int) -> None:
    assert max(map(len, on_terminal(page(plan, summary), width).splitlines())) <= width


def test_names_are_no_markup(hostile_plan: Plan) -> None:
    summary = summarise(hostile_plan, sinews.review(hostile_plan))
    assert on_terminal(page(hostile_plan, summary), 500).count(HOSTILE) >= 3


def test_all_that_was_shown_is_shown_in_every_medium(plan: Plan, summary: Summary, tmp_path: Path) -> None:
    document = page(plan, summary)
    words = {
        "elements": " ".join(element.key for element in summary.elements),
        "years": " ".join(map(str, plan.case.years)),
        "milestones": "2026 2030 2032",
    }
    check_shown(document, {key: each.format_map(words) for key, each in TABLES.items()}, ["cost-by-year"])
    assert plain(document.data) == plain(as_json(summary))
    by_year = next(table for table in document.tables if table.key == "allies-by-year").frame
    total = sum(by_year[str(year)].sum() for year in plan.case.years)
    assert total == pytest.approx(summary.total_cost)
    check_document(document, tmp_path)
