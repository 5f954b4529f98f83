"""Learning curves: how the cost of a unit falls with the number built."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinews.engines.arrays import Values


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


def average_price_ratio(prior: ArrayLike, start: ArrayLike, stop: ArrayLike, slope: ArrayLike) -> Values:
    """Return the average price of a lot against the price after `prior` units.

    Parameters
    ----------
    prior
        Units built when the price was known, above 0.
    start, stop
        Units built before the lot and with it, ``prior <= start <= stop``; whole or not.
    slope
        Learning slope in (0, 1]. All arguments broadcast.

    Notes
    -----
    The marginal cost follows ``(n / prior)**b`` under unit theory and under cumulative average theory alike;
    the average over the lot is its integral from `start` to `stop`, the usual continuous approximation for
    all but the first few units (Goldberg and Touw, Statistical Methods for Learning Curves and Cost
    Analysis, 2003, ch. 2). An empty lot has the price of its place on the curve.

    Examples
    --------
    >>> average_price_ratio(100, 200, 200, 0.8)
    array(0.8)
    """
    b = np.log2(np.asarray(slope, np.float64))
    first = np.asarray(start, np.float64) / np.asarray(prior, np.float64)
    last = np.asarray(stop, np.float64) / np.asarray(prior, np.float64)
    size = last - first
    with np.errstate(divide="ignore", invalid="ignore"):
        average = (last ** (1.0 + b) - first ** (1.0 + b)) / ((1.0 + b) * size)
    return np.asarray(np.where(size > 1e-9 * first, average, first**b))


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
