"""`sinews movement` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sinews.case import open_case, write_case

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, "movement", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_movement_answers_in_json_writes_a_page_and_exports(tmp_path: Path) -> None:
    case = open_case()
    few = case["force_packages"].filter(pl.col("force_package").is_in(["c2", "s3"]))
    hasty = few.with_columns(required_day=pl.lit(2, pl.Int64))
    write_case(case.with_table("force_packages", hasty), tmp_path / "hasty")
    done = run("hasty", "--json", "--report", "page.html", "--export", "out", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert answer["holds"] is False
    assert [row["force_package"] for row in answer["closures"]] == ["c2", "s3"]
    assert set(answer["doubling"]) == {"as it is", "lift doubled", "ways doubled", "both doubled"}
    assert set(answer["border_regimes"]) == {"emergency", "proposed", "today"}
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for chart in ("europe", "curves", "late", "lift-use"):
        assert f'data-chart="{chart}"' in page
    flows = json.loads((tmp_path / "out" / "flows.geojson").read_text(encoding="utf-8"))
    assert flows["type"] == "FeatureCollection"
    assert "OpenStreetMap" in flows["attribution"]
    assert all(f["geometry"]["type"] == "LineString" for f in flows["features"])
    closures = pl.read_csv(tmp_path / "out" / "closures.csv")
    assert closures["force_package"].to_list() == ["c2", "s3"]
    again = run("hasty", "--export", "out", folder=tmp_path)
    assert again.returncode == 2
    assert "there already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["--plan", "west"], "west"), (["--year", "2030"], "make a plan"), (["nowhere"], "nowhere")],
)
def test_wrong_calls_are_told(arguments: list[str], word: str, tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
