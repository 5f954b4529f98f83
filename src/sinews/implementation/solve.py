"""How the planning model is solved."""

from __future__ import annotations

from sinews.engines.lp import IterationLimitError, LpArrays, LpSolution

FEWEST_ITERATIONS = 10_000
"""Simplex iterations that even a small model is given."""


def solve_model(model: LpArrays, *, stalled: bool = False) -> tuple[LpSolution, bool]:
    """Solve a planning model with the dual simplex, or with interior point where that stalls.

    With ample money the simplex takes a third of an iteration for each row and column and is four times as
    quick; where budgets bind almost everywhere it can stall, and interior point with crossover takes some
    tens of seconds. The limit is one of iterations, so that every machine chooses alike.

    Parameters
    ----------
    model
        The model.
    stalled
        Whether the simplex has stalled on a model much like this one; it is not tried then.

    Returns
    -------
    The solution, and whether the simplex has stalled.

    Raises
    ------
    LpError
        If there is no optimal solution.
    """
    if not stalled:
        limit = max(FEWEST_ITERATIONS, (model.columns + model.rows) // 2)
        try:
            return model.solve(algorithm="simplex", iteration_limit=limit), False
        except IterationLimitError:
            stalled = True
    return model.solve(algorithm="ipx"), stalled
