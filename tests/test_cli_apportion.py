"""`sinews apportion` and `sinews explain` as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_case import write_small_case

SINEWS = [sys.executable, "-m", "sinews"]


def run(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SINEWS, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("user")
    write_small_case(folder / "case")
    done = run("plan", "case", "--out", "plan", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_apportion_answers_in_json(place: Path) -> None:
    done = run("apportion", "case", "--rule", "talmud", "--compare", "--json", folder=place)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["proof"]["rule"] == "talmud"
    assert {row["ally"] for row in answer["burdens"]} == {"DEU", "CZE", "LVA"}
    assert answer["comparison"]["measures"][0]["rule"] == "talmud"


def test_what_cannot_be_assigned_is_the_answer_no(place: Path) -> None:
    done = run("apportion", "case", "--set", "pledges.half_at_most.share=30", folder=place)
    assert done.returncode == 1
    assert "pledges/half_at_most" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["apportion", "case", "--rule", "fairest"], "leximin"),
        (["apportion", "case", "--ability", "wealth"], "gdp"),
        (["explain", "plan", "--ally", "XXX", "--capability", "truck"], "DEU"),
        (["explain", "case", "--ally", "DEU", "--capability", "truck"], "no complete plan folder"),
    ],
)
def test_a_mistake_is_told(place: Path, arguments: list[str], word: str) -> None:
    done = run(*arguments, folder=place)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_explain_tells_and_answers_in_json(place: Path) -> None:
    words = run("explain", "plan", "--ally", "LVA", "--capability", "truck", folder=place)
    assert words.returncode == 0, words.stderr
    assert "twice the logistics" in words.stdout
    done = run("explain", "plan", "--ally", "LVA", "--capability", "truck", "--json", folder=place)
    answer = json.loads(done.stdout)
    assert answer["figures"]["share"]["ally"] == "LVA"
    assert len(answer["sentences"]) >= 8
