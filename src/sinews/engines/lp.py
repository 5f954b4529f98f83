"""Linear programmes as whole arrays: named blocks of columns and rows, handed to HiGHS in one call.

The model knows nothing of what its columns mean; the caller keeps the index arrays that it gets back and
reads solution and duals with them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csc_array

from sinews.engines import basis as bases
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import Basis
from sinews.engines.solver import QuietHighs, all_numbers, run

SHARED = -1
"""The agent of columns and rows that belong to no agent."""


class LpError(RuntimeError):
    """The solver ended without an optimal solution; the message says how."""


class IterationLimitError(LpError):
    """The solver has used up the iterations that it was given."""


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


@dataclass(frozen=True, slots=True)
class LpArrays:
    """A linear programme as arrays: ``min cost'x, row_lower <= matrix x <= row_upper, lower <= x <= upper``.

    The matrix is compressed by columns, without repeated places and explicit zeros.
    """

    cost: Values
    lower: Values
    upper: Values
    row_lower: Values
    row_upper: Values
    matrix: csc_array

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.row_lower.size)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self.cost.size)

    def solve(
        self,
        *,
        algorithm: str = "ipx",
        threads: int = 1,
        iteration_limit: int | None = None,
        crossover: bool = True,
    ) -> LpSolution:
        """Solve the programme to optimality; see `LpModel.solve`.

        Without `crossover` interior point ends amid the optimal face, within its tolerance, not at a vertex.
        """
        session = self.open(algorithm=algorithm, threads=threads)
        if not crossover:
            session.stay_interior()
        if iteration_limit is not None:
            session.limit_iterations(iteration_limit)
        return session.solve()

    def open(
        self, *, algorithm: str = "simplex", threads: int = 1, tolerance: float | None = None
    ) -> LpSession:
        """Hand the programme to the solver; see `LpModel.open`."""
        highs = QuietHighs()
        highs.setOptionValue("solver", algorithm)
        highs.setOptionValue("threads", threads)
        if tolerance is not None:
            highs.setOptionValue("primal_feasibility_tolerance", tolerance)
            highs.setOptionValue("dual_feasibility_tolerance", tolerance)
        self.hand_over(highs)
        return LpSession(highs, algorithm)

    def fixed(self, columns: Indices, values: Values) -> LpArrays:
        """Return the programme with some of its columns fixed."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[columns] = upper[columns] = values
        return replace(self, lower=lower, upper=upper)

    def scaled(self, factor: Values, rows: Flags) -> LpArrays:
        """Return the programme with the cost of each column, and its coefficients in some rows, multiplied.

        `factor` is (columns,), `rows` tells for each row whether its coefficients are multiplied, (rows,).
        """
        matrix = self.matrix
        each = np.repeat(factor, np.diff(matrix.indptr))
        data = np.where(rows[matrix.indices], matrix.data * each, matrix.data)
        scaled = csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
        return replace(self, cost=self.cost * factor, matrix=scaled)

    def hand_over(self, highs: highspy.Highs, whole: Flags | None = None) -> None:
        """Give the programme to a solver; `whole`, (columns,), tells which columns take whole values only."""
        matrix = self.matrix
        limits = (self.lower, self.upper, self.row_lower, self.row_upper)
        if not all_numbers((self.cost, matrix.data), limits):
            raise LpError("a cost, an entry or a limit of the linear programme is no number")
        kinds = np.zeros(self.columns, np.int32) if whole is None else whole.astype(np.int32)
        highs.passModel(
            self.columns, self.rows, matrix.nnz,
            int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
            self.cost, self.lower, self.upper, self.row_lower, self.row_upper,
            matrix.indptr, matrix.indices, matrix.data, kinds,
        )  # fmt: skip


_Shape = int | tuple[int, ...]
_Places = NDArray[np.int32]
_NO_ENTRIES = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)


