"""Checks the limits that hold a plan back, and what support costs it, from the prices of limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.case import Case, table_money
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.optimum import Optimum, optimum
from sinews.verify.plan.parts import Array, spread
from sinews.verify.plan.programme import Programme

NEGLIGIBLE = 1e-6
"""Parts of the shortfall below which a limit does not hold a plan back."""

NOTABLE = 1e-3
"""Part of a limit's highest price from which on it binds in a year."""

FIRST_ORDER = 0.5
"""Part of a capability's shortfall up to which time is told: prices hold for small changes."""

BINDS = {
    "line": "every slot is taken",
    "material": "all that can be made is used",
    "trade": "every skilled worker is needed",
    "equipment budget": "the money is spent to the last",
    "total budget": "the money is spent to the last",
}
"""What it means that a limit binds, by its kind."""

SOME = 1e-6
"""Products a year from which a line is closed in part, or open."""

OF_PRICES = "weighted thousandths of a requirement, times years, per "


@dataclass(frozen=True)
class Limit:
    """A limit over the years, (t,): its price and size, and what each capability takes of it, (c,)."""

    kind: str
    key: str
    name: str
    unit: str
    price: Array
    size: Array
    taken: Array

    @property
    def is_money(self) -> bool:
        """Whether it is a budget."""
        return self.kind.endswith("budget")


@dataclass(frozen=True)
class Late:
    """What is missing of each capability, weighted, and how many months what is late is late, (c,)."""

    weighted: Array
    months: Array


def bottlenecks(plan: Plan) -> Findings:
    """Check the limits that hold the plan back: which they are, what they are worth, in figures and words."""
    found = optimum(plan)
    if isinstance(found, str):
        return Findings([found])
    table = plan.tables["bottlenecks"]
    late = _late(found)
    rows = _rows(plan, found, late) if late.weighted.sum() > 0 else []
    schema = {name: kind for name, kind in table.schema.items() if name != "rank"}
    due = pl.DataFrame(rows, schema=schema).sort("relief", "key", "kind", descending=[True, False, False])
    own = table
    if plan.constraints:
        # families of a user's own may hold a plan back, too
        own = table.filter(pl.col("kind").is_in(list(BINDS)))
    least = {"relief": 1e-6, "price": 1e-6, "closes": 1e-6, "months": 1e-3, "value": 1e-3, "step": 1e-3}
    wrong = compared("bottlenecks", own, due, ["kind", "key"], least=least)
    for n, rank in enumerate(table["rank"], start=1):
        if rank != n:
            wrong.append(f"bottlenecks, rank {rank}, rank: {rank} where {n} follows")
    wrong.rows = table.height
    return wrong


def _late(found: Optimum) -> Late:
    p, under = found.programme, found.values["stock.under"]
    weighted = (p.stock.weight * np.where(p.stock.pairs[:, :, None], under, 0.0)).sum(axis=(0, 2))
    short = np.clip(under, 0.0, None).sum(axis=0)
    largest = short.max(axis=1)
    months = 12.0 * np.divide(short.sum(axis=1), largest, out=np.zeros_like(largest), where=largest > 0)
    return Late(weighted, months)


def _limits(plan: Plan, found: Optimum) -> Iterator[Limit]:
    """Yield all limits that can hold a plan back."""
    case, p = plan.case, found.programme
    made = found.values["deliveries.amount"].sum(axis=0)
    for table, use in (("lines", np.eye(len(p.lines))), ("materials", p.bills)):
        rows = case[table].rows(named=True)
        price = np.clip(-found.prices[f"{table}.capacity"], 0.0, None)
        for place, r in enumerate(rows):
            taken = (use[place][:, None] * made * price[place]).sum(axis=1) @ p.of_capability
            unit = f"{r.get('unit', 'product')} a year"
            size = p.plants[table].base[place]
            yield Limit(table[:-1], p.plants[table].keys[place], r["name"], unit, price[place], size, taken)
    price = np.clip(-found.prices["workforce.needed"], 0.0, None)
    for place, r in enumerate(case["workforce"].rows(named=True)):
        taken = (p.trades.need[place][:, None] * made * price[place]).sum(axis=1) @ p.of_capability
        key = p.trades.keys[place]
        yield Limit(
            "trade", key, r["name"], "worker", price[place], found.values["workforce.workers"][place], taken
        )
    yield from _budgets(case, p, found)


