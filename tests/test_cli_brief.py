"""`sinews brief` on the baseline: the files, the content of all pages, and what goes wrong."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sinews
from sinews.cli import app
from sinews.implementation import Plan

YEARS = [2027, 2030, 2035, 2040, 2041]


@pytest.fixture(scope="module")
def plan(baseline_plan: Plan) -> Plan:
    return baseline_plan


@pytest.fixture(scope="module")
def folder(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "plan"
    plan.save(path)
    return path


@pytest.fixture(scope="module")
def answer(folder: Path) -> dict[str, dict[str, Any]]:
    """The content of all pages, by their subjects."""
    result = CliRunner().invoke(app, ["brief", str(folder), "--all", "--json"])
    assert result.exit_code == 0
    return {page["subject"]: page for page in json.loads(result.stdout)}


def rows(page: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = [section["tables"][key]["rows"] for section in page["sections"] if key in section["tables"]]
    return list(found[0]) if found else []


def test_jobs_and_readiness_are_those_of_the_review(answer: dict[str, dict[str, Any]], plan: Plan) -> None:
    review = sinews.review(plan, YEARS)
    assert review.growth is not None
    assert review.formations is not None
    assert review.tiers is not None
    training = {
        (row["country"], row["year"]): row["in_training"]
        for row in review.growth.apprentices.iter_rows(named=True)
    }
    made = {(row["country"], row["year"]): row for row in review.growth.countries.iter_rows(named=True)}
    total: dict[int, float] = defaultdict(float)
    for ally, page in answer.items():
        for row in rows(page, "jobs"):
            if ally == "alliance":
                continue
            own = made[ally, row["year"]]
            for name in ("demand", "value_added", "jobs"):
                assert row[name] == pytest.approx(own[name])
            assert row["in_training"] == training.get((ally, row["year"]))
            total[row["year"]] += row["jobs"]
    whole = {row["year"]: row["jobs"] for row in rows(answer["alliance"], "jobs")}
    assert {year: pytest.approx(jobs) for year, jobs in total.items()} == whole
    asked = {
        f"within {day} days": troops
        for day, troops in plan.case["force_tiers"].select("day", "troops").rows()
    }
    for row in rows(answer["alliance"], "readiness"):
        assert row["asked"] == asked[row["tier"]]
        for year in YEARS:
            day = int(row["tier"].split()[1])
            tier = review.tiers.filter(year=year, day=day).row(0, named=True)
            parts = [
                each[str(year)]
                for ally, page in answer.items()
                if ally != "alliance"
                for each in rows(page, "readiness")
                if each["tier"] == row["tier"]
            ]
            assert row[str(year)] == tier["ready"] == pytest.approx(sum(parts))


def test_the_scoreboard_is_that_of_the_review(answer: dict[str, dict[str, Any]], plan: Plan) -> None:
    board = sinews.review(plan, YEARS).scoreboard
    page = answer["alliance"]
    shown = [*rows(page, "scoreboard"), *rows(page, "scoreboard_second")]
    assert len(shown) == board.filter(year=2030).height
    for year in YEARS:
        of_year = board.filter(year=year)["value"].to_list()
        assert sorted(row[str(year)] for row in shown) == pytest.approx(sorted(of_year))


def test_promises_and_opt_outs_are_told(answer: dict[str, dict[str, Any]]) -> None:
    def promise(ally: str) -> str:
        return " ".join(answer[ally]["sections"][0]["sentences"])

    assert "Opt-out: it keeps to 2.10 % of GDP" in promise("ESP")
    assert "Latvia: 5 % of GDP by 2028" in promise("LVA")
    assert "Opt-out" not in promise("LVA")
    assert "3.5 % of GDP on core defence by 2035" in promise("USA")
    assert "A 400 % increase".lower() in promise("DEU")
    assert "has no targets in this plan" in answer["ISL"]["headline"][0]
    assert len(answer) == 33


def test_what_the_page_rests_on_adds_up(answer: dict[str, dict[str, Any]]) -> None:
    for page in answer.values():
        for sentence in page["foundation"]:
            parts = [int(part) for part in re.findall(r"(\d+) % ", sentence)]
            assert not parts or sum(parts) == pytest.approx(100, abs=1)


def test_the_folder_holds_a_page_and_a_sheet_for_each(folder: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    for asked, name in (([], "alliance"), (["--ally", "usa"], "USA"), (["--ally", "Germany"], "DEU")):
        result = CliRunner().invoke(app, ["brief", str(folder), *asked, "--out", str(pages)])
        assert result.exit_code == 0
        page = (pages / f"{name}.html").read_text(encoding="utf-8")
        assert page.endswith("</html>\n")
        assert "://" not in page
        pdf = (pages / f"{name}.pdf").read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        assert len(pdf) < 400_000
        for sentence in re.split(r"(?<=\.) (?=[A-Z])", " ".join(result.stdout.split())):
            assert sentence in " ".join(re.sub("<[^>]*>", "", page).split())
    names = sorted(each.name for each in pages.iterdir())
    assert names == ["DEU.html", "DEU.pdf", "USA.html", "USA.pdf", "alliance.html", "alliance.pdf"]


def test_all_pages_are_linked_from_an_index(folder: Path, plan: Plan, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["brief", str(folder), "--all", "--no-pdf", "--out", str(tmp_path / "all")]
    )
    assert result.exit_code == 0
    index = (tmp_path / "all" / "index.html").read_text(encoding="utf-8")
    linked = re.findall(r'href="([^"]+)"', index)
    assert sorted(linked) == sorted(
        f"{subject}.html" for subject in ["alliance", *plan.case["allies"]["ally"]]
    )
    assert {each.name for each in (tmp_path / "all").iterdir()} == {"index.html", *linked}


def test_json_alone_writes_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["brief", str(folder), "--ally", "LVA", "--json"])
    assert json.loads(result.stdout)["name"] == "Latvia"
    assert not list(tmp_path.iterdir())


def test_mistakes_are_told(folder: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["brief", str(folder), "--ally", "Latvai", "--out", str(tmp_path / "x")])
    assert result.exit_code != 0
    assert "Latvia" in str(result.exception)
    assert not (tmp_path / "x").exists()
    result = CliRunner().invoke(app, ["brief", str(folder), "--ally", "LVA", "--all"])
    assert result.exit_code == 2
