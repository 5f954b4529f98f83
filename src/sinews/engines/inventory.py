"""Stock at one place: loss functions, the newsvendor, base stock, safety stock for demand and lead time.

Costs are per unit and period: `holding` for what is left over, `stockout` for what is missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import gamma, poisson

NORMAL_PEAK = 1.0 / math.sqrt(2.0 * math.pi)
TAIL = 1e-12
"""Chances smaller than this are left out."""


@dataclass(frozen=True, slots=True)
class StockLevel:
    """A stock level and what it costs in expectation, per period."""

    level: float
    cost: float


def normal_loss(z: float) -> float:
    """Return the expected shortage of a stock that lies `z` standard deviations above mean demand.

    In standard deviations of normal demand: the standard normal loss function of Zipkin, Foundations of
    Inventory Management, 2000, section C.2.4.

    Examples
    --------
    >>> round(normal_loss(0.0), 6)
    0.398942
    """
    return float(NORMAL_PEAK * math.exp(-0.5 * z * z) - z * ndtr(-z))


def poisson_loss(level: float, mean: float) -> float:
    """Return the expected shortage of a stock of `level` units under Poisson demand of the given mean.

    Zipkin, Foundations of Inventory Management, 2000, section C.2.3; `level` is rounded down to whole units.
    """
    whole = math.floor(level)
    if whole < 0:
        return mean - whole
    return float((mean - whole) * poisson.sf(whole, mean) + mean * poisson.pmf(whole, mean))


def normal_cost(level: float, holding: float, stockout: float, mean: float, deviation: float) -> float:
    """Return the expected cost of a stock `level` under normal demand, in a period."""
    z = (level - mean) / deviation
    return holding * (level - mean) + (holding + stockout) * deviation * normal_loss(z)


def newsvendor_normal(
    holding: float, stockout: float, mean: float, deviation: float, *, lead_time: float = 0.0
) -> StockLevel:
    """Return the best base-stock level under normal demand in independent periods.

    The level covers demand over the lead time and one period of review at the critical ratio
    ``stockout / (stockout + holding)``. Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd edition,
    2019, sections 4.3.2 and 4.3.4.

    Parameters
    ----------
    holding, stockout
        Costs, positive.
    mean, deviation
        Of the demand in one period.
    lead_time
        In periods.
    """
    periods = lead_time + 1.0
    centre, spread = mean * periods, deviation * math.sqrt(periods)
    level = centre + spread * float(ndtri(stockout / (stockout + holding)))
    return StockLevel(level, normal_cost(level, holding, stockout, centre, spread))


def newsvendor_poisson(holding: float, stockout: float, mean: float) -> StockLevel:
    """Return the best stock level under Poisson demand: the least that meets the critical ratio.

    Snyder and Shen, 2019, section 4.3.2.7.
    """
    level = int(poisson.ppf(stockout / (stockout + holding), mean))
    cost = holding * (level - mean) + (holding + stockout) * poisson_loss(level, mean)
    return StockLevel(float(level), cost)


def safety_stock(
    service: float, mean: float, deviation: float, lead_time: float, lead_time_deviation: float = 0.0
) -> float:
    """Return the stock to hold beyond mean demand over the lead time, for a chance `service` of no shortage.

    The variance of demand over a lead time that varies itself is
    ``lead_time deviation² + mean² lead_time_deviation²``; demand over it is taken as normal. Hopp and
    Spearman, Factory Physics, 3rd edition, 2008, section 2.4.2; Nahmias and Olsen, Production and Operations
    Analysis, 7th edition, 2015, section 5.4.

    Parameters
    ----------
    service
        Chance of no shortage in a cycle, between 0 and 1.
    mean, deviation
        Of the demand in one period; periods are independent.
    lead_time, lead_time_deviation
        Mean and standard deviation of the lead time, in periods.
    """
    spread = math.sqrt(lead_time * deviation**2 + (mean * lead_time_deviation) ** 2)
    return float(ndtri(service)) * spread


def service_of_base_stock(
    level: float, mean: float, deviation: float, periods: int, closure: float = 0.0
) -> float:
    """Return the share of periods that end without backlog at a base stock, under gamma demand.

    Demands of independent periods that are gamma-distributed with one scale add up to another such demand, so
    this is exact: Burgin, The gamma distribution and inventory control, Operational Research Quarterly 26,
    1975. Where the way is closed in some periods, what should have left waits for the next open one: the
    stock must then cover the lead time and the closed periods since, whose number is geometric.

    Parameters
    ----------
    level
        What the inventory position is ordered up to in every period.
    mean, deviation
        Of the demand in one period; the mean is positive.
    periods
        From dispatch to arrival, at least 1.
    closure
        Chance that the way is closed in a period, below 1; periods are independent.
    """
    closed = np.arange(1 if closure <= 0.0 else math.ceil(math.log(TAIL) / math.log(closure)) + 1)
    chance = (1.0 - closure) * closure**closed
    covered = periods + closed
    if deviation <= 0.0:
        return float(chance @ (covered * mean <= level * (1.0 + TAIL)))
    shape, scale = (mean / deviation) ** 2, deviation**2 / mean
    return float(chance @ gamma.cdf(level, shape * covered, scale=scale))


def base_stock_for_service(
    service: float, mean: float, deviation: float, periods: int, closure: float = 0.0
) -> float:
    """Return the least base stock at which a share `service` of periods ends without backlog.

    The inverse of `service_of_base_stock`, with its parameters.

    Raises
    ------
    ValueError
        If no stock reaches the service: gamma demand has no upper end.
    """

    def missing(level: float) -> float:
        return service_of_base_stock(level, mean, deviation, periods, closure) - service

    if missing(math.inf) < 0.0 or (service >= 1.0 and deviation > 0.0):
        raise ValueError(f"no finite stock serves a share {service:g} of periods")
    low, high = 0.0, mean * periods
    while missing(high) < 0.0:
        low, high = high, 2.0 * high
    return float(brentq(missing, low, high, xtol=1e-12 * high, rtol=4 * np.finfo(np.float64).eps))


def fill_rate_of_base_stock(level: float, mean: float, deviation: float, lead_time: int) -> float:
    """Return the share of demand met at once from a base stock under gamma demand.

    The expected backlog after ``lead_time`` periods, less the part that was there before the last of them,
    is the demand of that period that was not met at once: Zipkin, 2000, section 9.3.

    Parameters
    ----------
    level
        The base stock.
    mean, deviation
        Of the demand in one period, positive.
    lead_time
        In whole periods, at least 1.
    """
    before, after = (_gamma_loss(level, mean, deviation, lead_time - 1 + step) for step in (0, 1))
    return 1.0 - (after - before) / mean


def _gamma_loss(level: float, mean: float, deviation: float, periods: int) -> float:
    """Return the expected shortage of a stock over some periods of gamma demand."""
    if periods == 0:
        return max(0.0, -level)
    shape, scale = (mean / deviation) ** 2 * periods, deviation**2 / mean
    above = gamma.sf(level, shape + 1.0, scale=scale) * shape * scale
    return float(above - level * gamma.sf(level, shape, scale=scale))


def base_stock_for_fill_rate(fill_rate: float, mean: float, deviation: float, lead_time: int) -> float:
    """Return the base stock at which a share `fill_rate` of gamma demand is met at once.

    Parameters are those of `fill_rate_of_base_stock`.
    """
    high = mean * lead_time
    missing = partial(_missing_fill_rate, fill_rate, mean, deviation, lead_time)
    while missing(high) < 0.0:
        high *= 2.0
    return float(brentq(missing, 0.0, high, xtol=1e-10 * high, rtol=4 * np.finfo(np.float64).eps))


def _missing_fill_rate(wanted: float, mean: float, deviation: float, lead_time: int, level: float) -> float:
    return fill_rate_of_base_stock(level, mean, deviation, lead_time) - wanted
