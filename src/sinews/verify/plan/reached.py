"""What a plan comes to, from its tables: what is missing and what is paid, as the search weighs it."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import table_money
from sinews.implementation import Plan
from sinews.verify.plan import feasible
from sinews.verify.plan.bound import delivered_cost, expansion_cost
from sinews.verify.plan.findings import Findings
from sinews.verify.plan.optimum import Optimum, optimum
from sinews.verify.plan.orders import SETTLED
from sinews.verify.plan.parts import Array, spread

GAP = 1e-6
"""Part of the objective that the solver may leave."""

EXACT = 1e-7
"""Part of the objective by which its proof may be off."""

FRACTIONS = 20_000
"""Columns of a model from which on steps and units are measured against the optimum in fractions."""

ROUNDED = 1e-5
"""Part of the objective by which what tables come to may be off what the search has told."""


def solution(plan: Plan) -> Findings:
    """Check what the manifest says of the search: its optimum by the bound, what came of it by the tables."""
    told, found = plan.solution, Findings()
    if told.status != "optimal":
        found.append(f"plan.json, solution, status: {told.status!r} where a plan is an optimum")
    for name, value, most in (
        ("gap", told.gap, GAP),
        ("whole_steps_gap", told.whole_steps_gap, 1.0),
        ("few_types_gap", told.few_types_gap, np.inf),
    ):
        if not -GAP <= value <= most:
            found.append(f"plan.json, solution, {name}: {value:.6g} where at most {most:.6g} is left")
    if told.converged != (told.price_change <= SETTLED) or not told.price_change >= 0.0:
        words = f"{told.converged} where prices change by {told.price_change:.6g}"
        found.append(f"plan.json, solution, converged: {words}")
    if plan.constraints:
        # limits of a user's own are not in the bound
        return found
    known = optimum(plan)
    if isinstance(known, str):
        return found + Findings([known])
    found += known.wrong
    found.rows = 1
    scale = max(abs(known.bound), 1.0)
    come_to = feasible.objective(known.programme, known.offers, known.values)
    for words, due in (("prices of limits prove", known.bound), ("its quantities come to", come_to)):
        off = abs(told.objective - due) / scale
        if not off <= EXACT:
            found.append(
                f"plan.json, solution, objective: {told.objective:.10g} where {words} {due:.10g} "
                f"({told.objective - due:+.3g})"
            )
        else:
            found.farthest = max(found.farthest, off)
    if told.columns > FRACTIONS:
        reached = objective(plan, known)
        due = told.objective * (1.0 + told.whole_steps_gap) * (1.0 + told.whole_units_gap)
        if not abs(reached - due) <= ROUNDED * max(due, 1.0):
            found.append(
                f"plan.json, solution, whole_units_gap: {told.whole_units_gap:.6g}, so that the plan comes "
                f"to {due:.10g} where its tables come to {reached:.10g}"
            )
    return found


def within(plan: Plan) -> float | None:
    """Return by which part of what a plan comes to another could be better, at most; None if nobody knows.

    Other plans are those with the same targets and prices, in parts of units and steps even; below 0 where
    what is in build at the start puts whole units ahead of those.
    """
    known = optimum(plan)
    if plan.constraints or isinstance(known, str):
        return None
    reached = objective(plan, known)
    return (reached - known.bound) / reached if reached > 0 else 0.0


def objective(plan: Plan, known: Optimum) -> float:
    """Return what the tables of a plan come to."""
    p = known.programme
    in_years = ("ally", "year")
    stock = plan.stock.select("ally", "capability", "year", "shortfall")
    axes = (p.allies, p.capabilities, p.years)
    missed = spread(stock, axes, ("ally", "capability", "year"), "shortfall") / p.stock.thousandth
    ordered = spread(plan.deliveries, (p.allies, p.lines, p.years), ("ally", "line", "year"), "ordered")
    run = np.cumsum((ordered * p.running[:, None]).sum(axis=1), axis=1)
    later = np.append(p.discount[1:], p.discount[-1])
    owed = spread(plan.spending, (p.allies, p.years), in_years, "owed") / table_money(plan.case)
    weight = p.cost_weight
    cost = float((delivered_cost(p, known.offers) * ordered).sum())
    cost += weight * float((run * p.discount).sum() + (p.money.interest[:, None] * owed * later).sum())
    for name, plants in p.plants.items():
        rows = plan.tables[name].select(name[:-1], "year", "expansion")
        added = spread(rows, (plants.keys, p.years), (name[:-1], "year"), "expansion")
        cost += weight * float((expansion_cost(p, plants) * added).sum())
    idle = spread(plan.tables["lines"], (p.lines, p.years), ("line", "year"), "idle")
    cost += weight * float((idle * p.idle_price[:, None] * p.discount).sum())
    return float((missed * p.stock.weight).sum()) + cost + weight * _training(plan, known)


def _training(plan: Plan, known: Optimum) -> float:
    """Return what training costs beyond today's intake, discounted."""
    p, t = known.programme, known.programme.trades
    rows = plan.tables["workforce"].with_columns(pool=pl.concat_str("country", "trade", separator="/"))
    axes, keys = (t.keys, p.years), ("pool", "year")

    def people(column: str) -> Array:
        return spread(rows, axes, keys, column)

    more = people("apprentices") - t.today[:, None] + people("recruits")
    return float((more * t.cost[:, None] * p.discount).sum())
