"""Capacity with which nobody waits on the busiest day: a quick estimate beside the certified sizing."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, unit_costs
from sinews.enablers.medical.chain import HOME, Chain
from sinews.enablers.medical.simulate import Flow, simulate
from sinews.engines.arrays import Values

PEAK = 0.9
"""Share of worlds in which capacity without waiting shall suffice on the busiest day."""


def peaks(flow: Flow) -> Values:
    """Return of each station the servers busy on the busiest day, not exceeded in 9 of 10 worlds."""
    return np.asarray(np.quantile(flow.occupied.max(axis=2), PEAK, axis=0), float)


def unhindered(case: Case, chain: Chain, worlds: int, processors: int | None = None) -> pl.DataFrame:
    """Return the units with which nobody waits for a station on its busiest day in 9 of 10 worlds.

    Means of days count: within a day some wait. Days on which a station is closed are not made up for.
    Certified and at least cost is `sinews.enablers.medical.sizing.size`, which takes minutes.

    Parameters
    ----------
    case
        A checked case.
    chain
        A chain of care; what it has is not used.
    worlds, processors
        As for `simulate`.

    Returns
    -------
    polars.DataFrame
        capability, needed (units at the plans' disposal), price (USD m a unit at its cheapest; null where
        there is none), in the order of the stations.
    """
    busy = peaks(simulate(chain.unlimited(), worlds, processors=processors))
    home = pl.col("station").str.starts_with(HOME)
    brings = pl.col("per_unit") * pl.col("availability")
    return (
        chain.stations.with_columns(units=pl.Series(np.ceil(busy)) / brings)
        .drop_nulls("capability")
        .filter(brings > 0)
        .group_by("capability", maintain_order=True)
        .agg(needed=pl.when(home.any()).then(pl.col("units").sum()).otherwise(pl.col("units").max()).ceil())
        .join(
            unit_costs(case).select("capability", "price"), on="capability", how="left", maintain_order="left"
        )
    )


def at_disposal(chain: Chain) -> pl.DataFrame:
    """Return capability, held: the units of a chain, those at home of all nations together."""
    home = pl.col("station").str.starts_with(HOME)
    return (
        chain.stations.drop_nulls("capability")
        .group_by("capability", maintain_order=True)
        .agg(held=pl.when(home.any()).then(pl.col("units").sum()).otherwise(pl.col("units").first()))
    )
