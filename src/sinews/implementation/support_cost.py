"""What support to Ukraine costs the plan in shortfall: a bound from the duals of the planning model."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.engines.arrays import Values
from sinews.engines.lp import LpSolution
from sinews.implementation.blocks import Blocks
from sinews.implementation.bottlenecks import lateness, weighted_shortfall
from sinews.implementation.instance import PER_MILLE, Instance

SCHEMA = {
    "ally": pl.String,
    "origin": pl.String,
    "key": pl.String,
    "capability": pl.String,
    "quantity": pl.Float64,
    "shortfall": pl.Float64,
    "months": pl.Float64,
}


def support_cost(instance: Instance, blocks: Blocks, solution: LpSolution) -> pl.DataFrame:
    """Return by how much, at most, each ally's support to Ukraine raises the plan's weighted shortfall.

    Returns
    -------
    polars.DataFrame
        One row for each ally and each capability (origin ``"stock"``) or line (``"line"``) that it gives
        from, and one for the money that it pays to lines (``"money"``):

        - ally, origin, key, capability (whose units or slots are given; null for money)
        - quantity: units, products, or USD bn
        - shortfall: % of the plan's weighted shortfall that would not be there without it, at most
        - months: by how much, at most, what is late of the capability is later for it on average

    Notes
    -----
    The optimum is convex in the limits, so that giving something back gains no more than its quantity at its
    dual: slots of the line, materials, people and money at theirs. A unit from stock is counted in every
    later year in which the ally is below its target, as if it were not replaced before; the dual is no more.
    """
    total = float(weighted_shortfall(instance, blocks, solution).sum())
    if total <= 0:
        return pl.DataFrame(schema=SCHEMA)
    stock = instance.given * _unit_missed(instance, blocks, solution)
    slots = instance.industry.supported * _slot(instance, blocks, solution)
    duals = np.clip(
        -(solution.row_dual[blocks.money.equipment] + solution.row_dual[blocks.money.total]), 0.0, None
    )
    money = instance.support * duals
    late = lateness(instance, blocks, solution)
    places = {"stock": np.arange(len(instance.capabilities)), "line": instance.capability_of}
    keys = {"stock": instance.capabilities, "line": instance.lines}
    rows = []
    for origin, quantity, cost in (
        ("stock", instance.given, stock),
        ("line", instance.industry.supported, slots),
    ):
        for ally, key in np.argwhere(quantity.sum(axis=2) > 0):
            capability, added = places[origin][key], float(cost[ally, key].sum())
            weighted = late.weighted[capability]
            rows.append(
                {
                    "ally": instance.allies[ally],
                    "origin": origin,
                    "key": keys[origin][key],
                    "capability": instance.capabilities[capability],
                    "quantity": float(quantity[ally, key].sum()),
                    "shortfall": 100.0 * added / total,
                    "months": float(added / weighted * late.months[capability]) if weighted > 0 else 0.0,
                }
            )
    for ally in np.flatnonzero(instance.support.sum(axis=1) > 0):
        rows.append(
            {
                "ally": instance.allies[ally],
                "origin": "money",
                "key": "budget",
                "capability": None,
                "quantity": float(instance.support[ally].sum()),
                "shortfall": 100.0 * float(money[ally].sum()) / total,
                "months": None,
            }
        )
    return pl.DataFrame(rows, schema=SCHEMA)


def _unit_missed(instance: Instance, blocks: Blocks, solution: LpSolution) -> Values:
    """Return the weight of a unit missed from each year on, where its ally is short then, (a, c, t)."""
    weight = np.zeros_like(instance.given)
    stocks = blocks.stocks
    short = solution.x[stocks.under] > 1e-9
    weight[stocks.ally, stocks.capability] = short * instance.shortfall_weight[stocks.capability]
    later = np.cumsum(weight[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.asarray(later * PER_MILLE / instance.required[:, None])


def _slot(instance: Instance, blocks: Blocks, solution: LpSolution) -> Values:
    """Return what one product of each line takes in each year at its dual, without its price, (l, t)."""
    capacity = np.clip(-solution.row_dual[blocks.capacity], 0.0, None)
    people = np.clip(-solution.row_dual[blocks.workforce.needed], 0.0, None)
    return np.asarray(instance.industry.use.T @ capacity + instance.people.need.T @ people)
