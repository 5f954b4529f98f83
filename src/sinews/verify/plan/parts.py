"""The parts of the planning problem: stock, lines and materials, trades and money, from case and tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinews.case import priced, table_money
from sinews.implementation import Plan
from sinews.verify.plan.committed import committed
from sinews.verify.plan.industry import announced, staffed
from sinews.verify.plan.loans import loan_flows
from sinews.verify.plan.money import pledged
from sinews.verify.plan.running import of_what_was_there

Array = NDArray[np.float64]

SLACK = 1e-6
"""Part of a step of expansion by which a whole one may be missed."""


@dataclass(frozen=True)
class Stock:
    """What is to be decided of each ally's stock of each capability, (a, c, t), units, and what it weighs."""

    target: Array
    committed: Array
    required: Array
    weight: Array

    @property
    def thousandth(self) -> Array:
        """A thousandth of each requirement, (1, c, 1), units."""
        return self.required[None, :, None] / 1000.0

    @property
    def pairs(self) -> NDArray[np.bool_]:
        """Whether an ally lacks a capability in some year, (a, c)."""
        return np.asarray((self.target - self.committed > 1e-9).any(axis=2))


@dataclass(frozen=True)
class Plants:
    """Lines, or materials: capacity without expansion, what is free of it, and how it may grow, (p, t)."""

    keys: list[str]
    base: Array
    free: Array
    most: Array
    ramp: Array
    build_time: NDArray[np.int64]
    cost: Array
    payers: Array


@dataclass(frozen=True)
class Trades:
    """Skilled people, by trade: what lines need of them, (k, l), apprentices of today, and who may come."""

    keys: list[str]
    need: Array
    reserved: Array
    today: Array
    stay: Array
    graduates: Array
    more: Array
    recruits: Array
    training: NDArray[np.int64]
    cost: Array
    payers: Array


@dataclass(frozen=True)
class Money:
    """What allies have, (a, t): for equipment, in all, beside what is novel, to carry over and to borrow."""

    equipment: Array
    total: Array
    innovation: Array
    carry: Array
    loan: Array
    interest: Array
    fund: Array
    fund_pays: NDArray[np.bool_]
    fund_industry: NDArray[np.bool_]


def spread(frame: Any, axes: Sequence[Sequence[Any]], keys: Sequence[str], figure: str) -> Array:
    """Return a column of a table by the positions of its keys on axes; what stands on none is left out."""
    found = np.zeros([len(axis) for axis in axes])
    places = [{key: place for place, key in enumerate(axis)} for axis in axes]
    for *at, value in frame.select(*keys, figure).iter_rows():
        where = tuple(place.get(key, -1) for place, key in zip(places, at, strict=True))
        if min(where) >= 0 and value is not None:
            found[where] = value
    return found


def read_stock(
    plan: Plan, allies: list[str], capabilities: list[str], years: list[int], discount: Array
) -> Stock:
    """Return each ally's stock and targets, and the weight of what is missing."""
    case = plan.case
    axes = (allies, capabilities, years)
    target = spread(plan.targets, axes, ("ally", "capability", "year"), "target")
    have = np.zeros_like(target)
    place = [{key: at for at, key in enumerate(axis)} for axis in axes]
    for (ally, capability, year), units in committed(plan).items():
        if capability in place[1]:
            have[place[0][ally], place[1][capability], place[2][year]] = units
    last = plan.requirements.filter(year=case.settings.horizon)
    needed = dict(last.select("capability", "required").iter_rows())
    required = np.array([max(needed.get(key, 0.0), 1.0) for key in capabilities])
    priority = dict(case["capabilities"].select("capability", "priority").iter_rows())
    weight = np.array([float(priority[key]) for key in capabilities])[:, None] * discount
    return Stock(target, have, required, weight)


def payers(hosts: Iterable[str | None], allies: list[str], common: Array) -> Array:
    """Return each ally's part of what each host pays, (hosts, a)."""
    return np.array(
        [[float(ally == host) for ally in allies] if host in allies else common for host in hosts]
    ).reshape(-1, len(allies))


def read_plants(plan: Plan, table: str, promised: Any, common: Array, allies: list[str]) -> Plants:
    """Return lines, or materials; `promised` is what is taken of each before anything is ordered."""
    case = plan.case
    rows, path = priced(case, table).rows(named=True), announced(case, table)
    key, years = table.removesuffix("s"), list(case.years)
    base = np.array([[path[r[key]][year] for year in years] for r in rows]).reshape(-1, len(years))
    taken = np.array([[promised[r[key], year] for year in years] for r in rows]).reshape(base.shape)
    sizes = dict(case["expansion_steps"].select("site", "step").iter_rows())
    most, ramps = np.zeros_like(base), np.zeros(len(rows))
    for place, r in enumerate(rows):
        ramp = (r["rate"] or r["ceiling"]) * r["ramp"] / 100.0
        step = min(sizes.get(r[key], 0.0), ramp)
        ramps[place] = ceil(ramp / step - SLACK) * step if step > 0 else ramp
        # what is added stays, so that it must fit all later years
        room = [
            min(max(r["ceiling"] - each, 0.0) for each in base[place, n:].tolist()) for n in range(len(years))
        ]
        for n in range(r["build_time"], len(years)):
            fits = room[n]
            if step > 0:
                fits = fits if room[n] >= room[-1] else floor(fits / step + SLACK) * step
                fits = min(fits, floor(ramp * (n + 1 - r["build_time"]) / step + SLACK) * step)
            most[place, n] = fits
    own = table_money(case)
    return Plants(
        keys=[r[key] for r in rows],
        base=base,
        free=np.clip(base - taken, 0.0, None),
        most=most,
        ramp=ramps,
        build_time=np.array([r["build_time"] for r in rows], np.int64),
        cost=np.array([r["expansion_cost"] for r in rows]) / own,
        payers=payers([r["country"] for r in rows], allies, common),
    )


