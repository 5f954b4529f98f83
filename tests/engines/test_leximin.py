"""Lexicographic min-max: against brute force, against SciPy, and tried ally by ally."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog
from tests.engines.fair_division import random_problem

from sinews.engines.arrays import Values
from sinews.engines.burden_matrix import BurdenMatrix, exchange_gap, shareable
from sinews.engines.leximin import leximin
from sinews.engines.lp import LpError
from sinews.engines.nearest_matrix import nearest_matrix


def least_possible(problem: BurdenMatrix, agent: int, burden: Values) -> float:
    """Return how low an agent's burden could be if nobody at least as burdened bore more, by SciPy."""
    agents, goods = problem.agents, problem.goods
    cost = np.zeros((agents, goods))
    cost[agent] = problem.cost / problem.money / problem.weight[agent]
    columns = np.kron(np.ones(agents), np.eye(goods))
    rows, bounds = [], []
    for other in range(agents):
        if other != agent and burden[other] >= burden[agent] - 1e-9:
            row = np.zeros((agents, goods))
            row[other] = problem.cost / problem.money / problem.weight[other]
            rows.append(row.ravel())
            bounds.append(burden[other] + 1e-9)
        if np.isfinite(problem.supply[other]):
            row = np.zeros((agents, goods))
            row[other] = problem.use
            rows.append(row.ravel())
            bounds.append(problem.supply[other])
    if np.isfinite(problem.supply[agent]) and not rows:
        raise AssertionError("the agent's own supply must be among the rows")
    found = linprog(
        cost.ravel(),
        A_ub=np.array(rows) if rows else None,
        b_ub=bounds or None,
        A_eq=columns,
        b_eq=problem.total,
        bounds=list(zip(problem.lower.ravel(), problem.upper.ravel(), strict=True)),
        method="highs",
    )
    assert found.status == 0
    return float(found.fun)


@pytest.mark.parametrize("personnel", [0.0, 1.02])
@pytest.mark.parametrize("seed", range(12))
def test_no_burden_can_be_lowered_at_the_expense_of_less_burdened_allies_only(
    seed: int, personnel: float
) -> None:
    random = np.random.default_rng(seed)
    problem = random_problem(
        random, int(random.integers(2, 7)), int(random.integers(2, 9)), personnel=personnel
    )
    found = leximin(problem)
    for agent in np.flatnonzero(found.burden > 1e-9):
        assert least_possible(problem, int(agent), found.burden) >= found.burden[agent] - 1e-6


def whole_divisions(total: int, upper: list[int]) -> list[tuple[int, ...]]:
    """Return every way to share `total` whole units within the upper limits."""
    return [each for each in product(*(range(most + 1) for most in upper)) if sum(each) == total]


@pytest.mark.parametrize("seed", range(25))
def test_it_is_the_best_of_all_divisions_on_a_grid(seed: int) -> None:
    """Brute force over all divisions into eighths; the optimum is as good as each and one is near it."""
    random = np.random.default_rng(seed)
    agents, goods, grid = 3, 2, 8
    upper = random.integers(0, grid + 1, (agents, goods))
    upper[0] = grid
    problem = BurdenMatrix(
        total=np.ones(goods),
        cost=random.integers(1, 5, goods).astype(np.float64),
        ability=random.integers(1, 5, agents).astype(np.float64),
        lower=np.zeros((agents, goods)),
        upper=upper / grid,
        use=np.zeros(goods),
        supply=np.full(agents, np.inf),
    )
    best = np.sort(leximin(problem).burden)[::-1]
    burdens = []
    for division in product(*(whole_divisions(grid, upper[:, c].tolist()) for c in range(goods))):
        burdens.append(np.sort(problem.burden(np.array(division).T / grid))[::-1])
    for burden in burdens:
        ahead = np.flatnonzero(np.abs(burden - best) > 1e-9)
        assert ahead.size == 0 or best[ahead[0]] < burden[ahead[0]]
    step = float((problem.cost / problem.money).max() / problem.weight.min()) / grid
    assert min(np.abs(burden - best).max() for burden in burdens) <= 2 * step


