"""The kinds of input that are tried, and the limits that each must keep to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from tests.fuzz import lines, plans, readings


@dataclass(frozen=True)
class Kind:
    """A kind of input.

    Attributes
    ----------
    inputs
        Makes the strategy of inputs.
    try_one
        Does what a user would do with one, and returns what came of it.
    seconds
        How long processors may work for one.
    batch
        How many are tried in a process.
    goal
        How many are to be tried in all.
    """

    inputs: Callable[[], st.SearchStrategy[Any]]
    try_one: Callable[[Any], str]
    seconds: float
    batch: int
    goal: int


KINDS = {
    "case": Kind(readings.cases, readings.read_case, 20.0, 500, 15_000),
    "overlay": Kind(readings.overlays, readings.read_overlay, 20.0, 1_000, 83_000),
    "plan_folder": Kind(readings.plan_folders, readings.read_plan, 20.0, 50, 1_500),
    "workbook": Kind(readings.workbooks, readings.read_workbook, 20.0, 25, 500),
    "line": Kind(lines.command_lines, lines.run_here, 20.0, 50, 2_000),
    "process": Kind(
        lambda: st.tuples(lines.command_lines(), lines.environments()),
        lambda drawn: lines.run_apart(*drawn),
        20.0,
        5,
        200,
    ),
    "plan": Kind(plans.changed_cases, plans.make_plan, 60.0, 10, 500),
}

MEMORY = 2 * 2**30
"""Bytes that a process may hold at most."""
