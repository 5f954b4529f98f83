"""Sizing: the least-cost facilities, vehicles and beds that keep the timelines and waits of a chain."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case, unit_costs
from sinews.case.problems import CaseError, Problem
from sinews.enablers.medical.chain import HOME, Chain, offered_load
from sinews.enablers.medical.criteria import TIMELINES, Criteria, Ideal, criteria
from sinews.enablers.medical.tables import HOURS_A_DAY, committed_shares, planning_value
from sinews.engines.arrays import Indices
from sinews.engines.queueing import square_root_staffing
from sinews.engines.staffing import Counts, Staffing, least_cost

WORLDS = 8
"""Worlds of the search; each test has twice as many."""
GRADE = 2.0
"""Standard deviations of the load with which staffing starts, and by which beds at home exceed it."""


@dataclass(frozen=True, slots=True)
class Sizing:
    """What a chain of care needs.

    Attributes
    ----------
    chain
        The chain with what it needs.
    units
        capability, held and needed (at the plans' disposal), committed (share of what allies hold that is at
        the plans' disposal), price (USD m for a unit at its cheapest), cost (of what is needed, USD m).
    criteria
        criterion, name, limit_hours, level (share wanted), share, bound (its lower confidence bound); for
        timelines also reachable: the share of the immediate casualties who would be in time if nobody waited,
        because of distance and of care on the way; share and bound are of those.
    staffing
        Cost of all, whether the levels are certified, and with how many worlds and trials.
    """

    chain: Chain
    units: pl.DataFrame
    criteria: pl.DataFrame
    staffing: Staffing


def size(case: Case, chain: Chain, *, worlds: int = WORLDS, processors: int | None = None) -> Sizing:
    """Return the least-cost capacity that keeps the timelines and the waits of a chain of care.

    The timelines are those of the immediate casualties, of whom those count who would be in time if nobody
    waited: capacity shortens no way. Each criterion is to be kept for the share `service_level` of its
    casualties.

    Parameters
    ----------
    case
        A checked case.
    chain
        A chain of care; what it has is not used.
    worlds
        Worlds of the search.
    processors
        How many to use, all without it; the figures are the same.

    Returns
    -------
    Sizing
        The same for the same case and seed.

    Raises
    ------
    CaseError
        If a capability that the chain uses has no price, or brings nothing to a station.
    """
    capabilities = _capabilities(case, chain)
    names = capabilities["capability"].to_list()
    lots, prices = (capabilities[column].cast(pl.Float64).to_numpy() for column in ("lot", "price"))
    weights = home_weights(chain)
    wanted = criteria(case, chain)
    ideals: dict[int, Ideal] = {}

    def with_units(units: Indices) -> Chain:
        of = dict(zip(names, (units * lots).tolist(), strict=True))
        return chain.with_servers(servers_of(chain, of, weights))

    with ThreadPoolExecutor(processors or os.cpu_count() or 1) as pool:

        def measure(units: Indices, first_world: int, count: int) -> Counts:
            tried = with_units(units)
            numbers = range(first_world, first_world + count)
            unseen = [world for world in numbers if world not in ideals]
            ideals.update(
                zip(unseen, pool.map(lambda world: wanted.ideal(chain, world), unseen), strict=True)
            )
            each = list(pool.map(lambda world: wanted.count(tried, world, ideals[world]), numbers))
            cases, kept = (np.array(part) for part in zip(*each, strict=True))
            return Counts(cases, kept)

        level = planning_value(case, "service_level") / 100.0
        starts = capabilities["start"].to_numpy()
        found = least_cost(
            measure,
            np.ceil(starts / lots).astype(int).tolist(),
            (starts > 0).astype(int).tolist(),
            (prices * lots).tolist(),
            [level] * len(wanted.keys),
            wanted.serves(capabilities["stations"].to_list()),
            worlds=worlds,
            confidence=planning_value(case, "sizing_confidence") / 100.0,
        )
    return Sizing(
        with_units(found.units),
        capabilities.select(
            "capability",
            "held",
            "committed",
            "price",
            needed=pl.Series(found.units * lots, dtype=pl.Float64),
        ).with_columns(cost=pl.col("needed") * pl.col("price")),
        _achieved(wanted, level, found, ideals),
        found,
    )


def servers_of(chain: Chain, units: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, int]:
    """Return the servers of every station that a capability brings.

    Parameters
    ----------
    chain
        A chain of care.
    units
        Of each capability, at the plans' disposal.
    weights
        Parts of the stations at home in the beds of all nations.
    """
    rows = chain.stations.drop_nulls("capability").select("station", "capability", "per_unit", "availability")
    return {
        station: int(units[capability] * weights.get(station, 1.0) * per_unit * availability + 1e-5)
        for station, capability, per_unit, availability in rows.iter_rows()
    }


def home_weights(chain: Chain) -> dict[str, float]:
    """Return the part of each station at home in all beds: its mean load and `GRADE` deviations of it."""
    loads = offered_load(chain).filter(pl.col("station").str.starts_with(HOME))
    weight = loads["mean"].to_numpy() + GRADE * np.sqrt(loads["mean"].to_numpy())
    return dict(zip(loads["station"].to_list(), (weight / max(weight.sum(), 1e-300)).tolist(), strict=True))


def _achieved(wanted: Criteria, level: float, found: Staffing, ideals: Mapping[int, Ideal]) -> pl.DataFrame:
    """Return what is achieved of each criterion."""
    in_time = np.sum([ideal.in_time.sum(axis=1) for ideal in ideals.values()], axis=0)
    applies = np.maximum(np.sum([ideal.immediate for ideal in ideals.values()], axis=0), 1)
    others = len(wanted.keys) - len(TIMELINES)
    return pl.DataFrame(
        {
            "criterion": wanted.keys,
            "name": wanted.names,
            "limit_hours": wanted.limits * HOURS_A_DAY,
            "level": [level] * len(wanted.keys),
            "reachable": [*(in_time / applies).tolist(), *[None] * others],
            "share": found.shares,
            "bound": found.bounds,
        }
    )


def _capabilities(case: Case, chain: Chain) -> pl.DataFrame:
    """Return capability, held, stations, start (units), lot, committed, price of all that a chain uses."""
    stations = chain.stations.join(offered_load(chain), on="station", maintain_order="left").drop_nulls(
        "capability"
    )
    brings = stations["per_unit"] * stations["availability"]
    if (barren := stations.filter(brings <= 0)).height:
        expected = "more than 0, so that medical support can be sized"
        where = barren["station"][0]
        raise CaseError([Problem("medical_stations", None, "per_unit, availability", where, expected)])
    servers = [square_root_staffing(load, GRADE) for load in stations["mean"]]
    home = pl.col("station").str.starts_with(HOME)
    found = (
        stations.with_columns(start=pl.Series(servers) / brings)
        .group_by("capability", maintain_order=True)
        .agg(
            held=pl.when(home.any()).then(pl.col("units").sum()).otherwise(pl.col("units").first()),
            start=pl.when(home.any()).then(pl.col("start").sum()).otherwise(pl.col("start").max()),
            stations=pl.when(home).then(pl.lit(HOME)).otherwise("station").unique(maintain_order=True),
        )
        .join(case["capabilities"].select("capability", "lot"), on="capability", maintain_order="left")
        .join(committed_shares(case), on="capability", maintain_order="left")
        .join(
            unit_costs(case).select("capability", "price"), on="capability", how="left", maintain_order="left"
        )
    )
    unpriced = found.filter(pl.col("price").is_null() | (pl.col("price") <= 0))["capability"].to_list()
    if unpriced:
        expected = "a product that costs more than 0, so that medical support can be sized at least cost"
        raise CaseError([Problem("products", None, "capability", key, expected) for key in unpriced])
    return found
