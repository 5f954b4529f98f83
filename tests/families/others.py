"""Families of constraints for tests: a cap on money, and a delivery that may be impossible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.implementation import Plan
from sinews.implementation.families.deliveries import Deliveries
from sinews.implementation.families.family import THOUSANDS, Entries, Family, Limit, Model, Rows
from sinews.implementation.instance import Instance


@dataclass(frozen=True)
class MostSpent(Family[None]):
    """An ally orders for no more than an amount of money, over all years.

    For the allies named, with d their new deliveries,

        sum over lines and years (price x d) <= most    spent
    """

    allies: tuple[str, ...]
    most: float

    name = "most_spent"
    needs = (Deliveries,)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        ally = np.array([problem.allies.index(key) for key in self.allies])
        limit = Limit(self.name, "most", kind=self.name, units="USD m", size=self.most)
        yield Rows("spent", {"ally": ally}, upper=self.most, limit=limit, priced=True, by=THOUSANDS)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        chosen, amount = problem.of(Deliveries), model.columns(Deliveries, "amount")
        for row, key in zip(model.rows(self, "spent"), self.allies, strict=True):
            of = np.flatnonzero(chosen.ally == problem.allies.index(key))
            yield Entries(row, amount[of], problem.price_path[chosen.line[of], chosen.year[of]])

    def check(self, plan: Plan) -> list[str]:
        spent = dict(plan.orders.group_by("ally", maintain_order=True).agg(pl.col("value").sum()).iter_rows())
        return [
            f"{key} orders for {spent.get(key, 0.0)}"
            for key in self.allies
            if spent.get(key, 0.0) > self.most * (1 + 1e-6)
        ]


@dataclass(frozen=True)
class AtLeast(Family[None]):
    """A line delivers at least so many products of new orders in a year.

    sum over allies (d) >= amount    delivered
    """

    line: str
    year: int
    amount: float

    name = "at_least"
    needs = (Deliveries,)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        line, year = problem.lines.index(self.line), self.year - int(problem.years[0])
        limit = Limit(self.name, "amount", kind=self.name, side="lower", mend="lower the amount")
        at = {"line": np.array([line]), "year": np.array([year])}
        yield Rows("delivered", at, lower=self.amount, limit=limit)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        chosen = problem.of(Deliveries)
        year = self.year - int(problem.years[0])
        of = (chosen.line == problem.lines.index(self.line)) & (chosen.year == year)
        yield Entries(model.rows(self, "delivered"), model.columns(Deliveries, "amount")[of], 1.0)

    def check(self, plan: Plan) -> list[str]:
        made = plan.deliveries.filter(line=self.line, year=self.year)["ordered"].sum()
        return [] if made >= self.amount * (1 - 1e-6) else [f"{self.line} delivers {made} in {self.year}"]


@dataclass(frozen=True)
class EachByYear(Family[None]):
    """By a year every ally has received at least a part of what it will lack of a capability.

    For every ally a, with d its new deliveries until the year,

        sum over lines and years (yield x d) >= part x gap of the last year    received
    """

    capability: str
    year: int
    part: float

    name = "each_by_year"
    needs = (Deliveries,)

    def rows(self, problem: Instance) -> Iterable[Rows]:
        capability = problem.capabilities.index(self.capability)
        gap = np.clip(problem.target - problem.committed, 0.0, None)[:, capability, -1]
        limit = Limit(self.name, "part", kind=self.name, side="lower")
        yield Rows("received", {"ally": problem.each("ally")}, lower=self.part * gap, limit=limit)

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        chosen = problem.of(Deliveries)
        of = problem.capability_of[chosen.line] == problem.capabilities.index(self.capability)
        of &= chosen.year <= self.year - problem.years[0]
        rows = model.rows(self, "received")[chosen.ally[of]]
        yield Entries(rows, model.columns(Deliveries, "amount")[of], problem.yields[chosen.line[of]])
