"""What binds: the ways, terminals and lift that hold packages up, and what one more of each would save."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.enablers.movement.network import TICKS
from sinews.enablers.movement.problem import Movement
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.shipping import Shipping

FULL = 0.999
"""Share of its capacity from which on a resource counts as full."""
NOTHING_LATE = 1e-6
"""Share of the cost below which lateness is rounding."""
MATTERS = 0.005
"""Share of all lateness that a resource's capacity must be worth to be told as a bottleneck."""


def lateness(movement: Movement, shipping: Shipping) -> float:
    """Return the weighted lateness, without the cost of lift on the way and of what is bought."""
    cost = movement.problem.passage_cost
    on_the_way = sum(
        float(flow) * float(cost[path.arcs].sum())
        for path, flow in zip(shipping.paths, shipping.flow, strict=True)
    )
    bought = shipping.expansion > 0
    spent = float(shipping.expansion[bought] @ movement.problem.expansion_cost[bought])
    return shipping.objective - on_the_way - spent


def bucket_starts(movement: Movement) -> Indices:
    """Return the first day of each bucket."""
    return np.concatenate([[0], np.cumsum(movement.widths)[:-1]]).astype(np.int64)


def scale_of(movement: Movement) -> Values:
    """Return what each resource's capacity is divided by: lift counts in units, not in unit-ticks."""
    scale = np.ones(len(movement.resources))
    scale[len(movement.network.capacity) :] = TICKS
    return scale


def bottlenecks_of(
    movement: Movement, shipping: Shipping, used: Values, uses: tuple[Indices, Indices, Values]
) -> pl.DataFrame:
    """Return the resources that hold up something, the one whose capacity is worth most first.

    Parameters
    ----------
    movement, shipping
        The problem and its solution.
    used
        What is used, shape (resources, buckets).
    uses
        Place in (resources x buckets), path and amount of all that is used.

    Returns
    -------
    polars.DataFrame
        As `Outcome.bottlenecks` says.
    """
    problem = movement.problem
    capacity, price = problem.capacity, shipping.price
    full = (used >= FULL * capacity) & (capacity > 0)
    worth = (price * capacity).sum(axis=1)
    late = lateness(movement, shipping)
    matters = (worth > MATTERS * late) & (late > NOTHING_LATE * shipping.objective)
    held_up = (price > 0) & full & matters[:, None]
    widths = np.array(movement.widths, np.float64)
    starts = bucket_starts(movement)
    scale = scale_of(movement)
    names = movement.packages["force_package"].to_list()
    rows = []
    for r in np.flatnonzero(held_up.any(axis=1)):
        days = widths[full[r]]
        users = _users(movement, shipping, int(r), full[r], uses)
        per_day = float(capacity[r, 0] / widths[0] / scale[r])
        through = float(used[r].sum() / scale[r])
        where = np.flatnonzero(full[r])
        rows.append(
            (
                *movement.resources[r],
                movement.network.corridor_class.get(movement.resources[r], ""),
                per_day,
                through,
                through / per_day,
                float(days.sum()),
                int(starts[where[0]]),
                int(starts[where[-1]] + movement.widths[where[-1]]),
                float((price[r] * widths).sum() * scale[r]),
                float(worth[r]),
                [names[p] for p in users],
            )
        )
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "kind": pl.String, "from_node": pl.String, "to_node": pl.String, "corridor_class": pl.String,
        "capacity": pl.Float64, "through": pl.Float64, "days": pl.Float64, "full_days": pl.Float64,
        "first_day": pl.Int64, "last_day": pl.Int64, "saves": pl.Float64, "worth": pl.Float64,
        "packages": pl.List(pl.String),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        ["worth", "kind", "from_node"], descending=[True, False, False], maintain_order=True
    )


def _users(
    movement: Movement,
    shipping: Shipping,
    resource: int,
    full: Flags,
    uses: tuple[Indices, Indices, Values],
) -> list[int]:
    """Return the packages that use a resource while it is full, most use first."""
    place, path, amount = uses
    buckets = full.size
    here = (place // buckets == resource) & full[place % buckets]
    total = np.zeros(movement.packages.height)
    package = np.array([movement.goods[p.commodity][0] for p in shipping.paths], np.int64)
    np.add.at(total, package[path[here]], amount[here])
    order = np.argsort(-total, kind="stable")
    return [int(p) for p in order if total[p] > 0]
