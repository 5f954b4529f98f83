"""Lexicographic min-max of relative burden: first the most burdened bears as little as can be, then the next.

An exact sequence of linear programmes; each level comes with its proof from the dual.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sinews.engines.arrays import Indices, Values
from sinews.engines.burden_matrix import BurdenMatrix
from sinews.engines.lp import LpModel

PROVEN = 1e-6
"""A dual price above this, where all of them add up to one, proves that its agent is at the level."""

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of burden, from the highest down.

    Attributes
    ----------
    burden
        The relative burden that all `agents` bear: 1 is proportional to ability.
    bound
        The least that is possible, proven from the prices of the linear programme by a computation of our
        own; equal to `burden` up to rounding.
    agents
        The agents at this level, that is those whose burden cannot be lowered, not even at the expense of
        any agent that bears less.
    """

    burden: float
    bound: float
    agents: Indices


@dataclass(frozen=True, slots=True)
class Leximin:
    """The lexicographically optimal burdens, and the proof.

    Attributes
    ----------
    burden
        Relative burden of each agent, (agents,); it is the same in every optimal matrix.
    levels
        The levels, highest first.
    x
        One optimal matrix, (agents, goods), of many; choose among them with `nearest_matrix`.
    """

    burden: Values
    levels: tuple[Level, ...]
    x: Values

    @property
    def gap(self) -> float:
        """The largest distance of a level from its proven bound."""
        return max((abs(level.burden - level.bound) for level in self.levels), default=0.0)


def leximin(problem: BurdenMatrix) -> Leximin:
    """Find the burdens whose largest is least, and among those the next largest, and so on.

    Parameters
    ----------
    problem
        A problem that has a solution: see `shareable`.

    Returns
    -------
    Burdens, levels and one matrix.

    Raises
    ------
    LpError
        If no matrix satisfies the limits.

    Notes
    -----
    Each linear programme finds the least level ``t`` that no free agent need exceed while the agents fixed
    before stay at their levels. An agent whose row has a positive dual is at the level in every optimal
    solution (complementary slackness); at least one is, it is fixed there, and the next programme starts
    from this one's optimum. There are at most as many programmes as agents [1]_, [2]_.

    References
    ----------
    .. [1] W. Ogryczak, M. Pióro and A. Tomaszewski, Telecommunications network design and max-min
       optimization problem, J. Telecommunications and Information Technology 3, 2005.
    .. [2] J. A. M. Potters and S. H. Tijs, The nucleolus of a matrix game and other nucleoli, Mathematics of
       Operations Research 17(1), 1992, 164-174.
    """
    weight = problem.weight
    free = (problem.upper[:, problem.cost > 0].sum(axis=1) > 0) & (weight > 0)
    burden = np.zeros(problem.agents)
    levels: list[Level] = []
    if not free.any():
        return Leximin(burden, (), problem.lower.copy())
    programme = _Programme.of(problem, free)
    session = programme.model.open(algorithm="simplex", tolerance=TOLERANCE)
    while free.any():
        solution = session.solve()
        t = float(solution.x[programme.level])
        price = np.clip(-solution.row_dual[programme.burden], 0.0, None)
        scarcity = np.clip(-solution.row_dual[programme.supply], 0.0, None)
        proof = price * weight
        if not proof[free].any():
            # the level lies at its own bound: nothing is left to divide, and no burden is less than none
            levels.append(Level(t, 0.0, np.flatnonzero(free)))
            burden[free] = t
            break
        at_level = free & (proof > PROVEN)
        if not at_level.any():
            # only rounding can leave every price tiny; the largest is positive all the same
            at_level[np.argmax(np.where(free, proof, -np.inf))] = True
        bound = _bound(problem, programme, price, scarcity, np.where(free, 0.0, burden * weight))
        levels.append(Level(t, bound / float(proof[free].sum()), np.flatnonzero(at_level)))
        burden[at_level] = t
        for agent in np.flatnonzero(at_level):
            session.set_entry(int(programme.burden[agent]), programme.level, 0.0)
            session.set_row(int(programme.burden[agent]), upper=t * weight[agent])
        free &= ~at_level
    x = solution.x[programme.parts] * programme.size
    return Leximin(burden, tuple(_merged(levels)), np.clip(x, problem.lower, problem.upper))


@dataclass(frozen=True, slots=True)
class _Programme:
    """The first linear programme, in parts of each good's total, and where its columns and rows stand.

    `size` is the total of each good; `limited` are the agents whose supply is limited, and their rows are
    divided by `scale`.
    """

    model: LpModel
    parts: Indices
    level: int
    burden: Indices
    supply: Indices
    size: Values
    limited: Indices
    scale: float

    @classmethod
    def of(cls, problem: BurdenMatrix, free: NDArray[np.bool_]) -> Self:
        """Build the programme that lowers the highest burden of the free agents."""
        size = np.where(problem.total > 0, problem.total, 1.0)
        model = LpModel()
        parts = model.add_columns(
            problem.agents * problem.goods,
            lower=(problem.lower / size).ravel(),
            upper=(problem.upper / size).ravel(),
        ).reshape(problem.agents, problem.goods)
        level = int(model.add_columns(1, cost=1.0)[0])
        due = np.where(problem.total > 0, 1.0, 0.0)
        model.add_entries(model.add_rows(problem.goods, lower=due, upper=due)[None, :], parts, 1.0)
        burden = model.add_rows(problem.agents, upper=np.where(free, 0.0, np.inf))
        model.add_entries(burden[:, None], parts, (problem.cost * size / problem.money)[None, :])
        model.add_entries(burden[free], level, -problem.weight[free])
        limited = np.flatnonzero(np.isfinite(problem.supply))
        scale = max(float((problem.use * size).max(initial=0.0)), 1e-300)
        supply = model.add_rows(limited.size, upper=problem.supply[limited] / scale)
        model.add_entries(supply[:, None], parts[limited], (problem.use * size / scale)[None, :])
        return cls(model, parts, level, burden, supply, size, limited, scale)


def _bound(
    problem: BurdenMatrix, programme: _Programme, price: Values, scarcity: Values, fixed: Values
) -> float:
    """Return the least weighted burden of the free agents that the given prices prove (weak duality).

    With the prices given, every good is shared by itself, cheapest agents first; what the fixed agents and
    the supplies are allowed in any case is taken off.
    """
    supply_price = np.zeros(problem.agents)
    supply_price[programme.limited] = scarcity / programme.scale
    per_unit = price[:, None] * (problem.cost / problem.money) + supply_price[:, None] * problem.use
    order = np.argsort(per_unit, axis=0, kind="stable")
    room = np.take_along_axis(problem.upper - problem.lower, order, axis=0)
    left = problem.total - problem.lower.sum(axis=0)
    before = np.vstack([np.zeros(problem.goods), np.cumsum(room, axis=0)[:-1]])
    taken = np.clip(left - before, 0.0, room)
    least = float((np.take_along_axis(per_unit, order, axis=0) * taken).sum())
    least += float((per_unit * problem.lower).sum())
    limited = programme.limited
    allowed = float(price @ fixed) + float(supply_price[limited] @ problem.supply[limited])
    return least - allowed


def _merged(levels: list[Level]) -> list[Level]:
    """Return the levels with those of equal burden made one."""
    merged: list[Level] = []
    for level in levels:
        last = merged[-1] if merged else None
        if last and abs(last.burden - level.burden) <= 10 * TOLERANCE * max(level.burden, 1.0):
            merged[-1] = replace(last, agents=np.sort(np.concatenate([last.agents, level.agents])))
        else:
            merged.append(level)
    return merged
