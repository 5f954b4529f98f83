"""Distribution: what flows from depot to base to brigade, and the trucks, trains and stocks that takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from sinews.case import EDGES, Case, at_edge
from sinews.enablers.supply.consumption import formation_rates
from sinews.enablers.supply.tables import factor, lift, part, supply_classes
from sinews.enablers.supply.ways import ways
from sinews.engines.inventory import base_stock_for_service

HUNDRED_KM = 100.0
RAIL_PATHS, ROAD_VEHICLES = "T015", "T017"
"""Rows of `transport_factors`: trains a line takes in a day, and vehicles a road takes."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """What distribution takes.

    Attributes
    ----------
    flows
        place (node), base, carrier, supply_class, amount (units of the class a day that arrive), tonnes (a
        day), stage ("brigade" or "base"); demand of brigades at each place, and of all of them at each base.
    lanes
        base, base_node, node, plan, road (km), turn_round (days), cargo (tonnes a day), fuel (cubic metres a
        day), cargo_trucks, fuel_trucks (that must be on strength), passages (of trucks a day, both ways), use
        (share of what the road takes).
    legs
        base, base_node, depot, depot_node, plan, mode, line (km), cargo (tonnes a day), fuel (cubic metres a
        day), piped (cubic metres a day of it that come by pipeline), trains (a day), use (share of the trains
        that the line takes; null by road), battalions (logistics battalions for the lanes from this base).
    levels
        place, base, supply_class, stage, amount (a day), lead_time (days, whole), level (order-up-to level,
        units of the class), days (of the amount): what is held forward for the service level.
    """

    flows: pl.DataFrame
    lanes: pl.DataFrame
    legs: pl.DataFrame
    levels: pl.DataFrame


def distribute(case: Case, year: int | None = None) -> Distribution:
    """Size the distribution to the force packages of the defence plans.

    Parameters
    ----------
    case
        A checked case.
    year
        The year, for pipelines that are still to come; None for the base year.

    Raises
    ------
    CaseError
        If the case lacks tables or factors of supply.
    """
    flows, lanes, legs = _ways_used(case, year)
    return Distribution(flows, lanes, legs, _levels(case, flows, lanes, legs))


def _ways_used(case: Case, year: int | None) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return flows, lanes and legs of a `Distribution`."""
    lines = ways(case)
    brigade = _brigade_flows(case, lines)
    lanes = _lanes(case, lines, brigade)
    own = lanes.select("base", supply_class=pl.lit(_fuel_class(case)), own=pl.col("own_fuel"))
    flows = pl.concat([brigade, _base_flows(brigade, own, case)])
    return flows, lanes.drop("own_fuel"), _legs(case, lines, flows, lanes, year)


def leg_bands(case: Case, year: int | None = None) -> pl.DataFrame:
    """Return base, depot, use_low, use_high: the part of a line's trains that each way by rail takes.

    They are taken with every factor of transportation and logistics at the low end of its band, and at the
    high end: the first has the fewest paths for military trains.
    """
    low, high = (
        legs.select("base", "depot", pl.col("use").alias(f"use_{edge}"))
        for edge in EDGES
        for *_, legs in [_ways_used(at_edge(case, edge, "transport_factors", "logistics_factors"), year)]
    )
    return low.join(high, on=["base", "depot"], how="left", maintain_order="left")


def turn_round(case: Case, distance: pl.Expr) -> pl.Expr:
    """Return the days from one loading of a truck to the next: both ways, loading and unloading."""
    return 2.0 * distance / _truck(case)["speed"] + 2.0 * factor(case, "handling")


def trucks(case: Case, amount: pl.Expr, turn_round: pl.Expr, carrier: str) -> pl.Expr:
    """Return the trucks on strength that carry an amount a day.

    Those on the road are amount times turn-round over the load; on strength they are more by the share that
    is in repair. What is lost on the way is sent again, and what a closed day held back is caught up.

    Parameters
    ----------
    case
        The case.
    amount
        That arrives, tonnes of cargo or cubic metres of fuel a day.
    turn_round
        In days.
    carrier
        ``cargo`` or ``fuel``.
    """
    if carrier == "cargo":
        load, ready = _truck(case)["payload"], _truck(case)["availability"]
    else:
        load, ready = factor(case, "fuel_truck_load"), factor(case, "fuel_truck_availability", share=True)
    sent = (1.0 - part(case, "convoy_loss")) * (1.0 - part(case, "road_closure"))
    return amount / sent * turn_round / (load * ready)


def _truck(case: Case) -> dict[str, float]:
    """Return payload, speed and availability of the cargo truck."""
    return lift(case, "capability", "truck_cargo")


def _fuel_class(case: Case) -> str:
    """Return the class of supply that fuel trucks carry; empty for none."""
    fuels = supply_classes(case).filter(pl.col("carrier") == "fuel")["supply_class"]
    return "" if fuels.is_empty() else str(fuels[0])


