"""Distances on the globe."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Values

EARTH_RADIUS = 6371.0
"""Mean radius of the Earth, km."""


def great_circles(one: ArrayLike, other: ArrayLike) -> Values:
    """Return the distances between places, km, shape (one, other); haversine formula.

    Parameters
    ----------
    one, other
        Latitude and longitude of each place, degrees, shape (places, 2).
    """
    here, there = (np.radians(np.asarray(places, np.float64)) for places in (one, other))
    north, east = (here[:, None, axis] - there[None, :, axis] for axis in (0, 1))
    level = np.cos(here[:, None, 0]) * np.cos(there[None, :, 0])
    h = np.sin(north / 2) ** 2 + level * np.sin(east / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(h, 1.0))), np.float64)
