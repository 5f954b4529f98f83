"""Learning curves: how the cost of a unit falls with the number built."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinews.engines.arrays import Values

_ADDED_UP = 100
"""Units whose costs are added up one by one."""


def exponent(slope: float) -> float:
    """Return the exponent ``b`` of a learning curve ``cost = first * quantity**b``.

    Parameters
    ----------
    slope
        Cost after a doubling of the quantity as a share of the cost before, in (0, 1]: 0.85 for 85 %.
    """
    if not 0 < slope <= 1:
        raise ValueError(f"the slope of a learning curve lies in (0, 1], not {slope}")
    return float(np.log2(slope))


def unit_cost(first: float, slope: float, unit: ArrayLike) -> NDArray[np.float64]:
    """Return the cost of the n-th unit under unit theory.

    Parameters
    ----------
    first
        Theoretical cost of the first unit, in any currency.
    slope
        Learning slope in (0, 1].
    unit
        Number of the unit, from 1, any shape.

    References
    ----------
    J. R. Crawford, Learning Curve, Ship Curve, Ratios, Related Data, Lockheed, 1944; GAO-20-195G, Cost
    Estimating and Assessment Guide, 2020, app. on learning curves.

    Examples
    --------
    >>> unit_cost(100.0, 0.8, [1, 2, 4])
    array([100.,  80.,  64.])
    """
    return np.asarray(first * np.power(np.asarray(unit, np.float64), exponent(slope)))


def unit_theory_lot_cost(first: float, slope: float, start: int, stop: int) -> float:
    """Return the cost of units `start` to `stop`, both included, under unit theory, by exact summation."""
    return float(unit_cost(first, slope, np.arange(start, stop + 1)).sum())


def average_price_ratio(
    prior: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    slope: ArrayLike,
    *,
    cumulative_average: ArrayLike = False,
) -> Values:
    """Return the average price of a lot against that of the last unit built when the price was known.

    Parameters
    ----------
    prior
        Units built when the price was known: it is what the last of them cost. Above 0.
    start, stop
        Units built before the lot and with it, ``prior <= start <= stop``; whole or not.
    slope
        Learning slope in (0, 1]. All arguments broadcast.
    cumulative_average
        Whether the curve is that of cumulative average theory (Wright) rather than of unit theory (Crawford).

    Notes
    -----
    A lot costs the exact sum of its units' costs; a part of a unit costs its part of what the unit costs. The
    usual integral from `start` to `stop` is 5 to 11 % too high for the next unit where one was built. An
    empty lot has the price of the next unit.

    Examples
    --------
    >>> average_price_ratio(1, [1, 2, 3], [2, 3, 4], 0.8).round(4)
    array([0.8   , 0.7021, 0.64  ])
    >>> average_price_ratio(1, [1, 2, 3], [2, 3, 4], 0.8, cumulative_average=True).round(4)
    array([0.6   , 0.5063, 0.4537])
    """
    prior, start, stop, slope, average = np.broadcast_arrays(prior, start, stop, slope, cumulative_average)
    b = np.log2(np.asarray(slope, np.float64))
    last = np.where(
        average, prior ** (1.0 + b) - np.maximum(prior - 1.0, 0.0) ** (1.0 + b), prior.astype(np.float64) ** b
    )
    begun = np.floor(start)
    of_next = np.where(average, (begun + 1.0) ** (1.0 + b) - begun ** (1.0 + b), (begun + 1.0) ** b)
    size = stop - start
    cost = np.where(
        average,
        _until(stop, b, _average_total) - _until(start, b, _average_total),
        _until(stop, b, _unit_total) - _until(start, b, _unit_total),
    )
    # the difference of two totals of millions has no digits left for a millionth of a unit
    whole = size > 1e-6
    return np.asarray(np.where(whole, cost / np.where(whole, size, 1.0), of_next) / last)


def _until(quantity: Values, b: Values, total: Callable[[Values, Values], Values]) -> Values:
    """Return what the first units cost, if the first costs 1, a part of a unit its part."""
    whole = np.floor(quantity)
    before = total(whole, b)
    return np.asarray(before + (quantity - whole) * (total(whole + 1.0, b) - before))


def _average_total(units: Values, b: Values) -> Values:
    """Return what whole numbers of units cost under cumulative average theory."""
    return np.asarray(units ** (1.0 + b))


def _unit_total(units: Values, b: Values) -> Values:
    """Return what whole numbers of units cost under unit theory, the sum of n^b.

    The first units are added up; for more, the Euler-Maclaurin formula goes on from there, to the last digit.
    """
    slopes, place = np.unique(b, return_inverse=True)
    numbers = np.arange(1, _ADDED_UP + 1, dtype=np.float64)
    sums = np.cumsum(numbers[None, :] ** slopes[:, None], axis=1)
    sums = np.concatenate([np.zeros((slopes.size, 1)), sums], axis=1)
    first = np.minimum(units, _ADDED_UP).astype(np.int64)
    place = place.reshape(b.shape)
    more = _euler_maclaurin(np.maximum(units, _ADDED_UP), b) - _euler_maclaurin(np.float64(_ADDED_UP), b)
    return np.asarray(sums[place, first] + more)


def _euler_maclaurin(n: Values | np.float64, b: Values) -> Values:
    """Return the sum of the first n powers b but for a constant."""
    power, rise = n**b, 1.0 + b
    # at a slope of one half the sum is the harmonic one
    whole = np.where(rise == 0.0, np.log(n), n * power / np.where(rise == 0.0, 1.0, rise))
    return np.asarray(
        whole + power / 2.0 + b * power / (12.0 * n)
        - b * (b - 1.0) * (b - 2.0) * power / (720.0 * n**3)
    )  # fmt: skip


def cumulative_average_cost(first: float, slope: float, quantity: ArrayLike) -> NDArray[np.float64]:
    """Return the average cost of the first `quantity` units under cumulative average theory.

    References
    ----------
    T. P. Wright, Factors Affecting the Cost of Airplanes, J. Aeronautical Sciences 3(4), 1936.

    Examples
    --------
    >>> cumulative_average_cost(100.0, 0.8, [1, 2, 4])
    array([100.,  80.,  64.])
    """
    return np.asarray(first * np.power(np.asarray(quantity, np.float64), exponent(slope)))


def cumulative_average_lot_cost(first: float, slope: float, start: int, stop: int) -> float:
    """Return the cost of units `start` to `stop`, both included, under cumulative average theory.

    Notes
    -----
    The difference of two cumulative totals, each quantity times its average.
    """
    until, before = float(stop), float(start - 1)
    total_until = until * float(cumulative_average_cost(first, slope, until))
    total_before = before * float(cumulative_average_cost(first, slope, before)) if before else 0.0
    return total_until - total_before


def slope_of_lots(units: ArrayLike, mean_cost: ArrayLike) -> float:
    """Return the learning slope under unit theory that lots built one after the other show.

    It is the slope with the least sum of squared relative errors of the lots' mean costs, the cost of the
    first unit free: one number for all that happened between the lots, investment and bargaining too.

    Parameters
    ----------
    units
        Units in each lot, in the order in which they were built, (k,), at least two lots.
    mean_cost
        Mean cost of a unit of each lot, at constant prices, (k,).

    Returns
    -------
    float
        The slope, within 0.5 and 1: costs that rise show no learning.

    References
    ----------
    GAO-20-195G, Cost Estimating and Assessment Guide, 2020, app. on learning curves: lots by regression.
    """
    # takes a while to load, and plans do not need it
    from scipy.optimize import minimize_scalar

    size, cost = np.asarray(units, np.int64), np.log(np.asarray(mean_cost, np.float64))
    if size.size < 2 or size.shape != cost.shape or (size < 1).any():
        raise ValueError("a slope shows in two lots or more, each of a unit or more with its mean cost")
    last = np.cumsum(size)

    def error(slope: float) -> float:
        lots = [
            unit_theory_lot_cost(1.0, slope, int(b - n + 1), int(b)) / n
            for b, n in zip(last, size, strict=True)
        ]
        return float(np.var(cost - np.log(lots)))

    return float(minimize_scalar(error, bounds=(0.5, 1.0), method="bounded", options={"xatol": 1e-9}).x)
