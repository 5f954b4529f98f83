"""The p-median problem as Sinews solves it: interchange, Lagrangian bound, a tree for the rest."""

from __future__ import annotations

from benchmarks.registry import Outcome
from sinews.engines.arrays import Values
from sinews.engines.p_median import p_median


def build(problem: tuple[Values, int]) -> tuple[Values, int]:
    """Take the problem as it is."""
    return problem


def solve(problem: tuple[Values, int]) -> Outcome:
    """Solve to the optimum."""
    distance, count = problem
    found = p_median(distance, count)
    return Outcome(objective=found.cost, columns=distance.shape[1], rows=distance.shape[0])
