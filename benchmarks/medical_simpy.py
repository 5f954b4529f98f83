"""The chain of care in SimPy: a process for each casualty, a resource with priorities for each station."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import simpy

from sinews.engines.arrays import Values

if TYPE_CHECKING:
    from benchmarks.medical import World


def run(world: World) -> Values:
    """Return when each service begins, (customers, stages)."""
    env = simpy.Environment()
    resources = [
        simpy.PriorityResource(env, capacity=count) if count > 0 else None for count in world.servers.tolist()
    ]
    starts = np.full(world.lasts.shape, np.nan)
    routes, lasts = world.network.route[world.kind].tolist(), world.lasts.tolist()
    priorities = world.priority.tolist()

    def casualty(who: int, arrival: float) -> Generator[simpy.Event, object, None]:
        yield env.timeout(arrival)
        for stage, station in enumerate(routes[who]):
            if station < 0:
                return
            resource = resources[station]
            if resource is None:
                starts[who, stage] = env.now
                yield env.timeout(lasts[who][stage])
                continue
            with resource.request(priority=priorities[who]) as request:
                yield request
                starts[who, stage] = env.now
                yield env.timeout(lasts[who][stage])

    for who, arrival in enumerate(world.arrival.tolist()):
        env.process(casualty(who, arrival))
    env.run()
    return starts
