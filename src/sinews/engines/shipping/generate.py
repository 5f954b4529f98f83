"""Column generation over timed paths, with a certified bound."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpModel, LpSession, LpSolution
from sinews.engines.shipping.consumption import path_consumption
from sinews.engines.shipping.corridors import corridor_arcs
from sinews.engines.shipping.pricing import cheapest_arrivals, traced
from sinews.engines.shipping.problem import ShippingProblem

DETOUR, LEAST_DETOUR = 1.4, 8
"""Corridors hold paths up to 1.4 times the shortest, or 8 ticks longer."""
SMOOTHING = 0.5
"""Weight of the best prices so far against those of the last master programme."""
ARRIVALS = 8
"""Most paths that a commodity adds in a round, one for each bucket of arrival."""
MOST_PARTS = 40
"""Most parts into which a commodity is split as they are moved one by one."""
TOLERANCE = 1e-9
BROKEN = 1e-7
"""Relative excess over a capacity from which on its row is added."""


@dataclass(frozen=True, slots=True)
class Path:
    """A timed path of a commodity: arcs, the tick at which each is entered, and the tick of arrival."""

    commodity: int
    arcs: Indices
    entered: Indices
    arrival: int


Found = tuple[Path, Indices, Values]
"""A path, the places in (resources x buckets) that it uses, and how much of each."""


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
    """Move commodities at the least cost of lateness and transit, within what resources give.

    Paths are priced by dynamic programming over ticks, first within each commodity's corridors, and at the
    end over the whole network, so that the bound holds for all paths. The bound is the Lagrangian one.

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
    International Transactions in Operational Research 4 (1997) 151-162, for the smoothing of prices.
    """
    near = corridor_arcs(problem, DETOUR, LEAST_DETOUR)
    everywhere = [np.flatnonzero(use.admissible) for use in problem.uses]
    whole = [everywhere[int(use)] for use in problem.commodities.use]
    master = _Master.opened(problem)
    master.add(_one_by_one(problem, near))
    solution = master.solve()
    centre, near_bound, bound = np.zeros(problem.capacity.shape), -np.inf, -np.inf
    done = 0
    complete = False
    for done in range(1, rounds + 1):  # noqa: B007 - the number of rounds is told
        price, level = master.prices(solution)
        asked = price if complete else SMOOTHING * centre + (1.0 - SMOOTHING) * price
        least, paths = _priced(problem, whole if complete else near, asked, price, level)
        reached = float(problem.commodities.amount @ least - (asked * problem.capacity).sum())
        if complete:
            bound = max(bound, reached)
        if reached > near_bound or complete:
            near_bound, centre = max(reached, near_bound) if not complete else reached, asked
        added = master.add(paths)
        limit = solution.objective * (1.0 - gap) - TOLERANCE
        if complete and bound >= limit:
            break
        if not added and not complete and np.array_equal(asked, price):
            complete = True
            continue
        if not added:
            if complete:
                break
            centre = price
            complete = near_bound >= limit
            continue
        complete = near_bound >= limit and not complete
        solution = master.solve()
    return master.result(solution, bound, done)


def _arrivals(
    problem: ShippingProblem, k: int, arcs: Indices, priced: Flags, summed: Values
) -> tuple[Values, Indices, Indices, int]:
    """Return cost and last arc by tick and place, the tails of arcs as places, and the destination."""
    goods = problem.commodities
    uses = problem.uses[int(goods.use[k])]
    start, end = int(goods.origin[k]), int(goods.destination[k])
    places = np.unique(np.concatenate([problem.tail[arcs], problem.head[arcs], [start, end]]))
    local = np.zeros(problem.nodes, np.int64)
    local[places] = np.arange(places.size)
    tail = local[problem.tail]
    cost, last = cheapest_arrivals(
        arcs, tail, local[problem.head], problem.transit,
        uses.start, uses.resource, uses.amount, uses.offset, uses.duration,
        priced, summed, problem.passage_cost, places.size,
        int(local[start]), int(local[end]), int(goods.release[k]), int(goods.due[k]),
        float(goods.weight[k]), float(goods.unmet[k]),
    )  # fmt: skip
    return cost, last, tail, int(local[end])


def _summed(problem: ShippingProblem, price: Values) -> Values:
    """Return prices summed over the ticks before each tick, (resources, horizon + 1)."""
    summed = np.zeros((price.shape[0], problem.horizon + 1))
    np.cumsum(price[:, problem.bucket], axis=1, out=summed[:, 1:])
    return summed


def _one_by_one(problem: ShippingProblem, arcs: list[Indices]) -> list[Found]:
    """Return paths that move the commodities one after another, by due date, each within what is left.

    What is used up has a price that no path can pay. These paths are where the generation of columns starts.
    """
    goods = problem.commodities
    left = problem.capacity.ravel().copy()
    summed = np.zeros((problem.capacity.shape[0], problem.horizon + 1))
    priced = np.zeros(problem.capacity.shape[0], np.bool_)
    prohibitive = 1e6 * float(goods.unmet.max(initial=1.0))
    found: list[Found] = []
    for k in np.lexsort((-goods.weight, goods.due)):
        uses = problem.uses[int(goods.use[k])]
        rest = float(goods.amount[k])
        for _ in range(MOST_PARTS):
            cost, last, tail, end = _arrivals(problem, int(k), arcs[k], priced, summed)
            total = cost[:, end] + goods.weight[k] * np.maximum(
                0, np.arange(problem.horizon + 1) - goods.due[k]
            )
            tick = int(total.argmin())
            if not total[tick] < goods.unmet[k]:
                break
            way, entered = traced(last, tail, problem.transit, end, tick)
            used, amounts = path_consumption(problem, uses, way, entered)
            found.append((Path(int(k), way, entered, tick), used, amounts))
            some = amounts > 0
            room = np.maximum(left[used[some]], 0.0) / amounts[some]
            share = min(rest, float(room.min(initial=np.inf)))
            left[used] -= share * amounts
            rest -= share
            full = used[left[used] <= 1e-6 * amounts]
            rows = np.unique(full // problem.capacity.shape[1])
            if rows.size:
                blocked = (left.reshape(problem.capacity.shape)[rows] <= 1e-6) * prohibitive
                summed[rows, 1:] = np.cumsum(blocked[:, problem.bucket], axis=1)
                priced[rows] = True
            if rest <= 1e-9 * goods.amount[k]:
                break
    return found


def _priced(
    problem: ShippingProblem, arcs: list[Indices], asked: Values, price: Values, level: Values
) -> tuple[Values, list[Found]]:
    """Return the least cost of a unit of each commodity at the prices asked, and paths that the master lacks.

    `price` and `level` are the master's own; a path is new where it costs less than its commodity's level.
    """
    horizon = problem.horizon
    summed = _summed(problem, asked)
    priced = asked.max(axis=1, initial=0.0) > 0.0
    goods = problem.commodities
    least = goods.unmet.copy()
    found: list[Found] = []
    ticks = np.arange(horizon + 1)
    for k in range(goods.count):
        uses = problem.uses[int(goods.use[k])]
        cost, last, tail, end = _arrivals(problem, k, arcs[k], priced, summed)
        late = goods.weight[k] * np.maximum(0, ticks - goods.due[k])
        total = cost[:, end] + late
        least[k] = min(least[k], total.min())
        moved = np.flatnonzero((last[:, end] >= 0) & (total < goods.unmet[k]))
        moved = moved[np.argsort(total[moved], kind="stable")]
        _, first = np.unique(problem.bucket[np.minimum(moved, horizon - 1)], return_index=True)
        for tick in moved[np.sort(first)[:ARRIVALS]]:
            way, entered = traced(last, tail, problem.transit, end, int(tick))
            used, amounts = path_consumption(problem, uses, way, entered)
            own = late[tick] + problem.passage_cost[way].sum()
            if own + amounts @ price.ravel()[used] < level[k] - TOLERANCE * max(1.0, abs(level[k])):
                found.append((Path(k, way, entered, int(tick)), used, amounts))
    return least, found


@dataclass(slots=True)
class _Master:
    """The master programme: commodities' rows first, then one for each resource and bucket once short."""

    problem: ShippingProblem
    session: LpSession
    expansions: Indices
    row: Indices
    rows: int
    paths: list[Path] = field(default_factory=list)
    parts: list[tuple[Indices, Indices, Values]] = field(
        default_factory=lambda: [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    )

    @classmethod
    def opened(cls, problem: ShippingProblem) -> _Master:
        goods = problem.commodities
        model = LpModel()
        moved = model.add_rows(goods.count, lower=goods.amount, upper=goods.amount)
        model.add_entries(moved, model.add_columns(goods.count, cost=goods.unmet), 1.0)
        expansions = np.full(problem.capacity.shape[0], -1, np.int64)
        can = np.flatnonzero(np.isfinite(problem.expansion_cost))
        expansions[can] = model.add_columns(can.size, cost=problem.expansion_cost[can])
        return cls(
            problem, model.open(), expansions, np.full(problem.capacity.size, -1, np.int64), goods.count
        )

    def solve(self) -> LpSolution:
        """Solve; rows that are broken are added until none is, so that only those that matter exist."""
        while True:
            solution = self.session.solve()
            used = self._used(solution)
            room = self.problem.capacity.ravel() + self._expanded(solution)
            broken = np.flatnonzero((used > room + BROKEN * np.maximum(1.0, room)) & (self.row < 0))
            if not broken.size:
                return solution
            self._add_rows(broken)

    def _used(self, solution: LpSolution) -> Values:
        place, column, amount = self._entries()
        used = np.bincount(place, weights=amount * solution.x[self.first + column], minlength=self.row.size)
        return used.astype(np.float64)

    def _expanded(self, solution: LpSolution) -> Values:
        extra = np.zeros(self.expansions.size)
        can = self.expansions >= 0
        extra[can] = solution.x[self.expansions[can]]
        return np.outer(extra, self.problem.widths).ravel()

    def _entries(self) -> tuple[Indices, Indices, Values]:
        """Return place, path and amount of all that the paths use."""
        if len(self.parts) > 1:
            place, column, amount = (np.concatenate(part) for part in zip(*self.parts, strict=True))
            self.parts = [(place, column, amount)]
        return self.parts[0]

    @property
    def first(self) -> int:
        """Column of the first path."""
        return self.problem.commodities.count + int((self.expansions >= 0).sum())

    def prices(self, solution: LpSolution) -> tuple[Values, Values]:
        """Return the price of each resource in each bucket, and each commodity's level."""
        price = np.zeros(self.row.size)
        open_ = self.row >= 0
        price[open_] = np.maximum(0.0, -solution.row_dual[self.row[open_]])
        return price.reshape(self.problem.capacity.shape), solution.row_dual[: self.problem.commodities.count]

    def add(self, found: list[Found]) -> int:
        """Add columns for paths, with their entries in the rows that there are."""
        if not found:
            return 0
        cost = np.array([_cost(self.problem, path) for path, _, _ in found])
        goods = np.array([path.commodity for path, _, _ in found], np.int64)
        sizes = np.array([places.size for _, places, _ in found], np.int64)
        which = np.repeat(np.arange(len(found)), sizes)
        places = np.concatenate([places for _, places, _ in found])
        amounts = np.concatenate([amounts for _, _, amounts in found])
        self.parts.append((places, which + len(self.paths), amounts))
        inside = self.row[places] >= 0
        columns = np.concatenate([np.arange(len(found)), which[inside]])
        rows = np.concatenate([goods, self.row[places[inside]]])
        values = np.concatenate([np.ones(len(found)), amounts[inside]])
        order = np.argsort(columns, kind="stable")
        start = np.searchsorted(columns[order], np.arange(len(found)))
        self.session.add_columns(cost, np.full(cost.size, np.inf), start, rows[order], values[order])
        self.paths += [path for path, _, _ in found]
        return len(found)

    def _add_rows(self, fresh: Indices) -> None:
        buckets = self.problem.capacity.shape[1]
        self.row[fresh] = self.rows + np.arange(fresh.size)
        place, column, amount = self._entries()
        inside = self.row[place] >= self.rows
        extra = self.expansions[fresh // buckets]
        wide = extra >= 0
        rows = np.concatenate([self.row[place[inside]] - self.rows, np.flatnonzero(wide)])
        columns = np.concatenate([self.first + column[inside], extra[wide]])
        values = np.concatenate([amount[inside], -self.problem.widths[fresh[wide] % buckets]])
        order = np.argsort(rows, kind="stable")
        start = np.searchsorted(rows[order], np.arange(fresh.size))
        upper = self.problem.capacity.ravel()[fresh]
        self.session.add_rows(np.full(fresh.size, -np.inf), upper, start, columns[order], values[order])
        self.rows += fresh.size

    def result(self, solution: LpSolution, bound: float, rounds: int) -> Shipping:
        count = self.problem.commodities.count
        expansion = np.zeros(self.expansions.size)
        can = self.expansions >= 0
        expansion[can] = solution.x[self.expansions[can]]
        flow = solution.x[count + int(can.sum()) :]
        used = np.flatnonzero(flow > TOLERANCE)
        return Shipping(
            paths=tuple(self.paths[p] for p in used), flow=flow[used], unmet=solution.x[:count],
            objective=solution.objective, bound=bound, price=self.prices(solution)[0],
            expansion=expansion, rounds=rounds, columns=len(self.paths),
        )  # fmt: skip


def _cost(problem: ShippingProblem, path: Path) -> float:
    goods = problem.commodities
    late = float(goods.weight[path.commodity]) * max(0, path.arrival - int(goods.due[path.commodity]))
    return late + float(problem.passage_cost[path.arcs].sum())
