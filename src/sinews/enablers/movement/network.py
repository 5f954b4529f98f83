"""The multi-modal network: ways and terminals as arcs of a graph, with what each can carry in a day."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.engines.arrays import Indices

TICKS = 4
"""Ticks in a day: six hours each."""
KM_PER_NAUTICAL_MILE = 1.852
ROAD_FACTOR = 1.27
"""Kilometres by road for each on the globe, the median of 1,717 pairs of places."""
AIR_ARCS = 12
"""Airports abroad and at home that an aircraft serves from each, nearest to farthest in equal steps."""
GAUGE_HOURS = 4.0
"""Change of a train's load to another gauge, published for Šeštokai."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A way or the passage of a terminal, one way.

    Attributes
    ----------
    mode
        ``road`` (own wheels, coach), ``het`` (on a transporter), ``rail``, ``sea``, ``air``, or ``load`` and
        ``unload`` at a place of rail (or of transporters, which need no terminal).
    tail, head
        States of places: (node, layer), where the layer is ``yard``, ``het`` or ``rail`` with its gauge.
    days
        Time of passage, loading included by sea and air.
    km
        Length.
    resources
        Names of the ways and terminals that it uses: the first as it begins, the second as it ends.
    """

    mode: str
    tail: tuple[str, str]
    head: tuple[str, str]
    days: float
    km: float
    resources: tuple[str, ...]


@dataclass(slots=True)
class MovementNetwork:
    """The arcs, and each resource's capacity: ways and terminals by ``kind:from:to``."""

    arcs: list[Arc] = field(default_factory=list)
    capacity: dict[str, float] = field(default_factory=dict)
    expansion_cost: dict[str, float] = field(default_factory=dict)

    def add_resource(self, key: str, limit: tuple[float, float]) -> str:
        """Name a resource, once, with its capacity a day and the price of one more."""
        if key not in self.capacity:
            self.capacity[key], self.expansion_cost[key] = limit
        return key


def build_network(case: Case) -> MovementNetwork:
    """Return the network of a case: land and sea edges both ways, transfers at places, and air routes."""
    network = MovementNetwork()
    limits = _Limits(case)
    speed = _speeds(case)
    rails: dict[str, set[str]] = {}
    for row in case["land_edges"].iter_rows(named=True):
        if row["mode"] == "rail":
            _add_railway(network, limits, row, speed["rail"], rails)
        else:
            _add_road(network, limits, row["from_node"], row["to_node"], float(row["length"]), speed)
    for node, layers in rails.items():
        for layer in sorted(layers):
            terminal = network.add_resource(
                f"rail_terminal:{node}:{node}", limits.of("rail_terminal", node, node)
            )
            for mode, ends in (("load", ("yard", layer)), ("unload", (layer, "yard"))):
                network.arcs.append(
                    Arc(mode, (node, ends[0]), (node, ends[1]), speed["rail_loading"], 0.0, (terminal,))
                )
    _add_access(network, limits, case, speed)
    for node in sorted({arc.tail[0] for arc in network.arcs if arc.mode == "het"}):
        for mode, ends in (("load", ("yard", "het")), ("unload", ("het", "yard"))):
            network.arcs.append(Arc(mode, (node, ends[0]), (node, ends[1]), speed["het_loading"], 0.0, ()))
    for row in case["sea_edges"].iter_rows(named=True):
        km = float(row["length"]) * KM_PER_NAUTICAL_MILE
        ends = (row["from_node"], row["to_node"])
        keys = tuple(network.add_resource(f"port:{n}:{n}", limits.of("port", n, n)) for n in ends)
        days = km / speed["sea"] + 2 * speed["sea_loading"]
        _both_ways(network, "sea", ends[0], ends[1], "yard", days, km, keys)
    _add_air(network, limits, case, speed)
    return network


def _add_railway(
    network: MovementNetwork,
    limits: _Limits,
    row: dict[str, object],
    speed: float,
    rails: dict[str, set[str]],
) -> None:
    u, v, km = str(row["from_node"]), str(row["to_node"]), float(str(row["length"]))
    gauges = (int(float(str(row["gauge_from"] or 1435))), int(float(str(row["gauge_to"] or 1435))))
    key = network.add_resource(f"rail:{u}:{v}", limits.of("rail", u, v, gauges))
    days = km / speed + (GAUGE_HOURS / 24.0 if gauges[0] != gauges[1] else 0.0)
    layers = (f"rail{gauges[0]}", f"rail{gauges[1]}")
    rails.setdefault(u, set()).add(layers[0])
    rails.setdefault(v, set()).add(layers[1])
    network.arcs.append(Arc("rail", (u, layers[0]), (v, layers[1]), days, km, (key,)))
    network.arcs.append(Arc("rail", (v, layers[1]), (u, layers[0]), days, km, (key,)))


def _add_road(
    network: MovementNetwork, limits: _Limits, u: str, v: str, km: float, speed: dict[str, float]
) -> None:
    key = network.add_resource(f"road:{u}:{v}", limits.of("road", u, v))
    _both_ways(network, "road", u, v, "yard", km / speed["road"], km, (key,))
    _both_ways(network, "het", u, v, "het", km / speed["het"], km, (key,))


