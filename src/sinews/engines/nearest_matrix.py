"""The matrix with given margins that is nearest to a wanted one: one answer, and always the same.

The least weighted squares adjustment of a table to its margins, with bounds on the cells. Its
objective is strictly convex, so that there is exactly one solution, whatever the platform and the order of
the computation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Values
from sinews.engines.burden_matrix import BurdenMatrix

MOST_STEPS = 300
EXACT = 1e-12
CLOSE = 1e-8
PATIENCE = 6
SHORTEST = 1e-6
ROUNDING = 1e-15
SCARCEST = 1e-6
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class _Cells:
    """The problem in money: cells are parts of the whole cost, (agents, goods).

    `counts` says of each good whether it costs anything; `use` is the second resource per part of money.
    """

    wanted: Values
    weight: Values
    lower: Values
    upper: Values
    counts: Values
    use: Values
    due: Values
    rows: Values
    softness: Values
    supply: Values


def nearest_matrix(
    problem: BurdenMatrix, wanted: Values, burden: Values, *, ease: Values | None = None
) -> tuple[Values, float]:
    """Return the matrix nearest to a wanted one among those with given burdens, and how well it fits.

    Parameters
    ----------
    problem
        The limits, and what is to be shared of each good.
    wanted
        The wanted matrix, (agents, goods), positive where `problem.upper` is.
    burden
        The relative burden that each agent is to bear, (agents,).
    ease
        How easily each agent's burden gives way where limits demand it, as a part of the whole cost,
        (agents,): the smaller, the nearer to its burden it is held. If not given, the burdens hold exactly
        and must be possible.

    Returns
    -------
    The matrix, and the largest distance from a margin, as a part of the whole cost.

    Notes
    -----
    Minimises ``sum (x - wanted)**2 / wanted`` in money, Pearson's chi-square [1]_, by Newton's method on the
    dual: with a price for each agent, good and supply, every cell follows by itself, cut off at its bounds,
    and the prices solve a system of the size of the margins [2]_.

    References
    ----------
    .. [1] W. E. Deming and F. F. Stephan, On a least squares adjustment of a sampled frequency table when the
       expected marginal totals are known, Annals of Mathematical Statistics 11(4), 1940, 427-444.
    .. [2] L. Qi and D. Sun, A survey of some nonsmooth equations and smoothing Newton methods, in Progress in
       Optimization, Kluwer, 1999.
    """
    unit, cells = _cells(problem, wanted, burden, ease)
    parts, residual = _solve(cells, np.isfinite(problem.supply))
    x = np.clip(parts / unit, problem.lower, problem.upper)
    return _with_totals(problem, x), residual


def _with_totals(problem: BurdenMatrix, x: Values) -> Values:
    """Return the matrix with what rounding errors leave of the totals spread over the room in each column."""
    error = problem.total - x.sum(axis=0)
    room = np.where(error > 0, problem.upper - x, x - problem.lower)
    whole = room.sum(axis=0)
    part = np.divide(room, whole, out=np.zeros_like(room), where=whole > 0)
    return np.asarray(x + part * np.clip(error, -whole, whole))


def _cells(
    problem: BurdenMatrix, wanted: Values, burden: Values, ease: Values | None
) -> tuple[Values, _Cells]:
    """Return the money that one unit of each good counts for, (goods,), and the problem in money."""
    costly = problem.cost > 0
    # what costs nothing is weighed like the cheapest good, so that it has one solution too
    stand_in = problem.cost[costly].min(initial=1.0) if costly.any() else 1.0
    unit = np.where(costly, problem.cost, stand_in) / problem.money
    parts = np.clip(wanted, problem.lower, problem.upper) * unit
    movable = problem.upper > problem.lower
    least = 1e-9 * (problem.total * unit)
    rows = burden * problem.weight
    return unit, _Cells(
        wanted=parts,
        weight=np.where(movable, np.maximum(parts, least), 0.0),
        lower=problem.lower * unit,
        upper=problem.upper * unit,
        counts=costly.astype(np.float64),
        use=problem.use / unit,
        due=problem.total * unit,
        rows=rows,
        softness=np.zeros(problem.agents) if ease is None else ease,
        supply=problem.supply,
    )


def _solve(cells: _Cells, limited: NDArray[np.bool_]) -> tuple[Values, float]:
    """Return the cells and the largest error of a margin; the supplies of the `limited` agents are kept.

    The dual prices stand in one vector: agents, goods, supplies; those of supplies are not negative.
    """
    agents, goods = cells.wanted.shape
    supplies = slice(agents + goods, None)
    supply = np.where(limited, np.maximum(cells.supply, cells.lower @ cells.use), 0.0)
    # measured against what is wanted, as a supply may be nil
    scale = np.where(limited, 1.0 / np.maximum(np.maximum(supply, cells.wanted @ cells.use), SCARCEST), 0.0)
    floor = np.where(np.arange(2 * agents + goods) >= agents + goods, 0.0, -np.inf)
    dual = np.zeros(2 * agents + goods)

    def cell(dual: Values) -> Values:
        push = (
            dual[:agents, None] * cells.counts
            + dual[agents : agents + goods]
            - (dual[supplies] * scale)[:, None] * cells.use
        )
        return np.asarray(np.clip(cells.wanted + cells.weight * push, cells.lower, cells.upper))

    def slope(dual: Values, x: Values) -> Values:
        return np.concatenate(
            [
                cells.rows - cells.softness * dual[:agents] - x @ cells.counts,
                cells.due - x.sum(axis=0),
                scale * (x @ cells.use - supply),
            ]
        )

    def height(dual: Values, x: Values) -> float:
        inverse = np.where(cells.weight > 0, 1.0 / np.maximum(cells.weight, 1e-300), 0.0)
        distance = 0.5 * float((inverse * (x - cells.wanted) ** 2).sum())
        soft = 0.5 * float(cells.softness @ dual[:agents] ** 2)
        return distance + float(dual @ slope(dual, x)) + soft

    x = cell(dual)
    damping, best, stalled = 1e-6, np.inf, 0
    for _ in range(MOST_STEPS):
        gradient = slope(dual, x)
        free = (dual > floor) | (gradient > 0)
        worst = float(np.abs(gradient[free]).max(initial=0.0))
        stalled = 0 if worst < 0.5 * best else stalled + 1
        best = min(best, worst)
        # burdens known to the solver's precision only may leave a margin that no matrix can close
        if worst < EXACT or (worst < CLOSE and stalled > PATIENCE):
            break
        step = _newton(cells, scale, free, x, gradient, damping)
        now, length = height(dual, x), 1.0
        while length > SHORTEST:
            ahead = np.maximum(dual + length * step, floor)
            x_ahead = cell(ahead)
            rise = float(gradient @ (ahead - dual))
            if height(ahead, x_ahead) >= now + 1e-4 * rise - ROUNDING * (1.0 + abs(now)):
                dual, x = ahead, x_ahead
                break
            length /= 2
        damping = min(damping * 10, 1.0) if length < 0.1 else max(damping / 10, 1e-12)
    return x, worst


def _newton(
    cells: _Cells,
    scale: Values,
    free: NDArray[np.bool_],
    x: Values,
    gradient: Values,
    damping: float,
) -> Values:
    """Return the step that would make all margins right if no further cell met a bound.

    The prices of goods touch each other only through agents and supplies, so that they are eliminated first
    and a system of the size of agents and binding supplies is left.
    """
    agents, goods = x.shape
    inside = np.where((x > cells.lower) & (x < cells.upper), cells.weight, 0.0)
    binding = np.flatnonzero(free[agents + goods :])
    used = -scale[binding, None] * cells.use
    by_agent, by_supply = inside * cells.counts, inside[binding] * used
    coupling = np.vstack([by_agent, by_supply])
    at_good = inside.sum(axis=0) + damping * np.maximum(cells.weight.sum(axis=0), LEAST)
    size = agents + binding.size
    matrix = np.zeros((size, size))
    own = np.concatenate(
        [
            by_agent.sum(axis=1) + cells.softness,
            (by_supply * used).sum(axis=1),
        ]
    )
    natural = np.concatenate(
        [cells.weight @ cells.counts + cells.softness, (cells.weight[binding] * used**2).sum(axis=1)]
    )
    place = np.arange(size)
    matrix[place, place] = own + damping * np.maximum(natural, LEAST)
    crossing = (by_supply * cells.counts).sum(axis=1)
    matrix[binding, agents + np.arange(binding.size)] = crossing
    matrix[agents + np.arange(binding.size), binding] = crossing
    matrix -= (coupling / at_good) @ coupling.T
    wanted = np.concatenate([gradient[:agents], gradient[agents + goods :][binding]])
    good = gradient[agents : agents + goods]
    prices = np.linalg.solve(matrix, wanted - coupling @ (good / at_good))
    step = np.zeros(2 * agents + goods)
    step[:agents] = prices[:agents]
    step[agents + goods + binding] = prices[agents:]
    step[agents : agents + goods] = (good - coupling.T @ prices) / at_good
    return step
