"""p-median problems: those of OR-Library, and made-up ones of the same shape.

A made-up problem is named by its nodes and facilities, "400x5": like those of J. Beasley (1985) it is a ring
of all nodes and random chords, nodes squared / 50 edges in all, of lengths from 1 to 100.
"""

from __future__ import annotations

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.p_median import network_distances
from sinews.verify.or_library import PROBLEMS, distances_of

SEED = 1985


def load(size: str) -> tuple[Values, int]:
    """Return the distances, shape (nodes, nodes), and the number of facilities."""
    if size.startswith("pmed"):
        number = int(size.removeprefix("pmed"))
        return distances_of(number), PROBLEMS[number][1]
    nodes, count = (int(part) for part in size.split("x"))
    return made_up_distances(nodes, SEED), count


def made_up_distances(nodes: int, seed: int) -> Values:
    """Return the distances in a random network, shape (nodes, nodes)."""
    random = np.random.Generator(np.random.Philox(seed))
    chords = nodes**2 // 50 - nodes
    one = random.integers(nodes, size=chords)
    other = (one + random.integers(1, nodes, size=chords)) % nodes
    ring = np.arange(nodes)
    return network_distances(
        nodes,
        np.concatenate([ring, one]),
        np.concatenate([(ring + 1) % nodes, other]),
        random.integers(1, 101, size=nodes + chords),
    )
