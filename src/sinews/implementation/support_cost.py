"""What support to Ukraine costs the plan in shortfall: a bound from the duals of the planning model."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.engines.arrays import Values
from sinews.engines.lp import LpSolution
from sinews.implementation.blocks import Blocks
from sinews.implementation.families.family import THOUSANDS
from sinews.implementation.instance import PER_MILLE, Instance
from sinews.implementation.quantities import lateness
from sinews.implementation.settle import Solved

SCHEMA = {
    "ally": pl.String,
    "origin": pl.String,
    "key": pl.String,
    "capability": pl.String,
    "quantity": pl.Float64,
    "shortfall": pl.Float64,
    "months": pl.Float64,
}


def support_cost(solved: Solved) -> pl.DataFrame:
    """Return by how much, at most, each ally's support to Ukraine raises the plan's weighted shortfall.

    Returns
    -------
    polars.DataFrame
        One row for each ally and each capability (origin ``"stock"``) or line (``"line"``) that it gives
        from, and one for the money that it pays to lines (``"money"``):

        - ally, origin, key, capability (whose units or slots are given; null for money)
        - quantity: units, products, or USD m
        - shortfall: % of the plan's weighted shortfall that would not be there without it, at most
        - months: by how much, at most, what is late of the capability is later for it on average

    Notes
    -----
    The optimum is convex in the limits, so that giving something back gains no more than its quantity at its
    dual: slots of the line, materials, people and money at theirs. A unit from stock is counted in every
    later year in which the ally is below its target, as if it were not replaced before; the dual is no more.
    """
    instance, blocks, solution = solved.instance, solved.blocks, solved.solution
    late = lateness(instance, blocks, solution)
    total = float(late.weighted.sum())
    if total <= 0:
        return pl.DataFrame(schema=SCHEMA)
    stock = instance.given * _unit_missed(instance, blocks, solution)
    slots = instance.industry.supported * _slot(instance, blocks, solution)
    duals = -(solution.row_dual[blocks.money.equipment] + solution.row_dual[blocks.money.total]) / THOUSANDS
    duals = np.clip(duals, 0.0, None)
    rows: list[tuple[object, ...]] = []
    for origin, quantity, cost, keys, of in (
        ("stock", instance.given, stock, instance.capabilities, np.arange(len(instance.capabilities))),
        ("line", instance.industry.supported, slots, instance.lines, instance.capability_of),
    ):
        for ally, key in np.argwhere(quantity.sum(axis=2) > 0):
            capability, added = of[key], float(cost[ally, key].sum())
            weighted = late.weighted[capability]
            months = float(added / weighted * late.months[capability]) if weighted > 0 else 0.0
            of_what = instance.allies[ally], origin, keys[key], instance.capabilities[capability]
            rows.append((*of_what, float(quantity[ally, key].sum()), 100.0 * added / total, months))
    for ally in np.flatnonzero(instance.support.sum(axis=1) > 0):
        paid, added = instance.support[ally], float((instance.support * duals)[ally].sum())
        of_what = instance.allies[ally], "money", "budget", None
        rows.append((*of_what, float(paid.sum()), 100.0 * added / total, None))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


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
