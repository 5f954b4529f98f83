"""Running a benchmark: what it prints and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measure import Measurement
from benchmarks.registry import PLAN, Outcome
from benchmarks.report import relative_difference

from benchmarks import command

ROOT = Path(__file__).parents[2]


def measurement(objective: float) -> Measurement:
    return Measurement(0.5, {"build": 1.0, "solve": 3.0}, 100.0, 150.0, Outcome(objective, 10, 5), 4.0)


def test_one_run_measures_both_and_prints_json_alone() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.plan", "--case", "small", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert found["agree"]
    assert set(found["contenders"]) == {"Sinews", "linopy"}
    for figures in found["contenders"].values():
        assert figures["total without import (s)"] == figures["build (s)"] + figures["solve (s)"]
        assert figures["peak memory (MiB)"] > figures["of it in the phases (MiB)"] >= 0
    # loading pandas and xarray cannot be had for nothing: processes are measured, not their parent
    ours, theirs = found["contenders"]["Sinews"], found["contenders"]["linopy"]
    assert theirs["peak memory (MiB)"] > ours["peak memory (MiB)"] + 20


def test_the_difference_is_relative_and_the_largest() -> None:
    three = {"a": measurement(200.0), "b": measurement(200.1), "c": measurement(199.0)}
    assert relative_difference(three.values()) == pytest.approx(0.005)


@pytest.mark.parametrize(("theirs", "code"), [(1000.0005, 0), (1000.002, 1)])
def test_objectives_that_differ_fail_the_run(
    theirs: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = {"Sinews": measurement(1000.0), "linopy": measurement(theirs)}
    monkeypatch.setattr(command, "measure", lambda *_, **__: measured)
    assert command.run(PLAN, ["--json"]) == code
    assert json.loads(capsys.readouterr().out)["agree"] is (code == 0)


def test_missing_packages_are_named_with_the_way_to_get_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'linopy'")

    monkeypatch.setattr(command, "measure", missing)
    assert command.run(PLAN, []) == 2
    assert "requirements/bench.txt" in capsys.readouterr().err
