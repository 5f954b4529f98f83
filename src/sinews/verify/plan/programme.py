"""The planning problem as a linear programme, written down again from the case and the plan's tables.

Arrays are by ally, capability, line, material, trade, fund and year, in the order of the case. Money is that
of the case's tables, so that the currency and the prices of the answers move nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinews.case import Case, payment_parts, table_money, unit_prices
from sinews.implementation import Plan
from sinews.verify.plan.guidance import bought
from sinews.verify.plan.industry import first_deliveries, promised_output
from sinews.verify.plan.parts import (
    Array,
    Money,
    Plants,
    Stock,
    Trades,
    payers,
    read_money,
    read_plants,
    read_stock,
    read_trades,
    spread,
)

MONEY_WEIGHS = 0.01
"""Money weighs at most this part of the shortfall that it would close."""


@dataclass(frozen=True)
class Programme:
    """The planning problem.

    Attributes
    ----------
    allies, capabilities, lines, years, funds, rules
        What arrays are by.
    capability_of
        Position of the capability of each line, (l,).
    yields, price, running, parts, lead, first, novel
        Of each line's product: units, price by year (l, t), running cost, parts of the price by years before
        the delivery (l, n), lead time, position of the first year of delivery, and whether it is novel.
    bills
        What one product of each line takes of each material, (m, l).
    discount, cost_weight
        Of each year, and the weight of one unit of money.
    floor, idle_price
        Output that keeps a line open, (l, t), and the price of one product less.
    """

    allies: list[str]
    capabilities: list[str]
    lines: list[str]
    years: list[int]
    funds: list[str]
    rules: list[str]
    capability_of: NDArray[np.int64]
    yields: Array
    price: Array
    today: Array
    running: Array
    parts: Array
    lead: NDArray[np.int64]
    first: NDArray[np.int64]
    novel: NDArray[np.bool_]
    bills: Array
    discount: Array
    cost_weight: float
    stock: Stock
    plants: Mapping[str, Plants]
    trades: Trades
    money: Money
    floor: Array
    idle_price: Array
    standby_payers: Array

    @property
    def of_capability(self) -> Array:
        """1 for the capability of each line, (l, c)."""
        return np.array(
            [[float(of == n) for n in range(len(self.capabilities))] for of in self.capability_of]
        )

    @property
    def kept_open(self) -> NDArray[np.bool_]:
        """Whether there is output that keeps a line open, (l, 1)."""
        return np.asarray(self.floor.max(axis=1, initial=0.0, keepdims=True) > 0.0)


def read(plan: Plan) -> Programme:
    """Return the planning problem of a plan at its prices."""
    case = plan.case
    own = table_money(case)
    years, allies, capabilities = list(case.years), case["allies"]["ally"].to_list(), bought(case)
    lines = case["lines"].rows(named=True)
    keys = [r["line"] for r in lines]
    products = {r["product"]: r for r in case["products"].iter_rows(named=True)}
    made = [products[r["product"]] for r in lines]
    capability_of = np.array([capabilities.index(each["capability"]) for each in made], np.int64)
    yields = np.array([float(each["yield"]) for each in made])
    costs = {r["product"]: r for r in unit_prices(case).iter_rows(named=True)}
    today = np.array([costs[r["product"]]["procurement"] for r in lines]) / own
    running = np.array([costs[r["product"]]["operating"] for r in lines]) / own
    price = spread(plan.tables["lines"], (keys, years), ("line", "year"), "unit_price") / own
    rate = 1.0 + case.settings.discount_rate
    discount = np.array([rate ** -(year - years[0]) for year in years])
    stock = read_stock(plan, allies, capabilities, years, discount)
    dearest = np.zeros(len(capabilities))
    np.maximum.at(dearest, capability_of, (today + running * len(years)) / yields)
    cost, worth = dearest * stock.required / 1000.0, stock.weight[:, -1]
    counts = (cost > 0) & (worth > 0)
    first = first_deliveries(plan)
    money = read_money(plan, allies, capabilities, years)
    bills = _bills(case, [r["product"] for r in lines])
    promised = promised_output(plan)
    own_part = _own_part(plan, allies, years, own)
    floors, idle = _sustaining(plan, lines, made, years, promised[0])
    return Programme(
        allies=allies,
        capabilities=capabilities,
        lines=keys,
        years=years,
        funds=case["resilience_funds"]["fund"].to_list(),
        rules=case["supplier_rules"]["rule"].to_list(),
        capability_of=capability_of,
        yields=yields,
        price=price,
        today=today,
        running=running,
        parts=_parts(case, keys),
        lead=np.array([r["lead_time"] for r in lines], np.int64),
        first=np.array([first[key] - years[0] for key in keys], np.int64),
        novel=np.isin([r["product"] for r in lines], case["novel_products"]["product"].to_list()),
        bills=bills,
        discount=discount,
        cost_weight=MONEY_WEIGHS * float(np.min(worth[counts] / cost[counts], initial=1e-3)),
        stock=stock,
        plants={
            table: read_plants(plan, table, promised[place], own_part, allies)
            for place, table in enumerate(("lines", "materials"))
        },
        trades=read_trades(plan, keys, bills, promised[2], own_part, allies),
        money=money,
        floor=floors,
        idle_price=idle * today,
        standby_payers=payers([r["country"] for r in lines], allies, own_part),
    )


def _own_part(plan: Plan, allies: list[str], years: list[int], own: float) -> Array:
    """Return each ally's part of what nobody in particular pays for: by its budget of the first year."""
    budget = spread(plan.spending, (allies, years[:1]), ("ally", "year"), "equipment_budget")[:, 0]
    budget = np.clip(budget / own, 0.0, None)
    return np.asarray(budget / max(float(budget.sum()), np.finfo(np.float64).tiny))


def _parts(case: Case, lines: list[str]) -> Array:
    parts = np.zeros((len(lines), 1 + int(case["lines"]["lead_time"].max() or 0)))  # type: ignore[arg-type]  # whole
    place = {key: at for at, key in enumerate(lines)}
    for line, ahead, part in payment_parts(case).select("line", "ahead", "part").iter_rows():
        parts[place[line], ahead] = part
    return parts


def _bills(case: Case, products: list[str]) -> Array:
    materials = case["materials"]["material"].to_list()
    bills = np.zeros((len(materials), len(products)))
    for r in case["bills_of_materials"].iter_rows(named=True):
        for line, product in enumerate(products):
            if product == r["product"]:
                bills[materials.index(r["material"]), line] = r["quantity"]
    return bills


def _sustaining(
    plan: Plan, lines: list[dict[str, Any]], made: list[dict[str, Any]], years: list[int], promised: Any
) -> tuple[Array, Array]:
    """Return the output that keeps each line open, (l, t), and the part of its price that one less costs."""
    rates = {r["learning_class"]: r for r in plan.case["sustaining_rates"].iter_rows(named=True)}
    first, floors, idle = first_deliveries(plan), np.zeros((len(lines), len(years))), np.zeros(len(lines))
    for place, (r, product) in enumerate(zip(lines, made, strict=True)):
        rule = rates.get(product["learning_class"])
        if rule is None:
            continue
        idle[place] = rule["idle_cost"] / 100.0
        for n, year in enumerate(years):
            if year >= first[r["line"]]:
                floors[place, n] = max(0.0, r["rate"] * rule["rate"] / 100.0 - promised[r["line"], year])
    return floors, idle
