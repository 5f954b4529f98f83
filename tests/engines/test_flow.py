"""Flows in networks against published optima, another program, and the time-expanded network."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow as scipy_maximum_flow

from sinews.engines.flow import Network, maximum_flow, minimum_cost_flow
from sinews.engines.flow_over_time import maximum_flow_over_time
from sinews.engines.lp import LpError


def random_network(seed: int, nodes: int = 8, arcs: int = 24) -> Network:
    """Return a network without parallel arcs or loops, with whole capacities."""
    random = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(nodes) for j in range(nodes) if i != j]
    chosen = random.choice(len(pairs), arcs, replace=False)
    tail, head = np.array([pairs[k] for k in chosen]).T
    return Network(nodes, tail, head, random.integers(1, 9, arcs).astype(np.float64))


def incidence(network: Network) -> np.ndarray:
    matrix = np.zeros((network.nodes, network.tail.size))
    np.add.at(matrix, (network.tail, np.arange(network.tail.size)), 1.0)
    np.add.at(matrix, (network.head, np.arange(network.tail.size)), -1.0)
    return matrix


@pytest.mark.parametrize("seed", range(10))
def test_maximum_flow_is_that_of_scipy(seed: int) -> None:
    network = random_network(seed)
    shape = (network.nodes, network.nodes)
    matrix = csr_array((network.capacity.astype(np.int32), (network.tail, network.head)), shape=shape)
    value, flow = maximum_flow(network, 0, 7)
    assert value == pytest.approx(scipy_maximum_flow(matrix, 0, 7).flow_value)
    net = incidence(network) @ flow
    assert net[0] == pytest.approx(value)
    assert net[1:7] == pytest.approx(0.0)
    assert (flow <= network.capacity + 1e-9).all()


@pytest.mark.parametrize("seed", range(10))
def test_minimum_cost_flow_is_that_of_scipy(seed: int) -> None:
    network = random_network(seed)
    random = np.random.default_rng([seed, 1])
    cost = random.integers(1, 20, network.tail.size).astype(np.float64)
    through, _ = maximum_flow(network, 0, 7)
    supply = np.zeros(network.nodes)
    supply[0], supply[7] = 0.6 * through, -0.6 * through
    theirs = linprog(
        cost, A_eq=incidence(network), b_eq=supply, bounds=np.c_[np.zeros_like(cost), network.capacity]
    )
    least, flow = minimum_cost_flow(network, cost, supply)
    assert least == pytest.approx(theirs.fun)
    assert cost @ flow == pytest.approx(least)


def test_what_a_network_cannot_carry_is_an_error() -> None:
    network = Network(2, np.array([0]), np.array([1]), np.array([1.0]))
    with pytest.raises(LpError):
        minimum_cost_flow(network, [1.0], [2.0, -2.0])


@pytest.mark.parametrize("seed", range(8))
def test_repeated_flows_carry_as_much_as_the_time_expanded_network(seed: int) -> None:
    network = random_network(seed, nodes=5, arcs=12)
    transit = np.random.default_rng([seed, 2]).integers(1, 4, 12)
    horizon = 9
    # a copy of every node for each period; one may wait everywhere
    copies = horizon
    enter = np.concatenate([np.arange(copies - t) for t in transit])
    arc = np.repeat(np.arange(12), copies - transit)
    wait = np.arange(5 * (horizon - 1))
    waits = wait // (horizon - 1) * copies + wait % (horizon - 1)
    tail = np.concatenate([network.tail[arc] * copies + enter, waits])
    head = np.concatenate([network.head[arc] * copies + enter + transit[arc], waits + 1])
    capacity = np.concatenate([network.capacity[arc], np.full(wait.size, 1e3)])
    expanded = Network(5 * copies, tail, head, capacity)
    whole, _ = maximum_flow(expanded, 0, 5 * copies - 1)
    value, _ = maximum_flow_over_time(network, transit, 0, 4, horizon)
    assert value == pytest.approx(whole)
