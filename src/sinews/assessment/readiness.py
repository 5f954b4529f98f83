"""Readiness: which formations are there by a day, and what holds the others back.

A formation is ready when it has its people, its usable equipment, its supply and its training; the part of
an ally's formations that is ready is the least of the four, in whole formations. People and equipment are
counted down as formations take them, so that nobody and nothing is in two formations at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from sinews.case import Case

PERSONS_PER_THOUSAND = 1000.0
PEOPLE, SUPPLY, TRAINING = "personnel", "supply", "training"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Who can send what by when.

    Attributes
    ----------
    formations
        ally, tier, day, formation, held, ready (formations), troops (soldiers of those ready), limit (what
        holds the next one back: personnel, supply, training, or a capability of equipment; empty if all are
        ready).
    taken
        ally, tier, resource, available, taken: people, and each capability of equipment.
    tiers
        tier, name, day, required, ready (soldiers), met.
    shortfalls
        tier, ally, missing: soldiers of an ally's formations that are not ready by the day of the tier, the
        most first.
    """

    formations: pl.DataFrame
    taken: pl.DataFrame
    tiers: pl.DataFrame
    shortfalls: pl.DataFrame


def readiness(case: Case, held: pl.DataFrame, supplied: pl.DataFrame | None = None) -> Readiness:
    """Return the formations of each ally that are ready by the day of each tier.

    Parameters
    ----------
    case
        A checked case with rows in force_tiers and formations.
    held
        ally, capability, quantity: formations and equipment.
    supplied
        ally, formation, fill (0 to 1): the part of its formations of a kind that an ally can supply, as
        `sinews.enablers.supply.formation_fill` returns it; one without a row.
    """
    quantity = {
        (ally, capability): q
        for ally, capability, q in held.select("ally", "capability", "quantity").iter_rows()
    }
    fill: dict[tuple[str, str], float] = {}
    if supplied is not None:
        fill = {
            (ally, formation): part
            for ally, formation, part in supplied.select("ally", "formation", "fill").iter_rows()
        }
    active, reserve = _active(case), _reserve(case)
    establishment, usable_part = _establishments(case), _availability(case)
    kinds = case["formations"].select("formation", "capability", "personnel").rows()
    rows, taken = [], []
    columns = ("tier", "day", "present", "mobilised", "trained", "available")
    for tier, day, present, mobilised, trained, default in (
        case["force_tiers"].select(columns).sort("day").iter_rows()
    ):
        for ally in case["allies"]["ally"]:
            left = {PEOPLE: active.get(ally, 0.0) * present + reserve.get(ally, 0.0) * mobilised}
            for capability in {c for needs in establishment.values() for c in needs}:
                usable = usable_part.get((ally, capability), default)
                left[capability] = quantity.get((ally, capability), 0.0) * usable
            before = dict(left)
            for formation, capability, personnel in kinds:
                count = math.floor(quantity.get((ally, capability), 0.0) + 1e-9)
                if count == 0:
                    continue
                needs = {PEOPLE: personnel, **establishment.get(formation, {})}
                bounds = {name: left[name] / need for name, need in needs.items() if need > 0}
                bounds[TRAINING] = count * trained
                bounds[SUPPLY] = count * fill.get((ally, formation), 1.0)
                limit = min(bounds, key=lambda name: bounds[name])
                ready = min(count, math.floor(bounds[limit] + 1e-9))
                for name, need in needs.items():
                    left[name] -= ready * need
                rows.append(
                    (
                        ally,
                        tier,
                        day,
                        formation,
                        count,
                        ready,
                        ready * personnel,
                        limit if ready < count else "",
                    )
                )
            taken += [(ally, tier, name, before[name], before[name] - left[name]) for name in sorted(before)]
    formations = pl.DataFrame(
        rows,
        schema={
            "ally": pl.String, "tier": pl.String, "day": pl.Int64, "formation": pl.String, "held": pl.Int64,
            "ready": pl.Int64, "troops": pl.Float64, "limit": pl.String,
        },
        orient="row",
    )  # fmt: skip
    return Readiness(
        formations,
        pl.DataFrame(
            taken,
            schema={
                "ally": pl.String, "tier": pl.String, "resource": pl.String, "available": pl.Float64,
                "taken": pl.Float64,
            },
            orient="row",
        ),
        _tiers(case, formations),
        _shortfalls(case, formations),
    )  # fmt: skip


def _active(case: Case) -> dict[str, float]:
    """Return each ally's active military personnel, persons, of the last year known."""
    last = case["personnel"].sort("year").group_by("ally", maintain_order=True).last()
    return {
        ally: military * PERSONS_PER_THOUSAND
        for ally, military in last.select("ally", "military").iter_rows()
    }


def _reserve(case: Case) -> dict[str, float]:
    """Return each ally's reserve, persons."""
    rows = case["reserves"].select("ally", pl.col("reserve") * PERSONS_PER_THOUSAND)
    return dict(rows.iter_rows())


def _establishments(case: Case) -> dict[str, dict[str, float]]:
    """Return the equipment of each kind of formation."""
    found: dict[str, dict[str, float]] = {}
    for formation, capability, quantity in (
        case["establishments"].select("formation", "capability", "quantity").iter_rows()
    ):
        found.setdefault(formation, {})[capability] = quantity
    return found


def _availability(case: Case) -> dict[tuple[str, str], float]:
    """Return what part of its equipment an ally can use, by ally and capability, where that is published."""
    published = case["readiness"].filter(
        (pl.col("metric") == "availability")
        & (pl.col("unit") == "percent")
        & pl.col("capability").is_not_null()
        & pl.col("value").is_not_null()
    )
    rows = published.sort("as_of", maintain_order=True).select("owner", "capability", "value").iter_rows()
    # the latest figure is the last
    return {(owner, capability): value / 100.0 for owner, capability, value in rows}


def _tiers(case: Case, formations: pl.DataFrame) -> pl.DataFrame:
    """Return what each tier asks for, and what is ready."""
    ready = formations.group_by("tier", maintain_order=True).agg(ready=pl.col("troops").sum())
    return (
        case["force_tiers"]
        .sort("day")
        .select("tier", "name", "day", required="troops")
        .join(ready, on="tier", how="left", maintain_order="left")
        .with_columns(pl.col("ready").fill_null(0.0))
        .with_columns(met=pl.col("ready") >= pl.col("required"))
    )


def _shortfalls(case: Case, formations: pl.DataFrame) -> pl.DataFrame:
    """Return soldiers of each ally's formations that are not ready, by tier."""
    personnel = case["formations"].select("formation", "personnel")
    return (
        formations.join(personnel, on="formation", maintain_order="left")
        .group_by("tier", "day", "ally", maintain_order=True)
        .agg(missing=((pl.col("held") - pl.col("ready")) * pl.col("personnel")).sum())
        .filter(pl.col("missing") > 0)
        .sort(["day", "missing", "ally"], descending=[False, True, False])
        .select("tier", "ally", "missing")
    )
