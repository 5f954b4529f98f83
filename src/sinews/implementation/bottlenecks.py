"""Bottlenecks: the limits that hold the plan back, priced by the duals of the planning model."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.engines.arrays import Flags, Values
from sinews.implementation.families.family import KeyLimit
from sinews.implementation.quantities import Lateness, lateness
from sinews.implementation.settle import Solved

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
    "step": pl.Float64,
    "capability": pl.String,
    "closes": pl.Float64,
    "months": pl.Float64,
    "value": pl.Float64,
    "statement": pl.String,
}

NEGLIGIBLE_RELIEF = 1e-6
"""Limits that matter less than this, in %, are left out."""

STEP_OF_SIZE = 0.1
"""A bottleneck is spoken of in steps of a round number, at most this part of what there is, at least one."""

TRUSTED = 0.5
"""Part of a capability's shortfall up to which a first-order estimate of its time is given."""

NOTHING = 1e-6
"""Products a year that count as none."""

WORTH_SAYING = 0.05
"""Months below which no time is put into words."""


class _Worth(NamedTuple):
    """What a limit is worth: price of one more unit in each year, (t,), and who gains by it.

    `gains` divides that price among capabilities, (c,), as parts.
    """

    limit: KeyLimit
    price: Values
    gains: Values

    @property
    def relief(self) -> float:
        """Fall of the weighted shortfall for a limit that is larger by itself, in every year."""
        return float(self.price @ self.limit.size)


def bottlenecks(solved: Solved) -> pl.DataFrame:
    """Rank lines, materials, trades and budgets by what a slightly larger limit would be worth.

    Returns
    -------
    polars.DataFrame
        One row for each limit that binds, the tightest first:

        - rank, kind, key, name, first_year, last_year (in which it binds)
        - relief: fall of the plan's weighted shortfall, in % of it, for a limit 1 % larger in every year
        - price, price_unit: fall of the weighted shortfall for one more unit a year from the first year on
        - step: a round number of units, of which the columns below speak
        - capability: the one that uses most of it at its price, of those that are late
        - closes: % of the plan's weighted shortfall that a step would close
        - months: how much earlier, on average, what is late of the capability would come, where no other
          uses the limit: for lines
        - value: USD m more in the budgets that bind, divided among them as they are, that would close as
          much; null where no budget binds, or where all that money again would close less
        - statement: all this in words

        A limit that is zero throughout, and would help if it were not, stands at the end.

    Notes
    -----
    By the duality theorem the optimum changes with a limit at the rate of its dual, so all this holds for
    small changes. What is late is late on average by its unit-years of shortfall over the largest shortfall
    of a year; closing a part of the shortfall takes the same part of that time. `widen` solves again and
    tells what really moves.
    """
    instance, blocks, solution = solved.instance, solved.blocks, solved.solution
    late = lateness(instance, blocks, solution)
    shortfall = float(late.weighted.sum())
    if shortfall <= 0:
        return pl.DataFrame(schema=SCHEMA)
    found = blocks.model.limits(solution)
    gains = _gains(found, solved)
    worths = [_Worth(limit, limit.price(solution), part) for limit, part in zip(found, gains, strict=True)]
    binding = [worth for worth in worths if _binds(worth, shortfall)]
    money = [worth for worth in binding if worth.limit.is_money and worth.limit.size.any()]
    names = dict(instance.case["capabilities"].select("capability", "name").iter_rows())
    rows = [_row(solved, worth, shortfall, late, money, names) for worth in binding]
    return (
        pl.DataFrame(rows, schema={name: kind for name, kind in SCHEMA.items() if name != "rank"})
        .sort("relief", "key", "kind", descending=[True, False, False])
        .with_columns(pl.int_range(1, pl.len() + 1).alias("rank"))
        .select(*SCHEMA)
    )


def _binds(worth: _Worth, shortfall: float) -> bool:
    """Return whether a larger limit would help, or anything of it at all where there is none."""
    return worth.relief / shortfall >= NEGLIGIBLE_RELIEF or (
        not worth.limit.size.any() and float(worth.price.max() / worth.limit.scale) > 1e-6
    )


def _gains(found: list[KeyLimit], solved: Solved) -> Values:
    """Return the part of each limit's priced use that each capability takes, (limits, c).

    A delivery that uses a limit imputes to its capability what it uses at the limit's price.
    """
    instance, arrays, solution = solved.instance, solved.arrays, solved.solution
    owner = np.full(arrays.rows, -1, np.int64)
    for position, limit in enumerate(found):
        owner[limit.rows[limit.rows >= 0]] = position
    capability = np.full(arrays.columns, -1, np.int64)
    deliveries = solved.blocks.deliveries
    capability[deliveries.column] = instance.capability_of[deliveries.line]
    rows = arrays.matrix.indices
    columns = np.repeat(np.arange(arrays.columns), np.diff(arrays.matrix.indptr))
    kept = ((owner >= 0) & (solution.row_dual < 0))[rows] & (capability >= 0)[columns]
    rows, columns, values = rows[kept], columns[kept], arrays.matrix.data[kept]
    use = -values * solution.x[columns] * solution.row_dual[rows]
    imputed = np.zeros((len(found), instance.required.size))
    np.add.at(imputed, (owner[rows], capability[columns]), use)
    total = imputed.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(imputed, total, out=np.zeros_like(imputed), where=total > 0))


