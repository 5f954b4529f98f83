"""A sample of what `sh tools/fuzz` tries for longer: odd inputs end in an answer or a sentence, and soon."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest

from sinews.case import CaseError, Problem
from sinews.failures import sentence
from tests.fuzz import batch
from tests.fuzz.batch import run
from tests.fuzz.kinds import KINDS
from tests.fuzz.told import outcome

SAMPLE = {"case": 20, "overlay": 25, "plan_folder": 15, "workbook": 2, "line": 5, "process": 1, "plan": 3}
SEED = 1
READ_TWICE = {"case": 15, "overlay": 20, "plan_folder": 4}


@pytest.mark.parametrize("kind", KINDS)
def test_odd_inputs_end_in_an_answer_or_a_sentence(kind: str) -> None:
    tally = run(kind, SEED, SAMPLE[kind], shrink=False)
    assert sum(tally.outcomes.values()) == SAMPLE[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_says_which_inputs_are_tried(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []

    def keep(one: Any) -> str:
        drawn.append(repr(one))
        return "kept"

    monkeypatch.setitem(KINDS, kind, replace(KINDS[kind], try_one=keep))
    for _ in range(2):
        run(kind, SEED, 10, shrink=False)
    assert drawn[:10] == drawn[10:]
    assert len(set(drawn)) > 5


@pytest.mark.parametrize("kind", READ_TWICE)
def test_what_is_taken_apart_once_reads_as_ever(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str | None] = []

    def told_too(error: Exception) -> str | None:
        told.append(sentence(error))
        return told[-1]

    monkeypatch.setattr("tests.fuzz.told.sentence", told_too)
    once = run(kind, SEED, READ_TWICE[kind], shrink=False)
    told_once = told[:]
    told.clear()
    monkeypatch.setattr(batch, "kept", nullcontext)
    assert run(kind, SEED, READ_TWICE[kind], shrink=False).outcomes == once.outcomes
    # every sentence is the same, too
    assert told == told_once


def test_an_input_that_computes_for_ever_ends_its_process() -> None:
    endless = """
from tests.fuzz.batch import ended_beyond
with ended_beyond(0.2):
    sum(iter(int, 1))
"""
    done = subprocess.run([sys.executable, "-c", endless], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGPROF
    assert "most recent call first" in done.stderr


def test_a_fault_is_one() -> None:
    def raises(error: Exception) -> Any:
        raise error

    assert outcome(lambda: 1) == "taken"
    assert outcome(lambda: raises(CaseError([Problem("lines", 2, "rate", "x", "a number")]))) == "refused"
    assert outcome(lambda: raises(OSError(28, "No space left on device"))) == "refused"
    for error in (KeyError("DEU"), ValueError("x"), ZeroDivisionError()):
        with pytest.raises(type(error)):
            outcome(lambda error=error: raises(error))  # type: ignore[misc]
    with pytest.raises(AssertionError, match="steer"):
        outcome(lambda: raises(OSError(2, "\x1b[2J")))