def _brigade_flows(case: Case, lines: pl.DataFrame) -> pl.DataFrame:
    """Return what brigades need a day, by place and class."""
    classes = supply_classes(case)
    share = classes.unpivot(
        ["medium", "low"], index="supply_class", variable_name="intensity", value_name="part"
    )
    full = classes.select("supply_class", intensity=pl.lit("high"), part=pl.lit(100.0))
    packages = case["force_packages"].select("force_package", "formation", "quantity", "intensity")
    return (
        lines.join(packages, on="force_package", maintain_order="left")
        .join(formation_rates(case), on="formation", maintain_order="left")
        .join(pl.concat([full, share]), on=["supply_class", "intensity"], maintain_order="left")
        .join(
            classes.select("supply_class", "carrier", "hauled", "weight"),
            on="supply_class",
            maintain_order="left",
        )
        .with_columns(
            amount=pl.col("quantity") * pl.col("rate") * pl.col("part") / 100.0 * pl.col("hauled") / 100.0
        )
        .group_by("node", "base", "carrier", "supply_class", maintain_order=True)
        .agg(pl.col("amount").sum(), tonnes=(pl.col("amount") * pl.col("weight")).sum())
        .filter(pl.col("amount") > 0)
        .rename({"node": "place"})
        .with_columns(stage=pl.lit("brigade"))
    )


def _lanes(case: Case, lines: pl.DataFrame, brigade: pl.DataFrame) -> pl.DataFrame:
    """Return the roads from bases to brigades, and what moves on each."""
    days = turn_round(case, pl.col("road"))
    cargo, fuel = (
        brigade.filter(pl.col("carrier") == carrier)
        .group_by("base", node="place", maintain_order=True)
        .agg(pl.col(column).sum().alias(carrier))
        for carrier, column in (("cargo", "tonnes"), ("fuel", "amount"))
    )
    sent = 1.0 - part(case, "convoy_loss")
    load, fuel_load = _truck(case)["payload"], factor(case, "fuel_truck_load")
    burnt = factor(case, "truck_own_use", share=True) * 2.0 * pl.col("road") / HUNDRED_KM
    weight = supply_classes(case).filter(pl.col("carrier") == "fuel")["weight"]
    density = float(weight[0]) if weight.len() else 1.0
    capacity = _transport_factor(case, ROAD_VEHICLES)
    return (
        lines.group_by("base", "base_node", "node", "plan", maintain_order=True)
        .agg(pl.col("road").first())
        .join(cargo, on=["base", "node"], how="left", maintain_order="left")
        .join(fuel, on=["base", "node"], how="left", maintain_order="left")
        .with_columns(pl.col("cargo", "fuel").fill_null(0.0), turn_round=days)
        .with_columns(
            cargo_trucks=trucks(case, pl.col("cargo"), pl.col("turn_round"), "cargo"),
            fuel_trucks=trucks(case, pl.col("fuel"), pl.col("turn_round"), "fuel"),
            passages=2.0 * (pl.col("cargo") / load + pl.col("fuel") / fuel_load) / sent,
            own_fuel=burnt * (pl.col("cargo") / density + pl.col("fuel")) / sent,
        )
        .with_columns(use=pl.col("passages") / 2.0 / capacity)
    )  # fmt: skip


def _transport_factor(case: Case, key: str) -> float:
    """Return a value of `transport_factors`; infinite where the case has none, so that nothing binds."""
    values = case["transport_factors"].filter(pl.col("factor") == key)["value"].drop_nulls()
    return float(values[0]) if values.len() else float("inf")


