"""Lexicographic min-max by SciPy's ``linprog``: every programme from the start, agents tested one by one."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from benchmarks.apportionment_figures import figure
from benchmarks.apportionment_sinews import build as build_problem
from benchmarks.registry import Outcome
from sinews.apportionment.limits import Terms
from sinews.engines.burden_matrix import BurdenMatrix


def build(terms: Terms) -> BurdenMatrix:
    """Build the same problem."""
    return build_problem(terms)


def solve(problem: BurdenMatrix) -> Outcome:
    """Find all levels: agents whose row has a price are at the level."""
    agents, goods = problem.agents, problem.goods
    weight = problem.weight
    totals = sparse.hstack(
        [sparse.kron(np.ones((1, agents)), sparse.eye(goods)), sparse.csr_array((goods, 1))]
    )
    costs = sparse.kron(sparse.eye(agents), problem.cost[None, :] / problem.money)
    people = sparse.hstack(
        [sparse.kron(sparse.eye(agents), problem.use[None, :]), sparse.csr_array((agents, 1))]
    )
    bounds = np.column_stack([problem.lower.ravel(), problem.upper.ravel()])
    bounds = np.vstack([bounds, [0.0, np.inf]])
    limited = np.isfinite(problem.supply)
    free = (problem.upper @ problem.cost > 0) & (weight > 0)
    burden = np.zeros(agents)
    objective = np.append(np.zeros(agents * goods), 1.0)
    while free.any():
        rows = sparse.vstack(
            [
                sparse.hstack([costs, sparse.csr_array(-(weight * free)[:, None])]),
                sparse.csr_array(people)[limited],
            ]
        )
        bound = np.concatenate([np.where(free, 0.0, burden * weight), problem.supply[limited]])
        found = linprog(
            objective,
            A_ub=rows,
            b_ub=bound,
            A_eq=totals,
            b_eq=problem.total,
            bounds=bounds,
            method="highs-ds",
        )
        at_level = free & (-found.ineqlin.marginals[:agents] * weight > 1e-6)
        burden[at_level] = found.x[-1]
        free &= ~at_level
    return Outcome(figure(burden), agents * goods + 1, agents + goods + int(limited.sum()))