def _budgets(case: Case, p: Programme, found: Optimum) -> Iterator[Limit]:
    """Yield each ally's budget for equipment, or all its budget where equipment alone would need no more."""
    own, both = (np.clip(-found.prices[f"budgets.{name}"], 0.0, None) for name in ("equipment", "total"))
    currency = case.settings.table_currency or case.settings.currency
    for place, (key, name) in enumerate(case["allies"].select("ally", "name").iter_rows()):
        first = own[place].any()
        kind = "equipment budget" if first else "total budget"
        price = own[place] + both[place] if first else both[place]
        size = (p.money.equipment if first else p.money.total)[place]
        paid = np.zeros(len(p.lines))
        for ahead in range(min(p.parts.shape[1], len(p.years))):
            due = (
                found.values["deliveries.amount"][place, :, ahead:]
                * p.price[:, ahead:]
                * p.parts[:, ahead, None]
            )
            paid += (due * price[: len(p.years) - ahead]).sum(axis=1)
        yield Limit(kind, key, f"{name}, {kind}", f"{currency} m a year", price, size, paid @ p.of_capability)


def _rows(plan: Plan, found: Optimum, late: Late) -> list[dict[str, object]]:
    shortfall = float(late.weighted.sum())
    binding = []
    for limit in _limits(plan, found):
        # where nothing is left there is no smaller limit to compare with
        there = (limit.size > 0) | (not limit.size.any())
        price = np.where(there, limit.price, 0.0)
        thousand = 1000.0 if limit.is_money else 1.0
        worth_it = float(price @ limit.size) / shortfall >= NEGLIGIBLE
        none = not limit.size.any() and price.max(initial=0.0) * thousand > 1e-6
        if worth_it or none:
            binding.append((limit, price))
    money = [(limit, price) for limit, price in binding if limit.is_money and limit.size.any()]
    whole = sum(float(limit.size.sum()) for limit, _ in money)
    again = sum(float(price @ limit.size) for limit, price in money)
    names = dict(plan.case["capabilities"].select("capability", "name").iter_rows())
    return [_row(plan, found.programme, each, late, (whole, again), names) for each in binding]


def _row(
    plan: Plan,
    p: Programme,
    each: tuple[Limit, Array],
    late: Late,
    money: tuple[float, float],
    names: dict[str, str],
) -> dict[str, object]:
    limit, prices = each
    shortfall = float(late.weighted.sum())
    binds = np.flatnonzero(prices > NOTABLE * prices.max())
    price = float(prices[binds[0] :].sum())
    step = _step(float(limit.size[binds].mean()))
    gains = np.where(late.weighted > 0, limit.taken, 0.0)
    of = int(gains.argmax()) if gains.any() else None
    months = None
    if limit.kind == "line" and of is not None:
        part = step * price / late.weighted[of]
        months = float(part * late.months[of]) if part < FIRST_ORDER else None
    whole, again = money
    value = None
    if not limit.is_money and again >= step * price > 0:
        value = step * price / again * whole
    row: dict[str, object] = {
        "kind": limit.kind,
        "key": limit.key,
        "name": limit.name,
        "first_year": p.years[binds[0]],
        "last_year": p.years[binds[-1]],
        "relief": float(prices @ limit.size) / shortfall,
        "price": price,
        "price_unit": OF_PRICES + limit.unit,
        "step": step,
        "capability": None if of is None else p.capabilities[of],
        "closes": 100.0 * step * price / shortfall,
        "months": months,
        "value": None if value is None else value * table_money(plan.case),
    }
    why = _closed(plan, p, limit.key, binds) if limit.kind == "line" else BINDS[limit.kind]
    return row | {"statement": _said(plan.case, limit, why, row, names, value)}


def _closed(plan: Plan, p: Programme, line: str, binds: NDArray[np.int64]) -> str:
    """Return in words what binds at a line in some years: the plan may have closed it, or a part of it."""
    rows = plan.tables["lines"].filter(line=line).sort("year")
    closed = rows["closed"].to_numpy()
    left = p.plants["lines"].free[p.lines.index(line)] + rows["expansion"].to_numpy() - closed
    shut = [n for n in binds.tolist() if closed[n] > SOME and left[n] <= SOME]
    if len(shut) == binds.size:
        return "the plan has closed it"
    if shut:
        return f"{BINDS['line']}, and the plan has closed it from {p.years[shut[0]]} on,"
    return BINDS["line"] + (" that the plan has left open" if closed[binds].max() > SOME else "")


