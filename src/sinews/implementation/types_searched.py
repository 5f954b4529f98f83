"""All choices of types in a small model, one after another: relax and fix has too little to go by there."""

from __future__ import annotations

import itertools
from math import comb

import numpy as np

from sinews.engines.arrays import Indices
from sinews.implementation.families.stock import Stock
from sinews.implementation.groups import GroupPlan
from sinews.implementation.types import NO_ROW

MOST_TRIED = 300
"""Choices up to which all are tried."""


def best_shut(free: GroupPlan) -> Indices | None:
    """Return the columns to shut so that nobody has too many types and the objective is least.

    Parameters
    ----------
    free
        The model, solved with types free and every ally alone.

    Returns
    -------
    The columns; None where allies are in groups, or where there are too many choices to try them all. What
    introductions cost, and least fleets, are left for later.
    """
    instance, chosen = free.instance, free.blocks.deliveries
    types, pairs = instance.types, instance.of(Stock)
    if not free.all_alone:
        return None
    products = types.product_of[chosen.line]
    options: list[list[Indices]] = []
    number = 1
    for pair in np.flatnonzero(types.row[pairs.ally, pairs.capability] != NO_ROW):
        ally, slots = pairs.ally[pair], int(types.slots[pairs.ally[pair], pairs.capability[pair]])
        mine = chosen.pair == pair
        candidates = np.unique(products[mine])
        candidates = candidates[~types.remains[ally, candidates]]
        if candidates.size <= slots:
            continue
        number *= comb(candidates.size, slots)
        if number > MOST_TRIED:
            return None
        options.append(
            [
                chosen.column[mine & np.isin(products, np.setdiff1d(candidates, kept))]
                for kept in itertools.combinations(candidates.tolist(), slots)
            ]
        )
    found = [
        (round(_objective(free, np.concatenate(shut)), 6), place)
        for place, shut in enumerate(itertools.product(*options) if options else [])
    ]
    if not found:
        return np.zeros(0, np.int64)
    _, best = min(found)
    return np.concatenate(list(itertools.product(*options))[best])


def _objective(free: GroupPlan, shut: Indices) -> float:
    """Return the least objective with columns shut."""
    arrays = free.aggregate.arrays.fixed(free.aggregate.column_class[shut], np.zeros(shut.size))
    session = arrays.open(algorithm="simplex")
    session.start_from(free.session)
    return session.solve().objective
