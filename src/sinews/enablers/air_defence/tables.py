"""The tables of air and missile defence as this enabler reads them: sites, layers, units, planning values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from sinews.case import Case, factor_value, require_rows
from sinews.case.model_size import refuse_too_large
from sinews.enablers.air_defence.discs import ENTRIES, is_large
from sinews.enablers.atlantic import MID_ATLANTIC
from sinews.engines.arrays import Values
from sinews.engines.great_circle import great_circles

NEEDED = ("air_defence_layers", "raids", "air_defence_engagements", "site_weights", "air_defence_planning")
"""Tables without which nothing is said of air and missile defence."""


BYTES_PER_PAIR = 24
"""Memory that the distance of two places takes, with what is made of it for one layer at a time."""

BYTES_PER_ENTRY = 64
"""Memory that a site in the reach of a place takes where places are thinned, all layers together: with 10
million entries a layer, a process came to hold less than this."""

BYTES_PER_SITE = 2_048
"""Memory that a site takes beside that, in all tables, layers and answers."""

SITES, SECONDS, GROWTH = 1_000, 10.0, 2.7
"""Seconds that all coverage of so many sites takes on a machine of 2026, and the power of their number with
which that grows: of 849, 1,698 and 3,396 sites, pooled units took 0.35, 2.0 and 12.9 s of a processor."""

SECONDS_PER_SITE = 0.0025
"""Seconds that all coverage and the requirement take for each of very many sites: of 100,958, pooled units
took 19 s of a processor, those of each ally alone 14 s and those that are spread evenly 26 s."""


def check_tables(case: Case) -> None:
    """Raise CaseError unless the case has every table that this enabler rests on."""
    require_rows(case, NEEDED, "to answer questions of air and missile defence")


def planning_value(case: Case, parameter: str) -> float:
    """Return a value of `air_defence_planning`, in its unit; raise CaseError if there is none."""
    return factor_value(case, "air_defence_planning", parameter, column="parameter")


def planning_or(case: Case, parameter: str, otherwise: float) -> float:
    """Return a value of `air_defence_planning`, or another where the case, as older ones, has no such row."""
    values = case["air_defence_planning"].filter(pl.col("parameter") == parameter)["value"].drop_nulls()
    return float(values[0]) if values.len() else otherwise


def area_of(case: Case, plan: str) -> list[str]:
    """Return the allies to which the packages of a plan go: those whose sites it defends."""
    goals = case["force_packages"].filter(pl.col("plan") == plan).select(node="destination")
    found: list[str] = case["nodes"].join(goals, on="node", how="semi")["country"].unique().sort().to_list()
    return found


def weapons(case: Case) -> pl.DataFrame:
    """Return the layers that defend sites, in the order of their table."""
    return case["air_defence_layers"].filter(pl.col("role") == "weapon")


def overseas_allies(case: Case) -> list[str]:
    """Return the allies whose units come from overseas."""
    places = pl.concat(
        [case["sites"].select("country", "longitude"), case["nodes"].select("country", "longitude")]
    )
    farthest_east = places.group_by("country", maintain_order=True).agg(pl.col("longitude").max())
    west = farthest_east.filter(pl.col("longitude") < MID_ATLANTIC)["country"]
    found: list[str] = case["allies"].filter(pl.col("ally").is_in(west.to_list()))["ally"].to_list()
    return found


def weighted_sites(case: Case, area: Sequence[str] | None = None) -> pl.DataFrame:
    """Return what is to be covered: the sites of the allies in Europe, each with its weight in points.

    The cities and other sites of the table `sites`; the ports, airports and border crossings of the network;
    the cities of the network with many railways; and the places to which force packages go.

    Parameters
    ----------
    case
        A checked case.
    area
        The allies whose sites are wanted; all without it.

    Returns
    -------
    polars.DataFrame
        site, kind, name, country, latitude, longitude, weight (points); one row a site, none twice.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty, or the sites are more than the case allows a model for.
    """
    check_tables(case)
    columns = ["site", "kind", "name", "country", "latitude", "longitude"]
    nodes = case["nodes"].rename({"node": "site"})
    ends = pl.concat(
        [
            case["land_edges"].filter(pl.col("mode") == "rail").select(site=end)
            for end in ("from_node", "to_node")
        ]
    )
    hubs = (
        ends.group_by("site", maintain_order=True)
        .len()
        .filter(pl.col("len") >= planning_value(case, "rail_edges"))
    )
    goals = case["force_packages"].select(site="destination").unique(maintain_order=True)
    extra = [
        nodes.filter(pl.col("kind") != "city"),
        nodes.filter(pl.col("kind") == "city")
        .join(hubs, on="site", how="semi")
        .with_columns(site="rail_hub/" + pl.col("site"), kind=pl.lit("rail_hub")),
        nodes.join(goals, on="site", how="semi").with_columns(
            site="troops/" + pl.col("site"), kind=pl.lit("troops")
        ),
    ]
    people = case["sites"].select(
        *columns, size=pl.when(pl.col("kind") == "city").then(pl.col("weight") / 1e5).otherwise(1.0)
    )
    every = pl.concat([people, *(part.select(*columns, size=pl.lit(1.0)) for part in extra)])
    european = case["allies"].filter(~pl.col("ally").is_in(overseas_allies(case))).select(country="ally")
    if area is not None:
        european = european.filter(pl.col("country").is_in(list(area)))
    sites = (
        every.join(european, on="country", how="semi", maintain_order="left")
        .join(
            case["site_weights"].select("kind", points="weight"), on="kind", how="left", maintain_order="left"
        )
        .with_columns(weight=pl.col("size") * pl.col("points").fill_null(0.0))
        .select(*columns, "weight")
    )
    _refuse_too_many(case, sites)
    return sites


def candidate_places(sites: pl.DataFrame) -> pl.DataFrame:
    """Return the places where units may stand: those of the sites, each once."""
    return sites.unique(["latitude", "longitude"], keep="first", maintain_order=True)


def distances(one: pl.DataFrame, other: pl.DataFrame) -> Values:
    """Return great-circle distances between places with latitude and longitude, km, shape (one, other)."""
    return great_circles(*(frame.select("latitude", "longitude").to_numpy() for frame in (one, other)))


def told_size(case: Case) -> str:
    """Return in words how many sites there are to cover, what that takes, and how long if it is long.

    Raises
    ------
    CaseError
        If it would take more memory than the case allows.
    """
    sites = weighted_sites(case)
    pairs, memory = _size(sites)
    if is_large(sites):
        seconds, how = SECONDS_PER_SITE * sites.height, " near each other, thinned places"
    else:
        seconds, how = SECONDS * (sites.height / SITES) ** GROWTH, ""
    minutes = seconds / 60.0
    time = f", about {minutes:,.0f} minutes" if minutes >= 2.0 else ""
    return f"{sites.height:,} sites, {pairs:,} pairs{how}, {memory / 2**30:.2g} GiB at most{time}"


def _size(sites: pl.DataFrame) -> tuple[int, int]:
    """Return how many pairs of a site and a place there are to look at, at most, and the bytes they take."""
    pairs = sites.height * candidate_places(sites).height
    if is_large(sites):
        pairs = min(pairs, ENTRIES)
        return pairs, pairs * BYTES_PER_ENTRY + sites.height * BYTES_PER_SITE
    return pairs, pairs * BYTES_PER_PAIR


def _refuse_too_many(case: Case, sites: pl.DataFrame) -> None:
    """Raise CaseError if the distances between sites would take more memory than the case allows."""
    pairs, memory = _size(sites)
    size = f"{pairs:,} pairs of {sites.height:,} sites"
    refuse_too_large(case.settings, "table of distances", memory, size, "sites")


def reach(distance: Values, radius: float) -> csr_array:
    """Return which sites lie within a radius of which candidates, shape (sites, candidates)."""
    # a metre of grace, so that the last digit of a distance does not decide
    return csr_array((distance <= radius + 1e-3).astype(np.float64))


def present(case: Case, area: Sequence[str] | None) -> pl.Expr:
    """Return what part of an ally's air defence is there, of rows with a column ally; null stands for pools.

    One force, used once: of North American units and interceptors the share ``overseas``, and none if they
    take longer than the days of ``warning``; where an area alone is defended, of other allies what does not
    stay at home.

    Parameters
    ----------
    case
        A checked case.
    area
        The allies whose sites are defended; None for all.
    """
    late = planning_or(case, "overseas_move", 0.0) > planning_or(case, "warning", 0.0)
    over = 0.0 if late else planning_value(case, "overseas") / 100
    sent = 1.0 if area is None else 1.0 - planning_or(case, "at_home", 0.0) / 100
    inside = pl.lit(value=True) if area is None else pl.col("ally").is_in(list(area))
    part = (
        pl.when(pl.col("ally").is_in(overseas_allies(case))).then(over).when(inside).then(1.0).otherwise(sent)
    )
    return pl.when(pl.col("ally").is_null()).then(1.0).otherwise(part)


def usable_units(case: Case, held: pl.DataFrame, area: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the units of each ally and of multinational pools that can cover sites in Europe at a time.

    The units held, times the availability, less the mobile reserve, times the part that is `present`;
    rounded to the nearest whole unit for each ally, or pool, and layer.

    Parameters
    ----------
    case
        The case.
    held
        ally, capability, quantity.
    area
        The allies whose sites alone are defended; None for all.

    Returns
    -------
    polars.DataFrame
        layer, ally (null for a pool), units, overseas.
    """
    usable = planning_value(case, "availability") / 100 * (1 - planning_value(case, "reserve") / 100)
    overseas = pl.col("ally").is_in(overseas_allies(case)).fill_null(value=False)
    part = usable * present(case, area)
    columns = ["capability", "ally", "quantity"]
    pooled = case["pooled"].with_columns(ally=pl.lit(None, pl.String)).select(columns)
    units = pl.concat([held.select(columns), pooled], how="vertical_relaxed")
    return (
        weapons(case)
        .select("layer", "capability")
        .join(units, on="capability", maintain_order="left_right")
        .with_columns(
            units=(pl.col("quantity") * part + 0.5 - 1e-9).floor().cast(pl.Int64), overseas=overseas
        )
        .select("layer", "ally", "units", "overseas")
    )


def held_in_europe(case: Case, held: pl.DataFrame, area: Sequence[str] | None = None) -> pl.DataFrame:
    """Return capability, quantity: what counts beside a need, of all allies and pools; see `present`."""
    columns = ["capability", "ally", "quantity"]
    pooled = case["pooled"].with_columns(ally=pl.lit(None, pl.String)).select(columns)
    return (
        pl.concat([held.select(columns), pooled], how="vertical_relaxed")
        .group_by("capability", maintain_order=True)
        .agg((pl.col("quantity") * present(case, area)).sum())
    )


def stays_overseas(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return capability, stays: what allies hold of air and missile defence that does not come to Europe."""
    counted = pl.concat(
        [
            case["air_defence_layers"].select("capability"),
            case["air_defence_engagements"].select(capability="interceptor").drop_nulls(),
        ]
    ).unique()
    return (
        held.join(counted, on="capability", how="semi")
        .group_by("capability", maintain_order=True)
        .agg(stays=(pl.col("quantity") * (1.0 - present(case, None))).sum())
    )
