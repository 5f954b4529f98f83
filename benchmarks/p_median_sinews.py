"""The p-median problem as Sinews solves it: Lagrangian bound, interchange, branch and cut for the rest."""

from __future__ import annotations

from benchmarks.registry import Outcome
from sinews.engines.arrays import Values
from sinews.engines.p_median import p_median


def build(problem: tuple[Values, int]) -> tuple[Values, int]:
    """Take the problem as it is."""
    return problem


def solve(problem: tuple[Values, int]) -> Outcome:
    """Solve to the proven optimum."""
    distance, count = problem
    found = p_median(distance, count)
    if found.bound < found.cost - 1e-6:
        raise RuntimeError("the optimum is not proven")
    return Outcome(objective=found.cost, columns=distance.shape[1], rows=distance.shape[0])
