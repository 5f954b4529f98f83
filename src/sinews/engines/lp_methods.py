"""Which method solves a linear programme: the dual simplex, or interior point where that stalls."""

from __future__ import annotations

from dataclasses import dataclass

from sinews.engines.basis import Basis
from sinews.engines.lp import IterationLimitError, LpArrays, LpError, LpSession, LpSolution

FEWEST_ITERATIONS = 10_000
"""Simplex iterations that even a small model is given."""

PATIENCE = 0.5
PATIENCE_WITH_GROUPS = 0.6
"""Simplex iterations for each row and column after which a model has stalled: a whole one, and an aggregate.

From a basis it is half of that. Of the shipped rules and scenarios, aggregates that are solved at all took a
quarter where money is ample, and up to 0.47 where it is short.
"""

MOST_INTERIOR = 300
"""Iterations of interior point, which takes 30 to 130 where it gets there at all."""


@dataclass(frozen=True, slots=True)
class SpeedUps:
    """What makes solving quick and leaves the optimum as it is.

    Attributes
    ----------
    groups
        Whether those who are alike are planned for together, and what they get is divided among them.
    starts
        Whether a solve starts from where another one ended.
    presolve
        Whether the solver may make a model smaller before it solves it.
    """

    groups: bool = True
    starts: bool = True
    presolve: bool = True


ALL = SpeedUps()
"""Everything, as plans are made; tests leave out some and ask for the same optimum."""


def solve_model(
    model: LpArrays,
    start: Basis | LpSession | None,
    *,
    plain: bool,
    stalled: bool,
    exactly: bool = True,
    speed_ups: SpeedUps = ALL,
) -> tuple[LpSolution, LpSession, bool]:
    """Solve a programme with the dual simplex, or with interior point where that stalls.

    From a basis near the optimum the simplex takes some hundreds of iterations. From none it takes a third of
    an iteration for each row and column in most; in degenerate ones it can stall, and interior point with
    crossover takes five to thirty seconds. Limits are of iterations, so that every machine chooses alike.

    Parameters
    ----------
    model
        The model.
    start
        A basis to start from, or where another session ended, if there is one.
    plain
        Whether presolve finds little in the model, as in an aggregate.
    stalled
        Whether it has stalled on a model much like this one; it is not tried without a start then.
    exactly
        Whether the last infeasibilities matter: see `LpSession.solve`.
    speed_ups
        What may be used.

    Returns
    -------
    The solution, the solver where it ended, and whether the simplex has stalled.

    Raises
    ------
    LpError
        If there is no optimal solution, or neither way finds it within its iterations.
    """
    patience = (PATIENCE_WITH_GROUPS if plain else PATIENCE) * (model.columns + model.rows)
    presolve = speed_ups.presolve
    if start is not None and speed_ups.starts:
        try:
            found = _simplex(model, start, _at_least(patience / 2), exactly=exactly, presolve=presolve)
            return *found, stalled
        except IterationLimitError:
            # where much binds, the simplex stalls from nothing, too
            stalled = stalled or not plain
        except LpError:
            # the start was of no use; whether there is a solution is for a solve without it to say
            pass
    if not stalled:
        try:
            found = _simplex(
                model, None, _at_least(patience), plain=plain, exactly=exactly, presolve=presolve
            )
            return *found, False
        except IterationLimitError:
            stalled = True
    session = model.open(algorithm="ipx")
    if not presolve:
        session.leave_presolve_out()
    session.limit_iterations(_at_least(patience), interior=MOST_INTERIOR)
    try:
        return session.solve(), session, stalled
    except IterationLimitError as error:
        raise IterationLimitError(
            f"no optimum of the model ({model.columns} columns, {model.rows} rows) was found: the "
            f"simplex method stalled, and interior point did not get there in {MOST_INTERIOR} iterations"
        ) from error


def solve_elastic(model: LpArrays, start: Basis) -> tuple[LpSolution, Basis]:
    """Solve an elastic programme, which always has a solution, with the dual simplex, or interior point.

    Raises
    ------
    IterationLimitError
        If interior point uses up its iterations, too.
    """
    limit = max(FEWEST_ITERATIONS, model.columns + model.rows)
    try:
        solution, session = _simplex(model, start, limit, exactly=False)
    except LpError:
        session = model.open(algorithm="ipx")
        session.limit_iterations(limit, interior=MOST_INTERIOR)
        solution = session.solve()
    return solution, session.basis()


def solve_face(model: LpArrays) -> LpSolution:
    """Solve a programme of optimal solutions with interior point, which stays amid them.

    Raises
    ------
    LpError
        If there is no solution, or none within `MOST_INTERIOR` iterations.
    """
    session = model.open(algorithm="ipx")
    session.stay_interior()
    session.limit_iterations(FEWEST_ITERATIONS, interior=MOST_INTERIOR)
    return session.solve()


def _simplex(
    model: LpArrays,
    start: Basis | LpSession | None,
    limit: int | None,
    *,
    plain: bool = False,
    exactly: bool = True,
    presolve: bool = True,
) -> tuple[LpSolution, LpSession]:
    """Solve a model with the dual simplex; `plain` is for models in which presolve finds little."""
    session = model.open(algorithm="simplex")
    if not presolve:
        session.leave_presolve_out()
    if start is not None:
        session.start_from(start)
    elif plain:
        session.take_as_it_is()
    if limit is not None:
        session.limit_iterations(limit)
    return session.solve(exactly=exactly), session


def _at_least(iterations: float) -> int:
    """Return a limit of iterations that is not below what even a small model is given."""
    return max(FEWEST_ITERATIONS, int(iterations))
