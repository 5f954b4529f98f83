"""``python -m benchmarks.edits``: how far a plan moves when one figure moves by a thousandth.

Edits are drawn at random, prices and budgets by turns. For each, the allies' orders and costs are
compared with those of the case as it is, before orders are made whole and after.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

import sinews
from sinews import apportionment, guidance, requirements
from sinews.case import Case, canonical, in_table_money
from sinews.engines.arrays import Values
from sinews.implementation.families.family import ALWAYS
from sinews.implementation.instance import build_instance
from sinews.implementation.quantities import Quantities, read_quantities
from sinews.implementation.settle import Solved, settle

MORE = 1e-3
"""By what part a figure is raised."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What allies order by year of delivery, (a, t), and what they pay in all years, (a,), USD m."""

    orders: Values
    cost: Values

    def moved(self, other: Spent) -> tuple[Values, Values]:
        """Return by what part yearly orders and costs of allies differ, each (a,).

        The largest difference of a year's orders counts as a part of the mean year's.
        """
        mean = np.maximum(self.orders.mean(axis=1), 1e-9)
        orders = np.abs(other.orders - self.orders).max(axis=1) / mean
        return orders, np.abs(other.cost / np.maximum(self.cost, 1e-9) - 1.0)


def spent(case: Case) -> tuple[Spent, Spent, Spent]:
    """Return what allies order and pay in the plan of a case.

    At the vertex of the optimum, when lines' output is split among the allies, and when orders are whole.
    """
    own = in_table_money(canonical(case))
    needs = requirements.determine(own, guidance.establish(own))
    solved = settle(own, build_instance(own, apportionment.set_targets(own, needs)))
    in_parts = (
        read_quantities(solved.instance, solved.blocks, each) for each in (solved.solution, solved.split)
    )
    vertex, split, whole = (_spent(solved, each) for each in (*in_parts, solved.quantities))
    return vertex, split, whole


def _spent(solved: Solved, quantities: Quantities) -> Spent:
    cost = np.zeros(len(solved.instance.allies))
    for paid in solved.blocks.model.payments_at(solved.instance):
        if paid.booked == "budgets":
            continue
        amount = np.asarray(paid.amount)
        if paid.column is not ALWAYS:
            amount = amount * quantities.x[paid.column]
        payer, amount = np.broadcast_arrays(paid.payer, amount)
        cost += np.bincount(payer.ravel(), amount.ravel(), cost.size)
    return Spent(np.einsum("alt,lt->at", quantities.ordered, solved.instance.price_path), cost)


def edits(case: Case, count: int, seed: int) -> Iterator[tuple[str, Case]]:
    """Yield edits by name: the price of a product, or an ally's share for equipment, a thousandth more."""
    random = np.random.default_rng(seed)
    prices = case["costs"].filter(pl.col("element") == "procurement")["product"].sort()
    allies = case["allies"]["ally"].sort()
    for number in range(count):
        if number % 2:
            ally = str(random.choice(allies.to_numpy()))
            yield f"budget of {ally}", with_budgets(case, 1.0 + MORE, ally)
        else:
            product = str(random.choice(prices.to_numpy()))
            dearer = (pl.col("product") == product) & (pl.col("element") == "procurement")
            frame = case["costs"].with_columns(
                pl.when(dearer).then(pl.col("amount") * (1.0 + MORE)).otherwise("amount").alias("amount")
            )
            yield f"price of {product}", case.with_table("costs", frame)


def with_budgets(case: Case, factor: float, ally: str | None = None) -> Case:
    """Return a case with an ally's share of equipment open to the plan, or all allies', multiplied."""
    of = pl.lit(True) if ally is None else pl.col("ally") == ally
    share = pl.when(of).then(pl.col("equipment_share") * factor).otherwise("equipment_share")
    return case.with_table("budgets", case["budgets"].with_columns(equipment_share=share))


def main() -> None:
    """Print how far plans move."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budgets", type=float, default=1.0, help="what all budgets are multiplied by")
    chosen = parser.parse_args()
    case = sinews.open_case()
    if chosen.budgets != 1.0:
        case = with_budgets(case, chosen.budgets)
    now = spent(case)
    names = canonical(case)["allies"]["ally"].to_list()
    found = []
    for name, edited in edits(case, chosen.edits, chosen.seed):
        then = spent(edited)
        found.append([was.moved(new) for was, new in zip(now, then, strict=True)])
        cost = found[-1][2][1]
        print(f"{name}: {names[int(cost.argmax())]}'s cost {cost.max():.2%}", flush=True)
    moved = np.array(found)
    table = Table("ally's", "orders", "median", "95th of 100", "largest", "most of an edit, median")
    for stage, when in enumerate(("as the vertex has them", "split", "whole")):
        for what, kind in enumerate(("year's orders", "cost of all years")):
            part = moved[:, stage, what]
            largest = np.median(part.max(axis=1))
            figures = (np.median(part), np.quantile(part, 0.95), part.max(), largest)
            table.add_row(kind, when, *(f"{each:.3%}" for each in figures))
    Console().print(table)


if __name__ == "__main__":
    main()
