"""The multi-modal network: ways and terminals as arcs of a graph, with what each can carry in a day."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from sinews.case import Case, priced
from sinews.enablers.movement.tables import factor, means
from sinews.engines.arrays import Indices
from sinews.engines.great_circle import great_circles

TICKS = 4
"""Ticks in a day: six hours each."""
KM_PER_NAUTICAL_MILE = 1.852
STANDARD_GAUGE = 1435
AIR_ROUTES = 12
"""Airports at least that an aircraft serves from each, near and far in equal steps of rank; others are a stop
away."""

Place = tuple[str, str]
"""A node and its layer: ``yard``, ``het`` (on a transporter) or ``rail`` with its gauge."""
Way = tuple[str, str, str]
"""A way or terminal whose capacity is shared: kind, and both nodes (the same for a terminal)."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A way or the passage of a terminal, one way.

    Attributes
    ----------
    mode
        ``road`` (own wheels, coach), ``het`` (on a transporter), ``rail``, ``sea``, ``airlift_strat``,
        ``airlift_tac``, ``charter``, or ``load`` and ``unload`` of trains and transporters.
    tail, head
        Places.
    days
        Time of passage, loading included by sea and air.
    ways
        What it uses: the first as it begins, the second as it ends.
    """

    mode: str
    tail: Place
    head: Place
    days: float
    ways: tuple[Way, ...]


@dataclass(slots=True)
class MovementNetwork:
    """The arcs, and of each way and terminal its class, capacity a day, and price of one more a day."""

    arcs: list[Arc] = field(default_factory=list)
    corridor_class: dict[Way, str] = field(default_factory=dict)
    capacity: dict[Way, float] = field(default_factory=dict)
    expansion_cost: dict[Way, float] = field(default_factory=dict)

    def both_ways(self, arc: Arc) -> None:
        """Add an arc and the one back."""
        self.arcs.append(arc)
        self.arcs.append(Arc(arc.mode, arc.head, arc.tail, arc.days, arc.ways[::-1]))


def build_network(case: Case) -> MovementNetwork:
    """Return the network of a case: land and sea edges both ways, transfers at places, and air routes."""
    network = MovementNetwork()
    limits = _Limits(case, network)
    rail, het, roro = (means(case, "capability", name) for name in ("rail_flat", "het", "roro"))
    march = float(means(case, "capability", "truck_cargo")["speed"])
    gauge_change = factor(case, "T012") / 24.0
    platforms: dict[Place, None] = {}
    for row in case["land_edges"].iter_rows(named=True):
        u, v, km = row["from_node"], row["to_node"], float(row["length"])
        if row["mode"] == "rail":
            gauges = tuple(int(row[name] or STANDARD_GAUGE) for name in ("gauge_from", "gauge_to"))
            days = km / float(rail["speed"]) + (gauge_change if gauges[0] != gauges[1] else 0.0)
            ends = (u, f"rail{gauges[0]}"), (v, f"rail{gauges[1]}")
            platforms |= dict.fromkeys(ends)
            network.both_ways(Arc("rail", *ends, days, (limits.way("rail", u, v, gauges),)))
        else:
            road = (limits.way("road", u, v),)
            network.both_ways(Arc("road", (u, "yard"), (v, "yard"), km / march, road))
            network.both_ways(Arc("het", (u, "het"), (v, "het"), km / float(het["speed"]), road))
            platforms |= dict.fromkeys([(u, "het"), (v, "het")])
    for node, layer in platforms:
        by_rail = layer != "het"
        terminal = (limits.way("rail_terminal", node, node),) if by_rail else ()
        days = float((rail if by_rail else het)["loading"])
        network.arcs.append(Arc("load", (node, "yard"), (node, layer), days, terminal))
        network.arcs.append(Arc("unload", (node, layer), (node, "yard"), days, terminal))
    for row in case["sea_edges"].iter_rows(named=True):
        km = float(row["length"]) * KM_PER_NAUTICAL_MILE
        days = km / float(roro["speed"]) + 2 * float(roro["loading"])
        u, v = row["from_node"], row["to_node"]
        ports = limits.way("port", u, u), limits.way("port", v, v)
        network.both_ways(Arc("sea", (u, "yard"), (v, "yard"), days, ports))
    _add_air(network, limits, case)
    return network


def _add_air(network: MovementNetwork, limits: _Limits, case: Case) -> None:
    """Join each airport with others by air, near ones and far ones."""
    table = case["nodes"].filter(pl.col("kind") == "airport").select("node", "latitude", "longitude")
    airports = table["node"].to_list()
    places = table.select("latitude", "longitude").to_numpy()
    distance: dict[tuple[str, str], float] = {}
    for node, row in zip(airports, great_circles(places, places).tolist(), strict=True):
        others = sorted((km, other) for km, other in zip(row, airports, strict=True) if other != node)
        for km, other in others[:: max(1, len(others) // AIR_ROUTES)]:
            distance[(min(node, other), max(node, other))] = km
    reach = {"airlift_tac": factor(case, "tactical_range")}
    fleets = {name: means(case, "capability", name) for name in ("airlift_strat", "airlift_tac")}
    fleets["charter"] = means(case, "lift", "charter")
    for (u, v), km in sorted(distance.items()):
        airfields = limits.way("airport", u, u), limits.way("airport", v, v)
        for fleet, row in fleets.items():
            if km <= reach.get(fleet, math.inf):
                days = km / float(row["speed"]) + 2 * float(row["loading"])
                network.both_ways(Arc(fleet, (u, "yard"), (v, "yard"), days, airfields))


class _Limits:
    """Capacity and price of more: of the class named for a way, else of the usual one of its kind."""

    def __init__(self, case: Case, network: MovementNetwork) -> None:
        self._network = network
        classes = priced(case, "corridor_classes")
        self._class = {row["corridor_class"]: row for row in classes.iter_rows(named=True)}
        self._usual: dict[tuple[str, int | None], str] = {}
        for row in classes.filter(pl.col("usual")).iter_rows(named=True):
            gauge = None if row["gauge"] is None else int(row["gauge"])
            self._usual[(row["kind"], gauge)] = row["corridor_class"]
        self._named: dict[Way, str] = {}
        for row in case["corridors"].iter_rows(named=True):
            u, v = row["from_node"], row["to_node"]
            for ends in ((u, v), (v, u)):
                self._named[(row["kind"], *ends)] = row["corridor_class"]

    def way(self, kind: str, u: str, v: str, gauges: tuple[int, ...] | None = None) -> Way:
        """Register a way or terminal, once, and return its key; without a class it has no limit."""
        key = (kind, u, v)
        network = self._network
        if key not in network.capacity:
            name = self._named.get(key) or self._usual_class(kind, gauges)
            row = self._class.get(name, {"capacity": math.inf, "expansion_cost": math.inf})
            network.corridor_class[key] = name
            network.capacity[key] = float(row["capacity"])
            network.expansion_cost[key] = float(row["expansion_cost"])
        return key

    def _usual_class(self, kind: str, gauges: tuple[int, ...] | None) -> str:
        gauge = gauges[0] if gauges else None
        if gauges and gauges[0] != gauges[-1] and ("gauge_break", None) in self._usual:
            kind = "gauge_break"
        return self._usual.get((kind, gauge)) or self._usual.get((kind, None), "")


def ticks_of(days: float) -> int:
    """Return the ticks that a passage takes, at least one."""
    return max(1, round(days * TICKS))


def numbered(network: MovementNetwork) -> tuple[dict[Place, int], Indices, Indices, Indices]:
    """Return the number of each place, and every arc's tail, head and ticks."""
    places: dict[Place, int] = {}
    for arc in network.arcs:
        for end in (arc.tail, arc.head):
            places.setdefault(end, len(places))
    tail = np.array([places[arc.tail] for arc in network.arcs], np.int64)
    head = np.array([places[arc.head] for arc in network.arcs], np.int64)
    return places, tail, head, np.array([ticks_of(arc.days) for arc in network.arcs], np.int64)
