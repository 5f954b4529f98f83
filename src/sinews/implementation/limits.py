"""The limits of a planning problem that can be widened: lines, key materials, trades and budgets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sinews.case import Case
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import LpSolution
from sinews.implementation.budgets import available_budgets
from sinews.implementation.funding import USD_M_PER_BN
from sinews.implementation.instance import Instance
from sinews.implementation.model import Blocks


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit over the years, and words for it.

    Attributes
    ----------
    kind, key, name
        ``"line"``, ``"material"``, ``"trade"``, ``"equipment budget"`` or ``"total budget"``; the key of its
        row in the case, and its name.
    place
        Position of its plant, pool or ally in the planning problem.
    rows
        The model's rows that it bounds from above, (n, t): more of it widens all n of a year together.
    size
        How much of it there is in each year, (t,), in its unit.
    unit
        What it is counted in.
    scale
        What one unit is in the rows.
    binds
        What it means in words that it binds.
    """

    kind: str
    key: str
    name: str
    place: int
    rows: Indices
    size: Values
    unit: str
    scale: float
    binds: str

    @property
    def is_money(self) -> bool:
        """Whether it is a budget."""
        return self.kind.endswith("budget")

    def price(self, solution: LpSolution) -> Values:
        """Return by how much one more unit in each year would lower the objective, (t,).

        Years without any of a limit that is there in others have no price: where nothing is left there is no
        smaller limit to compare with, and the dual is but a bound.
        """
        duals = np.clip(-solution.row_dual[self.rows], 0.0, None).sum(axis=0)
        there = (self.size > 0) | (not self.size.any())
        return np.asarray(self.scale * np.where(there, duals, 0.0))

    def more(self, instance: Instance, more: float, years: Flags) -> Instance:
        """Return the planning problem with so much more of the limit in some years, (t,)."""
        added = more * self.scale * years
        if self.kind == "trade":
            reserved = instance.people.reserved.copy()
            reserved[self.place] -= added
            return replace(instance, people=replace(instance.people, reserved=reserved))
        funding = instance.funding
        if self.kind == "equipment budget":
            budget = funding.equipment_budget.copy()
            budget[self.place] += added
            return replace(instance, funding=replace(funding, equipment_budget=budget))
        if self.kind == "total budget":
            headroom = funding.operating_headroom.copy()
            headroom[self.place] += added
            return replace(instance, funding=replace(funding, operating_headroom=headroom))
        free = instance.industry.free.copy()
        free[self.place] += added
        return replace(instance, industry=replace(instance.industry, free=free))


def limits(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[Limit]:
    """Return all limits of a planning problem, and how large they are in its solution."""
    return [
        *_lines(case, instance, blocks),
        *_materials(case, instance, blocks),
        *_trades(instance, blocks, solution),
        *_budgets(case, instance, blocks, solution),
    ]


def _lines(case: Case, instance: Instance, blocks: Blocks) -> list[Limit]:
    """Return the capacities of the lines: more of it is a higher rate and a higher ceiling."""
    facts = case["lines"].select("line", "name").iter_rows()
    return [
        Limit(
            kind="line",
            key=key,
            name=name,
            place=line,
            rows=blocks.capacity[line : line + 1],
            size=instance.industry.base[line],
            unit="product a year",
            scale=1.0,
            binds="every slot is taken",
        )
        for line, (key, name) in enumerate(facts)
    ]


def _materials(case: Case, instance: Instance, blocks: Blocks) -> list[Limit]:
    """Return the capacities for key materials."""
    facts = case["materials"].select("material", "name", "unit").iter_rows()
    return [
        Limit(
            kind="material",
            key=key,
            name=name,
            place=plant,
            rows=blocks.capacity[plant : plant + 1],
            size=instance.industry.base[plant],
            unit=f"{unit} a year",
            scale=1.0,
            binds="all that can be made is used",
        )
        for plant, (key, name, unit) in enumerate(facts, start=instance.industry.lines)
    ]


def _trades(instance: Instance, blocks: Blocks, solution: LpSolution) -> list[Limit]:
    """Return the skilled workforces, as large as the plan makes them."""
    people = instance.people
    workers = solution.x[blocks.workforce.workers]
    return [
        Limit(
            kind="trade",
            key=f"{country}/{trade}",
            name=name,
            place=k,
            rows=blocks.workforce.needed[k : k + 1],
            size=workers[k],
            unit="worker",
            scale=1.0,
            binds="every skilled worker is needed",
        )
        for k, (country, trade, name) in enumerate(
            zip(people.countries, people.trades, people.names, strict=True)
        )
    ]


def _budgets(case: Case, instance: Instance, blocks: Blocks, solution: LpSolution) -> list[Limit]:
    """Return the allies' budgets, less contracts and commitments.

    Money for equipment is part of the total, so that more of it widens both rows. Where equipment alone
    would not need more money, the limit is the total budget.
    """
    names = case["allies"]["name"].to_list()
    equipment, total = available_budgets(instance)
    short = np.any(solution.row_dual[blocks.money.equipment] < 0, axis=1).tolist()
    found = []
    for ally, key in enumerate(instance.allies):
        kind = "equipment budget" if short[ally] else "total budget"
        rows = (blocks.money.equipment, blocks.money.total) if short[ally] else (blocks.money.total,)
        size = equipment if short[ally] else total
        found.append(
            Limit(
                kind=kind,
                key=key,
                name=f"{names[ally]}, {kind}",
                place=ally,
                rows=np.stack([part[ally] for part in rows]),
                size=size[ally] * USD_M_PER_BN,
                unit="USD m a year",
                scale=1.0 / USD_M_PER_BN,
                binds="the money is spent to the last",
            )
        )
    return found
