"""Bottlenecks: the limits that hold the plan back, priced by the duals of the planning model."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.case import Case
from sinews.engines.lp import LpSolution
from sinews.implementation.instance import Instance
from sinews.implementation.model import PER_MILLE, Blocks, available_budgets, shortfall_weight

Array = NDArray[np.float64]


class _Limit(NamedTuple):
    """One limit over the years: its shadow price and its size in each, shape (t,)."""

    kind: str
    key: str
    price: Array
    size: Array
    statement: str
    name: str
    unit: str


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


def bottlenecks(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> pl.DataFrame:
    """Rank line capacities and budgets by what a slightly larger limit would be worth.

    Returns
    -------
    rank, kind, key, name, first_year, last_year, relief, price, price_unit, statement. `relief` is the fall in
    the plan's weighted shortfall, in % of it, for a limit that is 1 % larger in every year; `price` is the largest
    shadow price of a year. Limits that do not bind are left out.

    Notes
    -----
    By the duality theorem the optimum changes with a limit at the rate of its dual; relief is the sum over
    the years of dual times limit, so it holds for small changes.
    """
    shortfall = _weighted_shortfall(instance, blocks, solution)
    if shortfall <= 0:
        return pl.DataFrame(schema=SCHEMA)
    rows = []
    for limit in [*_line_limits(case, instance, blocks, solution), *_budget_limits(case, instance, blocks, solution)]:
        worth = limit.price * limit.size
        relief = float(worth.sum() / shortfall)
        if relief < 1e-6:
            continue
        binding = instance.years[worth > 1e-3 * worth.max()]
        rows.append(
            {
                "kind": limit.kind,
                "key": limit.key,
                "name": limit.name,
                "first_year": int(binding[0]),
                "last_year": int(binding[-1]),
                "relief": relief,
                "price": float(limit.price.max()),
                "price_unit": limit.unit,
                "statement": limit.statement.format(
                    first=binding[0], last=binding[-1], relief=f"{relief:.2g}", price=f"{limit.price.max():.3g}"
                ),
            }
        )
    rows.sort(key=lambda row: (-row["relief"], row["key"]))
    return pl.DataFrame([{"rank": i + 1, **row} for i, row in enumerate(rows)], schema=SCHEMA)


def _weighted_shortfall(instance: Instance, blocks: Blocks, solution: LpSolution) -> float:
    """Return the shortfall part of the objective."""
    weight = shortfall_weight(instance)[blocks.capability]
    return float((weight * solution.x[blocks.under]).sum())


def _line_limits(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[_Limit]:
    """Return the lines' capacities, priced in years of shortfall closed by one more product."""
    dual = np.clip(-solution.row_dual[blocks.capacity], 0.0, None)
    names = case["lines"]["name"].to_list()
    units = dict(case["capabilities"].select("capability", "unit").iter_rows())
    weight = shortfall_weight(instance)
    limits = []
    for line, key in enumerate(instance.lines):
        capability = instance.capability_of[line]
        per_unit_year = weight[capability] * PER_MILLE / instance.required[capability]
        price = np.divide(dual[line], per_unit_year, out=np.zeros_like(per_unit_year), where=per_unit_year > 0)
        unit = f"{units[instance.capabilities[capability]]}-years of shortfall per added product"
        limits.append(
            _Limit(
                kind="line",
                key=key,
                price=dual[line],
                size=instance.industry.base[line],
                statement=(
                    f"{names[line]}: from {{first}} to {{last}} every slot is taken; 1 % more output would cut the "
                    f"Alliance's weighted shortfall by {{relief}} %, and one more product a year at the tightest "
                    f"point is worth {price.max():.3g} {unit.replace(' per added product', '')}."
                ),
                name=names[line],
                unit="weighted thousandths of a requirement, per product",
            )
        )
    return limits


def _budget_limits(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[_Limit]:
    """Return the allies' budgets, priced in weighted thousandths of a requirement per USD bn."""
    names = case["allies"]["name"].to_list()
    equipment, total = available_budgets(instance)
    kinds = (
        ("equipment budget", blocks.equipment, equipment, "money for equipment"),
        ("total budget", blocks.total, total, "money to buy and to operate new forces"),
    )
    limits = []
    for kind, rows, size, words in kinds:
        dual = np.clip(-solution.row_dual[rows], 0.0, None)
        for ally, key in enumerate(instance.allies):
            limits.append(
                _Limit(
                    kind=kind,
                    key=key,
                    price=dual[ally],
                    size=size[ally],
                    statement=(
                        f"{names[ally]}: {words} binds from {{first}} to {{last}}; 1 % more would cut the Alliance's "
                        f"weighted shortfall by {{relief}} %."
                    ),
                    name=f"{names[ally]}, {kind}",
                    unit="weighted thousandths of a requirement, per USD bn",
                )
            )
    return limits
