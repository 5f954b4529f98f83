"""Move the packages as things are, with lift or ways doubled, and with the least-cost additions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case, table_money
from sinews.enablers.movement.known import KnownMovement, taken_up
from sinews.enablers.movement.network import TICKS
from sinews.enablers.movement.outcome import Outcome, outcome_of
from sinews.enablers.movement.problem import pose
from sinews.engines.shipping import ship

GAP = 1e-2
"""Relative distance from the certified bound at which to stop."""
DELAY_PRICE = 1e4
"""Millions of the tables' currency for a weighted day's delay of a thousand soldiers: more than any addition
costs that saves it."""
VARIANTS = (("as it is", 1.0, 1.0), ("lift doubled", 2.0, 1.0), ("ways doubled", 1.0, 2.0),
            ("both doubled", 2.0, 2.0))  # fmt: skip
"""Name, multiple of lift, and multiple of the capacity of ways and terminals."""


@dataclass(frozen=True, slots=True)
class Sizing:
    """The least-cost additions that bring packages in time.

    Attributes
    ----------
    additions
        kind, from_node, to_node (empty for lift), held (or capacity a day), added, cost (USD m).
    peak
        capability, held, usable, busy (most units busy in a bucket), needed (units to hold for that).
    outcome
        The movement with the additions; what is late then no lift and no way brings in time.
    """

    additions: pl.DataFrame
    peak: pl.DataFrame
    outcome: Outcome

    @property
    def cost(self) -> float:
        """USD m."""
        return float(self.additions["cost"].sum())


def delay_price(case: Case) -> float:
    """Return what a weighted day's delay of a thousand soldiers is worth, in millions of the case's money."""
    return DELAY_PRICE * table_money(case)


def move(
    case: Case,
    held: pl.DataFrame,
    *,
    plan: str | None = None,
    lift_factor: float = 1.0,
    way_factor: float = 1.0,
    known: KnownMovement | None = None,
    processors: int | None = None,
) -> Outcome:
    """Move the force packages of one plan, or of all plans at once, with the least weighted lateness.

    Parameters
    ----------
    case
        A checked case.
    held
        capability, quantity: the lift that there is.
    plan
        Key of a defence plan; all if not given.
    lift_factor, way_factor
        Multiples of all lift, and of the capacity of all ways and terminals.
    known
        What an earlier movement of the same packages, or more, knows: less time, the same certified gap.
    processors
        How many to use, all without it; the figures are the same.

    Raises
    ------
    CaseError
        If a table or a factor is missing.

    Notes
    -----
    A multi-commodity flow over time with resources that return, see :func:`sinews.engines.shipping.ship`.
    """
    movement = pose(case, held, plan=plan, lift_factor=lift_factor, way_factor=way_factor)
    start = taken_up(movement, known)
    return outcome_of(movement, ship(movement.problem, gap=GAP, known=start, processors=processors))


def size(
    case: Case,
    held: pl.DataFrame,
    *,
    plan: str | None = None,
    known: KnownMovement | None = None,
    processors: int | None = None,
) -> Sizing:
    """Return the least-cost lift and infrastructure that bring in time all packages that can be.

    Parameters and errors are those of `move`.
    """
    movement = pose(case, held, plan=plan, late_price=delay_price(case))
    start = taken_up(movement, known)
    shipping = ship(movement.problem, gap=GAP, known=start, processors=processors)
    outcome = outcome_of(movement, shipping)
    ways = len(movement.network.capacity)
    unit = np.array([TICKS] * ways + [1.0 / asset.availability for asset in movement.assets])
    stock = [*movement.network.capacity.values(), *(asset.held for asset in movement.assets)]
    price = [*movement.network.expansion_cost.values(), *(asset.price for asset in movement.assets)]
    added = shipping.expansion * unit
    rows = [
        (*movement.resources[r], stock[r], added[r], added[r] * price[r])
        for r in np.flatnonzero(added > 1e-6)
    ]
    schema = {"kind": pl.String, "from_node": pl.String, "to_node": pl.String, "held": pl.Float64,
              "added": pl.Float64, "cost": pl.Float64}  # fmt: skip
    additions = pl.DataFrame(rows, schema=schema, orient="row").sort(
        ["cost", "kind", "from_node"], descending=[True, False, False], maintain_order=True
    )
    busy = dict(
        outcome.use.filter(pl.col("from_node") == "")
        .group_by("kind", maintain_order=True)
        .agg(pl.col("used").max())
        .iter_rows()
    )
    peak = pl.DataFrame(
        [
            (a.capability, a.held, a.held * a.availability, busy.get(a.capability, 0.0),
             busy.get(a.capability, 0.0) / a.availability)
            for a in movement.assets
        ],
        schema=["capability", "held", "usable", "busy", "needed"],
        orient="row",
    )  # fmt: skip
    return Sizing(additions, peak, outcome)


def doublings(case: Case, held: pl.DataFrame, plan: str | None, first: Outcome) -> dict[str, Outcome]:
    """Return the movement as it is (already known), with lift, ways and both doubled, by name."""
    found = {VARIANTS[0][0]: first}
    for name, lift, ways in VARIANTS[1:]:
        found[name] = move(case, held, plan=plan, lift_factor=lift, way_factor=ways, known=first.known)
    return found


def doubling_costs(case: Case, held: pl.DataFrame, plan: str | None) -> dict[str, float]:
    """Return what it costs to double all lift, and all ways, by the names of `VARIANTS`, USD m.

    Lift at the products' prices, ways and terminals at the price of one more a day; as if all were doubled,
    needed or not.
    """
    movement = pose(case, held, plan=plan)
    network = movement.network
    lift = sum(asset.held * asset.price for asset in movement.assets if np.isfinite(asset.price))
    ways = sum(a_day * network.expansion_cost[way] for way, a_day in network.capacity.items())
    return {name: (more - 1.0) * lift + (wider - 1.0) * ways for name, more, wider in VARIANTS}


def regimes(case: Case, held: pl.DataFrame, plan: str | None, first: Outcome) -> dict[str, Outcome]:
    """Return the movement under each border regime, by key; that of the active one is already known.

    The others start from nothing: their notice shifts departures, and paths of the first are of little use.
    """
    table = case["border_regimes"]
    active = table.filter(pl.col("active"))["border_regime"].head(1).to_list()
    return {
        key: first if [key] == active else move(under_regime(case, key), held, plan=plan)
        for key in table["border_regime"]
    }


def under_regime(case: Case, key: str) -> Case:
    """Return a case that reckons with one border regime."""
    table = case["border_regimes"].with_columns(active=pl.col("border_regime") == key)
    return case.with_table("border_regimes", table)
