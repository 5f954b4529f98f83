"""The planning model: one sparse linear programme over allies, capabilities, lines and years.

For every ally, capability and year t

    stock[t] - stock[t-1] - sum over lines (yield x delivered) = contracted - retired    stock balance
    stock = target - under + over                                                        deviation

for every line and year

    sum over allies (delivered) - expansion <= free output                               line capacity
    0 <= expansion[t] - expansion[t-1] <= ramp                                           ramp

for every key material and year the same, with what the deliveries take of it,

for every trade in a country and year

    sum over lines (people needed x delivered) <= workers - people reserved for contracts    skilled people
    workers[t] = workers[t-1] (1 - attrition) + apprentices[t - training] + recruits[t]      workforce

and for every ally and year

    procurement + expansion <= equipment budget                                          equipment budget
    procurement + expansion + operation of new stock
        <= equipment budget + operating headroom                                         total budget

with deliveries no earlier than order and lead time allow. `under` and `over` are the deviation variables of
goal programming (Charnes and Cooper, Management Models and Industrial Applications, 1961); the objective is
the weighted shortfall, then the discounted cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel
from sinews.implementation.instance import Instance

PER_MILLE = 1000.0
"""Shortfalls are counted in thousandths of the Alliance's requirement: one scale for all capabilities."""

COST_TO_SHORTFALL = 0.01
"""No saving may outweigh a shortfall: money weighs at most this part of the shortfall that it would close."""


@dataclass(frozen=True, slots=True)
class Stocks:
    """The pairs of ally and capability that the model decides on, and the columns of their deviations.

    Attributes
    ----------
    ally, capability
        The pairs, each (pairs,).
    under, over
        Columns of the deviations below and above target, (pairs, t), in thousandths of the requirement.
    """

    ally: Indices
    capability: Indices
    under: Indices
    over: Indices


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The deliveries that the model may choose: columns, and what each stands for; all (deliveries,).

    `pair` is the position of its ally and capability in `Stocks`; `year` the position of the year.
    """

    column: Indices
    pair: Indices
    ally: Indices
    line: Indices
    year: Indices


@dataclass(frozen=True, slots=True)
class Workforce:
    """Columns of workers, apprentices beyond today's intake and recruits, rows of people needed; (k, t)."""

    workers: Indices
    intake: Indices
    recruits: Indices
    needed: Indices


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where the model's blocks lie.

    Attributes
    ----------
    stocks, deliveries
        Columns of deviations and deliveries.
    expansion
        Columns of the capacity that expansion has added by each year, (p, t).
    workforce
        Columns and rows of the skilled workforce.
    capacity, equipment, total
        Rows of capacity of lines and materials, (p, t), and of the two budgets, each (a, t).
    """

    stocks: Stocks
    deliveries: Deliveries
    expansion: Indices
    workforce: Workforce
    capacity: Indices
    equipment: Indices
    total: Indices


def build_model(instance: Instance) -> tuple[LpModel, Blocks]:
    """Build the linear programme of an instance.

    Pairs of ally and capability whose committed stock never falls below target are left out: there is
    nothing to decide.
    """
    model = LpModel()
    cost_weight = _cost_weight(instance)
    stocks = _add_stocks(model, instance, cost_weight)
    deliveries = _add_deliveries(model, instance, stocks, cost_weight)
    expansion = _add_expansion(model, instance, cost_weight)
    _add_stock_balance(model, instance, stocks, deliveries)
    capacity = _add_capacity(model, instance, deliveries, expansion)
    workforce = _add_workforce(model, instance, deliveries, cost_weight)
    equipment, total = _add_budgets(model, instance, stocks)
    for rows in (equipment, total):
        _add_payments(model, instance, rows, deliveries)
        _add_expansion_payments(model, instance, rows, expansion)
        for joining in (workforce.intake, workforce.recruits):
            _add_training_payments(model, instance, rows, joining)
    return model, Blocks(stocks, deliveries, expansion, workforce, capacity, equipment, total)


def shortfall_weight(instance: Instance) -> Values:
    """Return the weight of a shortfall of one thousandth of a requirement, (c, t): priority, discounted."""
    return instance.priority[:, None] * instance.discount[None, :]


def available_budgets(instance: Instance) -> tuple[Values, Values]:
    """Return what is left for new orders, and for new orders and their operation, each (a, t), USD bn.

    Contracts and commitments, and the operation of what contracts deliver, are paid first; what retires or
    is given away frees what it costs.
    """
    added = instance.committed - instance.held[:, :, None]
    running = np.einsum("act,c->at", added, instance.operating)
    equipment = instance.equipment_budget - instance.contracted - instance.support
    total = equipment + instance.operating_headroom - running
    return np.clip(equipment, 0.0, None), np.clip(total, 0.0, None)


def expansion_instalments(instance: Instance) -> tuple[Indices, Indices, Indices, Indices, Values]:
    """Return who pays what for added capacity.

    The ally in which a plant stands pays for its expansion; where that is no ally, all pay in proportion to
    GDP. Equal parts fall due from the decision to the first year of added output.

    Returns
    -------
    payer, plant, year paid, year added, amount (USD bn for one more unit per year), each (instalments,).
    """
    industry = instance.industry
    years = instance.years.size
    shares = payer_shares(instance, industry.host)
    line, payer = (np.repeat(part, years) for part in np.nonzero(shares))
    added_in = np.tile(np.arange(years), line.size // years)
    possible = added_in >= industry.build_time[line]
    line, payer, added_in = line[possible], payer[possible], added_in[possible]
    which, ahead = _spread(industry.build_time[line])
    line, payer, added_in = line[which], payer[which], added_in[which]
    part = industry.expansion_cost[line] / (industry.build_time[line] + 1)
    return payer, line, added_in - ahead, added_in, shares[line, payer] * part


def payer_shares(instance: Instance, host: Indices) -> Values:
    """Return each ally's part of what a host pays, (hosts, a): all of it, or its part of GDP if none is."""
    hosted = np.arange(len(instance.allies)) == host[:, None]
    return np.where(host[:, None] < 0, instance.gdp_share[None, :], hosted)


