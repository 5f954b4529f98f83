"""The budget rows of the planning model: who pays what, in which year, from which money.

For every ally and year

    invested + carried[t] - carried[t-1] + (1 + interest) owed[t-1] - owed[t] - resilience
        <= equipment budget                                                          equipment budget
    the same + operation of new stock <= equipment budget + operating headroom       total budget
    drawn from a fund <= what is spent on its uses                                   resilience
    paid for novel products <= innovation share of the equipment budget              innovation

where `invested` is what falls due for procurement, for the expansion of plants, for training and for lines
that stand ready.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpModel
from sinews.implementation.blocks import (
    Deliveries,
    Stocks,
    Workforce,
    in_each_year,
    operating_per_mille,
    spread,
)
from sinews.implementation.instance import Instance
from sinews.implementation.standby import Standby, idle_price


@dataclass(frozen=True, slots=True)
class Money:
    """Rows and columns of the allies' money.

    Attributes
    ----------
    equipment, total, innovation
        Rows of the budgets and of the innovation share, each (a, t).
    carried, owed
        Columns of what is carried over and owed at the end of each year, each (a, t), USD bn.
    drawn
        Columns of what is drawn from each resilience fund, (f, a, t), USD bn.
    uses
        Rows of what is spent on the uses of each fund, (f, a, t).
    """

    equipment: Indices
    total: Indices
    innovation: Indices
    carried: Indices
    owed: Indices
    drawn: Indices
    uses: Indices

    @property
    def rows(self) -> Indices:
        """All rows in which deliveries are paid for, (rows,)."""
        return np.concatenate(
            [each.ravel() for each in (self.equipment, self.total, self.innovation, self.uses)]
        )


def add_budgets(
    model: LpModel,
    instance: Instance,
    stocks: Stocks,
    deliveries: Deliveries,
    expansion: Indices,
    workforce: Workforce,
    standby: Standby,
    cost_weight: float,
) -> Money:
    """Add all rows and columns of money."""
    equipment, total = _add_budget_rows(model, instance, stocks)
    money = _add_moves(model, instance, equipment, total, cost_weight)
    _add_payments(model, instance, (equipment, total), deliveries)
    for rows in (equipment, total):
        _add_expansion_payments(model, instance, rows, expansion)
        _add_training_payments(model, instance, rows, workforce)
        _add_idle_payments(model, instance, rows, standby)
    _add_fund_uses(model, instance, money, deliveries, expansion, workforce)
    _add_payments(
        model, instance, (money.innovation,), _chosen(deliveries, instance.terms.novel[deliveries.line])
    )
    return money


def available_budgets(instance: Instance) -> tuple[Values, Values]:
    """Return what is left for new orders, and for new orders and their operation, each (a, t), USD bn.

    Contracts and commitments, and the operation of what contracts deliver, are paid first; what retires or
    is given away frees what it costs.
    """
    added = instance.committed - instance.held[:, :, None]
    running = np.einsum("act,c->at", added, instance.operating)
    equipment = instance.funding.equipment_budget - instance.contracted - instance.support
    total = equipment + instance.funding.operating_headroom - running
    return np.clip(equipment, 0.0, None), np.clip(total, 0.0, None)


def expansion_instalments(instance: Instance) -> tuple[Indices, Indices, Indices, Indices, Values]:
    """Return who pays what for added capacity.

    The ally in which a plant stands pays for its expansion; where that is no ally, all pay in proportion to
    their equipment budgets of the base year. Equal parts fall due from the decision to the first year of
    added output.

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
    which, ahead = spread(industry.build_time[line] + 1)
    line, payer, added_in = line[which], payer[which], added_in[which]
    part = industry.expansion_cost[line] / (industry.build_time[line] + 1)
    return payer, line, added_in - ahead, added_in, shares[line, payer] * part


def payer_shares(instance: Instance, host: Indices) -> Values:
    """Return each ally's part of what a host pays, (hosts, a): all of it, or its common share if none is."""
    hosted = np.arange(len(instance.allies)) == host[:, None]
    return np.where(host[:, None] < 0, instance.funding.common_share[None, :], hosted)


def _add_budget_rows(model: LpModel, instance: Instance, stocks: Stocks) -> tuple[Indices, Indices]:
    """Add the two budget rows of every ally and year, and the operation of new stock in the second."""
    equipment, total = available_budgets(instance)
    agent, role = _by_ally(instance)
    equipment_rows = model.add_rows(equipment.size, upper=equipment.ravel(), agent=agent, role=role)
    equipment_rows = equipment_rows.reshape(equipment.shape)
    added = (instance.target - instance.committed)[stocks.ally, stocks.capability]
    at_target = np.zeros(total.shape)
    np.add.at(at_target, stocks.ally, added * instance.operating[stocks.capability][:, None])
    total_rows = model.add_rows(total.size, upper=(total - at_target).ravel(), agent=agent, role=role)
    total_rows = total_rows.reshape(total.shape)
    operating = operating_per_mille(instance)[stocks.capability][:, None]
    model.add_entries(total_rows[stocks.ally], stocks.over, operating)
    model.add_entries(total_rows[stocks.ally], stocks.under, -operating)
    return equipment_rows, total_rows


