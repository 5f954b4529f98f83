"""The planning model as Sinews solves it: whole arrays, groups of allies, divided among their members."""

from __future__ import annotations

from benchmarks.registry import Outcome
from sinews.engines.lp import LpModel
from sinews.implementation.blocks import build_model
from sinews.implementation.disaggregation import divided
from sinews.implementation.groups import first_groups, solve_groups
from sinews.implementation.instance import Instance


def build(instance: Instance) -> tuple[Instance, LpModel]:
    """Build the whole model."""
    return instance, build_model(instance)[0]


def solve(built: tuple[Instance, LpModel]) -> Outcome:
    """Solve it as `sinews.implementation.schedule` does."""
    instance, model = built
    _, solution = divided(solve_groups(instance, first_groups(instance)))
    return Outcome(objective=solution.objective, columns=model.columns, rows=model.rows)
