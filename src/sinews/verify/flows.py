"""Network flows with published optima."""

from __future__ import annotations

import numpy as np

from sinews.engines.flow import Network, maximum_flow, minimum_cost_flow
from sinews.engines.flow_over_time import maximum_flow_over_time
from sinews.verify.check import Check

CLRS = "Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, ch. 26, fig. 26.1 and 26.6"
OR_TOOLS = "OR-Tools, documentation, Minimum Cost Flows: the example of five nodes"


def lucky_puck() -> Network:
    """Return the network of the Lucky Puck Company: source, v1 to v4, sink."""
    arcs = np.array(
        [
            (0, 1, 16), (0, 2, 13), (1, 3, 12), (2, 1, 4), (2, 4, 14),
            (3, 2, 9), (3, 5, 20), (4, 3, 7), (4, 5, 4),
        ]
    )  # fmt: skip
    return Network(6, arcs[:, 0], arcs[:, 1], arcs[:, 2].astype(np.float64))


def five_nodes() -> float:
    """Return the least cost of the example of five nodes: 20 units from node 0 to nodes 3 and 4."""
    tail, head = np.array([0, 0, 1, 1, 1, 2, 2, 3, 4]), np.array([1, 2, 2, 3, 4, 3, 4, 4, 2])
    capacity = np.array([15.0, 8.0, 20.0, 4.0, 10.0, 15.0, 4.0, 20.0, 5.0])
    cost = [4.0, 4.0, 2.0, 2.0, 6.0, 1.0, 3.0, 2.0, 3.0]
    least, _ = minimum_cost_flow(Network(5, tail, head, capacity), cost, [20.0, 0.0, 0.0, -5.0, -15.0])
    return least


def one_line(rate: float, transit: int, horizon: int) -> float:
    """Return what a single line of three arcs carries by a horizon."""
    network = Network(4, np.arange(3), np.arange(1, 4), np.array([2 * rate, rate, 3 * rate]))
    value, _ = maximum_flow_over_time(network, np.array([1, transit - 2, 1]), 0, 3, horizon)
    return value


CHECKS = (
    Check(
        "maximum flow", "Lucky Puck Company", CLRS, 23.0, lambda: maximum_flow(lucky_puck(), 0, 5)[0], 1e-9
    ),
    Check("minimum cost flow", "five nodes, 20 units", OR_TOOLS, 150.0, five_nodes, 1e-9),
    Check(
        "maximum flow over time",
        "30 trains at 6 a day, 3 days on the way: a brigade closed by day 8",
        "Ford and Fulkerson 1958, closed form for one path: rate x (horizon - transit)",
        30.0,
        lambda: one_line(6.0, 3, 8),
        1e-9,
    ),
)
