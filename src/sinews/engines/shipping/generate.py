"""Column generation over timed paths, with a certified bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.shipping.master import Master, MasterSolution
from sinews.engines.shipping.problem import ShippingProblem
from sinews.engines.shipping.search import Column, Path, PathSearch
from sinews.engines.shipping.start import one_by_one

SMOOTHING = 0.5
"""Weight of the best prices so far against those of the last master programme."""
SLACK = 0.1
"""Paths are added that cost up to this share more than a commodity's cheapest."""
ARRIVALS = 8
"""Most paths that a commodity adds in a round, one for each bucket of arrival."""
INTERIOR_GAP = 1e-4
"""Down to this gap the master programme is solved by interior point, for prices amid the optimal ones."""
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Shipping:
    """How commodities are moved.

    Attributes
    ----------
    paths, flow
        The timed paths, and the units on each, shape (paths,); paths without flow are left out.
    unmet
        Units of each commodity that do not arrive, shape (commodities,).
    objective, bound
        Cost, and a lower bound of the least cost over the whole network.
    price
        What one more unit of a resource in a bucket would save, shape (resources, buckets).
    expansion
        Units added to each resource per tick, shape (resources,).
    rounds, columns
        Rounds of pricing, and timed paths generated.
    """

    paths: tuple[Path, ...]
    flow: Values
    unmet: Values
    objective: float
    bound: float
    price: Values
    expansion: Values
    rounds: int
    columns: int

    @property
    def gap(self) -> float:
        """Certified relative distance of the cost from the least."""
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-12)


def ship(problem: ShippingProblem, *, gap: float = 1e-3, rounds: int = 400) -> Shipping:
    """Move commodities at the least cost of lateness and passage, within what resources give.

    Paths are priced by dynamic programming over ticks on the whole network, so that the bound holds for all
    paths. The bound is the Lagrangian one. For gaps down to `INTERIOR_GAP` the master programme is
    solved by interior point without crossover, whose prices change less from round to round than those of a
    vertex, so that fewer rounds are needed; the last solve ends at a vertex. Rounds at mixed prices that find
    no better path are followed by one at the master's own.

    Parameters
    ----------
    problem
        What is to be moved, where and with what.
    gap
        Relative distance from the bound at which to stop.
    rounds
        Most rounds of pricing; the result says how far it is from the bound.

    References
    ----------
    Ford and Fulkerson, A suggested computation for maximal multi-commodity network flows, Management Science
    5 (1958) 97-101; Wentges, Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming,
    International Transactions in Operational Research 4 (1997) 151-162, for the smoothing of prices; Gondzio,
    Gonzalez-Brevis and Munari, New developments in the primal-dual column generation technique, European
    Journal of Operational Research 224 (2013) 41-51, for prices from the interior.
    """
    search = PathSearch(problem)
    master = Master(problem)
    free = np.zeros(problem.capacity.shape)
    least, columns = _priced(problem, search, free, problem.commodities.unmet)
    master.add(columns)
    bound, centre = float(problem.commodities.amount @ least), free
    master.add(one_by_one(problem, search))
    interior = gap >= INTERIOR_GAP
    solution = master.solve(interior=interior)
    done, smoothing = 0, SMOOTHING
    while done < rounds and solution.objective - bound > gap * abs(solution.objective) + TOLERANCE:
        done += 1
        asked = affordable(problem, smoothing * centre + (1.0 - smoothing) * solution.price)
        least, columns = _priced(problem, search, asked, master.least(asked))
        reached = float(problem.commodities.amount @ least - (asked * problem.capacity).sum())
        if reached > bound:
            bound, centre = reached, asked
        if master.add(columns):
            solution, smoothing = master.solve(interior=interior), SMOOTHING
        elif smoothing:
            smoothing = 0.0
        elif interior:
            interior = False
            solution = master.solve(interior=False)
        else:
            break
    if interior:
        solution = master.solve(interior=False)
    return _result(master, solution, bound, done)


def affordable(problem: ShippingProblem, price: Values) -> Values:
    """Return prices at which no resource is worth adding to: the others are not feasible for the dual."""
    worth = price @ problem.widths
    scale = np.ones(worth.size)
    dear = worth > problem.expansion_cost
    scale[dear] = problem.expansion_cost[dear] / worth[dear]
    return np.asarray(price * scale[:, None], np.float64)


def _priced(
    problem: ShippingProblem, search: PathSearch, price: Values, known: Values
) -> tuple[Values, list[Column]]:
    """Return the least cost of a unit of each commodity at these prices, and paths below what is known."""
    search.set_prices(price)
    least = known.copy()
    found: list[Column] = []
    for k in np.argsort(problem.commodities.use, kind="stable"):
        least[k], columns = search.cheapest(int(k), float(known[k]), SLACK * float(known[k]), ARRIVALS)
        found += columns
    return least, found


def _result(master: Master, solution: MasterSolution, bound: float, rounds: int) -> Shipping:
    used = np.flatnonzero(solution.flow > TOLERANCE)
    return Shipping(
        paths=tuple(master.columns[c].path for c in used), flow=solution.flow[used], unmet=solution.unmet,
        objective=solution.objective, bound=bound, price=solution.price, expansion=solution.expansion,
        rounds=rounds, columns=len(master.columns),
    )  # fmt: skip