def _spread(lead: Indices) -> tuple[Indices, Indices]:
    """Return, for every year from `lead` years ahead until none, whose it is and how far ahead."""
    which = np.repeat(np.arange(lead.size), lead + 1)
    start = np.repeat(np.cumsum(lead + 1) - (lead + 1), lead + 1)
    return which, lead[which] - (np.arange(which.size) - start)


def _discounted(instance: Instance, year: Indices, lead: Indices) -> Values:
    """Return the mean discount factor from `lead` years before `year` until then."""
    cumulated = np.concatenate([[0.0], np.cumsum(instance.discount)])
    return np.asarray((cumulated[year + 1] - cumulated[year - lead]) / (lead + 1))


def _cost_weight(instance: Instance) -> float:
    """Return the weight of one USD bn: so small that closing any shortfall is worth its cost."""
    dearest = np.zeros(instance.required.size)
    np.maximum.at(dearest, instance.capability_of, instance.price / instance.yields)
    cost = (dearest + instance.operating * instance.years.size) * instance.required / PER_MILLE
    worth = shortfall_weight(instance)[:, -1]
    counts = (cost > 0) & (worth > 0)
    return float(COST_TO_SHORTFALL * np.min(worth[counts] / cost[counts], initial=1.0))


def _thousandth(instance: Instance) -> Values:
    """Return a thousandth of each requirement, (c,), units."""
    return instance.required / PER_MILLE


def _operating(instance: Instance) -> Values:
    """Return the operating cost of a thousandth of each requirement, (c,), USD bn a year."""
    return instance.operating * _thousandth(instance)