def _said(
    case: Case,
    limit: Limit,
    why: str,
    row: dict[str, object],
    names: dict[str, str],
    value: float | None,
) -> str:
    """Return what a limit is worth, in words."""
    first, last, months = row["first_year"], row["last_year"], row["months"]
    when = f"in {first}" if first == last else f"from {first} to {last}"
    start = f"{limit.name}: {why} {when}."
    if not limit.size.any():
        return f"{start} There is none of it at all."
    step = float(str(row["step"]))
    more = _money(case, step) if limit.is_money else f"{step:,.1f}".removesuffix(".0")
    time = ""
    if row["capability"] is not None:
        name = names[str(row["capability"])]
        time = f"; it serves {name} most"
        if isinstance(months, float) and months >= 0.05:
            time = f", and bring what is late of {name} forward by {months:.1f} months on average"
    more = f"{more} more a year from {first} on{_counted(case, limit, step)}"
    gain = f"{more} would cut the Alliance's weighted shortfall by {row['closes']:.2g} %{time}."
    told = f"{start} {gain}"
    if value is None:
        return told
    return f"{told} {_money(case, value)} more in the budgets that bind would do as much."


def _counted(case: Case, limit: Limit, step: float) -> str:
    """Return in words as how many units a step of a line counts whose products are lots."""
    if limit.kind != "line":
        return ""
    product = dict(case["lines"].select("line", "product").iter_rows())[limit.key]
    units = dict(case["products"].select("product", "yield").iter_rows())[product]
    return f", counted as {step * units:,.0f}," if units >= 2.0 else ""


def _money(case: Case, millions: float) -> str:
    currency = case.settings.table_currency or case.settings.currency
    return f"{currency} {millions:,.0f} m" if millions < 1e3 else f"{currency} {millions / 1e3:,.1f} bn"


def _step(size: float) -> float:
    """Return a round number, at most a tenth of a size, at least one, or a tenth where there is less."""
    least = 1.0 if size >= 1.0 else 0.1
    return max(10.0 ** floor(log10(max(0.1 * size, least))), least)


def support_cost(plan: Plan) -> Findings:
    """Check what each ally's support costs the plan at most: its quantity, at the prices of limits."""
    found = optimum(plan)
    if isinstance(found, str):
        return Findings([found])
    late = _late(found)
    table, whole = plan.tables["support_cost"], float(late.weighted.sum())
    rows = [] if whole <= 0 else [*_in_kind(plan, found, late, whole), *_in_money(plan, found, whole)]
    due = pl.DataFrame(rows, schema=dict(table.schema), orient="row")
    keys = ["ally", "origin", "key"]
    least = {"quantity": 1e-3, "shortfall": 1e-6, "months": 1e-6}
    return compared("support_cost", table, due, keys, least=least)


def _in_kind(plan: Plan, found: Optimum, late: Late, whole: float) -> Iterator[tuple[object, ...]]:
    """Yield what is given from stock, in each later year in which it is missed, and what lines build."""
    p = found.programme
    given = plan.tables["support"]
    axes = ("ally", "key", "year")
    stock = spread(given.filter(origin="stock"), (p.allies, p.capabilities, p.years), axes, "quantity")
    lines = spread(given.filter(origin="line"), (p.allies, p.lines, p.years), axes, "quantity")
    missed = np.where(found.values["stock.under"] > 1e-9, p.stock.weight, 0.0) / p.stock.thousandth
    unit = np.cumsum(missed[:, :, ::-1], axis=2)[:, :, ::-1]
    able, skilled = (
        np.clip(-found.prices[name], 0.0, None) for name in ("materials.capacity", "workforce.needed")
    )
    slot = np.clip(-found.prices["lines.capacity"], 0.0, None) + p.bills.T @ able + p.trades.need.T @ skilled
    capabilities = np.arange(len(p.capabilities))
    for origin, quantity, cost, keys, of in (
        ("stock", stock, stock * unit, p.capabilities, capabilities),
        ("line", lines, lines * slot, p.lines, p.capability_of),
    ):
        for ally, key in np.argwhere(quantity.sum(axis=2) > 0).tolist():
            capability, added = int(of[key]), float(cost[ally, key].sum())
            weighted = float(late.weighted[capability])
            months = added / weighted * float(late.months[capability]) if weighted > 0 else 0.0
            name = p.capabilities[capability]
            much = float(quantity[ally, key].sum())
            yield p.allies[ally], origin, keys[key], name, much, 100.0 * added / whole, months


def _in_money(plan: Plan, found: Optimum, whole: float) -> Iterator[tuple[object, ...]]:
    """Yield what allies pay lines for what those build for Ukraine."""
    p = found.programme
    paid = spread(plan.spending, (p.allies, p.years), ("ally", "year"), "support") / table_money(plan.case)
    price = np.clip(-(found.prices["budgets.equipment"] + found.prices["budgets.total"]), 0.0, None)
    for ally in np.flatnonzero(paid.sum(axis=1) > 0).tolist():
        added = float((paid * price)[ally].sum())
        yield p.allies[ally], "money", "budget", None, float(paid[ally].sum()), 100.0 * added / whole, None
