"""Aggregation of a linear programme whose agents are alike, and certificates of solutions found through it.

Agents that differ only in what they are owed and what they own need not be told apart to find prices: their
rows are added up and their columns merged. The sum of rows holds wherever the rows hold, so the optimum of
the aggregate is a bound on that of the programme, and its row duals, given to every member alike, are
feasible duals of the programme (Zipkin, "Bounds on the effect of aggregating variables in linear
programs", Operations Research 28, 1980; Rogers, Plante, Wong and Evans, "Aggregation and disaggregation
techniques and methodology in optimization", Operations Research 39, 1991). What members receive of their
group's columns is for the caller to say; `certify` then tells how good it is, from the programme alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.basis import Basis, LabelledBasis, keys, labelled
from sinews.engines.lp import SHARED, LpArrays, LpModel

ALIKE = 1e-9
"""Relative difference up to which coefficients of agents that are alike may differ."""

DUAL_TOLERANCE = 1e-6
"""Duals within this of zero pull at no infinite bound: the solver's are no better than that."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A linear programme in which groups of agents stand for their members.

    Attributes
    ----------
    arrays
        The programme of the groups.
    row_class, column_class
        Its row for each row, (rows,), and its column for each column, (columns,), of the whole programme.
    row_example, example
        A row of the whole programme for each of its rows, and a column for each of its columns.
    row_keys, column_keys
        Keys of the whole programme's rows, (rows,), and columns, (columns,): see `sinews.engines.basis.keys`.
    """

    arrays: LpArrays
    row_class: Indices
    column_class: Indices
    row_example: Indices
    example: Indices
    row_keys: Indices
    column_keys: Indices

    def of_all(self, basis: Basis) -> LabelledBasis:
        """Return a basis of the groups' programme for the whole: all members stand as their group does."""
        spread = Basis(basis.columns[self.column_class], basis.rows[self.row_class])
        return labelled(spread, self.row_keys, self.column_keys)

    def of_groups(self, basis: LabelledBasis) -> Basis:
        """Return a basis of the whole programme, or of one much like it, as one of the groups' programme."""
        return basis.restored(self.row_keys[self.row_example], self.column_keys[self.example])

    def alike(self, other: Aggregate) -> bool:
        """Return whether another one has the same rows and columns, so that bases fit both."""
        return all(
            np.array_equal(mine, theirs)
            for mine, theirs in (
                (self.row_keys, other.row_keys),
                (self.column_keys, other.column_keys),
                (self.row_class, other.row_class),
                (self.column_class, other.column_class),
            )
        )

    def scaled(self, factor: Values, rows: Flags) -> Aggregate:
        """Return the aggregate of the programme that `LpArrays.scaled` makes of this one's."""
        return replace(self, arrays=self.arrays.scaled(factor[self.example], rows[self.row_example]))

    def bounded(self, arrays: LpArrays) -> Aggregate:
        """Return the aggregate of a programme that differs from this one's in the bounds of columns alone."""
        lower, upper = (
            sums(self.column_class, each, self.example.size) for each in (arrays.lower, arrays.upper)
        )
        return replace(self, arrays=replace(self.arrays, lower=lower, upper=upper))


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a primal and a dual solution prove.

    Attributes
    ----------
    objective, bound
        Objective of the primal solution; no solution has a lower one than `bound`.
    violation
        Most by which the primal solution leaves the bounds of a row or a column.
    reduced_cost
        Cost of each column less what it is worth at the duals, (columns,).
    """

    objective: float
    bound: float
    violation: float
    reduced_cost: Values

    @property
    def gap(self) -> float:
        """Relative distance of the objective from the bound."""
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)


def aggregate(model: LpModel, arrays: LpArrays, group: Indices) -> Aggregate:
    """Merge the agents of each group.

    Parameters
    ----------
    model, arrays
        The programme, and the same as arrays.
    group
        Group of each agent, (agents,).

    Notes
    -----
    Columns of one role in one group are taken to have the same costs, and the same coefficients but for the
    agent. Where that is not so, which `unlike` says, the aggregate bounds nothing, and `certify` says so.
    """
    row_labels, column_labels = model.labels()
    row_class, row_example = _classes(row_labels, group)
    column_class, example = _classes(column_labels, group)
    size = int(row_class.max(initial=-1)) + 1, example.size
    kept = arrays.matrix[:, example].tocoo()
    matrix = coo_array((kept.data, (row_class.astype(np.int32)[kept.row], kept.col)), shape=size).tocsc()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    merged = LpArrays(
        cost=arrays.cost[example],
        lower=sums(column_class, arrays.lower, size[1]),
        upper=sums(column_class, arrays.upper, size[1]),
        row_lower=sums(row_class, arrays.row_lower, size[0]),
        row_upper=sums(row_class, arrays.row_upper, size[0]),
        matrix=matrix,
    )
    return Aggregate(
        arrays=merged,
        row_class=row_class,
        column_class=column_class,
        row_example=row_example,
        example=example,
        row_keys=keys(row_labels),
        column_keys=keys(column_labels),
    )


def unlike(model: LpModel, arrays: LpArrays, group: Indices) -> Flags:
    """Return which agents are not like the others of their groups, (agents,), as the matrix has it.

    Columns of one role in one group are to cost the same and to take the same of every class of rows. Each is
    compared with the one in the middle, by its cost and by the sum of its coefficients with random weights of
    the classes, which tells apart any two that differ but for a chance of nothing.

    Parameters
    ----------
    model, arrays, group
        As for `aggregate`. Where an agent has left its group, others can be alike that were not before.
    """
    row_labels, column_labels = model.labels()
    row_class, _ = _classes(row_labels, group)
    column_class, example = _classes(column_labels, group)
    weight = np.random.default_rng(1).uniform(1.0, 2.0, row_class.max(initial=0) + 1)[row_class]
    size = abs(arrays.matrix).T @ weight
    differs = np.zeros(arrays.columns, np.bool_)
    for value, scale in ((arrays.cost, np.abs(arrays.cost)), (arrays.matrix.T @ weight, size)):
        order = np.lexsort((value, column_class))
        count = np.bincount(column_class, minlength=example.size)
        middle = order[np.cumsum(count) - count + count // 2][column_class]
        differs |= np.abs(value - value[middle]) > ALIKE * np.maximum(scale, scale[middle])
    agent = column_labels[2]
    found = np.zeros(group.size, np.bool_)
    found[agent[differs & (agent != SHARED)]] = True
    return found & (np.bincount(group)[group] > 1)


def certify(arrays: LpArrays, x: Values, row_dual: Values) -> Certificate:
    """Check a solution, and bound the optimum by the duals: weak duality, on the programme itself.

    A column that is unbounded where its reduced cost pulls makes the bound worthless: minus infinity.
    """
    reduced = arrays.cost - arrays.matrix.T @ row_dual
    bound = _least(row_dual, arrays.row_lower, arrays.row_upper) + _least(reduced, arrays.lower, arrays.upper)
    return Certificate(inner(arrays.cost, x), bound, violation(arrays, x), reduced)


def violation(arrays: LpArrays, x: Values) -> float:
    """Return by how much a solution leaves the bounds of a row or a column at most."""
    activity = arrays.matrix @ x
    return max(
        float(np.max(excess, initial=0.0))
        for excess in (
            activity - arrays.row_upper,
            arrays.row_lower - activity,
            x - arrays.upper,
            arrays.lower - x,
        )
    )


def inner(one: Values, other: Values) -> float:
    """Return the inner product, whose last digit does not depend on the number of cores, unlike BLAS's."""
    return float((one * other).sum())


def sums(place: Indices, values: Values, count: int) -> Values:
    """Return the sum of the values at each place, (count,)."""
    total: Values = np.bincount(place, values, count).astype(np.float64)
    return total


def _least(price: Values, lower: Values, upper: Values) -> float:
    """Return the least value of price times something between two bounds."""
    at = np.where(price > 0, lower, upper)
    counts = (price != 0.0) & (np.isfinite(at) | (np.abs(price) > DUAL_TOLERANCE))
    return inner(price[counts], at[counts])


def _classes(labels: Indices, group: Indices) -> tuple[Indices, Indices]:
    """Return the class of each thing, numbered in order of its first member, and a member of each class."""
    block, role, agent = labels
    owner = np.where(agent == SHARED, SHARED, group[agent]) if group.size else agent
    _, first, found = np.unique(keys(np.stack([block, role, owner])), return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return rank[found.ravel()], first[order]
