"""Flows in networks: least cost, and greatest, each as a linear programme whose vertices are whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel


@dataclass(frozen=True, slots=True)
class Network:
    """A directed network; arcs may be parallel.

    Attributes
    ----------
    nodes
        Number of nodes, which are counted from zero.
    tail, head
        Where each arc starts and ends, shape (arcs,).
    capacity
        Most flow on each arc, shape (arcs,).
    """

    nodes: int
    tail: Indices
    head: Indices
    capacity: Values


def minimum_cost_flow(network: Network, cost: ArrayLike, supply: ArrayLike) -> tuple[float, Values]:
    """Return the least cost at which a network carries supply to demand, and the flow on each arc, (arcs,).

    Parameters
    ----------
    network
        The network.
    cost
        Cost of a unit of flow on each arc, shape (arcs,).
    supply
        What each node sends (positive) or receives (negative), shape (nodes,); it sums to zero.

    Raises
    ------
    LpError
        If the network cannot carry it.

    References
    ----------
    Ahuja, Magnanti and Orlin, Network Flows (1993), ch. 1.2: the minimum cost flow problem.
    """
    model = LpModel()
    sent = np.asarray(supply, np.float64)
    flow = model.add_columns(network.tail.size, cost=cost, upper=network.capacity)
    balance = model.add_rows(network.nodes, lower=sent, upper=sent)
    model.add_entries(balance[network.tail], flow, 1.0)
    model.add_entries(balance[network.head], flow, -1.0)
    solution = model.solve(algorithm="simplex")
    return solution.objective, solution.x


def maximum_flow(network: Network, source: int, sink: int) -> tuple[float, Values]:
    """Return the greatest flow from source to sink, and the flow on each arc, shape (arcs,).

    It is a minimum cost flow with an arc from the sink back to the source, each unit on which earns one.

    References
    ----------
    Ford and Fulkerson, Flows in Networks (1962), ch. I.
    """
    back = Network(
        network.nodes,
        np.append(network.tail, sink),
        np.append(network.head, source),
        np.append(network.capacity, network.capacity.sum()),
    )
    cost = np.append(np.zeros(network.tail.size), -1.0)
    least, flow = minimum_cost_flow(back, cost, np.zeros(network.nodes))
    return -least, flow[:-1]
