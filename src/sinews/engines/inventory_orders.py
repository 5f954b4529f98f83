"""Stock that is ordered in lots: (r, Q) and (s, S) policies, exact and by the field's approximations.

Rates are per unit of time (r, Q) or per period (s, S). `fixed` is the cost of an order, `holding` that of a
unit in stock for a time, `stockout` that of a unit short for a time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import poisson

from sinews.engines.inventory import NORMAL_PEAK, normal_cost, normal_loss, poisson_loss

MOST_ROUNDS = 200
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """When to order, what to order, and the expected cost of doing so.

    Attributes
    ----------
    reorder_point
        r, or s: an order is placed when the inventory position falls to it.
    quantity
        Q: what is ordered; for (s, S), ``S - s``.
    cost
        Expected cost per unit of time or period.
    """

    reorder_point: float
    quantity: float
    cost: float

    @property
    def order_up_to(self) -> float:
        """S, the inventory position after an order."""
        return self.reorder_point + self.quantity


def economic_order_quantity(fixed: float, holding: float, rate: float) -> float:
    """Return the lot that makes ordering and holding cheapest when demand is certain: Harris, 1913."""
    return math.sqrt(2.0 * fixed * rate / holding)


def order_cost_normal(
    policy: tuple[float, float],
    holding: float,
    stockout: float,
    fixed: float,
    demand: tuple[float, float],
    lead_time: float,
) -> float:
    """Return the exact expected cost of (r, Q) under normal demand that arrives continuously.

    The inventory position is uniform between r and r + Q, and the cost is the mean of the newsvendor's cost
    over that interval. Snyder and Shen, 2019, equation (5.7); Zipkin, 2000, section 6.5.

    Parameters
    ----------
    policy
        r and Q.
    holding, stockout, fixed
        Costs.
    demand
        Mean and standard deviation in a unit of time.
    lead_time
        In the same unit of time.
    """
    r, quantity = policy
    rate, deviation = demand
    mean, spread = rate * lead_time, deviation * math.sqrt(lead_time)
    low, high = (r - mean) / spread, (r + quantity - mean) / spread
    # the integral of h (y - m) + (h + p) s L((y - m) / s) over y, with the second-order loss function
    held = holding * spread**2 * (high**2 - low**2) / 2.0
    short = (holding + stockout) * spread**2 * (_second_order_loss(low) - _second_order_loss(high))
    return fixed * rate / quantity + (held + short) / quantity


def reorder_point_for_lot(
    quantity: float, holding: float, stockout: float, demand: tuple[float, float], lead_time: float
) -> float:
    """Return the best r for a given Q: the cost rate is the same at both ends of the interval.

    Snyder and Shen, 2019, equation (5.12). Parameters are those of `order_cost_normal`.
    """
    rate, deviation = demand
    mean, spread = rate * lead_time, deviation * math.sqrt(lead_time)

    def difference(r: float) -> float:
        at_r = normal_cost(r, holding, stockout, mean, spread)
        return at_r - normal_cost(r + quantity, holding, stockout, mean, spread)

    reach = quantity + 10.0 * spread
    return float(brentq(difference, mean - reach, mean + reach, xtol=1e-12, rtol=1e-14))


def order_policy_normal(
    holding: float, stockout: float, fixed: float, demand: tuple[float, float], lead_time: float
) -> OrderPolicy:
    """Return the best (r, Q) under normal demand, exactly.

    For a given Q, `reorder_point_for_lot` is best; the best Q is the one whose cost rate at both ends equals
    the mean cost: Federgruen and Zheng, 1992; Zheng, 1992. Parameters are those of `order_cost_normal`.
    """
    rate, deviation = demand
    mean, spread = rate * lead_time, deviation * math.sqrt(lead_time)

    def excess(quantity: float) -> float:
        r = reorder_point_for_lot(quantity, holding, stockout, demand, lead_time)
        cost = order_cost_normal((r, quantity), holding, stockout, fixed, demand, lead_time)
        return normal_cost(r, holding, stockout, mean, spread) - cost

    low = economic_order_quantity(fixed, holding, rate) * 1e-3
    high = 2.0 * economic_order_quantity(fixed, holding, rate) * math.sqrt((holding + stockout) / stockout)
    while excess(high) < 0.0:
        high *= 2.0
    quantity = float(brentq(excess, low, high, xtol=1e-9, rtol=1e-13))
    r = reorder_point_for_lot(quantity, holding, stockout, demand, lead_time)
    return OrderPolicy(
        r, quantity, order_cost_normal((r, quantity), holding, stockout, fixed, demand, lead_time)
    )


def order_policy_by_iteration(
    holding: float, shortage: float, fixed: float, demand: tuple[float, float], lead_time: float
) -> OrderPolicy:
    """Return (r, Q) by Hadley and Whitin's iteration, where a unit short costs `shortage` once.

    Expected stock is approximated by safety stock and half a lot. Hadley and Whitin, Analysis of Inventory
    Systems, 1963; Nahmias and Olsen, 2015, section 5.5; Snyder and Shen, 2019, section 5.3.1.

    Parameters
    ----------
    holding, fixed
        Costs.
    shortage
        Cost of a unit that is short, whatever the time.
    demand, lead_time
        As for `order_cost_normal`.
    """
    rate, deviation = demand
    mean, spread = rate * lead_time, deviation * math.sqrt(lead_time)
    quantity = economic_order_quantity(fixed, holding, rate)
    z = 0.0
    for _ in range(MOST_ROUNDS):
        z = float(ndtri(1.0 - quantity * holding / (shortage * rate)))
        missing = spread * normal_loss(z)
        following = math.sqrt(2.0 * rate * (fixed + shortage * missing) / holding)
        if abs(following - quantity) <= TOLERANCE * quantity:
            break
        quantity = following
    r = mean + z * spread
    missing = spread * normal_loss(z)
    cost = holding * (r - mean + quantity / 2.0) + (fixed + shortage * missing) * rate / quantity
    return OrderPolicy(r, quantity, cost)


def order_cost_poisson(
    policy: tuple[int, int], holding: float, stockout: float, fixed: float, rate: float, lead_time: float
) -> float:
    """Return the exact expected cost of (r, Q) under Poisson demand, in a unit of time.

    The inventory position is uniform on r + 1 to r + Q. Zipkin, 2000, section 6.2; Snyder and Shen, 2019,
    equation (5.38). Parameters are those of `order_cost_normal`, with the rate of demand alone.
    """
    r, quantity = policy
    total = sum(
        _poisson_cost(level, holding, stockout, rate * lead_time) for level in range(r + 1, r + quantity + 1)
    )
    return (fixed * rate + total) / quantity


def order_policy_poisson(
    holding: float, stockout: float, fixed: float, rate: float, lead_time: float
) -> OrderPolicy:
    """Return the best (r, Q) under Poisson demand, exactly.

    Q grows by the cheaper end of the interval as long as that is cheaper than the mean: Federgruen and Zheng,
    An efficient algorithm for computing an optimal (r, Q) policy, Operations Research 40, 1992.
    """
    mean = rate * lead_time
    best = int(poisson.ppf(stockout / (stockout + holding), mean))
    low, high = best - 1, best + 1
    quantity, total = 1, fixed * rate + _poisson_cost(best, holding, stockout, mean)
    while True:
        below = _poisson_cost(low, holding, stockout, mean)
        above = _poisson_cost(high, holding, stockout, mean)
        least = min(below, above)
        if least >= total / quantity:
            return OrderPolicy(low, quantity, total / quantity)
        total += least
        quantity += 1
        if below <= above:
            low -= 1
        else:
            high += 1


def periodic_cost_poisson(
    policy: tuple[int, int], holding: float, stockout: float, fixed: float, mean: float
) -> float:
    """Return the exact expected cost per period of (s, S) under Poisson demand and no lead time.

    By renewal theory: between two orders the position visits each level below S so often as the renewal
    function of demand says. Zheng and Federgruen, Finding optimal (s, S) policies is about as simple as
    evaluating a single policy, Operations Research 39, 1991, equation (3). For a lead time of L periods,
    let the one-period cost be that of demand over L + 1 periods.

    Parameters
    ----------
    policy
        s and S, s < S; an order is placed at or below s.
    holding, stockout, fixed
        Costs.
    mean
        Demand in a period.
    """
    s, order_up_to = policy
    visits = _visits(order_up_to - s, mean)
    levels = np.arange(order_up_to, s, -1)
    # below zero all demand is short, and the loss function is a straight line
    short = (mean - levels) * poisson.sf(levels, mean) + mean * poisson.pmf(levels, mean)
    costs = holding * (levels - mean) + (holding + stockout) * short
    return (fixed + float(visits @ costs)) / float(visits.sum())


def periodic_policy_poisson(holding: float, stockout: float, fixed: float, mean: float) -> OrderPolicy:
    """Return the best (s, S) under Poisson demand and no lead time, exactly: Zheng and Federgruen, 1991.

    Parameters are those of `periodic_cost_poisson`.
    """
    best = int(poisson.ppf(stockout / (stockout + holding), mean))

    def cost(s: int, order_up_to: int) -> float:
        return periodic_cost_poisson((s, order_up_to), holding, stockout, fixed, mean)

    order_up_to, s = best, best - 1
    while cost(s, order_up_to) > _poisson_cost(s, holding, stockout, mean):
        s -= 1
    found, found_cost = order_up_to, cost(s, order_up_to)
    order_up_to += 1
    while _poisson_cost(order_up_to, holding, stockout, mean) <= found_cost:
        if cost(s, order_up_to) < found_cost:
            found = order_up_to
            while cost(s, found) <= _poisson_cost(s + 1, holding, stockout, mean):
                s += 1
            found_cost = cost(s, found)
        order_up_to += 1
    return OrderPolicy(s, found - s, found_cost)


def _poisson_cost(level: int, holding: float, stockout: float, mean: float) -> float:
    """Return the newsvendor's cost of a whole stock level."""
    return holding * (level - mean) + (holding + stockout) * poisson_loss(level, mean)


def _second_order_loss(z: float) -> float:
    """Return the integral of the standard normal loss function from `z` on."""
    density = NORMAL_PEAK * math.exp(-0.5 * z * z)
    return 0.5 * ((z * z + 1.0) * float(ndtr(-z)) - z * density)


def _visits(count: int, mean: float) -> np.ndarray:
    """Return how often a sum of Poisson demands is expected to equal 0, 1, ..., counting the start."""
    chance = poisson.pmf(np.arange(count), mean)
    visits = np.zeros(count)
    visits[0] = 1.0 / (1.0 - chance[0])
    for total in range(1, count):
        visits[total] = chance[1 : total + 1] @ visits[total - 1 :: -1] / (1.0 - chance[0])
    return visits
