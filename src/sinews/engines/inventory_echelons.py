"""Stock in several echelons: serial systems by Clark and Scarf, a depot with bases by METRIC and exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import binom, nbinom, norm, poisson

from sinews.engines.arrays import Values
from sinews.engines.inventory import poisson_loss

DEVIATIONS = 8.0
POINTS_OF_DEMAND = 321
POINTS_OF_POSITION = 12_001
TAIL = 1e-13

Demand = Literal["normal", "poisson"]


@dataclass(frozen=True, slots=True)
class SerialSystem:
    """A chain of stages, the one that serves demand first.

    Attributes
    ----------
    echelon_holding
        Cost of a unit and unit of time at each stage, beyond that of the stage above it, (n,).
    lead_time
        From the stage above to each stage, (n,).
    stockout
        Cost of a unit of backlog at the first stage, in a unit of time.
    mean, deviation
        Of the demand in a unit of time; `deviation` counts for normal demand alone.
    demand
        Its distribution.
    """

    echelon_holding: Sequence[float]
    lead_time: Sequence[float]
    stockout: float
    mean: float
    deviation: float = 0.0
    demand: Demand = "normal"


@dataclass(frozen=True, slots=True)
class EchelonLevels:
    """Echelon base-stock levels, the first stage first, and their expected cost in a unit of time."""

    levels: tuple[float, ...]
    cost: float

    @property
    def local(self) -> tuple[float, ...]:
        """Base-stock levels of the stages alone: what each echelon holds beyond the one below it."""
        below = (0.0, *self.levels[:-1])
        return tuple(level - under for level, under in zip(self.levels, below, strict=True))


def best_echelon_levels(system: SerialSystem) -> EchelonLevels:
    """Return the best echelon base-stock levels of a serial system, by decomposition into stages.

    Clark and Scarf, Optimal policies for a multi-echelon inventory problem, Management Science 6, 1960, in
    the form of Chen and Zheng, 1994: Snyder and Shen, 2019, section 6.2.2. Continuous demand is taken at
    `POINTS_OF_DEMAND` points and positions on a grid, so that levels are right to about a thousandth of the
    deviation.
    """
    return _decompose(system, None)


def cost_of_echelon_levels(system: SerialSystem, levels: Sequence[float]) -> float:
    """Return the expected cost in a unit of time of given echelon base-stock levels, first stage first."""
    return _decompose(system, levels).cost


def _decompose(system: SerialSystem, levels: Sequence[float] | None) -> EchelonLevels:
    grid = _positions(system)
    # cost of a position that demand has already lowered, stage by stage from the customer up
    cost: Values = (system.stockout + sum(system.echelon_holding)) * np.maximum(-grid, 0.0)
    chosen, expected = [], np.zeros_like(grid)
    for stage, (holding, lead_time) in enumerate(zip(system.echelon_holding, system.lead_time, strict=True)):
        demand, chance = _lead_time_demand(system, lead_time)
        lowered = holding * grid + cost
        expected = sum(
            (
                weight * _line(grid - units, grid, lowered)
                for units, weight in zip(demand, chance, strict=True)
            ),
            start=np.zeros_like(grid),
        )
        level = float(grid[np.argmin(expected)]) if levels is None else levels[stage]
        chosen.append(level)
        cost = _line(np.minimum(grid, level), grid, expected)
    return EchelonLevels(tuple(chosen), float(_line(np.array([chosen[-1]]), grid, expected)[0]))


def _positions(system: SerialSystem) -> Values:
    """Return the grid of echelon positions: whole units for Poisson demand."""
    time = sum(system.lead_time)
    mean = system.mean * time
    spread = math.sqrt(mean if system.demand == "poisson" else system.deviation**2 * time)
    low, high = -DEVIATIONS * spread, mean + DEVIATIONS * spread
    if system.demand == "poisson":
        return np.arange(math.floor(low), math.ceil(high) + 1, dtype=np.float64)
    return np.linspace(low, high, POINTS_OF_POSITION)


def _lead_time_demand(system: SerialSystem, lead_time: float) -> tuple[Values, Values]:
    """Return points of the demand over a lead time, and the chance of each."""
    mean = system.mean * lead_time
    if system.demand == "poisson":
        points = np.arange(int(poisson.isf(TAIL, mean)) + 1, dtype=np.float64)
        chance = poisson.pmf(points, mean)
    else:
        spread = system.deviation * math.sqrt(lead_time)
        points = np.linspace(mean - DEVIATIONS * spread, mean + DEVIATIONS * spread, POINTS_OF_DEMAND)
        chance = norm.pdf(points, mean, spread)
    return points, chance / chance.sum()


def _line(x: Values, grid: Values, values: Values) -> Values:
    """Return values between the points of a grid, and beyond its ends along its first and last piece."""
    step = grid[1] - grid[0]
    place = np.clip(np.floor((x - grid[0]) / step).astype(np.int64), 0, grid.size - 2)
    part = (x - grid[place]) / step
    return np.asarray(values[place] + part * (values[place + 1] - values[place]), np.float64)


@dataclass(frozen=True, slots=True)
class DepotAndBases:
    """A depot that resupplies bases one for one, under Poisson demand at the bases.

    Attributes
    ----------
    rate
        Demand of each base in a unit of time, (b,).
    lead_time
        From the depot to each base, (b,).
    depot_lead_time
        From outside to the depot: for repairable items the mean time of repair.
    depot_stock
        Base stock of the depot.
    base_stock
        Base stock of each base, (b,).
    """

    rate: Sequence[float]
    lead_time: Sequence[float]
    depot_lead_time: float
    depot_stock: int
    base_stock: Sequence[int]

    @property
    def depot_backorders(self) -> float:
        """Expected number of bases' orders that wait at the depot."""
        return poisson_loss(self.depot_stock, sum(self.rate) * self.depot_lead_time)


