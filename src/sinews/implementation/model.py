"""The planning model: one sparse linear programme over allies, capabilities, lines and years.

For every ally a, capability c and year t

    stock[t] - stock[t-1] - sum over lines (yield x delivered) = contracted - retired      stock balance
    stock = target - under + over                                                          deviation from target

for every line l

    sum over allies (delivered) - expansion <= free output                                 line capacity
    0 <= expansion[t] - expansion[t-1] <= ramp                                             ramp

and for every ally and year

    procurement + expansion paid <= equipment budget                                       equipment budget
    procurement + expansion paid + operating cost of new stock <= equipment budget + operating headroom

with deliveries no earlier than order and lead time allow. `under` and `over` are the deviation variables of goal
programming (Charnes and Cooper, Management Models and Industrial Applications, 1961); the objective is the
weighted shortfall, then the discounted cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinews.engines.lp import LpModel
from sinews.implementation.instance import Instance

Array = NDArray[np.float64]
Index = NDArray[np.int64]

PER_MILLE = 1000.0
"""Shortfalls are counted in thousandths of the Alliance's requirement, so that all capabilities have one scale."""

COST_TO_SHORTFALL = 0.01
"""No saving may outweigh a shortfall: money weighs at most this much of the shortfall that it would close."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where the model's blocks lie.

    Attributes
    ----------
    ally, capability
        The pairs that the model decides on, each (pairs,).
    under, over
        Columns of the deviations below and above target, (pairs, t), in thousandths of the requirement.
    delivery
        Columns of deliveries, (deliveries,), with their `delivery_ally`, `delivery_line`, `delivery_year`.
    expansion
        Columns of the capacity that expansion has added by each year, (l, t).
    capacity, equipment, total
        Rows of line capacity, (l, t), and of the two budgets, each (a, t).
    cost_weight
        Weight of one USD bn, discounted, in the objective.
    """

    ally: Index
    capability: Index
    under: Index
    over: Index
    delivery: Index
    delivery_ally: Index
    delivery_line: Index
    delivery_year: Index
    expansion: Index
    capacity: Index
    equipment: Index
    total: Index
    cost_weight: float


def build_model(instance: Instance) -> tuple[LpModel, Blocks]:
    """Build the linear programme of an instance.

    Pairs of ally and capability whose committed stock never falls below target are left out: there is
    nothing to decide.
    """
    model = LpModel()
    short = (instance.target - instance.committed > 1e-9).any(axis=2)
    ally, capability = np.nonzero(short)
    weight = shortfall_weight(instance)
    cost_weight = _cost_weight(instance, weight)
    unit = instance.required / PER_MILLE
    operating = instance.operating[capability] * unit[capability]
    running = cost_weight * operating[:, None] * instance.discount
    shape = (ally.size, instance.years.size)
    under = model.add_columns(ally.size * shape[1], cost=(weight[capability] - running).ravel()).reshape(shape)
    over = model.add_columns(ally.size * shape[1], cost=running.ravel()).reshape(shape)
    delivery_ally, delivery_line, delivery_year, pair = _possible_deliveries(instance, ally, capability)
    lead = instance.industry.lead_time[delivery_line]
    delivery = model.add_columns(
        delivery_line.size,
        cost=cost_weight * instance.price[delivery_line] * _discounted(instance, delivery_year, lead),
    )
    expansion = _add_expansion(model, instance, cost_weight)
    _add_stock_balance(model, instance, (ally, capability), (under, over), (delivery, delivery_line, delivery_year, pair))
    capacity = model.add_rows(instance.industry.free.size, upper=instance.industry.free.ravel())
    capacity = capacity.reshape(instance.industry.free.shape)
    model.add_entries(capacity[delivery_line, delivery_year], delivery, 1.0)
    model.add_entries(capacity, expansion, -1.0)
    equipment, total = _add_budgets(model, instance, ally, capability, under, over, operating)
    for rows in (equipment, total):
        _add_payments(model, instance, rows, delivery, delivery_ally, delivery_line, delivery_year)
        _add_expansion_payments(model, instance, rows, expansion)
    blocks = Blocks(
        ally, capability, under, over, delivery, delivery_ally, delivery_line, delivery_year, expansion, capacity,
        equipment, total, cost_weight,
    )  # fmt: skip
    return model, blocks


