"""Checks that no plan is better: prices of limits bound what any plan can come to, by weak duality.

What is missing and what is paid, weighted, is the objective. For any prices of limits the sum of limits at
their prices, and of quantities at what they cost beyond the prices of what they take, is no more than the
objective of any plan. Prices that come with a plan need not be trusted: wrong ones give a bound that is too
low (J. Matousek and B. Gartner, *Understanding and Using Linear Programming*, Springer 2007, section 6.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sinews.verify.plan.offers import Offers
from sinews.verify.plan.parts import Array, Plants
from sinews.verify.plan.programme import Programme

AT_MOST = (
    "lines.capacity", "materials.capacity", "workforce.needed", "budgets.equipment", "budgets.total",
    "funds.innovation", "funds.uses",
)  # fmt: skip
"""Limits of which there is at most so much: one more makes the objective no larger."""

AT_LEAST = ("sustaining.closing", "sustaining.floor", "supplier_rules.share")
"""Limits of which there is at least so much."""

EQUAL = ("stock.balance", "workforce.balance", "operation.running")

BETWEEN = ("lines.growth", "materials.growth")
"""Growth of capacity, from nothing to the ramp."""


SIGN = 1e-6
"""What a price of the wrong sign may come to: the solver is no more exact."""


@dataclass(frozen=True)
class Worth:
    """Prices of limits with the signs that they can have, and what money is worth for what is paid with it.

    Attributes
    ----------
    of
        Prices by the limit's name.
    spent
        Of one unit of money that is not set apart, (a, t).
    industry
        Of one that goes to industry, (a, t).
    ordered
        Of one that goes to each line's product, (a, l, t).
    """

    of: Mapping[str, Array]
    spent: Array
    industry: Array
    ordered: Array


def worth(p: Programme, prices: Mapping[str, Array]) -> Worth:
    """Return prices of limits as they bound: those of the wrong sign count for nothing."""
    of = {name: np.minimum(prices[name], 0.0) for name in AT_MOST}
    of |= {name: np.maximum(prices[name], 0.0) for name in AT_LEAST}
    of |= {name: prices[name] for name in (*EQUAL, *BETWEEN)}
    # without a pledge nothing is set apart
    of["funds.innovation"] = np.where(np.isfinite(p.money.innovation), of["funds.innovation"], 0.0)
    both = of["budgets.equipment"] + of["budgets.total"]
    spent, uses = both + of["funds.innovation"], of["funds.uses"]
    industry = spent - np.einsum("f,fat->at", p.money.fund_industry.astype(float), uses)
    pays = p.money.fund_pays[:, p.capability_of].astype(float)
    ordered = np.where(p.novel[None, :, None], both[:, None], spent[:, None])
    return Worth(of, spent, industry, ordered - np.einsum("fl,fat->alt", pays, uses))


def odd_prices(prices: Mapping[str, Array]) -> Iterator[tuple[str, str]]:
    """Yield names of limits of which some price has the wrong sign, and which it is, in words."""
    for names, sign, words in ((AT_MOST, 1.0, "more"), (AT_LEAST, -1.0, "less")):
        for name in names:
            worst = float((sign * prices[name]).max(initial=0.0))
            if worst > SIGN:
                yield name, f"one {words} of it would make the objective larger, by {worst:.6g}"


def lower_bound(p: Programme, offers: Offers, prices: Mapping[str, Array]) -> float:
    """Return what the objective of no plan can be less than, whatever the prices of limits are."""
    w = worth(p, prices)
    most = _most(p, offers)
    parts = (
        _of_stock(p, w, most),
        _of_deliveries(p, offers, w, most),
        *(_of_plants(p, table, plants, w) for table, plants in p.plants.items()),
        _of_trades(p, w),
        _of_standby(p, w),
        _of_money(p, w, most),
    )
    return float(sum(parts))


def _most(p: Programme, offers: Offers) -> Array:
    """Return more than any ally can order of each line by year, (a, l, t), products."""
    lines = p.plants["lines"]
    return np.where(offers.open, (lines.free + lines.most)[None], 0.0)


def _next(path: Array) -> Array:
    """Return what the next year has, nothing after the last."""
    return np.concatenate([path[..., 1:], np.zeros_like(path[..., :1])], axis=-1)


def before(path: Array) -> Array:
    """Return what the year before had, nothing before the first."""
    return np.concatenate([np.zeros_like(path[..., :1]), path[..., :-1]], axis=-1)


def _within(cost: Array, least: Array | float, most: Array | float) -> float:
    """Return the least that quantities within bounds can cost."""
    with np.errstate(invalid="ignore"):
        low, high = cost * least, cost * most
    return float(np.where(cost == 0.0, 0.0, np.minimum(low, high)).sum())


def _of_stock(p: Programme, w: Worth, most: Array) -> float:
    """Return what stock beside its targets costs: what is missing, and what is there beyond."""
    pairs, unit = p.stock.pairs[:, :, None], p.stock.thousandth
    price = w.of["stock.balance"]
    gap = (p.stock.target - p.stock.committed) / unit
    missing, beyond = np.clip(gap, 0.0, None), np.clip(-gap, 0.0, None)
    added = np.einsum("alt,lc->act", np.cumsum(most * p.yields[:, None], axis=2), p.of_capability)
    change = np.diff(-gap, axis=2, prepend=0.0)
    limits = np.where(pairs, price * change, 0.0).sum()
    rises = price - _next(price)
    under = _within(np.where(pairs, p.stock.weight + rises, 0.0), 0.0, missing)
    over = _within(np.where(pairs, -rises, 0.0), beyond, beyond + missing + added / unit)
    return float(limits) + under + over


def delivered_cost(p: Programme, offers: Offers) -> Array:
    """Return what one delivery weighs in the objective, (a, l, t)."""
    parts = np.zeros_like(p.price)
    for ahead in range(min(p.parts.shape[1], len(p.years))):
        parts[:, ahead:] += p.parts[:, ahead, None] * p.discount[: len(p.years) - ahead]
    return np.asarray(p.cost_weight * (p.price * parts)[None] * (1.0 + offers.dearer))


def _of_deliveries(p: Programme, offers: Offers, w: Worth, most: Array) -> float:
    taken = w.of["lines.capacity"] + p.bills.T @ w.of["materials.capacity"]
    taken = taken + p.trades.need.T @ w.of["workforce.needed"]
    taken = taken + np.where(p.kept_open, w.of["sustaining.floor"], 0.0)
    units = p.yields / p.stock.thousandth[0, p.capability_of, 0]
    cost = delivered_cost(p, offers) - taken[None]
    cost += units[:, None] * w.of["stock.balance"][:, p.capability_of]
    cost += p.running[:, None] * w.of["operation.running"][:, None]
    cost -= paid_worth(p, w)
    share = w.of["supplier_rules.share"]
    for (rule, ally), counts in offers.shares.items():
        at = p.allies.index(ally)
        cost[at] -= share[p.rules.index(rule), at] * counts * p.price
    return _within(np.where(offers.open, cost, 0.0), 0.0, most)


def paid_worth(p: Programme, w: Worth) -> Array:
    """Return what the instalments of one delivery take of money at its worth, (a, l, t)."""
    found = np.zeros_like(w.ordered)
    for ahead in range(min(p.parts.shape[1], len(p.years))):
        part = p.parts[:, ahead, None] * p.price[:, ahead:]
        found[:, :, ahead:] += part[None] * w.ordered[:, :, : len(p.years) - ahead]
    return found


def _of_plants(p: Programme, table: str, plants: Plants, w: Worth) -> float:
    """Return what capacity costs: what is free of it and how it may grow, and what is added."""
    growth, able = w.of[f"{table}.growth"], w.of[f"{table}.capacity"]
    limits = (able * plants.free).sum() + _within(growth, 0.0, plants.ramp[:, None])
    paid = plants.payers @ w.industry
    years = len(p.years)
    instalments = np.zeros(growth.shape)
    for place, ahead in enumerate(plants.build_time.tolist()):
        for year in range(ahead, years):
            due = paid[place, year - ahead : year + 1].sum()
            instalments[place, year] = plants.cost[place] / (ahead + 1) * due
    cost = p.cost_weight * expansion_cost(p, plants) - (instalments - _next(instalments))
    return float(limits) + _within(cost - (growth - _next(growth)) + able, 0.0, plants.most)


def expansion_cost(p: Programme, plants: Plants) -> Array:
    """Return what one more of capacity added by each year costs, discounted, (p, t)."""
    cost = np.zeros(plants.base.shape)
    for place, ahead in enumerate(plants.build_time.tolist()):
        for year in range(len(p.years)):
            span = slice(max(year - ahead, 0), year + 1)
            cost[place, year] = plants.cost[place] * p.discount[span].mean()
    return np.asarray(cost - _next(cost))


def _of_trades(p: Programme, w: Worth) -> float:
    """Return what skilled people cost: who is there, who is needed, and who may come."""
    t = p.trades
    balance, needed = w.of["workforce.balance"], w.of["workforce.needed"]
    limits = (balance * t.graduates).sum() - (needed * t.reserved).sum()
    most = np.zeros_like(balance)
    before = np.zeros(len(t.keys))
    for year in range(len(p.years)):
        before = before * t.stay + t.graduates[:, year] + t.more + t.recruits
        most[:, year] = before
    there = -(balance - t.stay[:, None] * _next(balance)) + needed
    training = p.cost_weight * t.cost[:, None] * p.discount
    training = training - t.cost[:, None] * (t.payers @ w.industry)
    skilled = np.zeros_like(balance)
    for place, years in enumerate(t.training.tolist()):
        if years < len(p.years):
            skilled[place, : len(p.years) - years] = balance[place, years:]
    return (
        float(limits)
        + _within(there, 0.0, most)
        + _within(training + skilled, 0.0, t.more[:, None])
        + _within(training + balance, 0.0, t.recruits[:, None])
    )


def _of_standby(p: Programme, w: Worth) -> float:
    """Return what lines below their sustaining rates cost: idle, or closed for good."""
    there = p.kept_open
    floors = np.where(there, w.of["sustaining.floor"], 0.0)
    closing = np.where(there, w.of["sustaining.closing"], 0.0)
    closing[:, 0] = 0.0
    price = p.idle_price[:, None]
    idle = p.cost_weight * price * p.discount - price * (p.standby_payers @ w.spent) - floors
    closed = -(closing - _next(closing)) - w.of["lines.capacity"] * p.plants["lines"].free
    closed -= floors * p.floor
    limits = float((floors * p.floor).sum())
    return limits + _within(np.where(there, idle, 0.0), 0.0, p.floor) + _within(
        np.where(there, closed, 0.0), 0.0, 1.0
    )  # fmt: skip


def _of_money(p: Programme, w: Worth, most: Array) -> float:
    """Return what money costs: budgets, what is moved between years, drawn from funds, and running costs."""
    m, spent, total = p.money, w.spent, w.of["budgets.total"]
    beside = np.where(np.isfinite(m.innovation), m.innovation, 0.0)
    limits = (w.of["budgets.equipment"] * m.equipment + total * m.total).sum()
    limits += (w.of["funds.innovation"] * beside).sum()
    carried = -(spent - _next(spent))
    later = np.append(p.discount[1:], p.discount[-1])
    rate = m.interest[:, None]
    owed = p.cost_weight * rate * later + spent - _next(spent) - rate * _next(spent)
    drawn = spent[None] - w.of["funds.uses"]
    running = w.of["operation.running"]
    run = p.cost_weight * p.discount - (running - _next(running)) - total
    built = np.cumsum((most * p.running[:, None]).sum(axis=1), axis=1)
    return (
        float(limits)
        + _within(carried, 0.0, m.carry)
        + _within(owed, 0.0, m.loan)
        + _within(drawn, 0.0, m.fund)
        + _within(run, 0.0, built)
    )
