"""From tables to plan as Sinews does it."""

from __future__ import annotations

from benchmarks.registry import Outcome
from sinews.case import Case
from sinews.pipeline import plan as make_plan


def plan(case: Case) -> Outcome:
    """Take the case through steps 1 to 4, all tables of the plan included."""
    made = make_plan(case)
    solution = made.solution
    if not solution.converged or solution.gap > 1e-3:
        raise RuntimeError(f"prices have not settled, or the gap is {solution.gap:.1e}")
    return Outcome(objective=solution.objective, columns=solution.columns, rows=solution.rows)