def shortfall_weight(instance: Instance) -> Array:
    """Return the weight of a shortfall of one thousandth of a requirement, (c, t): priority, discounted."""
    return instance.priority[:, None] * instance.discount[None, :]


def _cost_weight(instance: Instance, weight: Array) -> float:
    """Return the weight of one USD bn: so small that closing any shortfall is worth its cost."""
    dearest = np.zeros(instance.required.size)
    np.maximum.at(dearest, instance.capability_of, instance.price / instance.yields)
    cost = (dearest + instance.operating * instance.years.size) * instance.required / PER_MILLE
    counts = (cost > 0) & (weight[:, -1] > 0)
    return float(COST_TO_SHORTFALL * np.min(weight[counts, -1] / cost[counts], initial=1.0))


def _possible_deliveries(instance: Instance, ally: Index, capability: Index) -> tuple[Index, Index, Index, Index]:
    """Return ally, line, year and pair of every delivery that the model may choose."""
    pair, line = np.nonzero(capability[:, None] == instance.capability_of[None, :])
    first = instance.industry.earliest[line]
    count = np.clip(instance.years.size - first, 0, None)
    pair, line, first = (np.repeat(part, count) for part in (pair, line, first))
    start = np.repeat(np.cumsum(count) - count, count)
    year = first + np.arange(pair.size) - start
    return ally[pair], line, year, pair


def _discounted(instance: Instance, year: Index, lead: Index) -> Array:
    """Return the discounted sum of equal instalments from `lead` years before `year` until then."""
    cumulated = np.concatenate([[0.0], np.cumsum(instance.discount)])
    return np.asarray((cumulated[year + 1] - cumulated[year - lead]) / (lead + 1))


def _add_expansion(model: LpModel, instance: Instance, cost_weight: float) -> Index:
    """Add the columns of added capacity and the rows that bound its growth."""
    industry = instance.industry
    lines, years = industry.base.shape
    time = np.arange(years)[None, :]
    decided = np.clip(time - industry.build_time[:, None], 0, None)
    lead = time - decided
    growth_cost = industry.expansion_cost[:, None] * _discounted(instance, np.broadcast_to(time, lead.shape), lead)
    cost = growth_cost - np.concatenate([growth_cost[:, 1:], np.zeros((lines, 1))], axis=1)
    expansion = model.add_columns(
        lines * years, cost=cost_weight * cost.ravel(), upper=industry.expansion_limit.ravel()
    ).reshape(lines, years)
    growth = model.add_rows(lines * years, lower=0.0, upper=np.repeat(industry.ramp, years)).reshape(lines, years)
    model.add_entries(growth, expansion, 1.0)
    model.add_entries(growth[:, 1:], expansion[:, :-1], -1.0)
    return expansion


def _add_stock_balance(
    model: LpModel,
    instance: Instance,
    pairs: tuple[Index, Index],
    deviations: tuple[Index, Index],
    deliveries: tuple[Index, Index, Index, Index],
) -> None:
    """Add the rows: change of (target - under + over) less new deliveries = change of committed stock."""
    (under, over), (delivery, line, year, pair) = deviations, deliveries
    gap = (instance.target - instance.committed)[pairs] / (instance.required[pairs[1]] / PER_MILLE)[:, None]
    change = np.diff(gap, axis=1, prepend=0.0)
    balance = model.add_rows(change.size, lower=-change.ravel(), upper=-change.ravel()).reshape(change.shape)
    for columns, sign in ((over, 1.0), (under, -1.0)):
        model.add_entries(balance, columns, sign)
        model.add_entries(balance[:, 1:], columns[:, :-1], -sign)
    units = instance.yields[line] / (instance.required[instance.capability_of[line]] / PER_MILLE)
    model.add_entries(balance[pair, year], delivery, -units)


