"""An adapter: the blocks of the planning model by name, for what does not speak of families yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel
from sinews.implementation.families.budgets import Budgets
from sinews.implementation.families.deliveries import Deliveries as DeliveriesFamily
from sinews.implementation.families.funds import Funds
from sinews.implementation.families.operation import Operation
from sinews.implementation.families.plants import Lines, Materials
from sinews.implementation.families.stock import Stock
from sinews.implementation.families.sustaining import Sustaining
from sinews.implementation.families.workforce import Workforce as WorkforceFamily
from sinews.implementation.instance import Instance
from sinews.implementation.model import Model, build


@dataclass(frozen=True, slots=True)
class Stocks:
    """The pairs of ally and capability that the model decides on, and the columns of their deviations.

    Attributes
    ----------
    ally, capability
        The pairs, each (pairs,).
    kind
        Pairs of one kind are alike but for the ally and the size of the gap, (pairs,): the capability where
        the gap only grows, and a kind of its own for a pair whose gap shrinks as contracts deliver.
    under, over
        Columns of the deviations below and above target, (pairs, t), in thousandths of the requirement.
    """

    ally: Indices
    capability: Indices
    kind: Indices
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
class Standby:
    """Lines with a minimum sustaining rate, (s,), their floor, columns of idle and of closed, each (s, t)."""

    line: Indices
    floor: Values
    idle: Indices
    closed: Indices


@dataclass(frozen=True, slots=True)
class Money:
    """Rows of budgets, columns carried, owed and of running cost, (a, t), and drawn from funds, (f, a, t)."""

    equipment: Indices
    total: Indices
    carried: Indices
    owed: Indices
    drawn: Indices
    running: Indices


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where the model's blocks lie.

    Attributes
    ----------
    model
        The model, with its families.
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

    model: Model
    stocks: Stocks
    deliveries: Deliveries
    balance: Indices
    expansion: Indices
    workforce: Workforce
    standby: Standby
    money: Money
    capacity: Indices


def build_model(instance: Instance) -> tuple[LpModel, Blocks]:
    """Build the linear programme of an instance, and return it with its blocks."""
    model = build(instance)
    columns, rows = model.columns, model.rows
    pairs, kept = instance.of(Stock), instance.of(Sustaining)
    capabilities = len(instance.capabilities)
    blocks = Blocks(
        model=model,
        stocks=Stocks(
            pairs.ally,
            pairs.capability,
            capabilities * pairs.apart + pairs.capability,
            columns(Stock, "under"),
            columns(Stock, "over"),
        ),
        deliveries=Deliveries(columns(DeliveriesFamily, "amount"), *instance.of(DeliveriesFamily)),
        balance=rows(Stock, "balance"),
        expansion=np.concatenate([columns(Lines, "expansion"), columns(Materials, "expansion")]),
        workforce=Workforce(
            columns(WorkforceFamily, "workers"),
            columns(WorkforceFamily, "intake"),
            columns(WorkforceFamily, "recruits"),
            rows(WorkforceFamily, "needed"),
        ),
        standby=Standby(*kept, columns(Sustaining, "idle"), columns(Sustaining, "closed")),
        money=Money(
            rows(Budgets, "equipment"),
            rows(Budgets, "total"),
            columns(Budgets, "carried"),
            columns(Budgets, "owed"),
            columns(Funds, "drawn"),
            columns(Operation, "running"),
        ),
        capacity=np.concatenate([rows(Lines, "capacity"), rows(Materials, "capacity")]),
    )
    return model.lp, blocks
