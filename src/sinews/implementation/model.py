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

with deliveries no earlier than order and lead time allow. What keeps lines open is in
`sinews.implementation.standby`, what the allies pay in `sinews.implementation.budgets`. `under` and `over`
are the deviation variables of goal programming (Charnes and Cooper, Management Models and Industrial
Applications, 1961); the objective is the weighted shortfall, then the discounted cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel
from sinews.implementation.blocks import (
    PER_MILLE,
    Deliveries,
    Stocks,
    Workforce,
    in_each_year,
    operating_per_mille,
    per_mille,
    spread,
)
from sinews.implementation.budgets import Money, add_budgets
from sinews.implementation.instance import Instance
from sinews.implementation.standby import Standby, add_standby, add_sustaining_rows

COST_TO_SHORTFALL = 0.01
"""No saving may outweigh a shortfall: money weighs at most this part of the shortfall that it would close."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where the model's blocks lie.

    Attributes
    ----------
    stocks, deliveries
        Columns of deviations and deliveries.
    balance
        Rows of the stock balance, (pairs, t).
    expansion
        Columns of the capacity that expansion has added by each year, (p, t).
    workforce, standby, money
        Columns and rows of the skilled workforce, of lines kept open, and of the allies' money.
    capacity
        Rows of capacity of lines and materials, (p, t).
    """

    stocks: Stocks
    deliveries: Deliveries
    balance: Indices
    expansion: Indices
    workforce: Workforce
    standby: Standby
    money: Money
    capacity: Indices


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
    balance = _add_stock_balance(model, instance, stocks, deliveries)
    capacity = _add_capacity(model, instance, deliveries, expansion)
    workforce = _add_workforce(model, instance, deliveries, cost_weight)
    standby = add_standby(model, instance, capacity, cost_weight)
    add_sustaining_rows(model, standby, deliveries.line, deliveries.year, deliveries.column)
    money = add_budgets(model, instance, stocks, deliveries, expansion, workforce, standby, cost_weight)
    return model, Blocks(stocks, deliveries, balance, expansion, workforce, standby, money, capacity)


def shortfall_weight(instance: Instance) -> Values:
    """Return the weight of a shortfall of one thousandth of a requirement, (c, t): priority, discounted."""
    return instance.priority[:, None] * instance.discount[None, :]


def _discounted(instance: Instance, year: Indices, lead: Indices) -> Values:
    """Return the mean discount factor from `lead` years before `year` until then."""
    cumulated = np.concatenate([[0.0], np.cumsum(instance.discount)])
    return np.asarray((cumulated[year + 1] - cumulated[year - lead]) / (lead + 1))


def _discounted_parts(instance: Instance) -> Values:
    """Return the present value of one dollar paid for a delivery in a year, on its line's terms, (l, t)."""
    parts, years = instance.terms.parts, instance.years.size
    value = np.zeros((len(instance.lines), years))
    for ahead in range(min(parts.shape[1], years)):
        value[:, ahead:] += parts[:, ahead, None] * instance.discount[: years - ahead]
    return value


def _cost_weight(instance: Instance) -> float:
    """Return the weight of one USD bn: so small that closing any shortfall is worth its cost."""
    dearest = np.zeros(instance.required.size)
    np.maximum.at(dearest, instance.capability_of, instance.price / instance.yields)
    cost = (dearest + instance.operating * instance.years.size) * instance.required / PER_MILLE
    worth = shortfall_weight(instance)[:, -1]
    counts = (cost > 0) & (worth > 0)
    return float(COST_TO_SHORTFALL * np.min(worth[counts] / cost[counts], initial=1.0))


def _add_stocks(model: LpModel, instance: Instance, cost_weight: float) -> Stocks:
    """Add the columns of the deviations from target."""
    short = (instance.target - instance.committed > 1e-9).any(axis=2)
    ally, capability = np.nonzero(short)
    shape = (ally.size, instance.years.size)
    running = cost_weight * operating_per_mille(instance)[capability, None] * instance.discount
    weight = shortfall_weight(instance)[capability]
    # a surplus that is there in any case offsets nobody's shortfall
    surplus = np.clip(instance.committed - instance.target, 0.0, None)[ally, capability]
    surplus /= per_mille(instance)[capability][:, None]
    kind = _kinds(instance, ally, capability)
    agent, role = in_each_year(ally, kind, shape[1])
    under = model.add_columns(ally.size * shape[1], cost=(weight - running).ravel(), agent=agent, role=role)
    over = model.add_columns(
        ally.size * shape[1], cost=running.ravel(), lower=surplus.ravel(), agent=agent, role=role
    )
    return Stocks(ally, capability, kind, under.reshape(shape), over.reshape(shape))


