"""What air and missile defence takes at the stated ambition: units, and interceptors for days of raids."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from sinews.case import Case, CaseError, Problem, holdings
from sinews.enablers.air_defence.discs import is_large
from sinews.enablers.air_defence.fewest import fewest_units
from sinews.enablers.air_defence.raids import ALL, daily_use
from sinews.enablers.air_defence.tables import (
    area_of,
    held_in_europe,
    planning_value,
    weighted_sites,
)
from sinews.engines.set_covering import Siting

Needed = tuple[dict[str, Any], Siting, int]
"""A layer, where the fewest units that cover its ambition stand, and how many units that takes to hold."""


def requirement(case: Case, plan: str = ALL) -> pl.DataFrame:
    """Return what the defence of the case's sites needs, beside what the Alliance holds today.

    For each layer the fewest units that cover its share of the weight of all sites, raised so that enough are
    available beside the mobile reserve; for each class of interceptors the larger of the planned use over the
    stated days and one load of the ready rounds of the needed units that fire it.

    Parameters
    ----------
    case
        A checked case.
    plan
        The plan whose area alone is to be defended, against its share of the raids; `ALL` for all at once.

    Returns
    -------
    polars.DataFrame
        capability, held (units that count in Europe today, see `beside`), needed (units), driver (a
        sentence); in the order of the layers, then the interceptors.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    area = None if plan == ALL else area_of(case, plan)
    large = is_large(weighted_sites(case, area))
    rows, units = [], {}
    for layer, fewest, needed in units_needed(case, area):
        units[layer["layer"]] = needed
        driver = (
            f"{round(fewest.cost)} units of {layer['radius']:g} km cover {layer['ambition']:g} % of the "
            "weighted sites; "
            f"{100 * _usable(case, layer):.0f} % are usable at a time"
        )
        if large:
            driver += f"; no fewer than {round(fewest.bound):,} could do"
        rows.append((layer["capability"], float(needed), driver))
    rows += _interceptors(case, units, plan)
    needs = pl.DataFrame(
        rows,
        schema={"capability": pl.String, "needed": pl.Float64, "driver": pl.String},
        orient="row",
    ).with_columns(held=pl.lit(0.0))
    return beside(case, needs, holdings(case), plan)


def units_needed(case: Case, area: Sequence[str] | None = None) -> Iterator[Needed]:
    """Yield each layer with the fewest units that cover its ambition, and how many that takes to hold.

    Parameters
    ----------
    case
        A checked case.
    area
        The allies whose sites are to be covered; those of all without it.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty, or no unit is ever usable.
    """
    fewest_of = fewest_units(weighted_sites(case, area))
    for layer in case["air_defence_layers"].iter_rows(named=True):
        fewest = fewest_of(layer["radius"], layer["ambition"] / 100)
        yield layer, fewest, math.ceil(round(fewest.cost) / _usable(case, layer) - 1e-9)


def _usable(case: Case, layer: dict[str, Any]) -> float:
    """Return the part of the units of a layer that can be used at a time."""
    part = planning_value(case, "availability") / 100
    if layer["role"] == "weapon":
        part *= 1 - planning_value(case, "reserve") / 100
    if part <= 0:
        expected = "an availability and a reserve that leave some units to use"
        raise CaseError([Problem("air_defence_planning", None, "value", "", expected)])
    return part


def beside(case: Case, needs: pl.DataFrame, held: pl.DataFrame, plan: str = ALL) -> pl.DataFrame:
    """Return the needs of `requirement` beside other holdings than today's, and what pools hold with them.

    Of allies overseas, and for a plan alone of allies outside its area, that part counts which is there, as
    in coverage.

    Parameters
    ----------
    case
        The case, for its multinational pools.
    needs
        The answer of `requirement`.
    held
        ally, capability, quantity.
    plan
        As for `requirement`.
    """
    area = None if plan == ALL else area_of(case, plan)
    total = held_in_europe(case, held, area).rename({"quantity": "held"})
    return (
        needs.drop("held")
        .join(total, on="capability", how="left", maintain_order="left")
        .with_columns(pl.col("held").fill_null(0.0))
        .select("capability", "held", "needed", "driver")
    )


def _interceptors(case: Case, units: dict[str, int], plan: str) -> list[tuple[str, float, str]]:
    """Return capability, need and driver of each class of interceptors."""
    days = planning_value(case, "days")
    rounds = dict(case["air_defence_layers"].select("layer", "ready_rounds").iter_rows())
    fired_by = (
        case["air_defence_engagements"]
        .drop_nulls("interceptor")
        .select("interceptor", "layer")
        .unique(maintain_order=True)
    )
    rows = []
    for interceptor, planned in daily_use(case, plan).select("interceptor", "planned").iter_rows():
        layers = fired_by.filter(pl.col("interceptor") == interceptor)["layer"]
        load = sum(rounds[layer] * units[layer] for layer in layers)
        used = planned * days
        driver = (
            f"{days:g} days of raids at {planned:,.1f} a day"
            if used >= load
            else f"one load of the ready rounds of the needed units; {days:g} days of raids take {used:,.0f}"
        )
        rows.append((interceptor, float(math.ceil(max(used, load) - 1e-9)), driver))
    return rows
