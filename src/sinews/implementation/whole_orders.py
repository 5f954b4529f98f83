"""Whole orders: over the years of the plan every ally orders whole products from every line.

The planning model lets an ally order any part of a product. Its optimum leaves open who gets what of a line's
output, since a shortfall weighs the same whoever has it. So all orders are rounded down at first, from their
last deliveries on; what that frees of lines, materials, people and money makes whole products again for those
who were the closest to one, the largest remainder first, as far as they still lack it. The work of a year may
be any part of a product: what an ally orders is whole, not a year of it.

Nothing is ordered that a limit of the model does not leave room for, and nobody pays what it does not have
with what rules let it carry over, borrow and draw from funds. Orders for a line that are less than its least
contract, all allies together, are not signed at all. The cost of it all is certified by the duals of the
model in parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sinews.case import CaseError, Problem
from sinews.engines.aggregation import certify, sums, violation
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpArrays, LpSolution
from sinews.implementation.blocks import Blocks
from sinews.implementation.families.family import THOUSANDS
from sinews.implementation.families.operation import Operation
from sinews.implementation.families.plants import payer_shares
from sinews.implementation.families.sustaining import Sustaining
from sinews.implementation.groups import LARGEST_VIOLATION, GroupPlan
from sinews.implementation.instance import Instance
from sinews.implementation.purse import Purse

WHOLE = 1e-6
"""Part of a product that is taken for none."""

NOTHING = 1e-9
"""Part of a product that is not worth ordering in a year."""

USEFUL = 0.5
"""Part of a further product, over the years, that must fill a gap for it to be ordered."""


def solve_in_whole_orders(plan: GroupPlan, solution: LpSolution) -> LpSolution:
    """Return a solution of the planning model in which what every ally orders from a line is whole.

    Parameters
    ----------
    plan
        The planning model as it was solved.
    solution
        A solution of it; that in whole steps.
    """
    if not plan.instance.order_sizes.whole.any():
        return solution
    return _Rounding(plan.instance, plan.blocks, plan.arrays, solution).solution()


class _Entries(NamedTuple):
    """Rows and coefficients of deliveries, (deliveries, most), padded with a row that is none."""

    row: Indices
    value: Values


class _Rounding:
    """Orders that are being rounded, and what they leave of every limit."""

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
        self.removed = self._rounded_down()
        self.purse = Purse(instance, blocks, arrays, solution.x)
        self._take_stock()

    def solution(self) -> LpSolution:
        """Return the model's solution with whole orders."""
        for ally, line in self._remainders():
            self._raise(ally, line)
        self._sign_no_small_contracts()
        self._mend()
        x = self._columns()
        if violation(self.arrays, x) > LARGEST_VIOLATION:
            raise CaseError(self._broken(x))
        proof = certify(self.arrays, x, self.before.row_dual)
        return replace(self.before, x=x, objective=proof.objective, gap=proof.gap)

    def _rounded_down(self) -> Values:
        """Round all orders down, from their last deliveries on; return what that takes away, (a, l, t)."""
        done = np.cumsum(self.work, axis=2)
        whole = np.floor(done[:, :, -1] + WHOLE)
        kept = np.diff(np.minimum(done, whole[:, :, None]), axis=2, prepend=0.0)
        broken = (done[:, :, -1] - whole > WHOLE) & self.instance.order_sizes.whole
        kept = np.where(broken[:, :, None], kept, self.work)
        # what is less than nothing much is a remainder of the solver's
        removed: Values = self.work - kept
        self.work = kept
        return removed

    def _take_stock(self) -> None:
        """Note what orders leave of every limit, and what is lacking after them."""
        arrays, blocks, chosen = self.arrays, self.blocks, self.blocks.deliveries
        rows = arrays.rows
        money = blocks.money
        x = self._with_stock(self.before.x.copy())
        for columns in (money.carried, money.owed, money.drawn):
            x[columns] = 0.0
        activity = arrays.matrix @ x
        self.purse.paid = activity[self.purse.rows]
        own = np.ones(rows + 1, np.bool_)
        own[
            [
                *self.purse.rows.ravel(),
                *blocks.balance.ravel(),
                *self._floors().ravel(),
                *self._running().ravel(),
                rows,
            ]
        ] = False
        self.above = np.where(own, np.append(arrays.row_upper - activity, np.inf), np.inf)
        self.below = np.where(own, np.append(activity - arrays.row_lower, np.inf), np.inf)
        self.shared = _entries(arrays, chosen.column, own[:rows])
        self.paid_for = _entries(arrays, chosen.column, self.purse.place[:rows] >= 0)

    def _floors(self) -> Indices:
        return self.blocks.model.rows(Sustaining, "floor")

    def _running(self) -> Indices:
        return self.blocks.model.rows(Operation, "running")

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

    def _remainders(self) -> list[tuple[int, int]]:
        """Return the allies and lines of what has been rounded down, the largest remainder first."""
        part = np.round(self.removed.sum(axis=2), 6)
        ally, line = np.nonzero((part > WHOLE) & self.instance.order_sizes.whole)
        # names decide between equals, so that no order of rows does
        names = [
            np.unique(each, return_inverse=True)[1] for each in (self.instance.allies, self.instance.lines)
        ]
        order = np.lexsort((names[1][line], names[0][ally], -part[ally, line]))
        return list(zip(ally[order].tolist(), line[order].tolist(), strict=True))

    def _raise(self, ally: int, line: int) -> None:
        """Let an ally order a product more from a line, if it lacks it and there is room and money for it."""
        gap = self.gap[self.pair[ally, self.instance.capability_of[line]]]
        if gap.max() < USEFUL * self.instance.yields[line]:
            return
        places = self.delivery[ally, line]
        years = np.flatnonzero(places >= 0)
        column = places[years]
        row, value = self.shared.row[column], self.shared.value[column]
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(value > 0.0, self.above[row] / value, np.inf)
            room = np.minimum(room, np.where(value < 0.0, self.below[row] / -value, np.inf)).min(axis=1)
        room = np.where(room > NOTHING, room, 0.0)
        again = np.minimum(room, self.removed[ally, line, years])
        lacking = np.flatnonzero(gap[years] > NOTHING)
        first = int(lacking[0]) if lacking.size else years.size
        # as soon as it is lacking, or else as late as can be
        soon = np.concatenate([np.arange(first, years.size), np.arange(first - 1, -1, -1)])
        for order in (soon, np.arange(years.size - 1, -1, -1)):
            amount = again.copy()
            filled = np.minimum(np.cumsum((room - again)[order]), 1.0 - again.sum())
            amount[order] += np.diff(filled, prepend=0.0)
            if amount.sum() < 1.0 - NOTHING:
                return
            whole = np.zeros(gap.size)
            whole[years] = amount
            if self._order(ally, line, whole, gap):
                return

    def _order(self, ally: int, line: int, amount: Values, gap: Values) -> bool:
        """Order more of a line in some years, (t,), if that is of use and can be paid; return if it is."""
        instance = self.instance
        capability = instance.capability_of[line]
        added = np.cumsum(amount) * instance.yields[line]
        weight = instance.shortfall_weight[capability]
        filled = np.clip(np.minimum(gap, added), 0.0, None)
        if (weight * filled).sum() < USEFUL * (weight * added).sum():
            return False
        years = np.flatnonzero(amount > 0.0)
        column = self.delivery[ally, line, years]
        rows, taken = self._taken(column, amount[years])
        if (taken > self.above[rows] + NOTHING).any() or (-taken > self.below[rows] + NOTHING).any():
            return False
        paid = self._paid(ally, line, amount)
        if not self.purse.enough(ally, paid):
            return False
        self._book(ally, line, amount, (rows, taken), paid)
        return True

    def _taken(self, deliveries: Indices, amount: Values) -> tuple[Indices, Values]:
        """Return the limits that more of some deliveries takes from, each once, and what it takes of each."""
        value = self.shared.value[deliveries] * amount[:, None]
        rows, which = np.unique(self.shared.row[deliveries].ravel(), return_inverse=True)
        return rows, sums(which.ravel(), value.ravel(), rows.size)

    def _paid(self, ally: int, line: int, amount: Values) -> Values:
        """Return what an ally pays for more of a line, (3 + f, t)."""
        years = np.flatnonzero(amount)
        column = self.delivery[ally, line, years]
        rows, value = self.paid_for.row[column], self.paid_for.value[column] * amount[years, None]
        place = np.maximum(self.purse.place[rows.ravel()], 0)
        _, kinds, horizon = self.purse.rows.shape
        paid = sums(place, value.ravel(), kinds * horizon).reshape(kinds, horizon)
        # what is delivered is run out of the total budget
        paid[1] += self.instance.running[line] * np.cumsum(amount) / THOUSANDS
        return paid

    def _book(
        self, ally: int, line: int, amount: Values, taken: tuple[Indices, Values], paid: Values
    ) -> None:
        """Note an order for more, or for less, and what it takes of limits and costs."""
        rows, of = taken
        self.above[rows] -= of
        self.below[rows] += of
        self.purse.paid[ally] += paid
        self.work[ally, line] += amount
        capability = self.instance.capability_of[line]
        self.gap[self.pair[ally, capability]] -= np.cumsum(amount) * self.instance.yields[line]

    def _drop(self, ally: int, line: int) -> None:
        """Order nothing of a line."""
        amount = -self.work[ally, line]
        years = np.flatnonzero(amount)
        taken = self._taken(self.delivery[ally, line, years], amount[years])
        self._book(ally, line, amount, taken, self._paid(ally, line, amount))

    def _sign_no_small_contracts(self) -> None:
        """Drop the orders for lines of which all allies together order less than the least contract."""
        total = self.work.sum(axis=(0, 2))
        for line in np.flatnonzero((total > 0.0) & (total < self.instance.order_sizes.minimum - WHOLE)):
            for ally in np.flatnonzero(self.work[:, line].any(axis=1)):
                self._drop(int(ally), int(line))

    def _mend(self) -> None:
        """Order whole products less of what keeps a row from what it asks for at least, such as a share.

        Rounding down breaks no limit, but a part of all orders that must come from some may be less then.
        """
        for row in np.flatnonzero((self.below < -NOTHING) | (self.above < -NOTHING)):
            sign = -1.0 if self.below[row] < -NOTHING else 1.0
            delivery, entry = np.nonzero(self.shared.row == row)
            against = sign * self.shared.value[delivery, entry] > 0.0
            chosen = self.blocks.deliveries
            pairs = np.unique(np.stack([chosen.ally, chosen.line])[:, delivery[against]], axis=1).T
            while min(self.below[row], self.above[row]) < -NOTHING and pairs.size:
                ordered = np.round(self.work[pairs[:, 0], pairs[:, 1]].sum(axis=1))
                ally, line = pairs[int(ordered.argmax())].tolist()
                if ordered.max() < 1.0:
                    break
                self._less(ally, line)

    def _less(self, ally: int, line: int) -> None:
        """Order a product less of a line, from the last deliveries on."""
        done = np.cumsum(self.work[ally, line])
        amount = np.diff(np.minimum(done, max(done[-1] - 1.0, 0.0)), prepend=0.0) - self.work[ally, line]
        years = np.flatnonzero(amount)
        taken = self._taken(self.delivery[ally, line, years], amount[years])
        self._book(ally, line, amount, taken, self._paid(ally, line, amount))

    def _broken(self, x: Values) -> list[Problem]:
        """Return the constraints that no whole orders were found for."""
        activity = self.arrays.matrix @ x
        beyond = np.maximum(activity - self.arrays.row_upper, self.arrays.row_lower - activity)
        remedy = "ask for no part of a product, or leave the capability out of contract_sizes"
        return [
            Problem("constraints", None, name, "", "rows that orders of whole products can keep", remedy)
            for name, (_, rows) in self.blocks.model.row_blocks.items()
            if beyond[rows].max(initial=0.0) > LARGEST_VIOLATION
        ]

    def _columns(self) -> Values:
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
                        self._drop(int(ally), int(standby.line[place]))
                    further = np.ones_like(further)
                closed[place] = further
                tried[place] = 1

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
