"""The movement of force packages as a problem of shipping: loads, uses of resources, buckets of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case, CaseError
from sinews.case.problems import Problem
from sinews.enablers.movement.assets import Asset, assets_of
from sinews.enablers.movement.loads import Load, loads_of, packages_of
from sinews.enablers.movement.network import (
    TICKS,
    Arc,
    MovementNetwork,
    Place,
    Way,
    build_network,
    numbered,
    ticks_of,
)
from sinews.enablers.movement.tables import check_tables, factor, means
from sinews.engines.arrays import Values
from sinews.engines.shipping import Commodities, ShippingProblem, Uses

HORIZON = 180
"""Days."""
BUCKETS = ((30, 2), (90, 5), (HORIZON, 10))
"""Capacity counts by two days until day 30, then by 5 days, and from day 90 on by 10."""
GRACE = 30
"""Days that what never arrives counts as late beyond the horizon."""
TRANSIT_COST = 1e-3
"""Of a formation's load on a train for a day, where a delay of a day has a weight of 1: small beside it."""
MODES = {
    "heavy": ("het", "rail", "sea", "airlift_strat"),
    "wheeled": ("road", "rail", "sea", "airlift_strat", "airlift_tac"),
    "people": ("road", "airlift_strat", "airlift_tac", "charter"),
}
"""How each kind of load can travel."""
LIFTS = {"het": "het", "sea": "roro", "airlift_strat": "airlift_strat", "airlift_tac": "airlift_tac"}
"""The capability that carries by each mode; trains are of two."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A problem of shipping, and what its numbers stand for.

    Attributes
    ----------
    problem
        The arrays.
    network, assets
        Arcs in the order of the problem's; assets are the last resources.
    resources
        The ways and terminals, and then (capability, "", "") of each asset.
    packages
        The force packages that move.
    goods
        Package (row) and load of each commodity.
    widths
        Days in each bucket.
    delay_cost
        Cost of a weighted day's delay of a thousand soldiers.
    """

    problem: ShippingProblem
    network: MovementNetwork
    assets: list[Asset]
    resources: list[Way]
    packages: pl.DataFrame
    goods: list[tuple[int, Load]]
    widths: list[int]
    delay_cost: float


def pose(
    case: Case,
    held: pl.DataFrame,
    *,
    plan: str | None = None,
    lift_factor: float = 1.0,
    way_factor: float = 1.0,
    late_price: float | None = None,
) -> Movement:
    """Return the problem of moving the force packages of one plan, or of all plans at once.

    Parameters
    ----------
    case
        Network, lift, formations and force packages.
    held
        capability and quantity of lift.
    plan
        Key of a defence plan; all if not given.
    lift_factor, way_factor
        Multiples of all lift, and of the capacity of all ways and terminals.
    late_price
        USD m for a weighted day's delay of a thousand soldiers' formation: then lift and ways can be bought,
        at what they cost. If not given, nothing can be bought.

    Raises
    ------
    CaseError
        If a table or factor is missing, or the plan has nothing to move.
    """
    check_tables(case)
    network = build_network(case)
    states, tail, head, transit = numbered(network)
    assets = assets_of(case, held)
    ways = list(network.capacity)
    resources = ways + [(asset.capability, "", "") for asset in assets]
    number = {key: r for r, key in enumerate(resources)}
    widths = _widths()
    bucket = np.repeat(np.arange(len(widths)), np.array(widths) * TICKS)
    daily = np.array(
        [network.capacity[w] * way_factor for w in ways]
        + [a.held * a.availability * lift_factor * TICKS for a in assets]
    )
    daily[np.isinf(daily)] = 1e9
    loads = loads_of(case)
    packages = packages_of(case, plan)
    for end in ("origin", "destination"):
        for node in packages[end]:
            states.setdefault((node, "yard"), len(states))  # a place without any way
    apart = (packages["origin"] != packages["destination"]).to_list()
    goods = [
        (p, load)
        for p, name in enumerate(packages["formation"])
        for load in loads
        if load.formation == name and apart[p]
    ]
    if not goods:
        expected = "a package that goes from one place to another" + (f" in plan {plan}" if plan else "")
        raise CaseError([Problem("force_packages", None, "plan", plan or "", expected)])
    scale = 1.0 if late_price is None else late_price
    price = np.full(len(resources), np.inf)
    if late_price is not None:
        price[:] = [network.expansion_cost[w] * TICKS for w in ways] + [
            a.price / a.availability for a in assets
        ]
    problem = ShippingProblem(
        nodes=len(states), tail=tail, head=head, transit=transit,
        uses=tuple(_uses(load, network.arcs, transit, number, assets) for load in loads),
        commodities=_commodities(case, packages, goods, loads, states, scale),
        capacity=daily[:, None] * np.array(widths), bucket=bucket,
        transit_cost=_effort(case, network) * TRANSIT_COST * scale / TICKS, expansion_cost=price,
    )  # fmt: skip
    return Movement(problem, network, assets, resources, packages, goods, widths, scale)