def _add_access(network: MovementNetwork, limits: _Limits, case: Case, speed: dict[str, float]) -> None:
    """Join each place without any road to the nearest place of another kind in its country, by road."""
    joined = {node for arc in network.arcs for node in (arc.tail[0], arc.head[0])}
    places = case["nodes"].select("node", "kind", "country", "latitude", "longitude").rows()
    for node, kind, country, *here in places:
        if node in joined:
            continue
        others = [
            (_great_circle((here[0], here[1]), (p[3], p[4])), p[0])
            for p in places
            if p[2] == country and p[1] != kind and p[0] != node
        ]
        if others and min(others)[0] < 2000.0:
            km, nearest = min(others)
            _add_road(network, limits, node, nearest, km * ROAD_FACTOR, speed)


def _add_air(network: MovementNetwork, limits: _Limits, case: Case, speed: dict[str, float]) -> None:
    """Join airports by air: each with others in equal steps of rank by distance, so that far ones are among them."""
    airports = (
        case["nodes"].filter(pl.col("kind") == "airport").select("node", "latitude", "longitude").rows()
    )
    pairs: set[tuple[str, str]] = set()
    distance = {}
    for node, *here in airports:
        others = sorted(
            (_great_circle((here[0], here[1]), (p[1], p[2])), p[0]) for p in airports if p[0] != node
        )
        for km, other in others[:: max(1, len(others) // AIR_ARCS)]:
            pair = (min(node, other), max(node, other))
            pairs.add(pair)
            distance[pair] = km
    for u, v in sorted(pairs):
        km = distance[(u, v)]
        keys = tuple(network.add_resource(f"airport:{n}:{n}", limits.of("airport", n, n)) for n in (u, v))
        for fleet in ("airlift_strat", "airlift_tac", "charter"):
            if fleet != "charter" and fleet not in speed:
                continue
            if fleet == "airlift_tac" and km > 3500.0:  # beyond the range of a loaded C-130J
                continue
            days = km / speed.get(fleet, 8000.0) + 2 * speed["air_loading"]
            _both_ways(network, fleet, u, v, "yard", days, km, keys)


def _both_ways(
    network: MovementNetwork,
    mode: str,
    u: str,
    v: str,
    layer: str,
    days: float,
    km: float,
    keys: tuple[str, ...],
) -> None:
    network.arcs.append(Arc(mode, (u, layer), (v, layer), days, km, keys))
    network.arcs.append(Arc(mode, (v, layer), (u, layer), days, km, keys[::-1]))


class _Limits:
    """Capacity and price of more, by kind and ends: the class named for it, else the usual one of its kind."""

    def __init__(self, case: Case) -> None:
        classes = case["corridor_classes"]
        self._class = {row["corridor_class"]: row for row in classes.iter_rows(named=True)}
        self._usual: dict[tuple[str, int | None], str] = {}
        for row in classes.filter(pl.col("usual")).iter_rows(named=True):
            self._usual[(row["kind"], None if row["gauge"] is None else int(row["gauge"]))] = row[
                "corridor_class"
            ]
        self._named: dict[tuple[str, str, str], str] = {}
        for row in case["corridors"].iter_rows(named=True):
            for ends in ((row["from_node"], row["to_node"]), (row["to_node"], row["from_node"])):
                self._named[(row["kind"], *ends)] = row["corridor_class"]

    def of(self, kind: str, u: str, v: str, gauges: tuple[int, int] | None = None) -> tuple[float, float]:
        name = self._named.get((kind, u, v))
        if name is None and gauges is not None and gauges[0] != gauges[1]:
            name = "rail_gauge_break" if "rail_gauge_break" in self._class else None
        if name is None:
            name = self._usual.get((kind, gauges[0] if gauges else None)) or self._usual.get((kind, None))
        if name is None:
            return math.inf, math.inf
        return float(self._class[name]["capacity"]), float(self._class[name]["expansion_cost"])


def _speeds(case: Case) -> dict[str, float]:
    """Return km a day and days of loading by means of transport; the first row of lift for each counts."""
    speed = {"rail": 600.0, "road": 350.0, "het": 300.0, "sea": 800.0, "sea_loading": 1.0, "rail_loading": 0.25,
             "het_loading": 0.1, "air_loading": 0.1}  # fmt: skip
    keys = {"rail_flat": ("rail", "rail_loading"), "truck_cargo": ("road", ""), "het": ("het", "het_loading"),
            "roro": ("sea", "sea_loading"), "airlift_strat": ("airlift_strat", "air_loading"),
            "airlift_tac": ("airlift_tac", "")}  # fmt: skip
    seen: set[str] = set()
    for row in case["lift"].iter_rows(named=True):
        name = row["capability"]
        if name in keys and name not in seen:
            seen.add(name)
            travel, loading = keys[name]
            speed[travel] = float(row["speed"])
            if loading:
                speed[loading] = float(row["loading"])
    return speed


def _great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return km on the globe by the haversine."""
    (p, x), (q, y) = ((math.radians(t[0]), math.radians(t[1])) for t in (a, b))
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin((y - x) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def ticks_of(days: float) -> int:
    """Return the ticks that a passage takes, at least one."""
    return max(1, round(days * TICKS))


def numbered(network: MovementNetwork) -> tuple[dict[tuple[str, str], int], Indices, Indices, Indices]:
    """Return the number of each state of a place, and every arc's tail, head and ticks."""
    states: dict[tuple[str, str], int] = {}
    for arc in network.arcs:
        for end in (arc.tail, arc.head):
            states.setdefault(end, len(states))
    tail = np.array([states[arc.tail] for arc in network.arcs], np.int64)
    head = np.array([states[arc.head] for arc in network.arcs], np.int64)
    return states, tail, head, np.array([ticks_of(arc.days) for arc in network.arcs], np.int64)
