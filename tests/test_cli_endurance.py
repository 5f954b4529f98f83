"""`sinews endurance` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, "endurance", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_endurance_answers_in_json_and_writes_a_page(tmp_path: Path) -> None:
    done = run("baseline", "--paths", "20", "--json", "--report", "page.html", folder=tmp_path)
    # the answer is no: stocks lie below their targets
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["intensity"], answer["year"], answer["holds"]) == ("high", None, False)
    assert {row["capability"] for row in answer["requirement"]} >= {"ammo_155", "truck_cargo", "log_bn"}
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for chart in ("days-heat", "first-out", "endurance-curves", "distribution-map"):
        assert f'data-chart="{chart}"' in page
    assert "http" not in page.split('<script type="application/json"')[0].replace("http-equiv", "")


def test_endurance_prints_who_runs_out_first(tmp_path: Path) -> None:
    done = run("--intensity", "low", "--paths", "20", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    for words in (
        "First to run out",
        "Days of supply",
        "All allies",
        "From depot to theatre base",
        "of logistics and supply",
    ):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--intensity", "extreme"], "extreme"),
        (["--year", "2030"], "make a plan"),
        (["nowhere"], "nowhere"),
        (["--set", "supply_classes.fuel.fill=0"], "fill"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, arguments: list[str], word: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
