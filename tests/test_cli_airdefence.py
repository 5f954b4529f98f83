"""`sinews airdefence` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from sinews.cli import app

runner = CliRunner()


def test_it_answers_in_json_and_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "air.html"
    result = runner.invoke(app, ["airdefence", "--json", "--report", str(page)])
    assert result.exit_code == 1, result.stderr
    answer = json.loads(result.stdout)
    assert not answer["holds"]
    assert answer["pledged_multiple"] == 5.0
    assert answer["pooled"]["gap"] <= 0.01
    assert answer["even"]["least"] > answer["pooled"]["least"]
    assert {row["raid"] for row in answer["saturation"]} == {"low", "planned", "high"}
    text = page.read_text(encoding="utf-8")
    assert "What units of this layer" not in text
    for place in ("depth", "layer-long", "marginal-curve", "magazine-curves", "by-ally"):
        assert f'data-chart="{place}"' in text
    assert "http://" not in text.split("<script")[0]


def test_it_prints_tables_and_leaves_out_a_page_of_restricted_figures(tmp_path: Path) -> None:
    changes = [
        "--set",
        "air_defence_planning.days.value=10",
        "--set",
        "sources.gfp_2025.visibility=restricted",
    ]
    page = tmp_path / "air.html"
    result = runner.invoke(app, ["airdefence", *changes, "--report", str(page)])
    assert result.exit_code == 1
    assert "Left out" in result.stderr
    assert "--restricted writes it" in result.stderr
    assert not page.exists()
    assert "the pledge" in result.stdout
    assert "10 days of raids" not in result.stderr


def test_a_year_needs_a_plan() -> None:
    result = runner.invoke(app, ["airdefence", "--year", "2030"])
    assert result.exit_code == 2
    assert "is a case" in result.stderr
