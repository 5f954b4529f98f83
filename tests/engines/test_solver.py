"""Several solvers in one process, and one that is left before it has finished."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import highspy
import numpy as np
import pytest
from scipy.sparse import csc_array
from tests.random_cases import random_case

import sinews
from sinews.engines.lp import LpArrays


class LeftError(Exception):
    """What ends the wait for a solver."""


def programme(size: int) -> LpArrays:
    """Return a dense packing programme, which takes the simplex method seconds from a size of 1,500 on."""
    random = np.random.default_rng(1)
    return LpArrays(
        cost=-random.uniform(1.0, 2.0, size),
        lower=np.zeros(size),
        upper=np.full(size, np.inf),
        row_lower=np.full(size, -np.inf),
        row_upper=np.full(size, 1.0),
        matrix=csc_array(random.uniform(0.0, 1.0, (size, size))),
    )


def test_a_solver_that_is_left_for_any_reason_ends_and_others_can_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait = highspy.Highs.wait
    calls: list[highspy.Highs] = []

    def left(self: highspy.Highs, timeout: float = -1.0) -> object:
        calls.append(self)
        if len(calls) == 1:
            raise LeftError
        return wait(self, timeout)

    monkeypatch.setattr(highspy.Highs, "wait", left)
    begun = time.monotonic()
    with pytest.raises(LeftError):
        programme(2000).solve(algorithm="simplex")
    assert not calls[0].is_solver_running()
    assert programme(30).solve(algorithm="simplex").status == "optimal"
    # it was ended, and not waited for
    assert time.monotonic() - begun < 5.0


def test_plans_that_are_made_in_threads_are_the_plan_made_alone() -> None:
    case = random_case(2)
    alone = sinews.plan(case)
    with ThreadPoolExecutor(4) as pool:
        plans = list(pool.map(sinews.plan, [case] * 4))
    for plan in plans:
        assert [name for name, table in alone.tables.items() if not plan.tables[name].equals(table)] == []
        assert plan.ending is not None
        assert alone.ending is not None
        assert plan.ending.fingerprint == alone.ending.fingerprint
