"""Bottlenecks: the limits that hold the plan back, priced by the duals of the planning model."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpSolution
from sinews.implementation.instance import Instance
from sinews.implementation.model import PER_MILLE, Blocks, available_budgets, shortfall_weight


class _Limit(NamedTuple):
    """One limit over the years: its shadow price and its size in each, (t,), and words for it."""

    kind: str
    key: str
    name: str
    price: Values
    size: Values
    price_unit: str
    binds: str
    aside: str


SCHEMA = {
    "rank": pl.Int64,
    "kind": pl.String,
    "key": pl.String,
    "name": pl.String,
    "first_year": pl.Int64,
    "last_year": pl.Int64,
    "relief": pl.Float64,
    "price": pl.Float64,
    "price_unit": pl.String,
    "statement": pl.String,
}


NEGLIGIBLE_RELIEF = 1e-6
"""Limits that matter less than this, in %, are left out."""


def bottlenecks(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> pl.DataFrame:
    """Rank line capacities and budgets by what a slightly larger limit would be worth.

    Returns
    -------
    rank, kind, key, name, first_year, last_year, relief, price, price_unit, statement. `relief` is the fall
    in the plan's weighted shortfall, in % of it, for a limit that is 1 % larger in every year; `price` is
    the largest shadow price of a year. Limits that do not bind are left out; one that is zero throughout, and
    would help if it were not, stands at the end.

    Notes
    -----
    By the duality theorem the optimum changes with a limit at the rate of its dual; relief is the sum over
    the years of dual times limit, so it holds for small changes.
    """
    shortfall = _weighted_shortfall(instance, blocks, solution)
    if shortfall <= 0:
        return pl.DataFrame(schema=SCHEMA)
    limits = [
        *_line_limits(case, instance, blocks, solution),
        *_material_limits(case, instance, blocks, solution),
        *_trade_limits(instance, blocks, solution),
        *_budget_limits(case, instance, blocks, solution),
    ]
    rows = [_row(limit, instance.years, shortfall) for limit in limits if _binds(limit, shortfall)]
    found = pl.DataFrame(rows, schema={name: kind for name, kind in SCHEMA.items() if name != "rank"})
    return (
        found.sort("relief", "key", "kind", descending=[True, False, False])
        .with_columns(pl.int_range(1, pl.len() + 1).alias("rank"))
        .select(*SCHEMA)
    )


def _binds(limit: _Limit, shortfall: float) -> bool:
    """Return whether a larger limit would help, or anything of it at all where there is none."""
    relief = float(limit.price @ limit.size) / shortfall
    return relief >= NEGLIGIBLE_RELIEF or (not limit.size.any() and float(limit.price.max()) > 1e-6)


def _row(limit: _Limit, years: Indices, shortfall: float) -> dict[str, object]:
    """Return one limit's row of the table."""
    relief = float(limit.price @ limit.size) / shortfall
    binding = years[limit.price > 1e-3 * limit.price.max()]
    first, last = int(binding[0]), int(binding[-1])
    when = f"in {first}" if first == last else f"from {first} to {last}"
    gain = f"1 % more would cut the Alliance's weighted shortfall by {relief:.2g} %{limit.aside}."
    if not limit.size.any():
        gain = "There is none of it at all."
    return {
        "kind": limit.kind,
        "key": limit.key,
        "name": limit.name,
        "first_year": first,
        "last_year": last,
        "relief": relief,
        "price": float(limit.price.max()),
        "price_unit": limit.price_unit,
        "statement": f"{limit.name}: {limit.binds} {when}. {gain}",
    }


def _weighted_shortfall(instance: Instance, blocks: Blocks, solution: LpSolution) -> float:
    """Return the shortfall part of the objective."""
    weight = shortfall_weight(instance)[blocks.stocks.capability]
    return float((weight * solution.x[blocks.stocks.under]).sum())


def _line_limits(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[_Limit]:
    """Return the lines' capacities, priced in years of shortfall closed by one more product."""
    names = case["lines"]["name"].to_list()
    units = dict(case["capabilities"].select("capability", "unit").iter_rows())
    dual = np.clip(-solution.row_dual[blocks.capacity[: len(instance.lines)]], 0.0, None)
    per_unit_year = instance.priority * PER_MILLE / instance.required
    limits = []
    for line, key in enumerate(instance.lines):
        capability = instance.capability_of[line]
        unit = units[instance.capabilities[capability]]
        worth = per_unit_year[capability] or 1.0
        price = dual[line] / (worth * instance.discount)
        limits.append(
            _Limit(
                kind="line",
                key=key,
                name=names[line],
                price=price,
                size=instance.industry.base[line] * worth * instance.discount,
                price_unit=f"{unit}-years of shortfall closed by one more product",
                binds="every slot is taken",
                aside=(
                    f"; one more product in the tightest year closes "
                    f"{price.max():.3g} {unit}-years of shortfall"
                ),
            )
        )
    return limits


def _material_limits(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[_Limit]:
    """Return the capacities for key materials."""
    lines = instance.industry.lines
    dual = np.clip(-solution.row_dual[blocks.capacity[lines:]], 0.0, None)
    facts = case["materials"].select("material", "name", "unit").iter_rows()
    return [
        _Limit(
            kind="material",
            key=key,
            name=name,
            price=dual[i],
            size=instance.industry.base[lines + i],
            price_unit=f"weighted thousandths of a requirement, times years, per {unit}",
            binds="all that can be made is used",
            aside="",
        )
        for i, (key, name, unit) in enumerate(facts)
    ]


def _trade_limits(instance: Instance, blocks: Blocks, solution: LpSolution) -> list[_Limit]:
    """Return the skilled workforces."""
    people = instance.people
    dual = np.clip(-solution.row_dual[blocks.workforce.needed], 0.0, None)
    workers = solution.x[blocks.workforce.workers]
    return [
        _Limit(
            kind="trade",
            key=f"{country}/{trade}",
            name=name,
            price=dual[k],
            size=workers[k],
            price_unit="weighted thousandths of a requirement, times years, per worker",
            binds="every skilled worker is needed",
            aside="",
        )
        for k, (country, trade, name) in enumerate(
            zip(people.countries, people.trades, people.names, strict=True)
        )
    ]


def _budget_limits(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[_Limit]:
    """Return the allies' budgets, priced in weighted thousandths of a requirement per USD bn."""
    names = case["allies"]["name"].to_list()
    equipment, total = available_budgets(instance)
    kinds = (
        ("equipment budget", blocks.equipment, equipment),
        ("total budget", blocks.total, total),
    )
    return [
        _Limit(
            kind=kind,
            key=key,
            name=f"{names[ally]}, {kind}",
            price=np.clip(-solution.row_dual[rows[ally]], 0.0, None),
            size=size[ally],
            price_unit="weighted thousandths of a requirement, times years, per USD bn",
            binds="the money is spent to the last",
            aside="",
        )
        for kind, rows, size in kinds
        for ally, key in enumerate(instance.allies)
    ]
