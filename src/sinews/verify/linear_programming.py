"""Linear programmes with a published optimum, and random ones against an independent program."""

from __future__ import annotations

import numpy as np

from sinews.engines.lp import LpModel, LpSolution
from sinews.verify.check import Check

HILLIER_LIEBERMAN = "Hillier and Lieberman, Introduction to Operations Research, ch. 3 (Wyndor Glass Co.)"
RANDOM_CASES = 50


def wyndor_glass() -> LpSolution:
    """Solve the Wyndor Glass problem: maximise 3 x + 5 y with x <= 4, 2 y <= 12, 3 x + 2 y <= 18."""
    model = LpModel()
    batches = model.add_columns(2, cost=[-3.0, -5.0])
    plants = model.add_rows(3, upper=[4.0, 12.0, 18.0])
    model.add_entries(plants[:, None], batches[None, :], [[1.0, 0.0], [0.0, 2.0], [3.0, 2.0]])
    return model.solve(algorithm="simplex")


def largest_difference_from_scipy(seed: int = 1) -> float:
    """Return the largest relative difference of the optimum from SciPy's over random feasible problems."""
    from scipy.optimize import linprog

    random = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(RANDOM_CASES):
        rows, columns = random.integers(2, 30, size=2)
        matrix = random.normal(size=(rows, columns)) * (random.random((rows, columns)) < 0.5)
        inside = random.random(columns)
        bound = matrix @ inside + random.random(rows)
        cost = random.normal(size=columns)
        model = LpModel()
        x = model.add_columns(int(columns), cost=cost, upper=2.0)
        model.add_entries(model.add_rows(int(rows), upper=bound)[:, None], x[None, :], matrix)
        ours = model.solve().objective
        theirs = linprog(cost, A_ub=matrix, b_ub=bound, bounds=(0.0, 2.0), method="highs-ds").fun
        worst = max(worst, abs(ours - theirs) / max(1.0, abs(theirs)))
    return worst


CHECKS = (
    Check(
        "linear programming",
        "largest profit a week, thousand dollars",
        HILLIER_LIEBERMAN,
        36.0,
        lambda: -wyndor_glass().objective,
        1e-9,
    ),
    Check(
        "linear programming",
        "shadow price of plant 2",
        HILLIER_LIEBERMAN,
        1.5,
        lambda: -float(wyndor_glass().row_dual[1]),
        1e-9,
    ),
    Check(
        "linear programming",
        "shadow price of plant 3",
        HILLIER_LIEBERMAN,
        1.0,
        lambda: -float(wyndor_glass().row_dual[2]),
        1e-9,
    ),
    Check(
        "linear programming",
        f"largest relative difference of the optimum on {RANDOM_CASES} random problems",
        "SciPy, optimize.linprog",
        0.0,
        largest_difference_from_scipy,
        1e-7,
    ),
)
