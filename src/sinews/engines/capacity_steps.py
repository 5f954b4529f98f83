"""Capacity that is added in whole steps: rounded to them, and as whole numbers in a linear programme.

Added capacity never falls, grows by at most a ramp in a period and stays below a limit. It comes in whole
steps; only the last, which fills all that the limit leaves in the end, may be a part of one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpModel

WHOLE_STEP = 1e-6
"""Part of a step by which solvers miss a whole one."""


@dataclass(frozen=True, slots=True)
class Steps:
    """In what steps capacity can be added; axes p plants, t periods.

    Attributes
    ----------
    size
        What a step adds, (p,); 0 where any amount can be added.
    ramp
        Most that can be added in one period, (p,), in whole steps.
    limit
        Most that can have been added by the end of each period, (p, t).
    """

    size: Values
    ramp: Values
    limit: Values

    def rounded(self, added: Values, *, up: bool) -> Values:
        """Return added capacity, (p, t), in whole steps; it keeps ramp and limit if what is rounded does."""
        size = np.where(self.size > 0, self.size, 1.0)[:, None]
        number = added / size
        number = np.ceil(number - WHOLE_STEP) if up else np.floor(number + WHOLE_STEP)
        filled = added >= self.limit[:, -1:] - WHOLE_STEP * size
        rounded = np.minimum(np.where(filled, np.inf, number * size), self.limit)
        for period in range(1, rounded.shape[1]):
            rounded[:, period] = np.minimum(rounded[:, period], rounded[:, period - 1] + self.ramp)
        return np.where(self.size[:, None] > 0, rounded, added)

    def add_to(self, model: LpModel, added: Indices) -> tuple[Indices, Indices]:
        """Add that columns of added capacity, (p, t), are a number of steps, with the rest of the limit last.

        Returns
        -------
        Columns that take whole values only: the number of steps, and whether the rest is there, each (n,).
        """
        size, _, most, rest = self._most()
        number = model.add_columns(size.size, upper=most)
        last = model.add_columns(size.size, upper=np.where(rest > WHOLE_STEP * size, 1.0, 0.0))
        sums = model.add_rows(size.size, lower=0.0, upper=0.0)
        model.add_entries(sums, added[self._there], 1.0)
        model.add_entries(sums, number, -size)
        model.add_entries(sums, last, -rest)
        complete = model.add_rows(size.size, lower=0.0)
        model.add_entries(complete, number, 1.0)
        model.add_entries(complete, last, -most)
        return number, last

    def number(self, added: Values) -> tuple[Values, Values]:
        """Return the values of the columns of `add_to` for added capacity in whole steps, (p, t)."""
        size, limit, most, rest = self._most()
        added = added[self._there]
        ends = (added > limit - WHOLE_STEP * size) & (rest > WHOLE_STEP * size)
        return np.minimum(np.floor(added / size + WHOLE_STEP), most), ends.astype(np.float64)

    @property
    def _there(self) -> tuple[Indices, Indices]:
        """Plants and periods in which there can be a whole number of steps, each (n,)."""
        plant, period = np.nonzero((self.size[:, None] > 0) & (self.limit > 0))
        return plant, period

    def _most(self) -> tuple[Values, Values, Values, Values]:
        """Return size of a step, limit, most whole steps and the rest up to the limit, each (n,)."""
        size, limit = self.size[self._there[0]], self.limit[self._there]
        most = np.floor(limit / size + WHOLE_STEP)
        return size, limit, most, np.clip(limit - most * size, 0.0, None)


def in_steps(amount: Values, step: Values) -> Values:
    """Return the whole steps in an amount; the amount itself where there are no steps."""
    size = np.where(step > 0, step, 1.0)
    return np.where(step > 0, np.floor(amount / size + WHOLE_STEP) * size, amount)


def steps_over(amount: Values, step: Values) -> Values:
    """Return the whole steps that an amount begins; the amount itself where there are no steps."""
    size = np.where(step > 0, step, 1.0)
    return np.where(step > 0, np.ceil(amount / size - WHOLE_STEP) * size, amount)


def reachable(room: Values, step: Values) -> Values:
    """Return how much of the room of each period, (p, t), can be filled by then, in steps, (p,).

    Added capacity never falls, so that it fits the room of all later periods, too.
    """
    lasting = np.minimum.accumulate(room[:, ::-1], axis=1)[:, ::-1]
    whole = in_steps(lasting, np.broadcast_to(step[:, None], lasting.shape))
    return np.where(lasting < lasting[:, -1:], whole, lasting)
