"""`sinews medical` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sinews.case import Case, open_case, write_case

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, "medical", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture
def few() -> Case:
    """The baseline with two force packages."""
    case = open_case()
    packages = case["force_packages"].filter(pl.col("force_package").is_in(["n1", "n2"]))
    return case.with_table("force_packages", packages)


def test_medical_answers_in_json_and_writes_a_page(few: Case, tmp_path: Path) -> None:
    write_case(few, tmp_path / "few")
    done = run("few", "--plan", "north", "--worlds", "10", "--json", "--report", "page.html", folder=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    answer = json.loads(done.stdout)
    plan = answer["plans"]["north"]
    assert answer["holds"] is all(row["held"] >= row["needed"] for row in plan["units"])
    assert plan["certified"] is all(row["bound"] >= row["level"] for row in plan["criteria"])
    assert all(row["share"] >= row["level"] for row in plan["criteria"])
    ends = sum(row["mean"] for row in plan["outcomes"])
    assert ends == pytest.approx(next(row["casualties"] for row in answer["capacities"]))
    assert sum(day["blood"] for day in plan["consumption"]) > 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "data-chart=" in page


def test_what_there_is_none_of_is_told(few: Case, tmp_path: Path) -> None:
    none_held = {
        name: few[name].filter(pl.col("capability") != "med_role2")
        for name in ("inventory", "holding_factors")
    }
    write_case(few.with_tables(none_held), tmp_path / "few")
    done = run("few", "--plan", "north", "--worlds", "10", "--json", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert any("no role 2 operating tables" in told for told in answer["sentences"])
    assert answer["capacities"][0]["operated_in_time"] == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["--plan", "west"], "west"), (["--worlds", "1"], "worlds"), (["nowhere"], "nowhere")],
)
def test_wrong_calls_are_told(arguments: list[str], word: str, tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
