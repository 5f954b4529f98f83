"""Mixed-integer linear programmes: an `LpModel` some of whose columns take whole values only.

HiGHS branches and cuts, on one thread, and says how far its answer may be from the best that is possible.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpError, LpModel
from sinews.engines.solver import QuietHighs, run

WHOLE_TOLERANCE = 1e-6
"""Absolute gap at which a problem counts as solved to the optimum."""
LOST = 1e-6
"""Relative difference of the solver's objective from that of its solution, beyond which it is not trusted.

HiGHS 1.16, presolving a model that it was given a solution of, sometimes returns that solution with the
objective of another. It has not been seen to do so without a given solution, nor without presolving.
"""


@dataclass(frozen=True, slots=True)
class IntegerSolution:
    """A feasible solution of a mixed-integer programme, and what it is worth.

    Attributes
    ----------
    x
        Column values, shape (columns,); whole columns are whole to the last digit.
    objective
        Value of the objective.
    bound
        No solution has an objective below this.
    solver
        Name and version of the solver.
    seconds
        Wall-clock time of the solve.
    """

    x: Values
    objective: float
    bound: float
    solver: str
    seconds: float


def solve_integer(
    model: LpModel,
    whole: ArrayLike,
    *,
    gap: float = 0.0,
    nodes: int | None = None,
    start: ArrayLike | None = None,
) -> IntegerSolution:
    """Minimise with whole columns.

    Parameters
    ----------
    model
        The model; its other columns may take any value within their bounds.
    whole
        Indices of the columns that take whole values only.
    gap
        Distance of the objective from the bound, relative to the objective, at which to stop; 0 for a proven
        optimum.
    nodes
        Nodes of the search after which to stop with the best solution so far; none if not given. Unlike a
        time limit it has the same effect on every machine.
    start
        A feasible solution to start from, shape (columns,).

    Raises
    ------
    LpError
        If the model is infeasible or unbounded, or no solution was found within the nodes, or the solver's
        objective is not that of its solution however it is asked.
    """
    first = None if start is None else np.asarray(start, np.float64)
    ways = [(None, True), (None, False)] if first is None else [(first, True), (None, True), (None, False)]
    places = np.asarray(whole, np.int64)
    for given, presolve in ways:
        solved = _solve(model, places, gap, nodes, given, presolve=presolve)
        if solved is not None:
            return solved
    raise LpError("the mixed-integer programme ended with the objective of another solution")


def _solve(
    model: LpModel,
    places: Indices,
    gap: float,
    nodes: int | None,
    start: Values | None,
    *,
    presolve: bool,
) -> IntegerSolution | None:
    """Solve once; return None if the objective that the solver tells is not that of its solution."""
    highs = QuietHighs()
    highs.setOptionValue("threads", 1)
    if not presolve:
        highs.setOptionValue("presolve", "off")
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", WHOLE_TOLERANCE)
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", int(nodes))
    arrays = model.arrays()
    kinds = np.zeros(arrays.columns, np.bool_)
    kinds[places] = True
    arrays.hand_over(highs, kinds)
    if start is not None:
        first = highspy.HighsSolution()
        first.col_value = start
        highs.setSolution(first)
    begun = time.perf_counter()
    run(highs)
    seconds = time.perf_counter() - begun
    info, status = highs.getInfo(), highs.getModelStatus()
    ended = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)
    if status not in ended or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise LpError(f"the mixed-integer programme ended as: {highs.modelStatusToString(status)}")
    x = np.asarray(highs.getSolution().col_value, np.float64)
    told = float(info.objective_function_value)
    if abs(arrays.cost @ x - told) > LOST * max(1.0, abs(told)):
        return None
    x[places] = np.round(x[places])
    return IntegerSolution(
        x=x,
        objective=told,
        bound=float(info.mip_dual_bound),
        solver=f"HiGHS {highs.version()} branch and cut",
        seconds=seconds,
    )
