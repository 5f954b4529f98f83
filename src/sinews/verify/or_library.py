"""The p-median problems pmed1 to pmed20 of OR-Library, with their published optima."""

from __future__ import annotations

from functools import partial
from importlib.resources import files

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.p_median import network_distances, p_median
from sinews.verify.check import Check

BEASLEY = "J. Beasley, EJOR 21, 1985; OR-Library"
PROBLEMS = {
    1: (100, 5, 5819),
    2: (100, 10, 4093),
    3: (100, 10, 4250),
    4: (100, 20, 3034),
    5: (100, 33, 1355),
    6: (200, 5, 7824),
    7: (200, 10, 5631),
    8: (200, 20, 4445),
    9: (200, 40, 2734),
    10: (200, 67, 1255),
    11: (300, 5, 7696),
    12: (300, 10, 6634),
    13: (300, 30, 4374),
    14: (300, 60, 2968),
    15: (300, 100, 1729),
    16: (400, 5, 8162),
    17: (400, 10, 6999),
    18: (400, 40, 4809),
    19: (400, 80, 2845),
    20: (400, 133, 1789),
}
"""Nodes, facilities and published optimum of each problem."""


def distances_of(number: int) -> Values:
    """Return the distances of problem pmed`number`, shape (nodes, nodes)."""
    text = files(__package__).joinpath("data", f"pmed{number}.csv").read_text(encoding="utf-8")
    one, other, length = np.array([line.split(",") for line in text.splitlines()[1:]], dtype=np.int64).T
    return network_distances(PROBLEMS[number][0], one - 1, other - 1, length)


def optimum_of(number: int) -> float:
    """Return the optimum of problem pmed`number`."""
    return p_median(distances_of(number), PROBLEMS[number][1]).cost


CHECKS = tuple(
    Check(
        "p-median",
        f"pmed{number}, {count} of {nodes} nodes",
        BEASLEY,
        optimum,
        partial(optimum_of, number),
        1e-6,
    )
    for number, (nodes, count, optimum) in PROBLEMS.items()
)
