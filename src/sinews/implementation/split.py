"""The split: who gets what of each line, by a rule of its own and not by accident.

A shortfall weighs the same whoever has it, so that the planning model leaves open who gets what of a line's
output. A vertex of its optimal face says so by the order of rows, and another one after any edit. So the plan
takes from its optimum what lines deliver to all who may order on the same terms, and everything that is
shared: expansion, people, standby. Among those allies it is split anew: what arrives of a capability in a
year goes to each in proportion to what it still lacks (`sinews.engines.proportional_service`), from the same
lines in the same parts. Nothing of the optimum is lost by that.

Whoever cannot pay for its part, with what it may carry over, borrow and draw from funds, asks for less of all
it lacks, by one factor: the largest with which its money suffices. What it leaves goes to the others. Whose
money has a price in the optimum keeps what it has there, and so does who cannot pay by any factor: to such an
ally it matters in which year it gets what.

The split has one solution only, in closed form but for those factors. It moves little where what lines
deliver moves little, does not ask for names or places, and treats alike allies that are alike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sinews.engines.aggregation import certify, sums
from sinews.engines.arrays import Flags, Values
from sinews.engines.lp import LpArrays, LpSolution
from sinews.engines.optimal_face import NO_PRICE
from sinews.engines.proportional_service import serve
from sinews.implementation.blocks import Blocks
from sinews.implementation.families.family import THOUSANDS
from sinews.implementation.groups import LARGEST_VIOLATION, GroupPlan
from sinews.implementation.instance import Instance
from sinews.implementation.purse import Purse

PASSES = 24
"""Halvings after which a factor is taken."""

LEAST_FACTOR = 2.0**-PASSES
"""The least factor by which an ally asks for less; who cannot pay by that keeps what the optimum gives it."""

MOST_ROUNDS = 12
"""How often those are added who cannot pay any more for what others have left."""


class Split(NamedTuple):
    """A solution with what lines deliver split among the allies, and in words how."""

    solution: LpSolution
    told: str


def split_in_proportion(plan: GroupPlan, solution: LpSolution) -> Split:
    """Split what lines deliver among the allies in proportion to what they lack.

    It stays as it is where that would break a constraint on single allies.

    Parameters
    ----------
    plan
        The planning model as it was solved.
    solution
        A solution of it; that in whole steps.
    """
    shares = _Shares(plan.instance, plan.blocks, plan.arrays, solution)
    x = shares.found()
    proof = certify(plan.arrays, x, solution.row_dual)
    if proof.violation > LARGEST_VIOLATION:
        return Split(solution, "as the optimum has it: otherwise a constraint would be broken")
    told = "in proportion to what allies lack"
    if shares.kept.any():
        names = ", ".join(sorted(np.asarray(plan.instance.allies)[shares.kept].tolist()))
        told = f"{told}; as the optimum has it for {names}, whose money is short"
    return Split(replace(solution, x=x, objective=proof.objective, gap=proof.gap), told)


class _Shares:
    """Who gets what in a solution of the planning model.

    Attributes
    ----------
    amount
        What the optimum gives each ally, (deliveries,), products.
    gap
        What pairs of ally and capability lack without any new order, (pairs, t), units.
    kept
        Whose part stays as it is, (a,).
    """

    def __init__(self, instance: Instance, blocks: Blocks, arrays: LpArrays, solution: LpSolution) -> None:
        self.instance, self.blocks, self.arrays = instance, blocks, arrays
        money, stocks = blocks.money, blocks.stocks
        self.amount = np.clip(solution.x[blocks.deliveries.column], 0.0, None)
        self.gap = (instance.target - instance.committed)[stocks.ally, stocks.capability]
        self.moved = np.concatenate([np.stack([money.carried, money.owed]), money.drawn])
        self.fixed = solution.x.copy()
        self.fixed[self.moved] = 0.0
        self.purse = Purse(instance, blocks, arrays, self.fixed)
        dual = np.abs(solution.row_dual[self.purse.rows])
        self.kept: Flags = np.asarray((dual > NO_PRICE).any(axis=(1, 2)))

    def found(self) -> Values:
        """Return all columns of the planning model."""
        factor = np.ones(len(self.instance.allies))
        short = np.zeros(factor.size, np.bool_)
        for _ in range(MOST_ROUNDS):
            x = self._columns(factor)
            unpaid = ~self._pays(x)
            if not (unpaid & ~self.kept).any():
                return self._with_money(x)
            self.kept |= unpaid & short & (factor <= LEAST_FACTOR)
            short |= unpaid
            factor = self._largest(short & ~self.kept)
        self.kept[:] = True
        return self._with_money(self._columns(np.ones(factor.size)))

    def _largest(self, short: Flags) -> Values:
        """Return the largest factors with which those who are short can pay, 1 for the others, (a,)."""
        low, high = np.where(short, LEAST_FACTOR, 1.0), np.ones(short.size)
        for _ in range(PASSES):
            middle = 0.5 * (low + high)
            pays = self._pays(self._columns(middle))
            low, high = np.where(short & pays, middle, low), np.where(short & ~pays, middle, high)
        # all at once they leave each other a little more than one by one
        step = LEAST_FACTOR
        while (unpaid := short & ~self._pays(self._columns(low)) & (low > LEAST_FACTOR)).any():
            low = np.where(unpaid, np.maximum(low * (1.0 - step), LEAST_FACTOR), low)
            step = min(2.0 * step, 0.5)
        return low

    def _split(self, factor: Values) -> Values:
        """Return what everybody gets, (deliveries,), products, when claims count by a factor, (a,)."""
        chosen, stocks = self.blocks.deliveries, self.blocks.stocks
        years = self.gap.shape[1]
        # who keeps its part is alone with it
        kind = np.where(self.kept[stocks.ally], -1 - np.arange(stocks.ally.size), stocks.kind)
        names, pool = np.unique(kind, return_inverse=True)
        place = pool[chosen.pair] * years + chosen.year
        units = self.amount * self.instance.yields[chosen.line]
        supply = sums(place, units, names.size * years)
        gap = np.clip(self.gap, 0.0, None)
        given = serve(pool, gap, supply.reshape(-1, years), factor[stocks.ally])
        part = np.divide(given, supply.reshape(-1, years)[pool], out=np.zeros_like(given), where=given > 0.0)
        lines = len(self.instance.lines)
        cell, which = np.unique(place * lines + chosen.line, return_inverse=True)
        together = sums(which, self.amount, cell.size)[which]
        share: Values = together * part[chosen.pair, chosen.year]
        return share

    def _columns(self, factor: Values) -> Values:
        """Return the model's columns with the split, and no money moved."""
        instance, stocks, chosen = self.instance, self.blocks.stocks, self.blocks.deliveries
        x = self.fixed.copy()
        x[chosen.column] = self._split(factor)
        units = np.zeros_like(self.gap)
        np.add.at(units, (chosen.pair, chosen.year), x[chosen.column] * instance.yields[chosen.line])
        gap = self.gap - np.cumsum(units, axis=1)
        size = instance.per_mille[stocks.capability][:, None]
        x[stocks.under], x[stocks.over] = np.clip(gap, 0.0, None) / size, np.clip(-gap, 0.0, None) / size
        running = np.zeros(self.blocks.money.running.shape)
        np.add.at(running, (chosen.ally, chosen.year), instance.running[chosen.line] * x[chosen.column])
        x[self.blocks.money.running] = np.cumsum(running, axis=1) / THOUSANDS
        return x

    def _pays(self, x: Values) -> Flags:
        """Return whether each ally can pay, (a,)."""
        self.purse.paid = (self.arrays.matrix @ x)[self.purse.rows]
        nothing = np.zeros(self.purse.rows.shape[1:])
        return np.array([self.purse.enough(ally, nothing) for ally in range(self.kept.size)])

    def _with_money(self, x: Values) -> Values:
        """Return the model's columns with the money that is moved to pay, as little as will do."""
        self.purse.paid = (self.arrays.matrix @ x)[self.purse.rows]
        for ally in range(self.kept.size):
            moved = self.purse.moved(ally)
            if moved is not None:
                x[self.moved[:2, ally]] = moved.carried, moved.owed
                x[self.moved[2:, ally]] = moved.drawn
        return x
