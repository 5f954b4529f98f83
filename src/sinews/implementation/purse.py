"""Whether an ally's money suffices for what it pays, with what it may carry over, borrow and draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.lp import LpArrays
from sinews.implementation.blocks import Blocks
from sinews.implementation.families.family import THOUSANDS
from sinews.implementation.families.funds import Funds
from sinews.implementation.instance import Instance

SLACK = 5e-7
"""Thousand USD m by which payments of a year may exceed what there is: an optimum is no more exact."""

BUDGETS = 3
"""Limits on what an ally pays in a year: for equipment, in total, for what is not novel."""


class Moved(NamedTuple):
    """What an ally carries over and owes at the end of each year, (t,), and draws from funds, (f, t)."""

    carried: Values
    owed: Values
    drawn: Values


class Purse:
    """The money of all allies, in thousand USD m as the planning model counts it.

    Attributes
    ----------
    rows
        The model's rows of money, (a, 3 + f, t): equipment, total, innovation, then the uses of each fund.
    place
        Position in the last two axes of `rows`, flattened, of each row of the model, (rows + 1,); -1 for
        others, and for none, the last.
    paid
        What each ally pays within each limit and for the uses of each fund, (a, 3 + f, t).
    """

    def __init__(self, instance: Instance, blocks: Blocks, arrays: LpArrays, x: Values) -> None:
        money, funding = blocks.money, instance.funding
        innovation, uses = (blocks.model.rows(Funds, name) for name in ("innovation", "uses"))
        self.rows = np.stack([money.equipment, money.total, innovation, *uses], axis=1)
        _, kinds, years = self.rows.shape
        self.place = np.full(arrays.rows + 1, -1)
        self.place[self.rows] = np.arange(kinds * years).reshape(1, kinds, years)
        self._limit = arrays.row_upper[self.rows[:, :BUDGETS]]
        self._fund = np.moveaxis(funding.fund_limit, 0, 1) / THOUSANDS
        self._carry, self._loan = funding.carry_limit / THOUSANDS, funding.loan_limit / THOUSANDS
        self._rate = 1.0 + funding.interest
        self._was = Moved(x[money.carried], x[money.owed], np.moveaxis(x[money.drawn], 0, 1))
        self.paid = np.zeros(self.rows.shape)

    def enough(self, ally: int, more: Values) -> bool:
        """Return whether an ally can pay that much more, (3 + f, t)."""
        return self._left(ally, self.paid[ally] + more)[1]

    def moved(self, ally: int) -> Moved | None:
        """Return what an ally moves between years to pay, near to what it did; None if it cannot."""
        paid = self.paid[ally]
        drawn = np.minimum(self._was.drawn[ally], np.clip(-paid[BUDGETS:], 0.0, None))
        free = (self._limit[ally] - paid[:BUDGETS]).min(axis=0)
        for given in (drawn, self._drawable(ally, paid)):
            found = self._path(ally, (free + given.sum(axis=0)).tolist())
            if found is not None:
                return Moved(np.clip(found, 0.0, None), np.clip(-found, 0.0, None), given)
        return None

    def _drawable(self, ally: int, paid: Values) -> Values:
        # rows of uses hold what is drawn less what is paid
        most: Values = np.minimum(self._fund[ally], np.clip(-paid[BUDGETS:], 0.0, None))
        return most

    def _left(self, ally: int, paid: Values) -> tuple[list[float], bool]:
        """Return the most that can be left at each year's end, below 0 what is owed; and if it will do."""
        free = (self._limit[ally] - paid[:BUDGETS]).min(axis=0) + self._drawable(ally, paid).sum(axis=0)
        return self._most(ally, free.tolist())

    def _most(self, ally: int, free: list[float]) -> tuple[list[float], bool]:
        rate, left = float(self._rate[ally]), 0.0
        found: list[float] = []
        for now, carry, loan in zip(free, self._carry[ally].tolist(), self._loan[ally].tolist(), strict=True):
            left = min((left * rate if left < 0.0 else left) + now, carry)
            if left < -loan - SLACK:
                return found, False
            left = max(left, -loan)
            found.append(left)
        return found, True

    def _path(self, ally: int, free: list[float]) -> Values | None:
        """Return what is left at the end of each year, near to what was: as much as later years need."""
        if not self._most(ally, free)[1]:
            return None
        rate, loan = float(self._rate[ally]), self._loan[ally].tolist()
        # the least that must be left for all later years
        least = [0.0] * len(free)
        needed = -loan[-1]
        for year in range(len(free) - 1, -1, -1):
            least[year] = max(needed, -loan[year])
            needed = least[year] - free[year]
            needed = needed / rate if needed < 0.0 else needed
        was = (self._was.carried[ally] - self._was.owed[ally]).tolist()
        left, found = 0.0, []
        for year, now in enumerate(free):
            most = (left * rate if left < 0.0 else left) + now
            left = max(min(max(least[year], was[year]), most, float(self._carry[ally, year])), -loan[year])
            found.append(left)
        return np.array(found)