def _row(
    solved: Solved,
    worth: _Worth,
    shortfall: float,
    late: Lateness,
    money: list[_Worth],
    names: dict[str, str],
) -> dict[str, object]:
    """Return one limit's row of the table."""
    instance, limit = solved.instance, worth.limit
    binding = worth.price > 1e-3 * worth.price.max()
    years = instance.years if limit.lasting else instance.years[binding]
    price = float(worth.price[instance.years >= years[0]].sum())
    step = _step(float(limit.size[binding].mean()))
    capability = _held_back(worth, late)
    months = None
    if limit.kind == "line" and capability is not None:
        part = step * price / late.weighted[capability]
        months = float(part * late.months[capability]) if part < TRUSTED else None
    row: dict[str, object] = {
        "kind": limit.kind,
        "key": limit.key,
        "name": limit.name,
        "first_year": int(years[0]),
        "last_year": int(years[-1]),
        "relief": worth.relief / shortfall,
        "price": price,
        "price_unit": f"weighted thousandths of a requirement, times years, per {limit.unit}",
        "step": step,
        "capability": None if capability is None else instance.capabilities[capability],
        "closes": 100.0 * step * price / shortfall,
        "months": months,
        "value": None if limit.is_money else _value(step * price, money),
    }
    return row | {"statement": _statement(instance.case, limit, _why(solved, limit, binding), row, names)}


def _step(size: float) -> float:
    """Return a round number, at most a tenth of a size, but at least one (or a tenth where there is less)."""
    least = 1.0 if size >= 1.0 else 0.1
    return max(10.0 ** math.floor(math.log10(max(STEP_OF_SIZE * size, least))), least)


def _held_back(worth: _Worth, late: Lateness) -> int | None:
    """Return the capability that uses most of a limit at its price, of those that are late."""
    gains = np.where(late.weighted > 0, worth.gains, 0.0)
    return int(gains.argmax()) if gains.any() else None


def _value(relief: float, money: list[_Worth]) -> float | None:
    """Return the money, USD m, that would bring a relief if it were divided as the budgets that bind are."""
    total = float(sum(worth.limit.size.sum() for worth in money))
    all_again = float(sum(worth.relief for worth in money))
    return relief / all_again * total if all_again >= relief > 0 else None


def _why(solved: Solved, limit: KeyLimit, binding: Flags) -> str:
    """Return in words what binds in the years in which a limit does: a line may be closed by the plan."""
    if limit.kind != "line":
        return limit.limit.binds
    instance, quantities = solved.instance, solved.quantities
    closed = quantities.closed[limit.place] * instance.industry.free[limit.place]
    left = instance.industry.free[limit.place] + quantities.expansion[limit.place] - closed
    shut = binding & (closed > NOTHING) & (left <= NOTHING)
    if (shut == binding).all():
        return "the plan has closed it"
    if shut.any():
        return f"{limit.limit.binds}, and the plan has closed it from {instance.years[shut][0]} on,"
    return (
        f"{limit.limit.binds} that the plan has left open"
        if closed[binding].max() > NOTHING
        else (limit.limit.binds)
    )


def _statement(case: Case, limit: KeyLimit, why: str, row: dict[str, Any], names: dict[str, str]) -> str:
    """Return a row of the table in words."""
    first, last = row["first_year"], row["last_year"]
    when = f"in {first}" if first == last else f"from {first} to {last}"
    start = f"{limit.name}: {why} {when}"
    if not limit.size.any():
        return f"{start}. There is none of it at all."
    step = _money(case, row["step"]) if limit.is_money else f"{row['step']:,.1f}".removesuffix(".0")
    more = f"{step} {'more' if limit.limit.side == 'upper' else 'less'}"
    if not limit.lasting:
        more += f" a year from {first} on"
    gain = (
        f"{more}{_counted(case, limit, row)} would cut the Alliance's weighted shortfall by "
        f"{row['closes']:.2g} %{_time(row, names)}."
    )
    if row["value"] is not None:
        gain += f" {_money(case, row['value'])} more in the budgets that bind would do as much."
    return f"{start}. {gain}"


def _counted(case: Case, limit: KeyLimit, row: dict[str, Any]) -> str:
    """Return in words as how many units a step of a line counts whose products are lots."""
    if limit.kind != "line":
        return ""
    product = case["lines"].row(by_predicate=pl.col("line") == limit.key, named=True)["product"]
    units = case["products"].row(by_predicate=pl.col("product") == product, named=True)["yield"]
    return f", counted as {row['step'] * units:,.0f}," if units >= 2.0 else ""


def _time(row: dict[str, Any], names: dict[str, str]) -> str:
    """Return whom a limit serves most, in words, and what time more of it would save."""
    if row["capability"] is None:
        return ""
    name = names[row["capability"]]
    if row["months"] is None or row["months"] < WORTH_SAYING:
        return f"; it serves {name} most"
    return f", and bring what is late of {name} forward by {row['months']:.1f} months on average"


def _money(case: Case, millions: float) -> str:
    """Return an amount of money in words."""
    currency = case.settings.currency
    return f"{currency} {millions:,.0f} m" if millions < 1e3 else f"{currency} {millions / 1e3:,.1f} bn"