def _add_stocks(model: LpModel, instance: Instance, cost_weight: float) -> Stocks:
    """Add the columns of the deviations from target."""
    short = (instance.target - instance.committed > 1e-9).any(axis=2)
    ally, capability = np.nonzero(short)
    shape = (ally.size, instance.years.size)
    running = cost_weight * _operating(instance)[capability, None] * instance.discount
    weight = shortfall_weight(instance)[capability]
    under = model.add_columns(ally.size * shape[1], cost=(weight - running).ravel())
    over = model.add_columns(ally.size * shape[1], cost=running.ravel())
    return Stocks(ally, capability, under.reshape(shape), over.reshape(shape))


def _add_deliveries(model: LpModel, instance: Instance, stocks: Stocks, cost_weight: float) -> Deliveries:
    """Add a column for each delivery to a pair, from a line, in a year that lead time allows."""
    pair, line = np.nonzero(stocks.capability[:, None] == instance.capability_of[None, :])
    first = instance.industry.earliest[line]
    count = np.clip(instance.years.size - first, 0, None)
    pair, line, first = (np.repeat(part, count) for part in (pair, line, first))
    year = first + np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count)
    paid = instance.price_path[line, year] * _discounted(instance, year, instance.industry.lead_time[line])
    column = model.add_columns(pair.size, cost=cost_weight * paid)
    return Deliveries(column, pair, stocks.ally[pair], line, year)


def _add_expansion(model: LpModel, instance: Instance, cost_weight: float) -> Indices:
    """Add the columns of added capacity and the rows that bound its growth."""
    industry = instance.industry
    lines, years = industry.base.shape
    time = np.broadcast_to(np.arange(years), (lines, years))
    lead = np.minimum(time, industry.build_time[:, None])
    growth_cost = industry.expansion_cost[:, None] * _discounted(instance, time, lead)
    cost = growth_cost - np.concatenate([growth_cost[:, 1:], np.zeros((lines, 1))], axis=1)
    expansion = model.add_columns(
        lines * years, cost=cost_weight * cost.ravel(), upper=industry.expansion_limit.ravel()
    ).reshape(lines, years)
    growth = model.add_rows(lines * years, lower=0.0, upper=np.repeat(industry.ramp, years))
    growth = growth.reshape(lines, years)
    model.add_entries(growth, expansion, 1.0)
    model.add_entries(growth[:, 1:], expansion[:, :-1], -1.0)
    return expansion


def _add_stock_balance(model: LpModel, instance: Instance, stocks: Stocks, deliveries: Deliveries) -> None:
    """Add the rows: change of (over - under) - yield x delivered = change of (committed - target)."""
    pairs = stocks.ally, stocks.capability
    gap = (instance.committed - instance.target)[pairs] / _thousandth(instance)[stocks.capability][:, None]
    change = np.diff(gap, axis=1, prepend=0.0)
    balance = model.add_rows(change.size, lower=change.ravel(), upper=change.ravel()).reshape(change.shape)
    for columns, sign in ((stocks.over, 1.0), (stocks.under, -1.0)):
        model.add_entries(balance, columns, sign)
        model.add_entries(balance[:, 1:], columns[:, :-1], -sign)
    units = instance.yields / _thousandth(instance)[instance.capability_of]
    model.add_entries(balance[deliveries.pair, deliveries.year], deliveries.column, -units[deliveries.line])


def _add_capacity(model: LpModel, instance: Instance, deliveries: Deliveries, expansion: Indices) -> Indices:
    """Add the rows of line capacity."""
    free = instance.industry.free
    capacity = model.add_rows(free.size, upper=free.ravel()).reshape(free.shape)
    _add_use(model, capacity, instance.industry.use, deliveries)
    model.add_entries(capacity, expansion, -1.0)
    return capacity


def _add_use(model: LpModel, rows: Indices, use: Values, deliveries: Deliveries) -> None:
    """Add what each delivery takes of each resource to the resource's row of the year; `use` is (rows, l)."""
    for resource, taken in enumerate(use):
        takes = taken[deliveries.line] > 0
        line, year = deliveries.line[takes], deliveries.year[takes]
        model.add_entries(rows[resource, year], deliveries.column[takes], taken[line])


