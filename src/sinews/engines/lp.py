"""Linear programmes as whole arrays: named blocks of columns and rows, handed to HiGHS in one call.

The model knows nothing of what its columns mean; the caller keeps the index arrays that it gets back and
reads solution and duals with them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinews.engines.arrays import Indices, Values

INTERRUPT_PATIENCE = 5.0
"""Seconds that an interrupted solver is given to stop."""


class LpError(RuntimeError):
    """The solver ended without an optimal solution; the message says how."""


class IterationLimitError(LpError):
    """The solver has used up the iterations that it was given."""


class _QuietHighs(highspy.Highs):
    """HiGHS without its banner, which enabling the callbacks prints unless output is off by then."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # highspy leaves it untyped

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS' own name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy leaves it untyped


@dataclass(frozen=True, slots=True)
class LpSolution:
    """An optimal solution of a linear programme.

    Attributes
    ----------
    status
        The solver's word for how it ended.
    solver
        Name and version of the solver, and the algorithm used.
    objective
        Value of the objective.
    gap
        Relative distance between the primal and the dual objective.
    x
        Column values, shape (columns,).
    row_dual
        Change of the optimum per unit of a row's bound, shape (rows,).
    reduced_cost
        Change of the optimum per unit of a column's bound, shape (columns,).
    seconds
        Wall-clock time of the solve.
    """

    status: str
    solver: str
    objective: float
    gap: float
    x: Values
    row_dual: Values
    reduced_cost: Values
    seconds: float


@dataclass(slots=True)
class LpModel:
    """A minimisation problem, built block by block.

    ``minimise c'x  subject to  row_lower <= A x <= row_upper,  lower <= x <= upper``
    """

    _cost: list[Values] = field(default_factory=list)
    _lower: list[Values] = field(default_factory=list)
    _upper: list[Values] = field(default_factory=list)
    _row_lower: list[Values] = field(default_factory=list)
    _row_upper: list[Values] = field(default_factory=list)
    _entries: list[tuple[Indices, Indices, Values]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(
        self, count: int, *, cost: ArrayLike = 0.0, lower: ArrayLike = 0.0, upper: ArrayLike = np.inf
    ) -> Indices:
        """Add a block of columns and return their indices, shape (count,).

        Parameters
        ----------
        count
            Number of columns.
        cost, lower, upper
            Objective coefficients and bounds, each a scalar or an array of shape (count,).
        """
        self._cost.append(_filled(cost, count))
        self._lower.append(_filled(lower, count))
        self._upper.append(_filled(upper, count))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, count: int, *, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf) -> Indices:
        """Add a block of empty rows with the given bounds and return their indices, shape (count,)."""
        self._row_lower.append(_filled(lower, count))
        self._row_upper.append(_filled(upper, count))
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def add_entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add coefficients; the three arrays broadcast against each other, and repeated places add up."""
        r, c, v = np.broadcast_arrays(
            np.asarray(rows, np.int64), np.asarray(columns, np.int64), np.asarray(values, np.float64)
        )
        self._entries.append((r.ravel(), c.ravel(), v.ravel()))

    def entries(self) -> tuple[Indices, Indices, Values]:
        """Return rows, columns and values of all coefficients as they were added; repeated places add up."""
        if not self._entries:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        rows, columns, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return rows, columns, values

    def row_bounds(self) -> tuple[Values, Values]:
        """Return the lower and upper bounds of the rows, each (rows,)."""
        return _joined(self._row_lower), _joined(self._row_upper)

    def column_bounds(self) -> tuple[Values, Values]:
        """Return the lower and upper bounds of the columns, each (columns,)."""
        return _joined(self._lower), _joined(self._upper)

    def solve(
        self, *, algorithm: str = "ipx", threads: int = 1, iteration_limit: int | None = None
    ) -> LpSolution:
        """Solve the model to optimality with HiGHS.

        Parameters
        ----------
        algorithm
            HiGHS' ``solver`` option: ``"ipx"`` (interior point with crossover, for planning problems) or
            ``"simplex"`` (for networks and small problems).
        threads
            Threads given to the solver; one keeps results the same on every machine.
        iteration_limit
            Simplex iterations after which to give up; none if not given. Unlike a time limit it has the
            same effect on every machine.

        Raises
        ------
        LpError
            If the model is infeasible or unbounded, or the solver stops early.
        """
        session = self.open(algorithm=algorithm, threads=threads)
        if iteration_limit is not None:
            session.limit_iterations(iteration_limit)
        return session.solve()

    def open(
        self, *, algorithm: str = "simplex", threads: int = 1, tolerance: float | None = None
    ) -> LpSession:
        """Hand the model to the solver for several solves, each starting from the optimum before it.

        Parameters
        ----------
        algorithm, threads
            As for `solve`.
        tolerance
            Feasibility tolerance of rows, columns and duals; the solver's own (1e-7) if not given.
        """
        highs = _QuietHighs()
        highs.setOptionValue("solver", algorithm)
        highs.setOptionValue("threads", threads)
        if tolerance is not None:
            highs.setOptionValue("primal_feasibility_tolerance", tolerance)
            highs.setOptionValue("dual_feasibility_tolerance", tolerance)
        highs.passModel(self._assemble())
        return LpSession(highs, algorithm)

    def _assemble(self) -> highspy.HighsLp:
        """Return the model in HiGHS' own form, its matrix compressed by columns."""
        model = highspy.HighsLp()
        model.num_col_ = self.columns
        model.num_row_ = self.rows
        model.col_cost_ = _joined(self._cost)
        model.col_lower_ = _joined(self._lower)
        model.col_upper_ = _joined(self._upper)
        model.row_lower_ = _joined(self._row_lower)
        model.row_upper_ = _joined(self._row_upper)
        start, index, value = self._compressed()
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = start
        model.a_matrix_.index_ = index
        model.a_matrix_.value_ = value
        return model

    def _compressed(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Values]:
        """Return column starts, row indices and values; repeated places summed, explicit zeros dropped."""
        rows, columns, values = self.entries()
        place = columns * self.rows + rows
        unique, inverse = np.unique(place, return_inverse=True)
        total = np.bincount(inverse, weights=values, minlength=unique.size)
        kept = total != 0.0
        unique, total = unique[kept], total[kept]
        starts = np.searchsorted(unique, np.arange(self.columns + 1) * self.rows)
        return starts.astype(np.int32), (unique % self.rows).astype(np.int32), total


