"""Column generation over timed paths, with a certified bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.shipping.master import Master, MasterSolution
from sinews.engines.shipping.paths import Column, Path, column_of
from sinews.engines.shipping.problem import ShippingProblem
from sinews.engines.shipping.search import PathSearch
from sinews.engines.shipping.start import one_by_one

SMOOTHING = 0.3
"""Weight of the best prices so far against those of the last master programme."""
SLACK = 0.3
"""Paths are added that cost up to this share more than a commodity's cheapest."""
NEAR = 0.1
"""Paths are known to the next solve that cost up to this share more than a commodity's cheapest."""
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
    soonest
        First tick at which each commodity could arrive, whatever resources give, shape (commodities,).
    known
        Paths and prices from which the like of this problem can be solved again.
    """

    paths: tuple[Path, ...]
    flow: Values
    unmet: Values
    objective: float
    bound: float
    price: Values
    expansion: Values
    soonest: Indices
    known: Known

    @property
    def gap(self) -> float:
        """Certified relative distance of the cost from the least."""
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-12)


@dataclass(frozen=True, slots=True)
class Known:
    """What one solution knows that another can start from.

    Attributes
    ----------
    paths
        Timed paths that were used, or nearly as cheap as those.
    price
        Prices of resources with the best bound, (resources, buckets).
    """

    paths: tuple[Path, ...]
    price: Values


def ship(
    problem: ShippingProblem,
    *,
    gap: float = 1e-3,
    rounds: int = 400,
    known: Known | None = None,
    processors: int | None = None,
) -> Shipping:
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
    known
        Paths and prices to start from, of a problem with the same network, commodities and buckets;
        capacities, costs, dates and amounts may be others.
    processors
        How many to search for paths on, all without it; the figures are the same.

    References
    ----------
    Ford and Fulkerson, A suggested computation for maximal multi-commodity network flows, Management Science
    5 (1958) 97-101; Wentges, Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming,
    International Transactions in Operational Research 4 (1997) 151-162, for the smoothing of prices; Gondzio,
    Gonzalez-Brevis and Munari, New developments in the primal-dual column generation technique, European
    Journal of Operational Research 224 (2013) 41-51, for prices from the interior.
    """
    amount = problem.commodities.amount
    search = PathSearch(problem, processors)
    if known is None:
        centre = np.zeros(problem.capacity.shape)
        least, columns = _priced(search, centre, problem.commodities.unmet)
        more, used_up = one_by_one(problem, search, least)
        master = Master(problem, used_up)
        master.add(columns + more)
    else:
        centre = affordable(problem, known.price)
        master = Master(problem, np.flatnonzero(known.price.ravel() > 0.0))
        master.add(_taken_up(problem, known))
        least, columns = _priced(search, centre, master.least(centre))
        master.add(columns)
    bound = float(amount @ least - (centre * problem.capacity).sum())
    interior = gap >= INTERIOR_GAP
    solution = master.solve(interior=interior)
    done, smoothing = 0, SMOOTHING
    while True:
        close = solution.objective - bound <= gap * abs(solution.objective) + TOLERANCE
        if solution.broken and close:
            solution = master.solve(interior=interior)
            continue
        if close or done == rounds:
            break
        done += 1
        asked = affordable(problem, smoothing * centre + (1.0 - smoothing) * solution.price)
        least, columns = _priced(search, asked, master.least(asked))
        reached = float(amount @ least - (asked * problem.capacity).sum())
        if reached > bound:
            bound, centre = reached, asked
        if master.add(columns) or solution.broken:
            solution, smoothing = master.solve(interior=interior), SMOOTHING
        elif smoothing:
            smoothing = 0.0
        elif interior:
            interior = False
            solution = master.solve(interior=False)
        else:
            break
    while interior or solution.broken:
        interior, solution = False, master.solve(interior=False)
    return _result(master, solution, bound, centre, search.soonest())


def affordable(problem: ShippingProblem, price: Values) -> Values:
    """Return prices at which no resource is worth adding to: the others are not feasible for the dual."""
    worth = price @ problem.widths
    scale = np.ones(worth.size)
    dear = worth > problem.expansion_cost
    scale[dear] = problem.expansion_cost[dear] / worth[dear]
    return np.asarray(price * scale[:, None], np.float64)


def _priced(search: PathSearch, price: Values, limit: Values) -> tuple[Values, list[Column]]:
    """Return the least cost of a unit of each commodity at these prices, and paths below the limit."""
    search.set_prices(price)
    return search.all_cheapest(limit, SLACK * limit, ARRIVALS)


def _taken_up(problem: ShippingProblem, known: Known) -> list[Column]:
    """Return the columns of known paths, without those that would leave too early now."""
    release = problem.commodities.release
    return [column_of(problem, path) for path in known.paths if path.entered[0] >= release[path.commodity]]


def _result(
    master: Master, solution: MasterSolution, bound: float, centre: Values, soonest: Indices
) -> Shipping:
    used = np.flatnonzero(solution.flow > TOLERANCE)
    near = np.union1d(used, master.near(centre, NEAR))
    return Shipping(
        paths=tuple(master.columns[c].path for c in used), flow=solution.flow[used], unmet=solution.unmet,
        objective=solution.objective, bound=bound, price=solution.price, expansion=solution.expansion,
        soonest=soonest, known=Known(tuple(master.columns[c].path for c in near), centre),
    )  # fmt: skip