@pytest.mark.parametrize("seed", range(40))
def test_every_level_is_proven_and_no_exchange_helps(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    problem = random_problem(random, int(random.integers(2, 25)), int(random.integers(1, 30)))
    found = leximin(problem)
    assert found.gap < 1e-9
    assert exchange_gap(problem, found.x) < 1e-7
    assert_allclose(problem.burden(found.x), found.burden, atol=1e-8)
    assert_allclose(found.x.sum(axis=0), problem.total, atol=1e-7)
    levels = [level.burden for level in found.levels]
    assert levels == sorted(levels, reverse=True)


def test_an_exchange_that_helps_is_found() -> None:
    problem = BurdenMatrix(
        total=np.array([2.0]), cost=np.array([1.0]), ability=np.ones(2), lower=np.zeros((2, 1)),
        upper=np.full((2, 1), 2.0), use=np.zeros(1), supply=np.full(2, np.inf),
    )  # fmt: skip
    assert exchange_gap(problem, np.array([[1.5], [0.5]])) == pytest.approx(1.0)
    assert exchange_gap(problem, np.array([[1.0], [1.0]])) == 0.0


@pytest.mark.parametrize("personnel", [0.0, 1.05])
@pytest.mark.parametrize("seed", range(15))
def test_the_nearest_matrix_is_nearest(seed: int, personnel: float) -> None:
    """No feasible direction towards another optimal matrix leads nearer to the wanted one."""
    random = np.random.default_rng(seed)
    problem = random_problem(random, 6, 7, personnel=personnel)
    found = leximin(problem)
    wanted = np.where(problem.upper > 0, random.random(problem.upper.shape) + 0.1, 0.0)
    wanted = np.minimum(wanted * problem.total, problem.upper)
    x, residual = nearest_matrix(problem, wanted, found.burden)
    assert residual < 1e-7
    assert_allclose(x.sum(axis=0), problem.total, atol=1e-6)
    assert np.all(x @ problem.use <= problem.supply * (1 + 1e-6) + 1e-6)
    weight = np.where(wanted > 0, problem.cost / np.maximum(wanted, 1e-12), 0.0)
    pull = weight * (x - wanted)
    other = found.x
    assert (
        float((pull * (other - x)).sum())
        >= -1e-6 * float(np.abs(pull).max(initial=1.0)) * problem.total.sum()
    )


def test_burdens_out_of_reach_are_missed_by_as_little_as_can_be() -> None:
    problem = BurdenMatrix(
        total=np.array([10.0]), cost=np.array([1.0]), ability=np.ones(2), lower=np.zeros((2, 1)),
        upper=np.array([[3.0], [10.0]]), use=np.zeros(1), supply=np.full(2, np.inf),
    )  # fmt: skip
    x, _ = nearest_matrix(problem, np.full((2, 1), 3.0), np.array([1.8, 0.2]), ease=np.full(2, 1e-3))
    assert_allclose(x[:, 0], [3.0, 7.0], atol=1e-9)


def test_what_cannot_be_shared_out_is_measured() -> None:
    problem = BurdenMatrix(
        total=np.array([10.0, 6.0]), cost=np.ones(2), ability=np.ones(2), lower=np.zeros((2, 2)),
        upper=np.array([[4.0, 6.0], [4.0, 6.0]]), use=np.array([0.0, 1.0]), supply=np.array([1.0, 2.0]),
    )  # fmt: skip
    assert_allclose(shareable(problem), [8.0, 3.0])
    with pytest.raises(LpError):
        leximin(problem)


def test_nothing_to_divide_leaves_every_burden_at_nothing() -> None:
    nothing = np.zeros((2, 2))
    problem = BurdenMatrix(
        total=np.zeros(2), cost=np.array([3.0, 1.0]), ability=np.array([2.0, 1.0]),
        lower=nothing, upper=nothing + 5.0, use=np.array([4.0, 1.0]), supply=np.zeros(2),
    )  # fmt: skip
    found = leximin(problem)
    assert_allclose(found.burden, 0.0)
    assert_allclose(found.x, 0.0)
    assert found.gap == 0.0


def test_what_one_must_take_wholly_leaves_the_others_at_nothing() -> None:
    problem = BurdenMatrix(
        total=np.array([4.0]), cost=np.array([3.0]), ability=np.array([2.0, 1.0]),
        lower=np.array([[4.0], [0.0]]), upper=np.array([[5.0], [5.0]]),
        use=np.array([1.0]), supply=np.array([np.inf, np.inf]),
    )  # fmt: skip
    found = leximin(problem)
    assert_allclose(found.x, [[4.0], [0.0]], atol=1e-9)
    assert found.burden[1] == pytest.approx(0.0, abs=1e-9)
    assert found.gap < 1e-9
