"""What the planning model with free types buys, and what each ally picks of it.

What is bought of a capability is all allies' together: a shortfall weighs the same whoever has it, so that
any division is as good as another that uses up what is bought of each type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values
from sinews.implementation.families.stock import Stock
from sinews.implementation.groups import GroupPlan
from sinews.implementation.instance import Instance
from sinews.implementation.types import NO_ROW

NOTHING = 1e-6
"""Units below which nothing is bought."""


class Bought(NamedTuple):
    """What the relaxation buys for classes of pairs that are alike.

    `of` is the class of each pair of ally and capability, (pairs,); `units` what it buys of each product,
    (classes, p); `first` the position of the first year of it, (classes, p), beyond the last for none.
    """

    of: Indices
    units: Values
    first: Indices


def read_bought(plan: GroupPlan) -> Bought:
    """Return what the solution of the model of groups buys."""
    instance, chosen = plan.instance, plan.blocks.deliveries
    pairs, types = instance.of(Stock), instance.types
    label = np.stack([plan.group[pairs.ally], pairs.capability, pairs.apart])
    found, of = np.unique(label, axis=1, return_inverse=True)
    once = np.flatnonzero(np.isin(chosen.column, plan.aggregate.example))
    amount = np.clip(plan.solution.x[plan.aggregate.column_class[chosen.column[once]]], 0.0, None)
    line, year = chosen.line[once], chosen.year[once]
    place = of.ravel()[chosen.pair[once]], types.product_of[line]
    units = np.zeros((found.shape[1], len(types.products)))
    first = np.full(units.shape, instance.years.size)
    np.add.at(units, place, amount * instance.yields[line])
    some = amount > NOTHING
    np.minimum.at(first, (place[0][some], place[1][some]), year[some])
    return Bought(of.ravel(), np.where(units > NOTHING, units, 0.0), first)


def picked(instance: Instance, bought: Bought) -> Iterator[tuple[int, Flags, list[tuple[int, float]]]]:
    """Yield each pair of ally and capability whose types are limited, with what it picks: see `_pick`.

    What is bought of a capability is theirs together. Classes that buy one type keep to it; then who lacks
    most picks first, of what all the others have left.
    """
    types, pairs = instance.types, instance.of(Stock)
    peak = (instance.target - instance.committed)[pairs.ally, pairs.capability].max(axis=1)
    limited = types.row[pairs.ally, pairs.capability] != NO_ROW
    lacking = np.bincount(bought.of, peak, bought.units.shape[0])
    wanted = (bought.units.sum(axis=1) / np.maximum(lacking, NOTHING))[bought.of] * peak
    plain = (bought.units > 0.0).sum(axis=1) <= 1
    slots = types.slots[pairs.ally, pairs.capability]
    counted = ((bought.units[bought.of] > 0.0) & ~types.remains[pairs.ally]).sum(axis=1)
    # who stands alone and buys no more types than it may have gets what it buys
    content: Flags = np.asarray((np.bincount(bought.of)[bought.of] == 1) & (counted <= slots))
    may = np.zeros((len(instance.allies), len(types.products)), np.bool_)
    able: Flags = np.asarray(instance.open.any(axis=2))
    for line, product in enumerate(types.product_of):
        may[:, product] |= able[:, line]
    for capability in np.unique(pairs.capability[limited]):
        members = np.flatnonzero(limited & (pairs.capability == capability))
        left = bought.units[np.unique(bought.of[members])].sum(axis=0)
        members = members[_by_figures(instance, pairs.ally[members], wanted[members])]
        early = content[members] | plain[bought.of[members]]
        for member in members[np.argsort(~early, kind="stable")].tolist():
            ally, own = int(pairs.ally[member]), bought.units[bought.of[member]]
            theirs = np.where(plain[bought.of[member]], own > 0.0, may[ally])
            there = np.minimum(left, own) if content[member] else np.where(theirs, left, 0.0)
            before = there.copy()
            yield member, *_pick(instance, ally, int(capability), there, own, wanted[member])
            left -= before - there


def of_capability(instance: Instance, capability: int) -> Flags:
    """Return which products are of a capability, (p,)."""
    flags = np.zeros(len(instance.types.products), np.bool_)
    flags[instance.types.product_of[instance.capability_of == capability]] = True
    return flags


def _pick(
    instance: Instance, ally: int, capability: int, left: Values, own: Values, wanted: float
) -> tuple[Flags, list[tuple[int, float]]]:
    """Return what of today's types beside those that last an ally keeps, and the new ones with their units.

    What it is to get of each is taken off `left`, (p,), units: what nobody has been given yet. `own` is what
    its class buys; of equals that comes first.
    """
    types, slots = instance.types, int(instance.types.slots[ally, capability])
    keeps = np.zeros(left.size, np.bool_)
    new: list[tuple[int, float]] = []
    rest = wanted
    products = np.flatnonzero(of_capability(instance, capability))
    size, price = (_of_product(instance, each) for each in (instance.yields, instance.price))
    name = np.unique(np.array(types.products), return_inverse=True)[1]

    def first(among: Indices) -> Indices:
        take = np.round(np.minimum(left[among], rest), 6)
        return among[np.lexsort((name[among], price[among], -np.round(own[among], 6), -take))]

    remains, known = types.remains[ally, products], types.known[ally, products]
    for group, counted in ((remains, False), (known & ~remains, True), (~known, True)):
        for product in first(products[group]):
            take = min(left[product], rest)
            if take <= NOTHING or (counted and slots == 0):
                continue
            if not types.known[ally, product]:
                if take < types.minimum[ally, capability] * size[product] - NOTHING:
                    continue
                new.append((int(product), take))
            keeps[product] = True
            slots -= counted
            left[product] -= take
            rest -= take
    if rest >= wanted - NOTHING and wanted > NOTHING and slots > 0:
        # what is left for it is less than a fleet of anything: it gets all that it needs of one
        for product in first(products[~known & (left[products] > NOTHING)]):
            new.append((int(product), min(left[product], rest)))
            keeps[product] = True
            left[product] -= min(left[product], rest)
            slots -= 1
            break
    spare = first(products[known & ~remains & ~keeps[products]])[: max(slots, 0)]
    keeps[spare] = True
    return keeps & types.known[ally], new


def _by_figures(instance: Instance, ally: Indices, peak: Values) -> Indices:
    """Return an order of allies: who lacks most first, then who has most money; names come last."""
    money = instance.funding.equipment_budget[ally].sum(axis=1)
    name = np.unique(np.array(instance.allies), return_inverse=True)[1][ally]
    return np.lexsort((name, -money, -np.round(peak, 6)))


def _of_product(instance: Instance, of_line: Values) -> Values:
    """Return what all lines of a product have alike, (p,)."""
    found = np.zeros(len(instance.types.products))
    found[instance.types.product_of] = of_line
    return found
