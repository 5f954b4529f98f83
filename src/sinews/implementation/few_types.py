"""Few types: which types of a capability each ally keeps or introduces, decided between the solves.

At most a number of types, a least fleet and a cost that is paid once would be binaries. Relax and fix
(Dillenberger, Escudero, Wollensak and Zhang, "On practical resource allocation for production planning and
scheduling with period overlapping setups", European Journal of Operational Research 75, 1994) decides them
from the relaxation, in which types are free: what it buys of each says which stay. Then all other lines are
shut, the cost of what is introduced comes off the budgets, and the model is solved again at the next prices.
The optimum with free types, at the last prices, is a bound on what any choice of types can do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from sinews.engines.arrays import Flags, Indices, Values
from sinews.implementation.families.budgets import available_budgets, beside_innovation
from sinews.implementation.families.introductions import INTRODUCTION
from sinews.implementation.families.stock import Stock
from sinews.implementation.groups import GroupPlan, solve_groups, solve_repriced
from sinews.implementation.instance import Instance
from sinews.implementation.plan import Plan
from sinews.implementation.types import NO_ROW, Introduced
from sinews.implementation.types_picked import NOTHING, of_capability, picked, read_bought
from sinews.implementation.types_searched import best_shut

REGRET = 1e-4
"""Part of the objective that another type must promise to save for an ally to change its mind."""

LEAST = 1e-6
"""Products by which a least fleet may be missed: the solver's tolerance."""


Solve = Callable[[GroupPlan, Values], GroupPlan]
"""A function that solves a planning model again at other prices, (l, t)."""


def decisions(free: GroupPlan) -> list[Solve]:
    """Return what takes the place of the next solves at other prices until types are decided.

    Those who stand alone are decided first, and may change their minds once it is seen what that costs; then
    all are.

    Parameters
    ----------
    free
        The model, solved with types free.
    """
    if not free.instance.types.limited:
        return []
    searched = best_shut(free)
    shut = shut_first(free) if searched is None else searched

    def those_alone(plan: GroupPlan, prices: Values) -> GroupPlan:
        return solve_repriced(plan, prices, shut)

    def after_second_thoughts(plan: GroupPlan, prices: Values) -> GroupPlan:
        return solve_repriced(replace(free, session=plan.session), prices, exchanged(plan, shut))

    def everybody(plan: GroupPlan, prices: Values) -> GroupPlan:
        instance = replace(choose(plan), price_path=prices)
        # from the basis of other classes of allies the simplex takes longer than from nothing
        return solve_groups(instance, plan.group, speed_ups=plan.speed_ups)

    if searched is not None:
        return [those_alone, everybody]
    return [those_alone, after_second_thoughts, everybody] if shut.size else [everybody]


def gap(free: GroupPlan, instance: Instance, objective: float) -> float:
    """Return by what part few types are dearer than free ones at the same prices, at most.

    Parameters
    ----------
    free
        The model of groups as it was solved with types free: a relaxation at any prices.
    instance, objective
        The problem with few types at its prices, and its optimum, without the cost of introductions.
    """
    if not instance.types.limited:
        return 0.0
    bound = solve_repriced(free, instance.price_path).solution.objective
    paid = instance.types.money(instance.capability_of).sum(axis=0) @ instance.discount
    dearer = objective + instance.cost_weight * float(paid)
    return max(dearer / bound - 1.0, 0.0) if bound > 0.0 else 0.0


def choose(plan: GroupPlan) -> Instance:
    """Return the planning problem with the types of all allies decided by a solution with free types.

    Parameters
    ----------
    plan
        The model solved with types free.
    """
    instance = plan.instance
    types, pairs = instance.types, instance.of(Stock)
    kept = types.known.copy()
    new: list[tuple[int, int, int, float]] = []
    bought = read_bought(plan)
    # who gets of what others have bought gets it when the first of them does
    first_of_all = bought.first.min(axis=0, initial=instance.years.size)
    for member, ours, theirs in picked(instance, bought):
        ally, capability = int(pairs.ally[member]), int(pairs.capability[member])
        kept[ally] &= ~of_capability(instance, capability) | types.remains[ally] | ours
        first = bought.first[bought.of[member]]
        first = np.where(first < instance.years.size, first, first_of_all)
        new += [(ally, product, int(first[product]), units) for product, units in theirs]
    return decided(instance, kept, _affordable(instance, new))


