"""Checks that the optimum that comes with a plan is within all limits, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sinews.verify.plan.bound import before, delivered_cost, expansion_cost
from sinews.verify.plan.offers import Offers
from sinews.verify.plan.parts import Array
from sinews.verify.plan.programme import Programme

CLOSE = 1e-6
"""By how much a limit may be missed, as a part of it, or of its unit where it is less."""

MONEY = 1000.0
"""The unit of money, in millions, that a budget is exact to a part of."""


@dataclass(frozen=True)
class Row:
    """A limit: what is used of it, what there is at least and at most, and in what it is counted."""

    name: str
    used: Array
    least: Array | float
    most: Array | float
    unit: float = 1.0

    def broken(self, size: Array | float) -> Array:
        """Return by how much the limit is missed beyond what figures are exact to, where it is."""
        slack = CLOSE * np.maximum(self.unit, np.abs(size))
        return np.asarray(np.maximum(self.least - self.used, self.used - self.most) - slack)


def objective(p: Programme, offers: Offers, x: Mapping[str, Array]) -> float:
    """Return what quantities come to."""
    later = np.append(p.discount[1:], p.discount[-1])
    cost = (x["operation.running"] * p.discount).sum()
    cost += (p.money.interest[:, None] * x["budgets.owed"] * later).sum()
    for name, plants in p.plants.items():
        cost += (expansion_cost(p, plants) * x[f"{name}.expansion"]).sum()
    cost += (x["sustaining.idle"] * p.idle_price[:, None] * p.discount).sum()
    trained = x["workforce.intake"] + x["workforce.recruits"]
    cost += (trained * p.trades.cost[:, None] * p.discount).sum()
    weighed = (x["stock.under"] * p.stock.weight).sum()
    weighed += (delivered_cost(p, offers) * x["deliveries.amount"]).sum()
    return float(weighed + p.cost_weight * cost)


def beyond_limits(p: Programme, offers: Offers, x: Mapping[str, Array]) -> Iterator[tuple[str, str]]:
    """Yield names of limits that quantities break, and by how much in words; the first of each alone."""
    for row in (*_bounds(p, offers, x), *_rows(p, offers, x)):
        with np.errstate(invalid="ignore"):
            size = np.where(np.isfinite(row.most), row.most, row.least)
            broken = row.broken(np.maximum(np.abs(size), np.abs(row.used)))
        if not (broken <= 0.0).all():
            place = np.unravel_index(
                int(np.nanargmax(broken)) if np.isfinite(broken).any() else 0, broken.shape
            )
            yield row.name, f"{row.used[place]:.10g} is beyond its limits at {tuple(map(int, place))}"


def _bounds(p: Programme, offers: Offers, x: Mapping[str, Array]) -> Iterator[Row]:
    """Yield that quantities are none that may not be, and within their own limits."""
    pairs = np.where(p.stock.pairs[:, :, None], np.inf, 0.0)
    surplus = np.clip(p.stock.committed - p.stock.target, 0.0, None) / p.stock.thousandth
    shut = np.where(p.kept_open, 1.0, 0.0)
    trades = p.trades
    bounds: dict[str, tuple[Array | float, Array | float]] = {
        "stock.under": (0.0, pairs),
        "stock.over": (np.where(p.stock.pairs[:, :, None], surplus, 0.0), pairs),
        "deliveries.amount": (0.0, np.where(offers.open, np.inf, 0.0)),
        **{f"{table}.expansion": (0.0, plants.most) for table, plants in p.plants.items()},
        "workforce.workers": (0.0, np.inf),
        "workforce.intake": (0.0, trades.more[:, None]),
        "workforce.recruits": (0.0, trades.recruits[:, None]),
        "sustaining.idle": (0.0, p.floor),
        "sustaining.closed": (0.0, shut),
        "budgets.carried": (0.0, p.money.carry),
        "budgets.owed": (0.0, p.money.loan),
        "funds.drawn": (0.0, p.money.fund),
        "operation.running": (0.0, np.inf),
    }
    for name, (least, most) in bounds.items():
        unit = MONEY if name.startswith(("budgets.", "funds.", "operation.")) else 1.0
        yield Row(name, x[name], least, np.broadcast_to(np.asarray(most), x[name].shape), unit)


def _rows(p: Programme, offers: Offers, x: Mapping[str, Array]) -> Iterator[Row]:
    """Yield what is used of each limit that several quantities share."""
    made = x["deliveries.amount"]
    by_line, t = made.sum(axis=0), p.trades
    added = np.einsum("alt,lc->act", made * p.yields[:, None], p.of_capability) / p.stock.thousandth
    beside = x["stock.over"] - x["stock.under"]
    gap = np.where(p.stock.pairs[:, :, None], (p.stock.committed - p.stock.target) / p.stock.thousandth, 0.0)
    change = gap - before(gap)
    yield Row("stock.balance", beside - before(beside) - added, change, change)
    closed = x["sustaining.closed"]
    taken = {"lines": by_line + p.plants["lines"].free * closed, "materials": p.bills @ by_line}
    for name, plants in p.plants.items():
        grown = x[f"{name}.expansion"]
        yield Row(
            f"{name}.growth", grown - before(grown), 0.0, np.broadcast_to(plants.ramp[:, None], grown.shape)
        )
        yield Row(f"{name}.capacity", taken[name] - grown, -np.inf, plants.free)
    workers, intake = x["workforce.workers"], x["workforce.intake"]
    skilled = np.zeros_like(workers)
    for place, years in enumerate(t.training.tolist()):
        skilled[place, years:] = intake[place, : max(len(p.years) - years, 0)]
    came = workers - t.stay[:, None] * before(workers) - x["workforce.recruits"] - skilled
    yield Row("workforce.balance", came, t.graduates, t.graduates)
    yield Row("workforce.needed", t.need @ by_line - workers, -np.inf, -t.reserved)
    kept = np.where(p.kept_open, by_line + x["sustaining.idle"] + p.floor * closed, 0.0)
    yield Row("sustaining.floor", kept, p.floor, np.full_like(kept, np.inf))
    yield Row("sustaining.closing", closed - before(closed), 0.0, np.full_like(closed, np.inf))
    running, run = x["operation.running"], (made * p.running[:, None]).sum(axis=1)
    yield Row("operation.running", running - before(running), run, run, MONEY)
    yield from _of_money(p, x)
    for (_, ally), counts in offers.shares.items():
        value = p.price * made[p.allies.index(ally)]
        counted = (counts * value).sum() / max(float(value.sum()), 1.0)
        yield Row("supplier_rules.share", np.array([counted]), 0.0, np.array([np.inf]))


def _of_money(p: Programme, x: Mapping[str, Array]) -> Iterator[Row]:
    """Yield what is paid within each budget, and drawn from each fund beyond what is paid for its uses."""
    m = p.money
    orders = _paid(p, x["deliveries.amount"])
    industry = np.zeros_like(m.equipment)
    for name, plants in p.plants.items():
        grown = x[f"{name}.expansion"] - before(x[f"{name}.expansion"])
        paid = np.zeros_like(grown)
        for place, ahead in enumerate(plants.build_time.tolist()):
            for year in range(ahead, len(p.years)):
                each = plants.cost[place] / (ahead + 1) * grown[place, year]
                paid[place, year - ahead : year + 1] += each
        industry += plants.payers.T @ paid
    trained = x["workforce.intake"] + x["workforce.recruits"]
    industry += p.trades.payers.T @ (p.trades.cost[:, None] * trained)
    owed, carried = x["budgets.owed"], x["budgets.carried"]
    rest = industry + p.standby_payers.T @ (p.idle_price[:, None] * x["sustaining.idle"])
    rest += m.interest[:, None] * before(owed)
    rest += carried - before(carried) - owed + before(owed) - x["funds.drawn"].sum(axis=0)
    spent = orders.sum(axis=1) + rest
    yield Row("budgets.equipment", spent, -np.inf, m.equipment, MONEY)
    yield Row("budgets.total", spent + x["operation.running"], -np.inf, m.total, MONEY)
    yield Row("funds.innovation", orders[:, ~p.novel].sum(axis=1) + rest, -np.inf, m.innovation, MONEY)
    uses = np.einsum("fl,alt->fat", m.fund_pays[:, p.capability_of].astype(float), orders)
    uses += m.fund_industry[:, None, None] * industry
    yield Row("funds.uses", x["funds.drawn"] - uses, -np.inf, np.zeros_like(uses), MONEY)


def _paid(p: Programme, made: Array) -> Array:
    """Return what allies pay for deliveries of each line in each year, (a, l, t)."""
    paid = np.zeros_like(made)
    for ahead in range(min(p.parts.shape[1], len(p.years))):
        due = made[:, :, ahead:] * p.price[None, :, ahead:] * p.parts[None, :, ahead, None]
        paid[:, :, : len(p.years) - ahead] += due
    return paid
