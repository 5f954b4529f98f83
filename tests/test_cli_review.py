from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sinews
from sinews.cli import app


@pytest.fixture(scope="module")
def folder(baseline_plan: sinews.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "plan"
    baseline_plan.save(path)
    return path


def test_the_review_answers_with_figures_and_a_page(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    result = CliRunner().invoke(
        app, ["review", str(folder), "--year", "2030", "--json", "--report", str(page)]
    )
    answer = json.loads(result.stdout)
    assert answer["years"] == [2030]
    assert result.exit_code == (0 if answer["holds"] else 1)
    assert {row["tier"] for row in answer["tiers"]} == {"tier1", "tier2", "tier3"}
    assert answer["holds"] == all(row["met"] for row in answer["tiers"])
    assert {"stronger", "fairer", "more lethal", "growth"} == {
        row["dimension"] for row in answer["scoreboard"]
    }
    jobs = sum(row["jobs"] for row in answer["growth"]["sectors"])
    assert jobs == pytest.approx(sum(row["jobs"] for row in answer["growth"]["countries"]))
    tables = {row["table"] for row in answer["scoreboard"]}
    assert tables == {"requirements", "burden", "depth", "readiness", "growth"}
    assert all(answer[table] for table in tables)
    text = page.read_text(encoding="utf-8")
    for table in tables:
        assert f'<a href="#{table}">' in text
        assert f'<section id="{table}"' in text
    assert "Readiness" in text
    assert "Growth" in text


def test_the_terminal_shows_the_same(folder: Path) -> None:
    result = CliRunner().invoke(app, ["review", str(folder), "--year", "2030"])
    titles = ("Scoreboard", "low end", "Who carries it in 2030", "Soldiers of formations ready")
    for words in (*titles, "by country, 2030"):
        assert words in result.stdout


def test_years_are_reviewed_once_and_in_order(folder: Path) -> None:
    again = ["--year", "2035", "--year", "2030", "--year", "2035"]
    result = CliRunner().invoke(app, ["review", str(folder), *again, "--json"])
    assert json.loads(result.stdout)["years"] == [2030, 2035]


def test_a_year_outside_the_plan_is_refused(folder: Path) -> None:
    result = CliRunner().invoke(app, ["review", str(folder), "--year", "2050"])
    assert result.exit_code == 2
    assert "2050 is no planning year" in result.output
