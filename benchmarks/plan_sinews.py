"""The planning model as Sinews solves it: whole arrays, handed to HiGHS in one call."""

from __future__ import annotations

from benchmarks.registry import Outcome
from sinews.engines.lp import LpModel
from sinews.implementation.instance import Instance
from sinews.implementation.model import build_model
from sinews.implementation.solve import solve_model


def build(instance: Instance) -> LpModel:
    """Build the model."""
    return build_model(instance)[0]


def solve(model: LpModel) -> Outcome:
    """Solve it with the algorithm of `sinews.implementation.schedule`."""
    solution, _ = solve_model(model.arrays())
    return Outcome(objective=solution.objective, columns=model.columns, rows=model.rows)