def _add_moves(
    model: LpModel, instance: Instance, equipment: Indices, total: Indices, cost_weight: float
) -> Money:
    """Add what moves money between years and from funds, and rows of innovation shares and of fund uses."""
    funding = instance.funding
    shape = equipment.shape
    agent, role = _by_ally(instance)
    carried = model.add_columns(equipment.size, upper=funding.carry_limit.ravel(), agent=agent, role=role)
    carried = carried.reshape(shape)
    paid_later = np.append(instance.discount[1:], instance.discount[-1])
    interest = cost_weight * funding.interest[:, None] * paid_later
    # loans at different rates are not alike
    rate = np.unique(funding.interest, return_inverse=True)[1].ravel()
    owed = model.add_columns(
        equipment.size,
        cost=interest.ravel(),
        upper=funding.loan_limit.ravel(),
        agent=agent,
        role=in_each_year(np.arange(rate.size), rate, shape[1])[1],
    ).reshape(shape)
    drawn = model.add_columns(
        funding.fund_limit.size,
        upper=funding.fund_limit.ravel(),
        agent=np.tile(agent, len(funding.funds)),
        role=np.arange(funding.fund_limit.size) // equipment.size * shape[1]
        + np.tile(role, len(funding.funds)),
    )
    drawn = drawn.reshape(funding.fund_limit.shape)
    for rows in (equipment, total):
        model.add_entries(rows, carried, 1.0)
        model.add_entries(rows[:, 1:], carried[:, :-1], -1.0)
        model.add_entries(rows, owed, -1.0)
        model.add_entries(rows[:, 1:], owed[:, :-1], 1.0 + funding.interest[:, None])
        model.add_entries(rows[None], drawn, -1.0)
    innovation = model.add_rows(
        equipment.size, upper=funding.innovation_limit.ravel(), agent=agent, role=role
    ).reshape(shape)
    uses = np.zeros_like(drawn)
    for fund in range(len(drawn)):
        uses[fund] = model.add_rows(equipment.size, upper=0.0, agent=agent, role=role).reshape(shape)
    return Money(equipment, total, innovation, carried, owed, drawn, uses)


def _add_fund_uses(
    model: LpModel,
    instance: Instance,
    money: Money,
    deliveries: Deliveries,
    expansion: Indices,
    workforce: Workforce,
) -> None:
    """Let a fund pay for no more than what is spent on its uses."""
    funding = instance.funding
    for fund, (rows, columns) in enumerate(zip(money.uses, money.drawn, strict=True)):
        model.add_entries(rows, columns, 1.0)
        uses = funding.fund_capabilities[fund, instance.capability_of]
        _add_payments(model, instance, (rows,), _chosen(deliveries, uses[deliveries.line]), sign=-1.0)
        if funding.fund_industry[fund]:
            _add_expansion_payments(model, instance, rows, expansion, sign=-1.0)
            _add_training_payments(model, instance, rows, workforce, sign=-1.0)


def _chosen(deliveries: Deliveries, kept: Flags) -> Deliveries:
    """Return some of the deliveries."""
    return replace(
        deliveries,
        column=deliveries.column[kept],
        pair=deliveries.pair[kept],
        ally=deliveries.ally[kept],
        line=deliveries.line[kept],
        year=deliveries.year[kept],
    )


def _add_payments(
    model: LpModel,
    instance: Instance,
    all_rows: tuple[Indices, ...],
    deliveries: Deliveries,
    sign: float = 1.0,
) -> None:
    """Add the instalments of each delivery to its ally's rows, from the order to the delivery."""
    which, ahead = spread(instance.industry.lead_time[deliveries.line] + 1)
    line, ally, year = deliveries.line[which], deliveries.ally[which], deliveries.year[which]
    column = deliveries.column[which]
    part = sign * instance.price_path[line, year] * instance.terms.parts[line, ahead]
    for rows in all_rows:
        model.add_entries(rows[ally, year - ahead], column, part)


def _add_expansion_payments(
    model: LpModel, instance: Instance, rows: Indices, expansion: Indices, sign: float = 1.0
) -> None:
    """Add the instalments of each year's growth of capacity to the rows of those who pay."""
    payer, line, paid_in, added_in, amount = expansion_instalments(instance)
    model.add_entries(rows[payer, paid_in], expansion[line, added_in], sign * amount)
    later = added_in > 0
    model.add_entries(
        rows[payer, paid_in][later], expansion[line, added_in - 1][later], -sign * amount[later]
    )


def _add_training_payments(
    model: LpModel, instance: Instance, rows: Indices, workforce: Workforce, sign: float = 1.0
) -> None:
    """Add the cost of those who join a trade to the rows of those who pay.

    That is apprentices beyond today's intake, and recruits, who are taken to cost as much.
    """
    shares = payer_shares(instance, instance.people.host)
    pool, payer = np.nonzero(shares)
    cost = sign * shares[pool, payer] * instance.people.training_cost[pool]
    for joining in (workforce.intake, workforce.recruits):
        model.add_entries(rows[payer], joining[pool], cost[:, None])


def _add_idle_payments(model: LpModel, instance: Instance, rows: Indices, standby: Standby) -> None:
    """Add what lines are paid to stand ready to the rows of those who host them."""
    shares = payer_shares(instance, instance.industry.host[standby.line])
    position, payer = np.nonzero(shares)
    cost = shares[position, payer] * idle_price(instance)[standby.line[position]]
    model.add_entries(rows[payer], standby.idle[position], cost[:, None])


def _by_ally(instance: Instance) -> tuple[Indices, Indices]:
    """Return agent and role of a block that all allies have alike, (a, t)."""
    allies = np.arange(len(instance.allies))
    return in_each_year(allies, np.zeros_like(allies), instance.years.size)
