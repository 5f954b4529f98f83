"""The fewest units of a radius that cover a share of the weight of all sites."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from sinews.enablers.air_defence.discs import candidates_within, is_large
from sinews.enablers.air_defence.tables import candidate_places, distances, reach
from sinews.engines.greedy_covering import fewest_covering
from sinews.engines.set_covering import Siting, partial_covering

GAP = 0.01
"""Relative gap at which the search for the fewest units stops."""
NODES = 200
"""Nodes of that search at most."""


def fewest_units(sites: pl.DataFrame) -> Callable[[float, float], Siting]:
    """Return a function of a radius (km) and a share (0..1) that says where the fewest units stand.

    Parameters
    ----------
    sites
        As `weighted_sites` gives them.
    """
    weight = sites["weight"].to_numpy()
    if is_large(sites):
        anywhere = np.array([sites.height]), np.zeros(sites.height, np.int64)
        return lambda radius, share: fewest_covering(
            weight, candidates_within(sites, radius, *anywhere), share
        )
    distance = distances(sites, candidate_places(sites))
    return lambda radius, share: partial_covering(
        weight, reach(distance, radius), share, gap=GAP, nodes=NODES
    )
