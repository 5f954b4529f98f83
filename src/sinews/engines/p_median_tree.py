"""A proof for the p-median problem: Lagrangian relaxation, and a tree of it over what it leaves open.

Where the constraint that each client is served once is relaxed at a price, the rest separates by candidate:
each has a reduced cost, and the bound takes the cheapest (G. Cornuéjols, M. Fisher and G. Nemhauser,
Management Science 23, 1977). Subgradient steps move the prices. A candidate whose entry would lift the bound
to the cost of a known solution drops out, one whose leaving would is kept, and a tree over in and out closes
what is left (J. Beasley, European Journal of Operational Research 21, 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.p_median_exchange import cost_of, interchange

AIM = 1.01
"""Steps aim at a bound of this times the best cost: aimed at the cost itself, they die away below it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How the subgradient moves prices.

    Attributes
    ----------
    most
        Steps at most.
    first
        Length of the first, relative to the step that would close the gap.
    patience
        Steps without a better bound after which the length is halved.
    shortest
        Length at which the bound is as good as it gets.
    polish
        Whether places on the way are improved by interchange.
    """

    most: int
    first: float
    patience: int
    shortest: float
    polish: bool


ROOT = Steps(most=3000, first=1.0, patience=30, shortest=1e-4, polish=True)
NODE = Steps(most=60, first=0.5, patience=6, shortest=0.02, polish=False)


@dataclass(slots=True)
class Incumbent:
    """The best places so far, which the search replaces by better ones.

    Attributes
    ----------
    places, cost
        The places and what they cost.
    whole
        Whether all distances are whole numbers, so that a better solution is better by one.
    cheapest_raw
        Cost of the cheapest places offered for polishing, as they were offered.
    """

    places: Indices
    cost: float
    whole: bool
    cheapest_raw: float = np.inf

    @property
    def target(self) -> float:
        """Bound at which nothing better is left."""
        return self.cost - 1.0 + 1e-6 if self.whole else self.cost * (1.0 - 1e-9)

    def offer(self, distance: Values, places: Indices, *, polish: bool = False) -> None:
        """Take `places` if they are better; if asked, polish those that are cheaper than all before them."""
        cost = cost_of(distance, places)
        if polish and cost < self.cheapest_raw:
            self.cheapest_raw = cost
            places = interchange(distance, places)
            cost = cost_of(distance, places)
        if cost < self.cost:
            self.places, self.cost = places, cost


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the solutions: all those with a facility at `inside`, and others only at `free` candidates.

    Attributes
    ----------
    inside, free
        The candidates, apart.
    price
        What it costs, at most, that a client is not served, shape (clients,).
    """

    inside: Indices
    free: Indices
    price: Values


def search(distance: Values, start: Indices, *, whole: bool) -> Incumbent:
    """Return the best places, proven.

    Parameters
    ----------
    distance
        Distance of each client from each candidate, shape (clients, candidates).
    start
        Good places to start from; their number is that of the facilities.
    whole
        Whether all distances are whole numbers.
    """
    best = Incumbent(start, cost_of(distance, start), whole)
    price = distance[:, start].min(axis=1) + 1.0
    open_nodes = [Node(np.zeros(0, np.int64), np.arange(distance.shape[1]), price)]
    steps = ROOT
    while open_nodes:
        node = _relax(distance, open_nodes.pop(), start.size, best, steps)
        steps = NODE
        if node is not None:
            open_nodes += _branch(distance, node, start.size, best)
    return best


def _relax(distance: Values, node: Node, count: int, best: Incumbent, steps: Steps) -> Node | None:
    """Return what of a node could still be better than the best, with its prices; none if nothing could."""
    inside, free, price = node.inside, node.free, node.price
    highest, kept_price = -np.inf, price
    length, idle = steps.first, 0
    for _ in range(steps.most):
        wanted = count - inside.size
        if wanted == 0 or free.size <= wanted:
            break
        columns = np.concatenate([inside, free])
        saving = np.minimum(distance[:, columns] - price[:, None], 0.0)
        reduced = saving.sum(axis=0)
        order = np.argsort(reduced[inside.size :], kind="stable")
        chosen = np.concatenate([np.arange(inside.size), inside.size + order[:wanted]])
        bound = float(price.sum() + reduced[chosen].sum())
        if bound >= best.target:
            return None
        idle = 0 if bound > highest + 1e-9 else idle + 1
        if bound > highest:
            highest, kept_price = bound, price
        best.offer(distance, columns[chosen], polish=steps.polish)
        of_free = reduced[inside.size :]
        last, next_best = of_free[order[wanted - 1]], of_free[order[wanted]]
        taken = np.zeros(free.size, bool)
        taken[order[:wanted]] = True
        needed = taken & (bound + next_best - of_free >= best.target)
        useless = ~taken & (bound + of_free - last >= best.target)
        inside, free = np.concatenate([inside, free[needed]]), free[~needed & ~useless]
        if idle >= steps.patience:
            length, idle = length / 2.0, 0
        slope = 1.0 - np.count_nonzero(saving[:, chosen] < 0.0, axis=1)
        square = float(slope @ slope)
        if square == 0.0 or length < steps.shortest:
            break
        price = price + length * (AIM * best.cost - bound) / square * slope
    return Node(inside, free, kept_price)


def _branch(distance: Values, node: Node, count: int, best: Incumbent) -> list[Node]:
    """Return the two parts of a node, that with its most promising candidate last; none if it is settled."""
    wanted = count - node.inside.size
    if node.free.size < wanted:
        return []
    if wanted in (0, node.free.size):
        best.offer(distance, np.concatenate([node.inside, node.free[:wanted]]))
        return []
    reduced = np.minimum(distance[:, node.free] - node.price[:, None], 0.0).sum(axis=0)
    promising = int(reduced.argmin())
    rest = np.delete(node.free, promising)
    return [
        Node(node.inside, rest, node.price),
        Node(np.append(node.inside, node.free[promising]), rest, node.price),
    ]
