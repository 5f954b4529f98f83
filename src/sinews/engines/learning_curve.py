"""Learning curves: how the cost of a unit falls with the number built."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
