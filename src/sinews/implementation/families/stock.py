"""Stock: what allies hold beside their targets, and the weighted shortfall that a plan is to make least."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sinews.case import Case
from sinews.engines.arrays import Indices
from sinews.implementation.families.family import Columns, Entries, Family, Model, Rows
from sinews.implementation.instance import Instance


class Pairs(NamedTuple):
    """The pairs of ally and capability that the model decides on, each (pairs,).

    Pairs of a capability are alike but for the ally and the size of the gap where `apart` is the same: 0 for
    those who may order from every line, the number of a class for those who may from the same lines on the
    same terms, and a number of its own for one whose gap shrinks as contracts deliver.
    """

    ally: Indices
    capability: Indices
    apart: Indices


class Stock(Family[Pairs]):
    """Stock is target less shortfall plus surplus, and changes by what is delivered.

    For every ally a, capability c and year t, as parts of the Alliance's requirement,

        o[t] - u[t] - o[t-1] + u[t-1] - sum over lines (yield x d) = C[t] - T[t] - C[t-1] + T[t-1]    balance

    where u and o are the deviations of goal programming (Charnes and Cooper, Management Models and Industrial
    Applications, 1961), T is the target and C the stock without any new order. The objective is the sum of u,
    weighted by priority and discounted, then the discounted cost. Pairs whose C never falls below T are left
    out: there is nothing to decide.
    """

    name = "stock"

    def read(self, case: Case, problem: Instance) -> Pairs:
        """Return the pairs."""
        gap = problem.target - problem.committed
        ally, capability = np.nonzero((gap > 1e-9).any(axis=2))
        lacking = np.clip(gap, 0.0, None)[ally, capability]
        shrinks = (np.diff(lacking, axis=1) < -1e-9).any(axis=1)
        return Pairs(ally, capability, np.where(shrinks, 1 + ally, _classes(problem)[ally, capability]))

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield shortfall and surplus in thousandths of the requirement, each (pairs, t)."""
        pairs = problem.of(Stock)
        weight = problem.shortfall_weight[pairs.capability]
        # a surplus that is there in any case offsets nobody's shortfall
        surplus = np.clip(problem.committed - problem.target, 0.0, None)[pairs.ally, pairs.capability]
        surplus /= problem.per_mille[pairs.capability][:, None]
        at, apart = _at(problem, pairs), pairs.apart[:, None]
        yield Columns("under", at, cost=weight, apart=apart)
        yield Columns("over", at, lower=surplus, apart=apart)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield the balance, (pairs, t)."""
        pairs = problem.of(Stock)
        gap = (problem.committed - problem.target)[pairs.ally, pairs.capability]
        gap = gap / problem.per_mille[pairs.capability][:, None]
        change = np.diff(gap, axis=1, prepend=0.0)
        yield Rows("balance", _at(problem, pairs), change, change, apart=pairs.apart[:, None])

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield the changes of surplus and of shortfall; deliveries write their own."""
        balance = model.rows(Stock, "balance")
        for name, sign in (("over", 1.0), ("under", -1.0)):
            columns = model.columns(Stock, name)
            yield Entries(balance, columns, sign)
            yield Entries(balance[:, 1:], columns[:, :-1], -sign)


def _classes(problem: Instance) -> Indices:
    """Return the class of each ally and capability by the lines that it may order from, (a, c).

    0 stands for those who may from all and on equal terms; a class has the number of its first ally, beyond
    those of the allies; one whom a share binds is in a class of its own.
    """
    suppliers, allies = problem.suppliers, len(problem.allies)
    classes = np.zeros((allies, len(problem.capabilities)), np.int64)
    if suppliers.all_open and not problem.types.shut.any():
        return classes
    bound, may_order = np.zeros((allies, len(problem.lines)), np.bool_), problem.open
    for share in suppliers.shares:
        bound[share.ally] |= share.worth.any(axis=1)
    for capability in range(len(problem.capabilities)):
        lines = problem.capability_of == capability
        terms = np.where(may_order[:, lines], suppliers.markup[:, lines], np.inf)
        free = ~bound[:, lines].any(axis=1)
        _, first, which = np.unique(
            terms.reshape(allies, -1)[free], axis=0, return_index=True, return_inverse=True
        )
        number = 1 + allies + np.arange(allies)
        number[free] = number[free][first][which.ravel()]
        number[(terms == 0.0).all(axis=(1, 2)) & free] = 0
        classes[:, capability] = number
    return classes


def _at(problem: Instance, pairs: Pairs) -> dict[str, Indices]:
    """Return where the pairs' blocks stand."""
    return {
        "ally": pairs.ally[:, None],
        "capability": pairs.capability[:, None],
        "year": problem.each("year"),
    }
