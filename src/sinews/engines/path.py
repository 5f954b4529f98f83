"""The way from one level to another over years: in equal steps, or all at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Values


def path(
    year: ArrayLike,
    start_year: ArrayLike,
    target_year: ArrayLike,
    before: ArrayLike,
    after: ArrayLike,
    *,
    step: ArrayLike = False,
) -> Values:
    """Return the level that is due by a year, in the unit of the levels; all arguments broadcast.

    Parameters
    ----------
    year, start_year, target_year
        The years asked for, the last year before the change begins, and the first in which it is complete. A
        change that begins no earlier than it is complete comes all at once.
    before, after
        The level where the change begins, and where it is complete.
    step
        Whether it comes all at once in its target year rather than in equal yearly parts.
    """
    year, start_year, target_year = (np.asarray(years) for years in (year, start_year, target_year))
    before, after = (np.asarray(level, np.float64) for level in (before, after))
    at_once = np.asarray(step, np.bool_) | (start_year >= target_year)
    part = (after - before) / np.where(at_once, 1, target_year - start_year)
    on_the_way = np.where(at_once, before, part * (np.maximum(year, start_year) - start_year) + before)
    return np.where(year >= target_year, after, on_the_way)


def evenly(quantity: ArrayLike, first_year: ArrayLike, last_year: ArrayLike, year: ArrayLike) -> Values:
    """Return the part of a quantity that falls due in a year: the same in each, from the first to the last.

    All arguments broadcast; the result is in the unit of the quantity.
    """
    first_year, last_year, year = (np.asarray(years) for years in (first_year, last_year, year))
    due = (year >= first_year) & (year <= last_year)
    return np.asarray(np.where(due, np.asarray(quantity, np.float64) / (last_year - first_year + 1), 0.0))


def evenly_until(quantity: ArrayLike, first_year: ArrayLike, last_year: ArrayLike, year: ArrayLike) -> Values:
    """Return the part of a quantity that has fallen due by the end of a year, spread as by `evenly`."""
    first_year, last_year, year = (np.asarray(years) for years in (first_year, last_year, year))
    gone = np.clip(year - first_year + 1, 0, last_year - first_year + 1)
    return np.asarray(np.asarray(quantity, np.float64) * gone / (last_year - first_year + 1))
