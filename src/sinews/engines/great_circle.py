"""Distances on the globe."""

from __future__ import annotations

import math

EARTH_RADIUS = 6371.0
"""Mean radius of the Earth, km."""
MID_ATLANTIC = -40.0
"""Longitude, degrees: Iceland and the Azores lie east of it, Greenland's towns and Newfoundland west."""


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance between two places (latitude and longitude in degrees), km; haversine formula."""
    (p, x), (q, y) = ((math.radians(place[0]), math.radians(place[1])) for place in (one, other))
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin((y - x) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(h))
