"""The chain of care in Ciw: a node for each station, a customer class for each priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ciw
import numpy as np

from sinews.engines.arrays import Values

if TYPE_CHECKING:
    from benchmarks.medical import World


def run(world: World) -> Values:
    """Return when each service begins, (customers, stages)."""
    routes = [
        [station + 1 for station in row if station >= 0] for row in world.network.route[world.kind].tolist()
    ]
    lasts = world.lasts.tolist()
    nodes = world.servers.size

    class Drawn(ciw.dists.Distribution):  # type: ignore[misc]
        """The time drawn for this customer and stage; customers are numbered as they arrive."""

        def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ARG002
            return float(lasts[ind.id_number - 1][len(ind.data_records)])

    def onward(ind: Any, _: Any) -> list[int]:
        return routes[ind.id_number - 1][1:]

    classes = [f"priority {level}" for level in range(int(world.priority.max()) + 1)]
    first = np.array([route[0] for route in routes])
    arrivals: dict[str, list[object]] = {}
    for level, name in enumerate(classes):
        arrivals[name] = [None] * nodes
        for node in range(1, nodes + 1):
            times = world.arrival[(world.priority == level) & (first == node)]
            if times.size:
                gaps = np.diff(times, prepend=0.0).tolist()
                arrivals[name][node - 1] = ciw.dists.Sequential([*gaps, float("inf")])
    described = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions={name: [Drawn() for _ in range(nodes)] for name in classes},
        number_of_servers=[float("inf") if count < 0 else int(count) for count in world.servers],
        routing={name: ciw.routing.ProcessBased(onward) for name in classes},
        priority_classes={name: level for level, name in enumerate(classes)},
    )
    simulation = ciw.Simulation(described)
    simulation.simulate_until_max_time(1e6)
    starts = np.full(world.lasts.shape, np.nan)
    stage = np.zeros(world.kind.size, np.int64)
    for record in sorted(simulation.get_all_records(), key=lambda each: each.arrival_date):
        who = record.id_number - 1
        starts[who, stage[who]] = record.service_start_date
        stage[who] += 1
    return starts