def _add_budgets(
    model: LpModel,
    instance: Instance,
    ally: Index,
    capability: Index,
    under: Index,
    over: Index,
    operating: Array,
) -> tuple[Index, Index]:
    """Add the two budget rows of every ally and year, and the operating cost of new stock in the second."""
    shape = instance.equipment_budget.shape
    equipment, total = available_budgets(instance)
    equipment_rows = model.add_rows(equipment.size, upper=equipment.ravel()).reshape(shape)
    new_at_target = (instance.target - instance.committed)[ally, capability] * instance.operating[capability][:, None]
    at_target = np.zeros(shape)
    np.add.at(at_target, ally, new_at_target)
    total_rows = model.add_rows(total.size, upper=(total - at_target).ravel()).reshape(shape)
    model.add_entries(total_rows[ally], over, operating[:, None])
    model.add_entries(total_rows[ally], under, -operating[:, None])
    return equipment_rows, total_rows


def available_budgets(instance: Instance) -> tuple[Array, Array]:
    """Return what is left for new orders, and for new orders and their operation, each (a, t), USD bn.

    Contracts, and the operation of what they deliver, are paid first; retirements free what they cost.
    """
    added = instance.committed - instance.held[:, :, None]
    running = np.einsum("act,c->at", added, instance.operating)
    equipment = instance.equipment_budget - instance.contracted
    total = equipment + instance.operating_headroom - running
    return np.clip(equipment, 0.0, None), np.clip(total, 0.0, None)


def _add_payments(
    model: LpModel, instance: Instance, rows: Index, delivery: Index, ally: Index, line: Index, year: Index
) -> None:
    """Add the instalments of each delivery to its ally's budget rows, from the order's year to the delivery's."""
    lead = instance.industry.lead_time[line]
    which = np.repeat(np.arange(delivery.size), lead + 1)
    start = np.repeat(np.cumsum(lead + 1) - (lead + 1), lead + 1)
    paid_in = year[which] - lead[which] + np.arange(which.size) - start
    model.add_entries(rows[ally[which], paid_in], delivery[which], (instance.price[line] / (lead + 1))[which])


def _add_expansion_payments(model: LpModel, instance: Instance, rows: Index, expansion: Index) -> None:
    """Add the instalments of each expansion: the host ally pays, or all in proportion to GDP."""
    payer, line, paid_in, added_in, amount = expansion_instalments(instance)
    model.add_entries(rows[payer, paid_in], expansion[line, added_in], amount)
    later = added_in > 0
    model.add_entries(rows[payer, paid_in][later], expansion[line, added_in - 1][later], -amount[later])


def expansion_instalments(instance: Instance) -> tuple[Index, Index, Index, Index, Array]:
    """Return payer, line, year paid, year added and amount (USD bn per product a year) of every instalment."""
    industry = instance.industry
    lines, years = industry.base.shape
    shares = np.where(
        industry.host[:, None] < 0, instance.gdp_share[None, :], np.arange(len(instance.allies)) == industry.host[:, None]
    )
    line, payer = np.nonzero(shares)
    line, payer = (np.repeat(part, years) for part in (line, payer))
    added_in = np.tile(np.arange(years), line.size // years)
    possible = added_in >= industry.build_time[line]
    line, payer, added_in = line[possible], payer[possible], added_in[possible]
    span = industry.build_time[line] + 1
    which = np.repeat(np.arange(line.size), span)
    step = np.arange(which.size) - np.repeat(np.cumsum(span) - span, span)
    line, payer, added_in, span = line[which], payer[which], added_in[which], span[which]
    paid_in = added_in - industry.build_time[line] + step
    return payer, line, paid_in, added_in, shares[line, payer] * industry.expansion_cost[line] / span