def shut_first(plan: GroupPlan) -> Indices:
    """Return the columns of what those do not keep for whom free types are too many, and who stand alone.

    They are decided first, so that what they leave to others is seen before those decide.
    """
    instance, chosen = plan.instance, plan.blocks.deliveries
    types, pairs, bought = instance.types, instance.of(Stock), read_bought(plan)
    several = np.bincount(bought.of)[bought.of] > 1
    shut = np.zeros((pairs.ally.size, len(types.products)), np.bool_)
    for member, ours, theirs in picked(instance, bought):
        ally = int(pairs.ally[member])
        stays = types.remains[ally] | ours
        stays[[product for product, _ in theirs]] = True
        if not several[member] and (bought.units[bought.of[member]] > 0.0)[~stays].any():
            shut[member] = ~stays
    return np.asarray(chosen.column[shut[chosen.pair, types.product_of[chosen.line]]])


def exchanged(plan: GroupPlan, shut: Indices) -> Indices:
    """Return the columns to shut when those change their minds who regret what they do not keep.

    Parameters
    ----------
    plan
        The model solved with columns shut.
    shut
        Those columns.

    Notes
    -----
    What a unit of what is shut would save is its reduced cost, so that a pair's regret is at most that times
    all that it needs. Who would save most by another type takes it instead of the last that it has picked.
    """
    instance, chosen = plan.instance, plan.blocks.deliveries
    types, pairs = instance.types, instance.of(Stock)
    peak = (instance.target - instance.committed)[pairs.ally, pairs.capability].max(axis=1)
    merged = plan.aggregate
    reduced = merged.arrays.cost - merged.arrays.matrix.T @ plan.solution.row_dual
    saved = -reduced[merged.column_class[chosen.column]] * (peak[chosen.pair] / instance.yields[chosen.line])
    product = types.product_of[chosen.line]
    closed = np.isin(chosen.column, shut)
    regret = np.zeros((pairs.ally.size, len(types.products)))
    np.maximum.at(regret, (chosen.pair[closed], product[closed]), saved[closed])
    amount = np.clip(plan.solution.x[merged.column_class[chosen.column]], 0.0, None)
    bought = np.zeros_like(regret)
    np.add.at(bought, (chosen.pair, product), amount)
    decided = np.unique(chosen.pair[closed])
    for member in decided[regret[decided].max(axis=1) > REGRET * plan.solution.objective]:
        better = int(regret[member].argmax())
        ours = ~types.remains[pairs.ally[member]] & (bought[member] > NOTHING)
        least_of = np.where(ours, bought[member], -1.0)
        mine = chosen.pair == member
        closed[mine & (product == better)] = False
        if ours.any():
            closed[mine & (product == int(least_of.argmax()))] = True
    return np.asarray(chosen.column[closed])


def _affordable(instance: Instance, new: list[tuple[int, int, int, float]]) -> Introduced:
    """Return which types are introduced when: those that their allies can pay for, the largest first.

    One that cannot be paid for when the relaxation would have it comes later, if that helps.
    """
    types = instance.types
    free = np.minimum(np.minimum(*available_budgets(instance)), beside_innovation(instance))
    line_of = np.zeros(len(types.products), np.int64)
    line_of[types.product_of[::-1]] = np.arange(types.product_of.size)[::-1]
    name = np.unique(np.array(types.products), return_inverse=True)[1]
    found: list[tuple[int, int, int, int]] = []
    for ally, product, first, _ in sorted(new, key=lambda each: (each[0], -round(each[3], 6), name[each[1]])):
        line = int(line_of[product])
        years = int(types.years[ally, instance.capability_of[line]])
        cost = types.cost[ally, product] / years
        for year in range(max(first, years), instance.years.size):
            if (free[ally, year - years : year] >= cost).all():
                free[ally, year - years : year] -= cost
                found.append((ally, product, line, year))
                break
    return Introduced(*np.array(found, np.int64).reshape(-1, 4).T)


