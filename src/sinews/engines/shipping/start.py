"""Paths to start from: commodities moved one after another."""

from __future__ import annotations

import numpy as np

from sinews.engines.shipping.problem import ShippingProblem
from sinews.engines.shipping.search import Column, PathSearch

MOST_PARTS = 40
"""Most parts into which a commodity is split as they are moved one by one."""
FULL = 1e-6
"""A resource is used up in a bucket when less than this of its capacity is left."""


def one_by_one(problem: ShippingProblem, search: PathSearch) -> list[Column]:
    """Return paths that move the commodities one after another, by due date, each within what is left.

    What is used up has a price that no path can pay. Without these paths the first master programmes would
    leave most of the commodities unmet, and their prices would say nothing.
    """
    goods = problem.commodities
    buckets = problem.capacity.shape[1]
    capacity = problem.capacity.ravel()
    left = capacity.copy()
    prohibitive = 1e6 * float(goods.unmet.max(initial=1.0))
    price = np.where(problem.capacity > 0, 0.0, prohibitive)
    search.set_prices(price)
    found: list[Column] = []
    for k in np.lexsort((-goods.weight, goods.due)):
        rest = float(goods.amount[k])
        for _ in range(MOST_PARTS):
            _, columns = search.cheapest(int(k), float(goods.unmet[k]), 0.0, 1)
            if not columns:
                break
            column = columns[0]
            found.append(column)
            places, amounts = column.places, column.amounts
            room = np.maximum(left[places], 0.0)[amounts > 0] / amounts[amounts > 0]
            share = min(rest, float(room.min(initial=np.inf)))
            left[places] -= share * amounts
            rest -= share
            full = places[left[places] <= FULL * capacity[places]]
            rows = np.unique(full // buckets)
            if rows.size:
                price.ravel()[full] = prohibitive
                search.set_price(rows, price[rows])
            if rest <= FULL * goods.amount[k]:
                break
    return found
