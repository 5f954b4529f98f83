"""Maximum flow over time, by temporally repeated flows."""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.flow import Network, minimum_cost_flow


def maximum_flow_over_time(
    network: Network, transit: Indices, source: int, sink: int, horizon: int
) -> tuple[float, Values]:
    """Return the most that reaches the sink within a horizon, and the static flow that is repeated.

    The static flow f maximises ``horizon * value(f) - sum(transit * f)``. Sent along its paths for as long
    as each path still arrives in time, it carries the greatest amount of all flows over time.

    Parameters
    ----------
    network
        The network; capacity is what may enter an arc in a period.
    transit
        Periods that the passage of each arc takes, shape (arcs,).
    source, sink
        Where flow starts and ends.
    horizon
        Number of periods; flow that enters in period t leaves after t + transit, by the horizon.

    References
    ----------
    Ford and Fulkerson, Constructing maximal dynamic flows from static flows, Operations Research 6 (1958)
    419-433. With a horizon of ``h`` periods numbered from 0 to h in their paper, pass h + 1 here.
    """
    back = Network(
        network.nodes,
        np.append(network.tail, sink),
        np.append(network.head, source),
        np.append(network.capacity, network.capacity.sum()),
    )
    cost = np.append(transit.astype(np.float64), -float(horizon))
    least, flow = minimum_cost_flow(back, cost, np.zeros(network.nodes))
    return -least, flow[:-1]