@dataclass(slots=True)
class LpModel:
    """A minimisation problem, built block by block.

    ``minimise c'x  subject to  row_lower <= A x <= row_upper,  lower <= x <= upper``

    Columns and rows may belong to an agent and play a role there: see `sinews.engines.aggregation`.
    """

    _cost: list[Values] = field(default_factory=list)
    _lower: list[Values] = field(default_factory=list)
    _upper: list[Values] = field(default_factory=list)
    _row_lower: list[Values] = field(default_factory=list)
    _row_upper: list[Values] = field(default_factory=list)
    _entries: list[tuple[_Places, _Places, Values]] = field(default_factory=list)
    _column_labels: list[Indices] = field(default_factory=list)
    _row_labels: list[Indices] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(
        self,
        shape: _Shape,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        agent: ArrayLike = SHARED,
        role: ArrayLike = 0,
        block: int | None = None,
    ) -> Indices:
        """Add a block of columns and return their indices, in the shape of the block.

        Parameters
        ----------
        shape
            Shape of the block, or the number of its columns.
        cost, lower, upper
            Objective coefficients and bounds, each a scalar or an array that broadcasts to the shape.
        agent, role
            Agent to which each column belongs, `SHARED` for none, and what it is there: columns of the
            block with the same role are alike but for their agent. Each as bounds are, roles below
            2**31 and agents below 2**15. A shared column's role is its place in the block.
        block
            Number of the block in labels; if not given, how many there are before it.
        """
        self._cost.append(_filled(cost, shape))
        self._lower.append(_filled(lower, shape))
        self._upper.append(_filled(upper, shape))
        self._column_labels.append(_labels(agent, role, shape, len(self._column_labels), block))
        first, self.columns = self.columns, self.columns + self._cost[-1].size
        return np.arange(first, self.columns).reshape(shape)

    def add_rows(
        self,
        shape: _Shape,
        *,
        lower: ArrayLike = -np.inf,
        upper: ArrayLike = np.inf,
        agent: ArrayLike = SHARED,
        role: ArrayLike = 0,
        block: int | None = None,
    ) -> Indices:
        """Add a block of empty rows and return their indices, in its shape; all are as for `add_columns`."""
        self._row_lower.append(_filled(lower, shape))
        self._row_upper.append(_filled(upper, shape))
        self._row_labels.append(_labels(agent, role, shape, len(self._row_labels), block))
        first, self.rows = self.rows, self.rows + self._row_lower[-1].size
        return np.arange(first, self.rows).reshape(shape)

    def add_entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add coefficients; the three arrays broadcast against each other, and repeated places add up."""
        # 32-bit indices are the solver's own, and half the work
        r, c, v = np.broadcast_arrays(
            np.asarray(rows, np.int32), np.asarray(columns, np.int32), np.asarray(values, np.float64)
        )
        self._entries.append((r.ravel(), c.ravel(), v.ravel()))

    def solve(
        self, *, algorithm: str = "ipx", threads: int = 1, iteration_limit: int | None = None
    ) -> LpSolution:
        """Solve the model to optimality with HiGHS.

        Parameters
        ----------
        algorithm
            HiGHS' ``solver`` option: ``"ipx"`` (interior point with crossover) or ``"simplex"``.
        threads
            Threads given to the solver; one keeps results the same on every machine.
        iteration_limit
            Iterations after which to give up, on every machine alike; none if not given.

        Raises
        ------
        LpError
            If the model is infeasible or unbounded, or the solver stops early.
        """
        return self.arrays().solve(algorithm=algorithm, threads=threads, iteration_limit=iteration_limit)

    def open(
        self, *, algorithm: str = "simplex", threads: int = 1, tolerance: float | None = None
    ) -> LpSession:
        """Hand the model to the solver for several solves, each starting from the optimum before it.

        `algorithm` and `threads` are as for `solve`, `tolerance` is that of rows, columns and duals (1e-7).
        """
        return self.arrays().open(algorithm=algorithm, threads=threads, tolerance=tolerance)

    def arrays(self) -> LpArrays:
        """Return the model as arrays; repeated places are summed, explicit zeros dropped."""
        return LpArrays(
            cost=_joined(self._cost),
            lower=_joined(self._lower),
            upper=_joined(self._upper),
            row_lower=_joined(self._row_lower),
            row_upper=_joined(self._row_upper),
            matrix=self._compressed(),
        )

    def labels(self) -> tuple[Indices, Indices]:
        """Return block, role and agent of every row, (3, rows), and of every column, (3, columns)."""
        none = np.zeros((3, 0), np.int64)
        return np.hstack([none, *self._row_labels]), np.hstack([none, *self._column_labels])

    def _compressed(self) -> csc_array:
        """Return the matrix, compressed by columns."""
        rows, columns, values = (
            np.concatenate(parts) for parts in zip(_NO_ENTRIES, *self._entries, strict=True)
        )
        matrix = coo_array((values, (rows, columns)), shape=(self.rows, self.columns)).tocsc()
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix


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

    def add_rows(
        self, lower: Values, upper: Values, start: Indices, columns: Indices, values: Values
    ) -> None:
        """Add rows after the last, compressed by rows: `start` has the place of each row's first entry."""
        self._highs.addRows(
            lower.size, lower, upper, values.size,
            start.astype(np.int32), columns.astype(np.int32), values,
        )  # fmt: skip

    def add_columns(self, cost: Values, upper: Values, start: Indices, rows: Indices, values: Values) -> None:
        """Add columns from zero on after the last, compressed by columns, as `add_rows` does with rows."""
        self._highs.addCols(
            cost.size, cost, np.zeros(cost.size), upper, values.size,
            start.astype(np.int32), rows.astype(np.int32), values,
        )  # fmt: skip

    def start_from(self, start: Basis | LpSession) -> None:
        """Start the next solve, by the simplex method, from a basis near its optimum.

        That may be where another session ended, with a model that has the same rows and columns.
        """
        if isinstance(start, LpSession):
            self._highs.setBasis(start._highs.getBasis())
        else:
            bases.give_basis(self._highs, start)
        bases.start_near_optimum(self._highs)

    def take_as_it_is(self) -> None:
        """Solve without presolve and with cheap pricing: quicker where presolve finds little."""
        bases.take_as_it_is(self._highs)

    def leave_presolve_out(self) -> None:
        """Solve without presolve, and otherwise as usual."""
        self._highs.setOptionValue("presolve", "off")

    def basis(self) -> Basis:
        """Return the basis at which the last solve ended."""
        return bases.read_basis(self._highs)

    def limit_iterations(self, limit: int, *, interior: int | None = None) -> None:
        """Give up after this many iterations with an IterationLimitError.

        `limit` is that of the simplex method; `interior` that of interior point, the same if not given.
        """
        self._highs.setOptionValue("simplex_iteration_limit", int(limit))
        self._highs.setOptionValue("ipm_iteration_limit", int(limit if interior is None else interior))

    def stay_interior(self) -> None:
        """End interior point without crossover to a vertex."""
        self._highs.setOptionValue("run_crossover", "off")

    def solve(self, *, exactly: bool = True) -> LpSolution:
        """Solve the model as it stands; raise LpError if it has no optimal solution.

        If not `exactly`, infeasibilities that scaling by largest entries leaves, some 1e-7, stay.
        """
        start = time.perf_counter()
        self._run()
        if exactly and bases.resume_exactly(self._highs):
            self._run()
        seconds = time.perf_counter() - start
        solution = self._highs.getSolution()
        return LpSolution(
            status="optimal",
            solver=f"HiGHS {self._highs.version()} {self._algorithm}",
            objective=float(self._highs.getInfo().objective_function_value),
            gap=abs(float(self._highs.getInfoValue("primal_dual_objective_error")[1])),
            x=np.asarray(solution.col_value, np.float64),
            row_dual=np.asarray(solution.row_dual, np.float64),
            reduced_cost=np.asarray(solution.col_dual, np.float64),
            seconds=seconds,
        )

    def _run(self) -> None:
        """Run the solver to the optimum."""
        run(self._highs)
        _check_optimal(self._highs)


def _check_optimal(highs: highspy.Highs) -> None:
    """Raise LpError unless the last solve ended with an optimum."""
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kIterationLimit:
        raise IterationLimitError("the solver has used up its iterations")
    if status != highspy.HighsModelStatus.kOptimal:
        raise LpError(f"the linear programme ended as: {highs.modelStatusToString(status)}")


def _filled(value: ArrayLike, shape: _Shape) -> Values:
    return np.array(np.broadcast_to(np.asarray(value, np.float64), shape)).ravel()


def _labels(agent: ArrayLike, role: ArrayLike, shape: _Shape, place: int, block: int | None) -> Indices:
    roles, agents = (np.broadcast_to(each, shape).ravel() for each in (role, agent))
    labels = np.empty((3, agents.size), np.int64)
    labels[0], labels[2] = place if block is None else block, agents
    labels[1] = np.where(agents == SHARED, np.arange(agents.size), roles)
    return labels


def _joined(parts: list[Values]) -> Values:
    return np.concatenate(parts) if parts else np.zeros(0)
