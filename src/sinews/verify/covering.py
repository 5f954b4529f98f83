"""Covering problems with a known optimum: set covering and maximal covering."""

from __future__ import annotations

from bisect import bisect_left
from itertools import combinations, product

import numpy as np
from scipy.sparse import csr_array

from sinews.engines.covering import maximal_covering
from sinews.engines.set_covering import set_covering
from sinews.verify.check import Check
from sinews.verify.or_library import distances_of

FULKERSON = "Fulkerson, Nemhauser and Trotter, Mathematical Programming Study 2, 1974"
PULLAN = "W. Pullan, Evolutionary Computation 16, 2008: optimum of the p-centre problem"
ROOKS = "closed form: r rooks apart leave (8 - r) squared of a board's squares alone"


def smallest_radius(number: int, count: int) -> float:
    """Return the smallest radius at which maximal covering by so many facilities leaves no node uncovered."""
    distance = distances_of(number)
    nodes = distance.shape[0]

    def covers_all(radius: float) -> bool:
        reach = csr_array((distance <= radius).astype(np.float64))
        return bool(maximal_covering(np.ones(nodes), reach, count).value > nodes - 0.5)

    radii = np.unique(distance).tolist()
    return float(radii[bisect_left(radii, True, key=covers_all)])


def steiner_triples(dimension: int) -> csr_array:
    """Return the Steiner triple system of the lines in affine space over three elements: triple by point."""
    points = list(product(range(3), repeat=dimension))
    place = {point: number for number, point in enumerate(points)}
    lines = sorted(
        {
            tuple(sorted((place[a], place[b], place[third])))
            for a, b in combinations(points, 2)
            for third in [tuple((-x - y) % 3 for x, y in zip(a, b, strict=True))]
        }
    )
    flags = np.zeros((len(lines), len(points)))
    np.put_along_axis(flags, np.array(lines), 1.0, axis=1)
    return csr_array(flags)


def rooks_attack() -> csr_array:
    """Return which square of a chess board a rook on a square attacks, its own included."""
    row, column = np.divmod(np.arange(64), 8)
    return csr_array(((row[:, None] == row) | (column[:, None] == column)).astype(np.float64))


CHECKS = (
    Check(
        "set covering",
        "Steiner triple system of 9 points",
        FULKERSON,
        5,
        lambda: set_covering(steiner_triples(2)).cost,
        1e-6,
    ),
    Check(
        "set covering",
        "Steiner triple system of 27 points",
        FULKERSON,
        18,
        lambda: set_covering(steiner_triples(3)).cost,
        1e-6,
    ),
    Check(
        "maximal covering",
        "pmed1: radius at which 5 facilities cover all of 100 nodes",
        PULLAN,
        127,
        lambda: smallest_radius(1, 5),
        1e-6,
    ),
    Check(
        "maximal covering",
        "pmed5: radius at which 33 facilities cover all of 100 nodes",
        PULLAN,
        48,
        lambda: smallest_radius(5, 33),
        1e-6,
    ),
    Check(
        "maximal covering",
        "squares of a chess board that 5 rooks cover",
        ROOKS,
        55,
        lambda: maximal_covering(np.ones(64), rooks_attack(), 5).value,
        1e-6,
    ),
)