def read_trades(
    plan: Plan, lines: list[str], bills: Array, promised: Any, common: Array, allies: list[str]
) -> Trades:
    """Return the trades; `promised` is how many of each are needed before anything is ordered."""
    case, years = plan.case, list(plan.case.years)
    pools = priced(case, "workforce").rows(named=True)
    places = [(r["country"], r["trade"]) for r in pools]
    country = dict(case["lines"].select("line", "country").iter_rows())
    country |= dict(case["materials"].select("material", "country").iter_rows())
    materials = case["materials"]["material"].to_list()
    need = np.zeros((len(pools), len(lines)))
    for site, trade, workers in case["labour"].select("site", "trade", "workers").iter_rows():
        pool = places.index((country[site], trade))
        if site in lines:
            need[pool, lines.index(site)] += workers
        else:
            need[pool] += workers * bills[materials.index(site)]
    of_today = [staffed(r, years) for r in pools]
    reserved = [
        [min(promised[(*place, year)], there[year]) for year in years]
        for place, there in zip(places, of_today, strict=True)
    ]

    def column(name: str) -> Array:
        return np.array([float(r[name]) for r in pools])

    stay, apprentices = 1.0 - column("attrition") / 100.0, column("apprentices")
    graduates = np.repeat(apprentices[:, None], len(years), axis=1)
    graduates[:, 0] += column("workers") * stay
    return Trades(
        keys=["/".join(place) for place in places],
        need=need,
        reserved=np.array(reserved).reshape(len(pools), len(years)),
        today=apprentices,
        stay=stay,
        graduates=graduates,
        more=np.clip(column("intake_limit") - apprentices, 0.0, None),
        recruits=column("recruitment_limit"),
        training=column("training").astype(np.int64),
        cost=column("training_cost") / table_money(case),
        payers=payers([place[0] for place in places], allies, common),
    )


def read_money(plan: Plan, allies: list[str], capabilities: list[str], years: list[int]) -> Money:
    """Return what allies may spend, beside what is promised, and move between years."""
    case, own = plan.case, table_money(plan.case)

    def spent(column: str) -> Array:
        return spread(plan.spending, (allies, years), ("ally", "year"), column) / own

    def in_order(flows: Mapping[tuple[str, int], float]) -> Array:
        return np.array([[flows.get((ally, year), 0.0) for year in years] for ally in allies]) / own

    budget = spent("equipment_budget")
    promised = spent("contracted") + spent("support") + in_order(loan_flows(plan)[2])
    known: dict[tuple[str, int], float] = defaultdict(float)
    for (ally, _, year), cost in of_what_was_there(plan).items():
        known[ally, year] += cost
    left = budget - promised
    rules = {r["ally"]: r for r in case["fiscal_rules"].iter_rows(named=True)}

    def rule(name: str) -> Array:
        return np.array([float((rules.get(ally) or {}).get(name) or 0.0) for ally in allies]) / 100.0

    moved = np.clip(budget, 0.0, None)
    moved[:, -1] = 0.0
    innovation = pledged(plan, "innovation_share")
    beside = np.full(budget.shape, np.inf)
    if innovation:
        part = np.array([max(innovation[year], 0.0) for year in years]) / 100.0
        beside = np.clip(budget * (1.0 - part) - promised, 0.0, None)
    resilience = pledged(plan, "resilience_share")
    funds = case["resilience_funds"].rows(named=True)
    parts = np.array([resilience.get(year, 0.0) for year in years]) / 100.0
    whole = spent("gdp") * parts
    uses = set(case["resilience_uses"].select("fund", "use").iter_rows())
    return Money(
        equipment=np.clip(left, 0.0, None),
        total=np.clip(left + spent("operating_headroom") - in_order(known), 0.0, None),
        innovation=beside,
        carry=moved * rule("carry_over")[:, None],
        loan=moved * rule("borrowing")[:, None],
        interest=rule("interest"),
        fund=np.array([r["share"] / 100.0 * whole for r in funds]).reshape(-1, *whole.shape),
        fund_pays=np.array([[(r["fund"], c) in uses for c in capabilities] for r in funds], np.bool_).reshape(
            -1, len(capabilities)
        ),
        fund_industry=np.array([(r["fund"], "industry") in uses for r in funds], np.bool_),
    )