def decided(instance: Instance, kept: Flags, introduced: Introduced) -> Instance:
    """Return a planning problem in which types are decided.

    Parameters
    ----------
    instance
        The problem.
    kept
        Which of the types of today an ally may order more of, (a, p).
    introduced
        The types that it introduces.
    """
    types = instance.types
    first = np.full(types.known.shape, instance.years.size)
    first[introduced.ally, introduced.product] = introduced.first
    arrives = np.arange(instance.years.size) + instance.industry.lead_time[:, None]
    late = arrives[None, :, :] >= first[:, types.product_of, None]
    may = (kept & types.known)[:, types.product_of, None] | late
    free = types.row[:, instance.capability_of] == NO_ROW
    shut = types.shut | ~(may | free[:, :, None])
    return replace(instance, types=replace(types, shut=shut, introduced=introduced))


def as_planned(instance: Instance, plan: Plan) -> Instance:
    """Return the planning problem of a plan's case with the types that the plan has decided on."""
    types = instance.types
    if not types.limited:
        return instance
    base = int(instance.years[0])
    kept = types.remains.copy()
    products = {key: at for at, key in enumerate(types.products)}
    for ally, product in plan.orders.select("ally", "product").unique().iter_rows():
        kept[instance.allies.index(ally), products[product]] = True
    paid = plan.payments.filter(pl.col("element") == INTRODUCTION.key)
    found = []
    for payer, line, begun in (
        paid.group_by("payer", "line", maintain_order=True)
        .agg(pl.col("year").min())
        .sort("payer", "line")
        .iter_rows()
    ):
        ally, at = instance.allies.index(payer), instance.lines.index(line)
        first = begun - base + int(types.years[ally, instance.capability_of[at]])
        found.append((ally, int(types.product_of[at]), at, first))
    return decided(instance, kept, Introduced(*np.array(found, np.int64).reshape(-1, 4).T))


def without_small_fleets(plan: GroupPlan, x: Values) -> Instance | None:
    """Return the problem without new types of which an ally orders less than the least fleet; None if none.

    `x` is a solution of the whole model, (columns,).
    """
    instance, chosen = plan.instance, plan.blocks.deliveries
    work = np.zeros(instance.types.shut.shape)
    work[chosen.ally, chosen.line, chosen.year] = x[chosen.column]
    fleet = fleets(instance, work)
    small = fleet < least(instance) - LEAST
    if not (small & (fleet > NOTHING)).any():
        return None
    types = instance.types
    shut = types.shut.copy()
    for ally, product in zip(types.introduced.ally[small], types.introduced.product[small], strict=True):
        shut[ally, types.product_of == product] = True
    introduced = Introduced(*(each[~small] for each in types.introduced))
    return replace(instance, types=replace(types, shut=shut, introduced=introduced))


def fleets(instance: Instance, work: Values) -> Values:
    """Return how many products allies order of each type that they introduce, (n,)."""
    ally, product, _, _ = instance.types.introduced
    total = work.sum(axis=2)
    found: Values = np.where(product[:, None] == instance.types.product_of, total[ally], 0.0).sum(axis=1)
    return found


def least(instance: Instance) -> Values:
    """Return the least fleet of each type that is introduced, (n,), products."""
    ally, _, line, _ = instance.types.introduced
    found: Values = instance.types.minimum[ally, instance.capability_of[line]]
    return found


def as_ordered(instance: Instance, work: Values) -> Instance:
    """Return the problem with the introductions of what is ordered, each from the line that it is most.

    `work` is what allies order of lines, (a, l, t), products.
    """
    types, total = instance.types, work.sum(axis=2)
    ally, product, _, first = types.introduced
    names = np.unique(np.array(instance.lines), return_inverse=True)[1]
    ordered = fleets(instance, work) > NOTHING
    line = np.array(
        [
            max(np.flatnonzero(types.product_of == p), key=lambda at: (round(total[a, at], 6), -names[at]))
            for a, p in zip(ally[ordered], product[ordered], strict=True)
        ],
        np.int64,
    )
    introduced = Introduced(ally[ordered], product[ordered], line, first[ordered])
    return replace(instance, types=replace(types, introduced=introduced))
