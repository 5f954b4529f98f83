from __future__ import annotations

import numpy as np
import pytest

from sinews.engines.great_circle import EARTH_RADIUS, great_circles


def test_quarters_and_halves_of_the_globe() -> None:
    pole, equator, antipode = (90.0, 0.0), (0.0, 30.0), (0.0, -150.0)
    quarter = EARTH_RADIUS * np.pi / 2
    found = great_circles([pole, equator], [pole, equator, antipode])
    assert found == pytest.approx(np.array([[0.0, quarter, quarter], [quarter, 0.0, 2 * quarter]]))


def test_it_equals_the_angle_between_vectors() -> None:
    """The angle by cross and dot product of the places' vectors from the centre of the Earth."""
    random = np.random.default_rng(7)
    one, other = (np.stack([random.uniform(-90, 90, n), random.uniform(-180, 180, n)], 1) for n in (40, 30))

    def vectors(places: np.ndarray) -> np.ndarray:
        north, east = np.radians(places).T
        return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)

    a, b = vectors(one)[:, None], vectors(other)[None, :]
    angle = np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), (a * b).sum(axis=-1))
    assert great_circles(one, other) == pytest.approx(EARTH_RADIUS * angle, rel=1e-9)


def test_a_place_is_at_no_distance_from_itself() -> None:
    places = np.random.default_rng(8).uniform(-90, 90, (50, 2))
    assert great_circles(places, places).diagonal().tolist() == [0.0] * 50
