"""Paths to start from: commodities moved one after another."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.shipping.paths import Column
from sinews.engines.shipping.problem import ShippingProblem
from sinews.engines.shipping.search import PathSearch

MOST_PARTS = 40
"""Most parts into which a commodity is split as they are moved one by one."""
FARTHER = 2.0
"""Multiple of the cost looked through in vain at which to look again."""
FULL = 1e-6
"""A resource is used up in a bucket when less than this of its capacity is left."""


def one_by_one(problem: ShippingProblem, search: PathSearch, least: Values) -> tuple[list[Column], Indices]:
    """Return paths that move the commodities one after another, by due date, each within what is left.

    Also return the places in (resources x buckets) that are used up.

    What is used up has a price that no path can pay. Without these paths the first master programmes would
    leave most of the commodities unmet, and their prices would say nothing. `least` holds the cost of each
    commodity's cheapest path if it had the network for itself, from which the search for paths begins.
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
        rest, limit = float(goods.amount[k]), FARTHER * float(least[k])
        for _ in range(MOST_PARTS):
            columns: list[Column] = []
            while not columns and limit < FARTHER * goods.unmet[k]:
                _, columns = search.cheapest(int(k), min(limit, float(goods.unmet[k])), 0.0, 1)
                limit *= FARTHER
            if not columns:
                break
            column = columns[0]
            limit /= FARTHER
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
                search.set_price(rows, price)
            if rest <= FULL * goods.amount[k]:
                break
    return found, np.flatnonzero(price.ravel() > 0.0)
