"""Endurance as one writes it in SimPy: a process for each force, which draws on a container every day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import simpy

from sinews.engines.arrays import Values
from sinews.engines.supply_chain import Chain


def run(chain: Chain, demand: Values) -> tuple[np.ndarray, Values]:
    """Run one path of a chain of stocks that stand alone.

    Parameters
    ----------
    chain
        The chain; its places have no suppliers and no substitutes, and lose unmet demand.
    demand
        Of the path, (places, days): the numbers that our own run draws, so that outcomes can be compared.

    Returns
    -------
    tuple[numpy.ndarray, numpy.ndarray]
        For each place the first day on which demand was not met, and the share of demand that was met.
    """
    environment = simpy.Environment()
    first_short = np.full(chain.places, chain.days, np.int32)
    met = np.ones(chain.places)

    def force(place: int) -> Iterator[simpy.Event]:
        # a container needs room for what it starts with, even where none is to be added
        room = max(chain.room[place], chain.opening[place], 1e-9)
        store = simpy.Container(environment, capacity=room, init=chain.opening[place])
        wanted_in_all = issued_in_all = 0.0
        for day in range(chain.days):
            offered = min(chain.delivered[place, day], room - store.level)
            if offered > 0.0:
                yield store.put(offered)
            wanted = demand[place, day]
            issued = min(store.level, wanted)
            if issued > 0.0:
                yield store.get(issued)
            if issued < wanted * (1.0 - 1e-9):
                first_short[place] = min(first_short[place], day)
            wanted_in_all += wanted
            issued_in_all += issued
            yield environment.timeout(1)
        if wanted_in_all > 0.0:
            met[place] = issued_in_all / wanted_in_all

    for place in range(chain.places):
        environment.process(force(place))
    environment.run()
    return first_short, met
