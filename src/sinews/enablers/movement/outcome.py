"""What a movement comes to: when packages close, what arrives, what is used, and what binds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from sinews.enablers.movement.bottlenecks import bottlenecks_of, bucket_starts, scale_of
from sinews.enablers.movement.known import KnownMovement, known_of
from sinews.enablers.movement.network import TICKS, Way
from sinews.enablers.movement.problem import HORIZON, Movement
from sinews.engines.arrays import Indices, Values
from sinews.engines.shipping import Shipping
from sinews.engines.shipping.paths import path_consumption

CLOSED = 0.999
"""Share of each load that must have arrived for a package to count as closed: what is left is rounding."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Tables of a movement.

    Attributes
    ----------
    closures
        force_package, plan, formation, quantity, origin, destination, required_day, personnel, closed_90 and
        closed (day by which 90 % and all of each load have arrived; null: never within the horizon), late
        (days, null likewise), in_time (share of the loads by the required day, 0..1), stranded (share
        that never arrives) and soonest (day before which no lift and no way brings all of it).
    arrivals
        plan, day, arrived and required: thousands of soldiers with all that is theirs, summed up to the day.
    use
        kind, from_node, to_node (both empty for lift), day (first of the bucket), days (its length), used and
        capacity (per day; for lift, units busy and units that can be used), price (weighted thousand-soldier
        days of delay that one more a day would save in the bucket).
    flows
        mode, from_node, to_node, force_package, formations (how many pass, each load its share of one).
    bottlenecks
        kind, from_node, to_node, corridor_class, capacity (per day), through (what passes in all; unit-days
        for lift), days (to pass, at full use), full_days, first_day, last_day (when it is full), saves
        (weighted thousand-soldier days of delay that one more a day would save), packages (keys of those that
        use it while it is full, most use first).
    gap
        Certified relative distance from the least cost.
    objective
        Weighted lateness and transit.
    known
        What another movement on the same network can start from.
    """

    closures: pl.DataFrame
    arrivals: pl.DataFrame
    use: pl.DataFrame
    flows: pl.DataFrame
    bottlenecks: pl.DataFrame
    gap: float
    objective: float
    known: KnownMovement = field(repr=False)

    @property
    def on_time(self) -> float:
        """Share of packages that are closed by their required day, 0..1."""
        late = self.closures["late"].fill_null(HORIZON).to_numpy()
        return float((late <= 0).mean()) if late.size else 1.0

    @property
    def delay(self) -> float:
        """Mean days that packages are late, by soldiers; those that never close count to the horizon."""
        closures = self.closures
        late = pl.col("late").fill_null(HORIZON - pl.col("required_day"))
        total = float(closures["personnel"].sum())
        return float(closures.select((late * pl.col("personnel")).sum()).item()) / total if total else 0.0


def outcome_of(movement: Movement, shipping: Shipping) -> Outcome:
    """Return the tables of a movement that has been solved."""
    place, path, amount = _uses_of_paths(movement, shipping)
    buckets = movement.problem.capacity.shape[1]
    total = np.bincount(place, weights=amount, minlength=movement.problem.capacity.size)
    used = total.reshape(-1, buckets).astype(np.float64)
    return Outcome(
        closures=_closures(movement, shipping),
        arrivals=_arrivals(movement, shipping),
        use=_use(movement, shipping, used),
        flows=_flows(movement, shipping),
        bottlenecks=bottlenecks_of(movement, shipping, used, (place, path, amount)),
        gap=shipping.gap,
        objective=shipping.objective,
        known=known_of(movement, shipping),
    )


def _uses_of_paths(movement: Movement, shipping: Shipping) -> tuple[Indices, Indices, Values]:
    """Return place in (resources x buckets), path and amount of all that is used."""
    problem = movement.problem
    places, paths, amounts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for p, path in enumerate(shipping.paths):
        uses = problem.uses[int(problem.commodities.use[path.commodity])]
        place, amount = path_consumption(problem, uses, path.arcs, path.entered)
        places.append(place)
        paths.append(np.full(place.size, p, np.int64))
        amounts.append(amount * shipping.flow[p])
    return np.concatenate(places), np.concatenate(paths), np.concatenate(amounts)


def _shares(movement: Movement, shipping: Shipping) -> tuple[Values, Values]:
    """Return, for each package and tick, the least and the mean share of its loads that have arrived."""
    ticks = movement.problem.horizon + 1
    goods = movement.problem.commodities
    arrived = np.zeros((goods.count, ticks))
    for path, flow in zip(shipping.paths, shipping.flow, strict=True):
        arrived[path.commodity, path.arrival] += flow / goods.amount[path.commodity]
    arrived = np.minimum(np.cumsum(arrived, axis=1), 1.0)
    least = np.ones((movement.packages.height, ticks))
    mean = np.zeros_like(least)
    loads = np.zeros(movement.packages.height)
    for k, (p, _) in enumerate(movement.goods):
        least[p] = np.minimum(least[p], arrived[k])
        mean[p] += arrived[k]
        loads[p] += 1
    return least, np.where(loads[:, None] > 0, mean / np.maximum(loads, 1)[:, None], 1.0)


def _closures(movement: Movement, shipping: Shipping) -> pl.DataFrame:
    least, _ = _shares(movement, shipping)
    columns = ["force_package", "plan", "formation", "quantity", "origin", "destination", "required_day",
               "personnel"]  # fmt: skip
    packages = movement.packages.select(columns)
    due = np.minimum(packages["required_day"].to_numpy() * TICKS, movement.problem.horizon)
    days: dict[str, list[float | None]] = {}
    for name, share in (("closed_90", 0.9), ("closed", CLOSED)):
        reached = least >= share
        days[name] = [float(row.argmax()) / TICKS if row.any() else None for row in reached]
    return packages.with_columns(
        closed_90=pl.Series(days["closed_90"], dtype=pl.Float64),
        closed=pl.Series(days["closed"], dtype=pl.Float64),
        in_time=pl.Series(least[np.arange(due.size), due]),
        stranded=pl.Series(1.0 - least[:, -1]),
        soonest=pl.Series(_soonest(movement, shipping)),
    ).with_columns(late=(pl.col("closed") - pl.col("required_day")).clip(lower_bound=0.0))


def _soonest(movement: Movement, shipping: Shipping) -> Values:
    """Return the first day on which each package could close; beyond the horizon if it has no way at all."""
    soonest = np.zeros(movement.packages.height, np.int64)
    np.maximum.at(soonest, [p for p, _ in movement.goods], shipping.soonest)
    return np.minimum(soonest, movement.problem.horizon + 1) / TICKS


def _arrivals(movement: Movement, shipping: Shipping) -> pl.DataFrame:
    _, mean = _shares(movement, shipping)
    packages = movement.packages
    soldiers = packages["personnel"].to_numpy() / 1000.0
    due = packages["required_day"].to_numpy()
    days = np.arange(HORIZON + 1)
    frames = []
    for plan in packages["plan"].unique(maintain_order=True):
        rows = (packages["plan"] == plan).to_numpy()
        frames.append(
            pl.DataFrame(
                {
                    "plan": np.full(days.size, plan),
                    "day": days,
                    "arrived": soldiers[rows] @ mean[rows][:, ::TICKS],
                    "required": (soldiers[rows, None] * (due[rows, None] <= days)).sum(axis=0),
                }
            )
        )
    return pl.concat(frames) if frames else pl.DataFrame()


def _keys(resources: list[Way]) -> dict[str, list[str]]:
    return {
        name: [key[part] for key in resources] for part, name in enumerate(("kind", "from_node", "to_node"))
    }


def _use(movement: Movement, shipping: Shipping, used: Values) -> pl.DataFrame:
    """Return the use of every resource that is used at all, by bucket."""
    rows = np.flatnonzero(used.sum(axis=1) > 0)
    widths = np.array(movement.widths, np.float64)
    starts = bucket_starts(movement)
    per_day = widths[None, :] * scale_of(movement)[rows, None]
    columns = {name: np.repeat(keys, widths.size)
               for name, keys in _keys([movement.resources[r] for r in rows]).items()}  # fmt: skip
    return pl.DataFrame(columns | {
        "day": np.tile(starts, rows.size),
        "days": np.tile(movement.widths, rows.size),
        "used": (used[rows] / per_day).ravel(),
        "capacity": (movement.problem.capacity[rows] / per_day).ravel(),
        "price": (shipping.price[rows] * per_day).ravel(),
    })  # fmt: skip


def _flows(movement: Movement, shipping: Shipping) -> pl.DataFrame:
    arcs = movement.network.arcs
    rows = []
    parts = np.bincount([p for p, _ in movement.goods], minlength=movement.packages.height)
    for path, flow in zip(shipping.paths, shipping.flow, strict=True):
        package = movement.goods[path.commodity][0]
        for a in path.arcs:
            arc = arcs[a]
            if arc.tail[0] != arc.head[0]:
                rows.append((arc.mode, arc.tail[0], arc.head[0], package, flow / parts[package]))
    names = movement.packages["force_package"].to_list()
    schema = {"mode": pl.String, "from_node": pl.String, "to_node": pl.String, "package": pl.Int64,
              "formations": pl.Float64}  # fmt: skip
    keys = ["mode", "from_node", "to_node", "package"]
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by(keys, maintain_order=True)
        .agg(pl.col("formations").sum())
        .sort(keys)
        .with_columns(
            force_package=pl.col("package").replace_strict(
                dict(enumerate(names)), default=None, return_dtype=pl.String
            )
        )
        .select("mode", "from_node", "to_node", "force_package", "formations")
    )
