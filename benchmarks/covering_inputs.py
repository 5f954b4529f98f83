"""The covering problem of the baseline case: weighted sites, candidate places, five layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from sinews.case import holdings, open_case
from sinews.enablers.air_defence.tables import (
    candidate_places,
    distances,
    reach,
    usable_units,
    weapons,
    weighted_sites,
)
from sinews.engines.arrays import Values

GAP = 0.01
MULTIPLES = {"today": 1, "pledge": 5}


@dataclass(frozen=True, slots=True)
class Problem:
    """A covering problem: one limit and one matrix of reach a layer."""

    weight: Values
    reach: list[csr_array]
    count: list[int]
    worth: Values


def load(size: str) -> Problem:
    """Return the problem with today's pooled units, or with the pledged multiple of them."""
    case = open_case()
    sites = weighted_sites(case)
    distance = distances(sites, candidate_places(sites))
    units = usable_units(case, holdings(case).select("ally", "capability", "quantity"))
    layers = weapons(case)
    counts = [
        int(units.filter(pl.col("layer") == layer)["units"].sum()) * MULTIPLES[size]
        for layer in layers["layer"]
    ]
    return Problem(
        weight=sites["weight"].to_numpy(),
        reach=[reach(distance, radius) for radius in layers["radius"]],
        count=counts,
        worth=np.asarray(0.8 ** np.arange(layers.height), np.float64),
    )
