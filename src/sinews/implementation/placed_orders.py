"""Orders that are being changed: what they leave of every limit, and the plan's columns that they lead to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sinews.case import Problem
from sinews.engines.aggregation import sums
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpArrays, LpSolution
from sinews.implementation.blocks import Blocks
from sinews.implementation.families.family import THOUSANDS
from sinews.implementation.families.operation import Operation
from sinews.implementation.families.plants import payer_shares
from sinews.implementation.families.sustaining import Sustaining
from sinews.implementation.groups import LARGEST_VIOLATION
from sinews.implementation.instance import Instance
from sinews.implementation.purse import Purse

NOTHING = 1e-9
"""Part of a product that is not worth ordering in a year."""


class Takes(NamedTuple):
    """What an order takes: limits, each once, how much of each, and what is paid for it, (3 + f, t)."""

    rows: Indices
    amount: Values
    paid: Values


class _Entries(NamedTuple):
    """Rows and coefficients of deliveries, (deliveries, most), padded with a row that is none."""

    row: Indices
    value: Values


class PlacedOrders:
    """Orders that are being changed, in a solution of the planning model.

    Attributes
    ----------
    work
        Work on new orders by the year of its delivery, (a, l, t), products.
    delivery
        Position of each among the model's deliveries, (a, l, t), -1 for none.
    gap
        What is lacking with them, (pairs, t), units; below 0 what is too much.
    above, below
        What they leave of every row up to its upper and down to its lower bound, (rows + 1,): of money, stock
        and sustaining rates, which are seen to apart, and of none, the last, without end.
    """

    def __init__(self, instance: Instance, blocks: Blocks, arrays: LpArrays, solution: LpSolution) -> None:
        self.instance, self.blocks, self.arrays, self.before = instance, blocks, arrays, solution
        chosen = blocks.deliveries
        shape = len(instance.allies), len(instance.lines), instance.years.size
        self.delivery = np.full(shape, -1)
        self.delivery[chosen.ally, chosen.line, chosen.year] = np.arange(chosen.column.size)
        self.work = np.zeros(shape)
        self.work[chosen.ally, chosen.line, chosen.year] = np.clip(solution.x[chosen.column], 0.0, None)
        self.pair = np.full((shape[0], len(instance.capabilities)), -1)
        self.pair[blocks.stocks.ally, blocks.stocks.capability] = np.arange(blocks.stocks.ally.size)
        self.purse = Purse(instance, blocks, arrays, solution.x)
        own = np.ones(arrays.rows, np.bool_)
        defined = blocks.model.rows(Operation, "running"), blocks.model.rows(Sustaining, "floor")
        for rows in (self.purse.rows, blocks.balance, *defined):
            own[rows.ravel()] = False
        self._own = own
        self.shared = _entries(arrays, chosen.column, own)
        self._paid_for = _entries(arrays, chosen.column, self.purse.place[:-1] >= 0)
        self.take_stock()

    def take_stock(self) -> None:
        """Note what orders leave of every limit, and what is lacking after them."""
        arrays, money = self.arrays, self.blocks.money
        x = self._with_stock(self.before.x.copy())
        for columns in (money.carried, money.owed, money.drawn):
            x[columns] = 0.0
        activity = arrays.matrix @ x
        self.purse.paid = activity[self.purse.rows]
        self.above = np.append(np.where(self._own, arrays.row_upper - activity, np.inf), np.inf)
        self.below = np.append(np.where(self._own, activity - arrays.row_lower, np.inf), np.inf)

    def _with_stock(self, x: Values) -> Values:
        """Put the orders into a solution, with the shortfall, surplus and running cost that they lead to."""
        instance, stocks, chosen = self.instance, self.blocks.stocks, self.blocks.deliveries
        x[chosen.column] = self.work[chosen.ally, chosen.line, chosen.year]
        self.gap = (instance.target - instance.committed)[stocks.ally, stocks.capability]
        units = np.zeros_like(self.gap)
        amount = x[chosen.column] * instance.yields[chosen.line]
        np.add.at(units, (chosen.pair, chosen.year), amount)
        self.gap = self.gap - np.cumsum(units, axis=1)
        size = instance.per_mille[stocks.capability][:, None]
        x[stocks.under] = np.clip(self.gap, 0.0, None) / size
        x[stocks.over] = np.clip(-self.gap, 0.0, None) / size
        added = np.einsum("alt,l->at", self.work, instance.running)
        x[self.blocks.money.running] = np.cumsum(added, axis=1) / THOUSANDS
        return x

    def lacking(self, ally: int, line: int) -> Values:
        """Return what an ally lacks of what a line builds, (t,), units; below 0 what it has too much."""
        gap: Values = self.gap[self.pair[ally, self.instance.capability_of[line]]]
        return gap

    def room(self, ally: int, line: int) -> Values:
        """Return how much more of a line an ally can be delivered in each year, (t,), money aside."""
        years = np.flatnonzero(self.delivery[ally, line] >= 0)
        column = self.delivery[ally, line, years]
        row, value = self.shared.row[column], self.shared.value[column]
        with np.errstate(divide="ignore", invalid="ignore"):
            most = np.where(value > 0.0, self.above[row] / value, np.inf)
            most = np.minimum(most, np.where(value < 0.0, self.below[row] / -value, np.inf)).min(axis=1)
        found = np.zeros(self.work.shape[2])
        found[years] = np.where(most > NOTHING, most, 0.0)
        return found

    def takes(self, ally: int, line: int, amount: Values) -> Takes:
        """Return what more of a line in some years, (t,), takes, or less gives back."""
        years = np.flatnonzero(amount)
        column, part = self.delivery[ally, line, years], amount[years, None]
        rows, which = np.unique(self.shared.row[column].ravel(), return_inverse=True)
        taken = sums(which.ravel(), (self.shared.value[column] * part).ravel(), rows.size)
        place = np.maximum(self.purse.place[self._paid_for.row[column].ravel()], 0)
        _, kinds, horizon = self.purse.rows.shape
        paid = sums(place, (self._paid_for.value[column] * part).ravel(), kinds * horizon)
        paid = paid.reshape(kinds, horizon)
        # what is delivered is run out of the total budget
        paid[1] += self.instance.running[line] * np.cumsum(amount) / THOUSANDS
        return Takes(rows, taken, paid)

    def allows(self, ally: int, takes: Takes) -> bool:
        """Return whether there is room and money for an order."""
        above, below = self.above[takes.rows] + NOTHING, self.below[takes.rows] + NOTHING
        if (takes.amount > above).any() or (-takes.amount > below).any():
            return False
        return self.purse.enough(ally, takes.paid)

    def change(self, ally: int, line: int, amount: Values, takes: Takes | None = None) -> None:
        """Order more of a line in some years, (t,), or less."""
        takes = takes or self.takes(ally, line, amount)
        self.above[takes.rows] -= takes.amount
        self.below[takes.rows] += takes.amount
        self.purse.paid[ally] += takes.paid
        self.work[ally, line] += amount
        gap = self.lacking(ally, line)
        gap -= np.cumsum(amount) * self.instance.yields[line]

    def drop(self, ally: int, line: int) -> None:
        """Order nothing of a line."""
        self.change(ally, line, -self.work[ally, line])

    def broken(self, x: Values) -> list[Problem]:
        """Return the constraints that no whole orders were found for."""
        activity = self.arrays.matrix @ x
        beyond = np.maximum(activity - self.arrays.row_upper, self.arrays.row_lower - activity)
        remedy = "ask for no part of a product, or leave the capability out of contract_sizes"
        return [
            Problem("constraints", None, name, "", "rows that orders of whole products can keep", remedy)
            for name, (_, rows) in self.blocks.model.row_blocks.items()
            if beyond[rows].max(initial=0.0) > LARGEST_VIOLATION
        ]

    def columns(self) -> Values:
        """Return the model's columns with these orders.

        Where who pays for a line to stand ready cannot pay for what has been rounded away, it closes by as
        much if it can do so for good, or else altogether.
        """
        standby, instance = self.blocks.standby, self.instance
        closed = self.before.x[standby.closed].copy()
        shares = payer_shares(instance, instance.industry.host[standby.line])
        tried = np.zeros(standby.line.size, np.int64)
        while True:
            x, more = self._standing_ready(closed)
            poor = [ally for ally in range(len(instance.allies)) if self.purse.moved(ally) is None]
            unpaid = np.flatnonzero((more > NOTHING).any(axis=1) & (shares[:, poor] > 0.0).any(axis=1))
            if not unpaid.size:
                dropped = [self._spend_less(ally) for ally in poor]
                if any(dropped):
                    continue
                return self._with_money(x)
            for place in unpaid:
                needed = more[place] / np.maximum(standby.floor[place], NOTHING)
                further = np.maximum.accumulate(closed[place] + np.where(more[place] > NOTHING, needed, 0.0))
                output = self.work[:, standby.line[place]].sum(axis=0)
                row = self.blocks.capacity[standby.line[place]]
                free = instance.industry.free[standby.line[place]]
                room = self.arrays.row_upper[row] + x[self.blocks.expansion[standby.line[place]]] - output
                if tried[place] or (further > 1.0).any() or (free * further > room + NOTHING).any():
                    for ally in np.flatnonzero(self.work[:, standby.line[place]].any(axis=1)):
                        self.drop(int(ally), int(standby.line[place]))
                    further = np.ones_like(further)
                closed[place] = further
                tried[place] = 1

    def _spend_less(self, ally: int) -> bool:
        """Drop the dearest orders of one who cannot pay for all; return whether there were any."""
        worth = (self.work[ally] * self.instance.price_path).sum(axis=1)
        if worth.max(initial=0.0) <= 0.0:
            return False
        self.drop(ally, int(worth.argmax()))
        return True

    def _standing_ready(self, closed: Values) -> tuple[Values, Values]:
        """Return the model's columns but for money, and how much more lines are paid not to build, (s, t)."""
        x, standby = self._with_stock(self.before.x.copy()), self.blocks.standby
        output = self.work.sum(axis=0)[standby.line]
        x[standby.closed] = closed
        before = np.minimum(self.before.x[standby.idle], standby.floor * (1.0 - closed))
        idle = np.clip(np.maximum(before, standby.floor * (1.0 - closed) - output), 0.0, standby.floor)
        x[standby.idle] = idle
        money = self.blocks.money
        for columns in (money.carried, money.owed, money.drawn):
            x[columns] = 0.0
        self.purse.paid = (self.arrays.matrix @ x)[self.purse.rows]
        return x, idle - before

    def _with_money(self, x: Values) -> Values:
        """Return the model's columns with what is moved between years, and drawn from funds."""
        money = self.blocks.money
        for ally in range(len(self.instance.allies)):
            moved = self.purse.moved(ally)
            if moved is not None:
                x[money.carried[ally]], x[money.owed[ally]] = moved.carried, moved.owed
                x[money.drawn[:, ally]] = moved.drawn
        return x


def _entries(arrays: LpArrays, columns: Indices, of: Flags) -> _Entries:
    """Return the entries of columns in some rows, (rows,)."""
    matrix = arrays.matrix
    count = np.diff(matrix.indptr)[columns]
    owner = np.repeat(np.arange(columns.size), count)
    start = np.repeat(matrix.indptr[columns] - np.append(0, np.cumsum(count)[:-1]), count)
    at = start + np.arange(owner.size)
    kept = of[matrix.indices[at]]
    owner, at = owner[kept], at[kept]
    many = np.bincount(owner, minlength=columns.size)
    place = np.arange(owner.size) - np.repeat(np.append(0, np.cumsum(many)[:-1]), many)
    row = np.full((columns.size, max(int(many.max(initial=0)), 1)), arrays.rows)
    value = np.zeros(row.shape)
    row[owner, place], value[owner, place] = matrix.indices[at], matrix.data[at]
    return _Entries(row, value)