def _add_workforce(
    model: LpModel, instance: Instance, deliveries: Deliveries, cost_weight: float
) -> Workforce:
    """Add the columns of workers, intake and recruits, the rows of their balance and of people needed."""
    people = instance.people
    shape = (people.workers.size, instance.years.size)
    size = shape[0] * shape[1]
    training = cost_weight * people.training_cost[:, None] * instance.discount
    workers = model.add_columns(size).reshape(shape)
    intake = model.add_columns(
        size,
        cost=training.ravel(),
        upper=np.repeat(people.intake_limit - people.apprentices, shape[1]),
    ).reshape(shape)
    recruits = model.add_columns(
        size, cost=training.ravel(), upper=np.repeat(people.recruitment_limit, shape[1])
    ).reshape(shape)
    time = np.arange(shape[1])
    graduates = np.repeat(people.apprentices[:, None], shape[1], axis=1)
    graduates[:, 0] += people.workers * (1.0 - people.attrition)
    balance = model.add_rows(size, lower=graduates.ravel(), upper=graduates.ravel()).reshape(shape)
    model.add_entries(balance, workers, 1.0)
    model.add_entries(balance[:, 1:], workers[:, :-1], -(1.0 - people.attrition)[:, None])
    model.add_entries(balance, recruits, -1.0)
    pool, year = np.nonzero(time >= people.training[:, None])
    model.add_entries(balance[pool, year], intake[pool, year - people.training[pool]], -1.0)
    needed = model.add_rows(size, upper=-people.reserved.ravel()).reshape(shape)
    model.add_entries(needed, workers, -1.0)
    _add_use(model, needed, people.need, deliveries)
    return Workforce(workers, intake, recruits, needed)


def _add_training_payments(model: LpModel, instance: Instance, rows: Indices, joining: Indices) -> None:
    """Add the cost of those who join a trade to the budget rows of those who pay.

    That is apprentices beyond today's intake, and recruits, who are taken to cost as much.
    """
    shares = payer_shares(instance, instance.people.host)
    pool, payer = np.nonzero(shares)
    cost = shares[pool, payer] * instance.people.training_cost[pool]
    model.add_entries(rows[payer], joining[pool], cost[:, None])


def _add_budgets(model: LpModel, instance: Instance, stocks: Stocks) -> tuple[Indices, Indices]:
    """Add the two budget rows of every ally and year, and the operation of new stock in the second."""
    equipment, total = available_budgets(instance)
    equipment_rows = model.add_rows(equipment.size, upper=equipment.ravel()).reshape(equipment.shape)
    added = (instance.target - instance.committed)[stocks.ally, stocks.capability]
    at_target = np.zeros(total.shape)
    np.add.at(at_target, stocks.ally, added * instance.operating[stocks.capability][:, None])
    total_rows = model.add_rows(total.size, upper=(total - at_target).ravel()).reshape(total.shape)
    operating = _operating(instance)[stocks.capability][:, None]
    model.add_entries(total_rows[stocks.ally], stocks.over, operating)
    model.add_entries(total_rows[stocks.ally], stocks.under, -operating)
    return equipment_rows, total_rows


def _add_payments(model: LpModel, instance: Instance, rows: Indices, deliveries: Deliveries) -> None:
    """Add the instalments of each delivery to its ally's budget rows, from the order to the delivery."""
    lead = instance.industry.lead_time[deliveries.line]
    which, ahead = _spread(lead)
    part = instance.price_path[deliveries.line, deliveries.year] / (lead + 1)
    paid_in = deliveries.year[which] - ahead
    model.add_entries(rows[deliveries.ally[which], paid_in], deliveries.column[which], part[which])


def _add_expansion_payments(model: LpModel, instance: Instance, rows: Indices, expansion: Indices) -> None:
    """Add the instalments of each year's growth of capacity to the budget rows of those who pay."""
    payer, line, paid_in, added_in, amount = expansion_instalments(instance)
    model.add_entries(rows[payer, paid_in], expansion[line, added_in], amount)
    later = added_in > 0
    model.add_entries(rows[payer, paid_in][later], expansion[line, added_in - 1][later], -amount[later])