def _kinds(instance: Instance, ally: Indices, capability: Indices) -> Indices:
    """Return which pairs differ only in ally and size: the capability, or one of its own, (pairs,)."""
    gap = np.clip(instance.target - instance.committed, 0.0, None)[ally, capability]
    shrinks = (np.diff(gap, axis=1) < -1e-9).any(axis=1)
    own = len(instance.capabilities) * (1 + ally) + capability
    return np.where(shrinks, own, capability)


def _add_deliveries(model: LpModel, instance: Instance, stocks: Stocks, cost_weight: float) -> Deliveries:
    """Add a column for each delivery to a pair, from a line, in a year that lead time allows."""
    pair, line = np.nonzero(stocks.capability[:, None] == instance.capability_of[None, :])
    first = instance.industry.earliest[line]
    count = np.clip(instance.years.size - first, 0, None)
    pair, line, first = (np.repeat(part, count) for part in (pair, line, first))
    year = first + np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count)
    paid = (instance.price_path * _discounted_parts(instance))[line, year]
    ally = stocks.ally[pair]
    role = (stocks.kind[pair] * len(instance.lines) + line) * instance.years.size + year
    column = model.add_columns(pair.size, cost=cost_weight * paid, agent=ally, role=role)
    return Deliveries(column, pair, ally, line, year)


def _add_expansion(model: LpModel, instance: Instance, cost_weight: float) -> Indices:
    """Add the columns of added capacity and the rows that bound its growth."""
    industry = instance.industry
    lines, years = industry.base.shape
    time = np.broadcast_to(np.arange(years), (lines, years))
    lead = np.minimum(time, industry.build_time[:, None])
    growth_cost = industry.expansion_cost[:, None] * _discounted(instance, time, lead)
    cost = growth_cost - np.concatenate([growth_cost[:, 1:], np.zeros((lines, 1))], axis=1)
    expansion = model.add_columns(
        lines * years,
        cost=cost_weight * cost.ravel(),
        lower=industry.expansion_least.ravel(),
        upper=industry.expansion_limit.ravel(),
    ).reshape(lines, years)
    growth = model.add_rows(lines * years, lower=0.0, upper=np.repeat(industry.ramp, years))
    growth = growth.reshape(lines, years)
    model.add_entries(growth, expansion, 1.0)
    model.add_entries(growth[:, 1:], expansion[:, :-1], -1.0)
    return expansion


def _add_stock_balance(model: LpModel, instance: Instance, stocks: Stocks, deliveries: Deliveries) -> Indices:
    """Add the rows: change of (over - under) - yield x delivered = change of (committed - target)."""
    pairs = stocks.ally, stocks.capability
    gap = (instance.committed - instance.target)[pairs] / per_mille(instance)[stocks.capability][:, None]
    change = np.diff(gap, axis=1, prepend=0.0)
    agent, role = in_each_year(stocks.ally, stocks.kind, instance.years.size)
    balance = model.add_rows(
        change.size, lower=change.ravel(), upper=change.ravel(), agent=agent, role=role
    ).reshape(change.shape)
    for columns, sign in ((stocks.over, 1.0), (stocks.under, -1.0)):
        model.add_entries(balance, columns, sign)
        model.add_entries(balance[:, 1:], columns[:, :-1], -sign)
    units = instance.yields / per_mille(instance)[instance.capability_of]
    model.add_entries(balance[deliveries.pair, deliveries.year], deliveries.column, -units[deliveries.line])
    return balance


def _add_capacity(model: LpModel, instance: Instance, deliveries: Deliveries, expansion: Indices) -> Indices:
    """Add the rows of line capacity."""
    free = instance.industry.free
    capacity = model.add_rows(free.size, upper=free.ravel()).reshape(free.shape)
    _add_use(model, capacity, instance.industry.use, deliveries)
    model.add_entries(capacity, expansion, -1.0)
    return capacity


def _add_use(model: LpModel, rows: Indices, use: Values, deliveries: Deliveries) -> None:
    """Add what each delivery takes of each resource to the resource's row of the year; `use` is (rows, l)."""
    line, resource = np.nonzero(use.T)
    first = np.searchsorted(line, np.arange(use.shape[1] + 1))
    which, ahead = spread((first[1:] - first[:-1])[deliveries.line])
    place = first[deliveries.line[which]] + ahead
    model.add_entries(
        rows[resource[place], deliveries.year[which]],
        deliveries.column[which],
        use[resource[place], line[place]],
    )


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