def _widths() -> list[int]:
    """Return the days in each bucket."""
    starts = (0, *(end for end, _ in BUCKETS[:-1]))
    return [step for start, (end, step) in zip(starts, BUCKETS, strict=True) for _ in range(start, end, step)]


def _effort(case: Case, network: MovementNetwork) -> Values:
    """Return lift-days of each arc beside those of a train: the less one carries, the more are on the way.

    What moves on its own wheels counts as a train.
    """
    train = float(means(case, "capability", "rail_flat")["payload"])
    effort = {"charter": train / float(means(case, "lift", "charter")["payload"])}
    for mode, capability in LIFTS.items():
        effort[mode] = train / float(means(case, "capability", capability)["payload"])
    return np.array([effort.get(arc.mode, 1.0) for arc in network.arcs])


def _commodities(
    case: Case,
    packages: pl.DataFrame,
    goods: list[tuple[int, Load]],
    loads: list[Load],
    states: dict[Place, int],
    scale: float,
) -> Commodities:
    rows = packages.rows(named=True)
    number = {id(load): place for place, load in enumerate(loads)}
    priority = {name: factor(case, f"priority_{name}") for name in ("high", "medium", "low")}
    parts = {p: sum(q == p for q, _ in goods) for p, _ in goods}
    soldiers = {p: float(rows[p]["personnel"]) / rows[p]["quantity"] / 1000.0 for p in parts}
    weight = np.array([priority[rows[p]["intensity"]] * soldiers[p] / parts[p] for p, _ in goods])
    weight *= scale / TICKS
    due = np.array([int(rows[p]["required_day"]) * TICKS for p, _ in goods], np.int64)
    release = np.array([ticks_of(rows[p]["notice"]) if rows[p]["notice"] else 0 for p, _ in goods], np.int64)
    return Commodities(
        use=np.array([number[id(load)] for _, load in goods], np.int64),
        origin=np.array([states[(rows[p]["origin"], "yard")] for p, _ in goods], np.int64),
        destination=np.array([states[(rows[p]["destination"], "yard")] for p, _ in goods], np.int64),
        amount=np.array([float(rows[p]["quantity"]) for p, _ in goods]),
        release=release, due=due, weight=weight,
        unmet=weight * ((HORIZON + GRACE) * TICKS - due),
    )  # fmt: skip


def _uses(
    load: Load, arcs: list[Arc], transit: np.ndarray[tuple[int], np.dtype[np.int64]], number: dict[Way, int],
    assets: list[Asset],
) -> Uses:  # fmt: skip
    """Return what a load of one formation uses on each arc."""
    by_name = {asset.capability: asset for asset in assets}
    start, resource, amount, offset, duration, admissible = [0], [], [], [], [], []
    for a, arc in enumerate(arcs):
        passes, uses = uses_of(load, arc, int(transit[a]), by_name)
        admissible.append(passes)
        for name, much, begin, ticks in uses if passes else ():
            resource.append(number[name])
            amount.append(much)
            offset.append(begin)
            duration.append(ticks)
        start.append(len(resource))
    return Uses(
        np.array(start, np.int64), np.array(resource, np.int64), np.array(amount, np.float64),
        np.array(offset, np.int64), np.array(duration, np.int64), np.array(admissible, np.bool_),
    )  # fmt: skip


def uses_of(
    load: Load, arc: Arc, ticks: int, assets: dict[str, Asset]
) -> tuple[bool, list[tuple[Way, float, int, int]]]:
    """Return whether a load may pass an arc, and its uses: resource, amount, offset and duration in ticks.

    Ways and terminals are used in their first tick, the arrival's terminal in the last. Assets are away for
    loading, the way, unloading and the empty way back; amounts are in asset-ticks.
    """
    layer = arc.head[1] if arc.tail[1] == "yard" else arc.tail[1]
    transfer = arc.mode in ("load", "unload")
    mode = arc.mode if not transfer else ("het" if layer == "het" else "rail")
    if mode not in MODES[load.kind]:
        return False, []
    away = ticks if transfer or mode == "road" else 2 * ticks
    busy: list[tuple[str, float]] = []
    if mode == "road":
        much = load.road_vehicles
    elif mode == "het":
        much, busy = load.road_vehicles, [("het", load.transporters)]
    elif mode == "rail":
        much, busy = load.trains, [("rail_flat", load.flat_wagons), ("rail_heavy", load.heavy_wagons)]
    elif mode == "sea":
        much, busy = load.lane_metres, [("roro", load.lane_metres / assets["roro"].lane_metres)]
    else:
        much = load.tonnes
        if mode in assets:
            busy = [(mode, max(load.tonnes / assets[mode].payload, load.sorties))]
    uses = [(way, much, 0 if w == 0 else ticks - 1, 1) for w, way in enumerate(arc.ways)]
    return True, uses + [((name, "", ""), n * away, 0, away) for name, n in busy if n > 0]
