"""The rules of apportionment, each for a single capability and for all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sinews.case.settings import Rule
from sinews.engines import claims
from sinews.engines.arrays import Values
from sinews.engines.burden_matrix import BurdenMatrix
from sinews.engines.division import proportional
from sinews.engines.leximin import Leximin, leximin
from sinews.engines.nearest_matrix import nearest_matrix

RULES: dict[Rule, str] = {
    "leximin": "lexicographic min-max of relative burden",
    "proportional": "proportional to ability",
    "equal_awards": "constrained equal awards (Maimonides)",
    "equal_losses": "constrained equal losses (Maimonides)",
    "talmud": "Talmud rule (Aumann and Maschler 1985)",
    "random_arrival": "random arrival, the Shapley value (O'Neill 1982)",
    "status_quo": "proportional to the value of what is held today",
}
"""The rules, in words."""

SOFTNESS = 1e-3
"""How much less a cell's distance counts than a margin's, where a rule's burdens are beyond the limits."""

_CLAIMS_RULES: dict[Rule, Callable[[Values, float], Values]] = {
    "equal_awards": claims.equal_awards,
    "equal_losses": claims.equal_losses,
    "talmud": claims.talmud,
    "random_arrival": claims.random_arrival,
}


@dataclass(frozen=True, slots=True)
class Division:
    """A fractional division.

    Attributes
    ----------
    lots
        Lots of each capability that each ally adds, (allies, capabilities).
    intended
        The cost that the rule means each ally to bear, as a part of the whole, (allies,).
    leximin
        The levels and their proof, if that was the rule.
    residual
        Largest error of a margin, as a part of the whole cost.
    """

    lots: Values
    intended: Values
    leximin: Leximin | None
    residual: float


def divide_one(rule: Rule, claim: Values, estate: float, ability: Values, held: Values) -> Values:
    """Divide one estate, a capability or the cost of them all, among the allies.

    Parameters
    ----------
    rule
        A key of `RULES`.
    claim
        The most that each ally could be asked for, (allies,): the claim of the rules for claims problems.
    estate
        What is divided, at most the sum of claims.
    ability, held
        Ability to bear cost, and what is held today, (allies,).

    Returns
    -------
    Shares, (allies,), none above its claim; they add up to the estate.

    Notes
    -----
    For a single estate, lexicographic min-max of relative burden is the division in proportion to ability,
    with whoever meets its limit held there.
    """
    if rule in _CLAIMS_RULES:
        return _CLAIMS_RULES[rule](claim, min(estate, float(claim.sum())))
    if rule == "status_quo":
        share = proportional(held, estate, claim)
        return share + proportional(ability, max(estate - float(share.sum()), 0.0), claim - share)
    return proportional(ability, estate, claim)


def divide_all(rule: Rule, problem: BurdenMatrix, held: Values) -> Division:
    """Divide all capabilities at once.

    Parameters
    ----------
    rule
        A key of `RULES`.
    problem
        The problem in lots; it has a solution.
    held
        Value of what each ally holds today, (allies,).

    Returns
    -------
    The division.

    Notes
    -----
    A rule speaks of each ally's whole burden; many matrices lead to the same burdens. Among them the one is
    taken that is nearest to dividing every capability in proportion to ability, within the limits. Where
    limits put a rule's burdens out of reach, which cannot happen to lexicographic min-max, they are missed
    by as little as can be.
    """
    wanted = in_proportion(problem)
    if rule == "leximin":
        optimum = leximin(problem)
        lots, residual = nearest_matrix(problem, wanted, optimum.burden)
        return Division(lots, optimum.burden * problem.weight, optimum, residual)
    claim = problem.upper @ problem.cost
    estate = float(problem.cost @ problem.total)
    part = divide_one(rule, claim, estate, problem.ability, held) / problem.money
    weight = problem.weight
    burden = np.divide(part, weight, out=np.zeros_like(part), where=weight > 0)
    lots, residual = nearest_matrix(problem, wanted, burden, ease=SOFTNESS * np.maximum(part, weight))
    return Division(lots, part, None, residual)


def in_proportion(problem: BurdenMatrix) -> Values:
    """Return every capability divided by itself in proportion to ability, within its limits, in lots."""
    room = problem.upper - problem.lower
    left = problem.total - problem.lower.sum(axis=0)
    parts = [proportional(problem.ability, max(left[c], 0.0), room[:, c]) for c in range(problem.goods)]
    return np.asarray(problem.lower + np.stack(parts, axis=1)) if parts else problem.lower.copy()
