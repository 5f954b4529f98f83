"""Lexicographic min-max as Sinews finds it: each programme starts from the optimum of the one before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.apportionment_figures import figure
from benchmarks.registry import Outcome
from sinews.apportionment.limits import Terms, set_limits
from sinews.engines.burden_matrix import BurdenMatrix, shareable
from sinews.engines.leximin import leximin


def build(terms: Terms) -> BurdenMatrix:
    """Build the problem of the last year, without what no division can share out."""
    limits = set_limits(terms)
    problem = BurdenMatrix(
        total=terms.lots_due[:, -1],
        cost=terms.cost,
        ability=terms.ability,
        lower=limits.lower,
        upper=limits.upper,
        use=terms.crew,
        supply=terms.personnel,
    )
    return replace(problem, total=np.floor(shareable(problem) + 1e-6))


def solve(problem: BurdenMatrix) -> Outcome:
    """Find all levels."""
    return Outcome(
        objective=figure(leximin(problem).burden),
        columns=problem.agents * problem.goods + 1,
        rows=2 * problem.agents + problem.goods,
    )