def _base_flows(brigade: pl.DataFrame, own: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Return what passes through each base a day: all that its brigades get, losses, and its trucks' fuel."""
    sent = 1.0 - part(case, "convoy_loss")
    burnt = own.group_by("base", "supply_class", maintain_order=True).agg(pl.col("own").sum())
    weights = supply_classes(case).select("supply_class", "weight")
    return (
        brigade.group_by("base", "carrier", "supply_class", maintain_order=True)
        .agg(pl.col("amount").sum() / sent)
        .join(burnt, on=["base", "supply_class"], how="left", maintain_order="left")
        .join(weights, on="supply_class", maintain_order="left")
        .with_columns(amount=pl.col("amount") + pl.col("own").fill_null(0.0))
        .select(
            "base", "carrier", "supply_class", "amount",
            place=pl.col("base"), tonnes=pl.col("amount") * pl.col("weight"), stage=pl.lit("base"),
        )
        .select(brigade.columns)
    )  # fmt: skip


def _legs(
    case: Case, lines: pl.DataFrame, flows: pl.DataFrame, lanes: pl.DataFrame, year: int | None
) -> pl.DataFrame:
    """Return the ways from depots to bases, what moves on each, and the battalions that each base needs."""
    base = flows.filter(pl.col("stage") == "base")
    cargo, fuel = (
        base.filter(pl.col("carrier") == carrier)
        .group_by("base", maintain_order=True)
        .agg(pl.col(column).sum().alias(carrier))
        for carrier, column in (("cargo", "tonnes"), ("fuel", "amount"))
    )
    weight = supply_classes(case).filter(pl.col("carrier") == "fuel")["weight"]
    density = float(weight[0]) if weight.len() else 1.0
    train = lift(case, "mode", "rail")["payload"]
    battalions = lanes.group_by("base", maintain_order=True).agg(
        battalions=pl.max_horizontal(
            pl.col("cargo_trucks").sum() / factor(case, "battalion_cargo_trucks"),
            pl.col("fuel_trucks").sum() / factor(case, "battalion_fuel_trucks"),
        ).ceil()
    )
    rail = pl.col("mode") == "rail"
    return (
        lines.group_by("base", "base_node", "depot", "depot_node", "plan", "mode", maintain_order=True)
        .agg(pl.col("line").first())
        .join(cargo, on="base", how="left", maintain_order="left")
        .join(fuel, on="base", how="left", maintain_order="left")
        .join(battalions, on="base", how="left", maintain_order="left")
        .join(case["nodes"].select("country", base_node="node"), on="base_node", maintain_order="left")
        .with_columns(pl.col("cargo", "fuel").fill_null(0.0))
        .pipe(_piped, case, year)
        .with_columns(
            trains=pl.when(rail)
            .then((pl.col("cargo") + (pl.col("fuel") - pl.col("piped")) * density) / train)
            .otherwise(0.0)
        )
        .with_columns(use=pl.when(rail).then(pl.col("trains") / _transport_factor(case, RAIL_PATHS)))
        .select(
            "base", "base_node", "depot", "depot_node", "plan", "mode", "line", "cargo", "fuel", "piped",
            "trains", "use", "battalions",
        )
    )  # fmt: skip


def _piped(legs: pl.DataFrame, case: Case, year: int | None) -> pl.DataFrame:
    """Return legs with the fuel that pipelines bring to each base: those that run through its country."""
    now = case.settings.base_year if year is None else year
    throughput: dict[str, float] = {}
    for countries, amount in (
        case["pipelines"]
        .filter(pl.col("available_from") <= now)
        .select("countries", "throughput")
        .iter_rows()
    ):
        served = [country for country in countries.split() if country in set(legs["country"])]
        for country in served:
            throughput[country] = throughput.get(country, 0.0) + amount / len(served)
    share = pl.col("fuel") / pl.col("fuel").sum().over("country")
    most = pl.col("country").replace_strict(throughput, default=0.0, return_dtype=pl.Float64)
    return legs.with_columns(piped=pl.min_horizontal(pl.col("fuel"), most * share.fill_nan(0.0)))


def _levels(case: Case, flows: pl.DataFrame, lanes: pl.DataFrame, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the stock that each place orders up to, to lack nothing on the share of days asked for."""
    # a brigade lacks nothing where its own stock suffices and its base's does: each takes half of the risk
    service = part(case, "service_level")
    closures = {"brigade": part(case, "road_closure"), "base": 0.0}
    arrives = {"brigade": 1.0 - part(case, "convoy_loss"), "base": 1.0}
    start = factor(case, "order_time") + 2.0 * factor(case, "handling")
    rail = lift(case, "mode", "rail")["speed"]
    by_road = lanes.select("base", place="node", time=start + pl.col("road") / _truck(case)["speed"])
    by_leg = legs.select(
        "base", place="base",
        time=start
        + pl.col("line") / pl.when(pl.col("mode") == "rail").then(rail).otherwise(_truck(case)["speed"]),
    )  # fmt: skip
    variation = supply_classes(case).select("supply_class", pl.col("variation") / 100.0)
    # demand at a base is that of several brigades, whose days are independent
    spread = (
        flows.filter(pl.col("stage") == "brigade")
        .join(variation, on="supply_class", maintain_order="left")
        .group_by("base", "supply_class", maintain_order=True)
        .agg(pooled=(pl.col("amount") * pl.col("variation")).pow(2).sum().sqrt() / pl.col("amount").sum())
    )
    placed = (
        flows.join(pl.concat([by_road, by_leg]), on=["base", "place"], maintain_order="left")
        .join(variation, on="supply_class", maintain_order="left")
        .join(spread, on=["base", "supply_class"], maintain_order="left")
        .with_columns(
            lead_time=pl.col("time").ceil().clip(1).cast(pl.Int64),
            spread=pl.when(pl.col("stage") == "base").then("pooled").otherwise("variation")
            * pl.col("amount"),
        )
    )
    levels = [
        base_stock_for_service(
            math.sqrt(service), amount / arrives[stage], deviation, lead_time, closures[stage]
        )
        for stage, amount, deviation, lead_time in placed.select(
            "stage", "amount", "spread", "lead_time"
        ).iter_rows()
    ]
    return placed.with_columns(level=pl.Series(levels, dtype=pl.Float64)).select(
        "place", "base", "supply_class", "stage", "amount", "lead_time", "level",
        days=pl.col("level") / pl.col("amount"),
    )  # fmt: skip
