"""Layered covering as Sinews finds it: reduction, greedy addition and interchange, a bound, the rest."""

from __future__ import annotations

from benchmarks.covering_inputs import GAP, Problem
from benchmarks.registry import Outcome
from sinews.engines.covering import Layer, layered_covering, one_group


def build(problem: Problem) -> tuple[Problem, list[Layer]]:
    """Build the layers."""
    return problem, [
        one_group(reach, count) for reach, count in zip(problem.reach, problem.count, strict=True)
    ]


def solve(built: tuple[Problem, list[Layer]]) -> Outcome:
    """Find places within the gap."""
    problem, layers = built
    found = layered_covering(problem.weight, layers, problem.worth, gap=GAP)
    if found.gap > GAP:
        raise RuntimeError(f"the gap is {found.gap:.2%}")
    candidates = sum(reach.shape[1] for reach in problem.reach)
    return Outcome(objective=found.value, columns=candidates, rows=problem.weight.size)
