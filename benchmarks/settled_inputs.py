"""The cases that are taken from tables to plan, learned prices and all."""

from __future__ import annotations

from benchmarks.plan_inputs import CASES
from sinews.case import Case


def load(size: str) -> Case:
    """Return the named case."""
    return CASES[size]()
