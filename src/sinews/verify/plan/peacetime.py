"""What peace uses up of what is held: rounds, missiles past their shelf life, aircraft lost in accidents."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan
from sinews.verify.plan.promised import Totals, in_whole_units, retirements

UNTOLD = (0.0, 0.0)
"""Parts of a capability that peace uses none of."""


def used_up(plan: Plan) -> Totals:
    """Return what is to be used up of each ally's stock in each year, units, as if all targets were met.

    What training fires and what passes its shelf life are the same rounds, the oldest, and those that
    retire of the stock of the start are among them. Aircraft lost in accidents come on top.
    """
    case = plan.case
    parts = {row["capability"]: _parts(row) for row in case["peacetime_use"].iter_rows(named=True)}
    retired, whole = retirements(case), _counted_whole(plan)
    asked: Totals = {}
    for row in plan.targets.iter_rows(named=True):
        if row["capability"] in parts and row["year"] in case.years:
            path = asked.setdefault((row["ally"], row["capability"]), [0.0] * len(case.years))
            path[row["year"] - case.settings.base_year] = row["target"]
    used: Totals = {}
    for pair, path in asked.items():
        renewed, lost = parts[pair[1]]
        gone = retired.get(pair, [0.0] * len(path))
        yearly = [
            max(renewed * target - left, 0.0) + lost * target for target, left in zip(path, gone, strict=True)
        ]
        if pair[1] in whole:
            totals = in_whole_units([sum(yearly[:n]) for n in range(len(yearly) + 1)])
            yearly = [totals[n + 1] - totals[n] for n in range(len(yearly))]
        used[pair] = yearly
    return used


def parts_used(plan: Plan, capability: str) -> tuple[float, float]:
    """Return what part of what is to be held is renewed each year, and what part is lost in accidents."""
    rows = plan.case["peacetime_use"].filter(capability=capability)
    return _parts(rows.row(0, named=True)) if rows.height else UNTOLD


def _parts(row: dict[str, float | None]) -> tuple[float, float]:
    training, life = row["training"] or 0.0, row["shelf_life"]
    lost = (row["flying_hours"] or 0.0) * (row["loss_rate"] or 0.0) / 1e5
    return max(training / 100.0, 1.0 / life if life else 0.0), min(lost, 1.0)


def _counted_whole(plan: Plan) -> set[str]:
    """Return the capabilities whose units count only when they are complete."""
    tables = plan.case["whole_units"], plan.case["contract_sizes"]
    return set(pl.concat([table.get_column("capability") for table in tables]))
