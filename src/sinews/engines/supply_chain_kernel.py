"""The compiled day loop of `sinews.engines.supply_chain`. It loads numba: import it only to run it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from sinews.engines.random_numbers import gammas, uniforms

OF_RATES = 0
OF_WAYS = 1 << 20
OF_DEMAND = 1 << 24
"""The first stream of random numbers for groups' rates, for ways, and for demand."""

SLACK = 1e-9
"""Part of a demand that may stay unmet by rounding before it counts as short."""


@njit(cache=True, nogil=True)
def run(
    figures: Any, first: int, last: int, seed: int, watch: Any,
    first_short: Any, short_days: Any, met_share: Any, watched: Any, flows: Any,
) -> None:  # fmt: skip
    """Run the paths from `first` to `last`, and write what came of them into the arrays given.

    Parameters
    ----------
    figures
        The arrays of a `Chain`, in the order of its attributes.
    first, last, seed, watch
        As for `simulate`.
    first_short, short_days, met_share, watched
        The arrays of an `Outcome`, for these paths.
    flows
        Room for a `Record`, its flows in their order, (paths, flows, places, days); no paths for none.
    """
    (supplier, lead_time, level, opening, room, capacity, loss, closure, delivered, demand, variation, kept,
     stream, group, rate_low, rate_high, substitute, substitute_rate) = figures  # fmt: skip
    places, days = demand.shape
    ring = 1 if places == 0 else lead_time.max() + 1
    recording = flows.shape[0] > 0
    stock, backlog, owed, moving = np.zeros(places), np.zeros(places), np.zeros(places), np.zeros(places)
    position, lacking, wanted, due = np.zeros(places), np.zeros(places), np.zeros(places), np.zeros(places)
    offered, total, unmet, drawn = np.zeros(places), np.zeros(places), np.zeros(places), np.zeros(places)
    share, sent, issued, replaced = np.zeros(places), np.zeros(places), np.zeros(places), np.zeros(places)
    taken_in = np.zeros(places)
    on_the_way = np.zeros((places, ring))
    rate = np.zeros(rate_low.size)
    random = np.flatnonzero((variation > 0.0) & (demand.sum(axis=1) > 0.0))
    random_shape, random_stream = np.empty(random.size), np.empty(random.size, np.uint64)
    for k in range(random.size):
        random_shape[k] = 1.0 / variation[random[k]] ** 2
        random_stream[k] = np.uint64(OF_DEMAND + stream[random[k]])
    slope = 1.0 / np.sqrt(9.0 * random_shape - 3.0)
    drawn_now, work = np.empty(random.size), (np.empty(random.size), np.empty(random.size), slope)
    size_today = np.ones(places)
    orders = (level > 0.0).any()
    for path in range(first, last):
        row = path - first
        for g in range(rate.size):
            rate[g] = _triangular(uniforms(seed, path, OF_RATES + g, 0)[0], rate_low[g], rate_high[g])
        stock[:] = opening
        on_the_way[:] = 0.0
        for array in (backlog, owed, moving, total, unmet):
            array[:] = 0.0
        first_short[row] = days
        short_days[row] = 0
        for day in range(days):
            slot = day % ring
            # 1 and 2: arrivals, demand, issues
            gammas(random_shape, seed, path, random_stream, day, drawn_now, work)
            for k in range(random.size):
                size_today[random[k]] = drawn_now[k] / random_shape[k]
            for i in range(places):
                due[i] = on_the_way[i, slot]
                on_the_way[i, slot] = 0.0
                moving[i] -= due[i]
                stock[i] += due[i]
                taken_in[i] = max(min(delivered[i, day], room[i] - stock[i]), 0.0)
                stock[i] += taken_in[i]
                new = demand[i, day] * rate[group[i]] * size_today[i]
                wanted[i] = new
                total[i] += new
                issued[i] = min(stock[i], backlog[i] + new)
                stock[i] -= issued[i]
                lacking[i] = backlog[i] + new - issued[i]
                drawn[i] = 0.0
                replaced[i] = 0.0
                offered[i] = 0.0
                sent[i] = 0.0
            for i in range(places):
                other = substitute[i]
                if other >= 0 and lacking[i] > 0.0:
                    taken = min(stock[other], lacking[i] * substitute_rate[i])
                    stock[other] -= taken
                    drawn[other] += taken
                    replaced[i] = taken / substitute_rate[i]
                    lacking[i] = max(lacking[i] - replaced[i], 0.0)
            for i in range(places):
                if lacking[i] > SLACK * wanted[i]:
                    short_days[row, i] += 1
                    first_short[row, i] = min(first_short[row, i], day)
                # backlog from before is served first, so what is missing now is at most the day's own
                unmet[i] += min(lacking[i], wanted[i])
                backlog[i] = kept[i] * lacking[i]
                position[i] = stock[i] + moving[i] + owed[i] - backlog[i]
            if orders:
                # 3: orders, from the last places up: what a client orders lowers its supplier's position
                for i in range(places - 1, -1, -1):
                    order = level[i] - position[i]
                    if supplier[i] >= 0:
                        if order > 0.0:
                            owed[i] += order
                        position[supplier[i]] -= owed[i]
                    elif order > 0.0:
                        owed[i] += order
                # 4: shipments, from the first places down
                for i in range(places):
                    if owed[i] > 0.0:
                        shut = closure[i] > 0.0 and uniforms(seed, path, OF_WAYS + i, day)[0] < closure[i]
                        sent[i] = 0.0 if shut else min(owed[i], capacity[i])
                        if supplier[i] >= 0:
                            offered[supplier[i]] += sent[i]
                for i in range(places):
                    share[i] = min(1.0, stock[i] / offered[i]) if offered[i] > 0.0 else 0.0
                for i in range(places):
                    if sent[i] > 0.0:
                        source = supplier[i]
                        if source >= 0:
                            sent[i] *= share[source]
                            stock[source] = max(stock[source] - sent[i], 0.0)
                        owed[i] = max(owed[i] - sent[i], 0.0)
                        arriving = sent[i] * (1.0 - loss[i])
                        moving[i] += arriving
                        on_the_way[i, (day + lead_time[i]) % ring] += arriving
            for i in range(places):
                if watch[i] >= 0:
                    watched[row, watch[i], day] = 0.0
            for i in range(places):
                if watch[i] >= 0:
                    watched[row, watch[i], day] += np.float32(stock[i])
            if recording:
                page = flows[row]
                for i in range(places):
                    page[0, i, day] = stock[i]
                    page[1, i, day] = wanted[i]
                    page[2, i, day] = issued[i]
                    page[3, i, day] = replaced[i]
                    page[4, i, day] = backlog[i]
                    page[5, i, day] = due[i]
                    page[6, i, day] = taken_in[i]
                    page[7, i, day] = sent[i]
                    page[9, i, day] = drawn[i]
                    page[10, i, day] = owed[i]
                    if supplier[i] >= 0:
                        page[8, supplier[i], day] += sent[i]
        for i in range(places):
            met_share[row, i] = 1.0 - unmet[i] / total[i] if total[i] > 0.0 else 1.0


@njit(cache=True)
def _triangular(p: float, low: float, high: float) -> float:
    """Return the quantile at `p` of the triangular distribution between two values, most likely 1."""
    width = high - low
    if width <= 0.0:
        return 1.0
    if p * width < 1.0 - low:
        return low + math.sqrt(p * width * (1.0 - low))
    return high - math.sqrt((1.0 - p) * width * (high - 1.0))