def _run(highs: highspy.Highs) -> None:
    """Run the solver so that an interrupt stops it at once instead of when it has finished."""
    highs.HandleUserInterrupt = True
    highs.startSolve()
    try:
        while not highs.wait(0.1)[0]:
            pass
    except KeyboardInterrupt:
        highs.cancelSolve()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
        highs.wait(INTERRUPT_PATIENCE)
        raise


@dataclass(frozen=True, slots=True)
class LpSession:
    """A model in the solver's hands: change it a little, and solve again from where the last solve ended."""

    _highs: highspy.Highs
    _algorithm: str

    def set_row(self, row: int, *, lower: float = -np.inf, upper: float = np.inf) -> None:
        """Change the bounds of a row."""
        self._highs.changeRowBounds(int(row), float(lower), float(upper))

    def set_entry(self, row: int, column: int, value: float) -> None:
        """Change one coefficient of the matrix."""
        self._highs.changeCoeff(int(row), int(column), float(value))

    def fix_column(self, column: int, value: float) -> None:
        """Fix a column at a value."""
        self._highs.changeColBounds(int(column), float(value), float(value))

    def set_cost(self, column: int, value: float) -> None:
        """Change one coefficient of the objective."""
        self._highs.changeColCost(int(column), float(value))

    def limit_iterations(self, limit: int) -> None:
        """Give up after this many simplex iterations, with an IterationLimitError."""
        self._highs.setOptionValue("simplex_iteration_limit", int(limit))

    def solve(self) -> LpSolution:
        """Solve the model as it stands; raise LpError if it has no optimal solution."""
        start = time.perf_counter()
        _run(self._highs)
        seconds = time.perf_counter() - start
        _check_optimal(self._highs)
        solution = self._highs.getSolution()
        return LpSolution(
            status="optimal",
            solver=f"HiGHS {self._highs.version()} {self._algorithm}",
            objective=float(self._highs.getInfo().objective_function_value),
            gap=_relative_gap(self._highs),
            x=np.asarray(solution.col_value, np.float64),
            row_dual=np.asarray(solution.row_dual, np.float64),
            reduced_cost=np.asarray(solution.col_dual, np.float64),
            seconds=seconds,
        )


def _check_optimal(highs: highspy.Highs) -> None:
    """Raise LpError unless the last solve ended with an optimum."""
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kIterationLimit:
        raise IterationLimitError("the solver has used up its iterations")
    if status != highspy.HighsModelStatus.kOptimal:
        raise LpError(f"the linear programme ended as: {highs.modelStatusToString(status)}")


def _relative_gap(highs: highspy.Highs) -> float:
    """Return the relative distance of the primal from the dual objective."""
    _, error = highs.getInfoValue("primal_dual_objective_error")
    return abs(float(error))


def _filled(value: ArrayLike, count: int) -> Values:
    return np.array(np.broadcast_to(np.asarray(value, np.float64), (count,)))


def _joined(parts: list[Values]) -> Values:
    return np.concatenate(parts) if parts else np.zeros(0)