@dataclass(frozen=True, slots=True)
class BaseService:
    """Expected backorders of each base, and the share of its demand that is met at once, (b,)."""

    backorders: tuple[float, ...]
    fill_rate: tuple[float, ...]


Method = Literal["exact", "metric", "graves"]


def service_of_bases(system: DepotAndBases, method: Method = "exact") -> BaseService:
    """Return what a stock at depot and bases achieves.

    Parameters
    ----------
    system
        The depot and its bases.
    method
        ``metric``: the delay at the depot only lengthens the mean lead time, and orders outstanding are
        Poisson (Sherbrooke, METRIC, Operations Research 16, 1968). ``graves``: they are negative binomial
        with the right mean and variance (Graves, A multi-echelon inventory model for a repairable item with
        one-for-one replenishment, Management Science 31, 1985). ``exact``: each order that waits at the depot
        is a base's own with the base's share of demand (Simon, 1971), with fixed lead times.
    """
    waiting = _waiting_at_depot(system)
    total = sum(system.rate)
    results = []
    for rate, lead_time, stock in zip(system.rate, system.lead_time, system.base_stock, strict=True):
        outstanding = _outstanding(waiting, rate / total, rate * lead_time, method)
        short = float(np.maximum(np.arange(outstanding.size) - stock, 0.0) @ outstanding)
        results.append((short, float(outstanding[:stock].sum())))
    return BaseService(tuple(short for short, _ in results), tuple(filled for _, filled in results))


def _waiting_at_depot(system: DepotAndBases) -> Values:
    """Return the chance that 0, 1, ... orders wait at the depot."""
    mean = sum(system.rate) * system.depot_lead_time
    most = max(int(poisson.isf(TAIL, mean)) + 1 - system.depot_stock, 0)
    chance = poisson.pmf(system.depot_stock + np.arange(most + 1), mean)
    chance[0] = poisson.cdf(system.depot_stock, mean)
    return np.asarray(chance, np.float64)


def _outstanding(waiting: Values, share: float, on_the_way: float, method: Method) -> Values:
    """Return the chance that a base has 0, 1, ... orders outstanding."""
    orders = np.arange(waiting.size)
    moving = poisson.pmf(np.arange(int(poisson.isf(TAIL, on_the_way)) + 2), on_the_way)
    if method == "exact":
        own = np.array([waiting @ binom.pmf(count, orders, share) for count in orders])
        return np.asarray(np.convolve(own, moving), np.float64)
    first = float(orders @ waiting)
    mean = share * first + on_the_way
    second = float((orders * orders) @ waiting)
    variance = share * (1.0 - share) * first + share**2 * (second - first**2) + on_the_way
    support = np.arange(int(mean + 12.0 * math.sqrt(max(variance, mean)) + 30.0))
    if method == "metric" or variance <= mean * (1.0 + 1e-12):
        return np.asarray(poisson.pmf(support, mean), np.float64)
    chance = mean / variance
    return np.asarray(nbinom.pmf(support, mean * chance / (1.0 - chance), chance), np.float64)
