"""How much of a capability any plan could hold by a year, and which limits say so.

The planning model's limits stay as they are: lines and their expansion, key materials, skilled people, lead
times, the allies' money. Its objective gives way to one question: the most that can be held. No plan holds
more, since every plan is a feasible solution of that programme; its optimal duals prove the bound, and say
what binds (linear programming duality: Dantzig, Linear Programming and Extensions, 1963, chapter 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sinews.apportionment import Targets
from sinews.case import held_by_pools
from sinews.engines.aggregation import aggregate, certify
from sinews.engines.arrays import Indices
from sinews.engines.completions import TOLERANCE
from sinews.engines.lp import LpArrays, LpModel, LpSolution
from sinews.implementation.blocks import Blocks, build_model
from sinews.implementation.groups import first_groups, told_apart
from sinews.implementation.instance import Instance, work_in_hand
from sinews.implementation.plan import Plan
from sinews.implementation.widen import at_the_plans_prices

NEGLIGIBLE = 1e-6
"""Part of a need below which nothing is missing: the solver's tolerance."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A limit that binds: its kind, key and name, what that means, and in which years."""

    kind: str
    key: str
    name: str
    binds: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The most of a capability that can be held by the end of a year.

    Attributes
    ----------
    capability, year
        Which, and by the end of which year.
    most
        Units, of all allies and pools; no plan at these prices can hold more.
    first_delivery
        First year in which a new order can be delivered; None if no line builds it.
    binding
        The limits that bind, the weightiest first.
    """

    capability: str
    year: int
    most: float
    first_delivery: int | None
    binding: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The planning model of a plan at its own prices, for other objectives than its own."""

    plan: Plan
    instance: Instance
    model: LpModel
    blocks: Blocks
    arrays: LpArrays
    groups: Indices

    @classmethod
    def of(cls, plan: Plan, targets: Targets) -> Model:
        """Build the model of a plan that was made for these targets."""
        instance = at_the_plans_prices(plan, targets)
        model, blocks = build_model(instance)
        arrays = model.arrays()
        groups = told_apart(blocks, arrays, first_groups(instance))
        return cls(plan, instance, model, blocks, arrays, groups)

    def place(self, capability: str, year: int) -> tuple[int, int]:
        """Return the positions of a capability and a year."""
        return self.instance.capabilities.index(capability), year - int(self.instance.years[0])

    def fixed(self, capability: int, year: int) -> float:
        """Return what is held whatever is decided, less the deviations of zero: units."""
        instance, stocks = self.instance, self.blocks.stocks
        decided = np.isin(np.arange(len(instance.allies)), stocks.ally[stocks.capability == capability])
        held = np.where(
            decided, instance.target[:, capability, year], instance.committed[:, capability, year]
        )
        return float(held.sum()) + self.pooled(capability)

    def committed(self, capability: int, year: int) -> float:
        """Return what is held without any new order: units."""
        return float(self.instance.committed[:, capability, year].sum()) + self.pooled(capability)

    def pooled(self, capability: int) -> float:
        """Return what pools hold: units."""
        return held_by_pools(self.plan.case).get(self.instance.capabilities[capability], 0.0)

    def in_build(self, capability: int) -> float:
        """Return what lines have in build at the start, where whole units are handed over: units."""
        instance = self.instance
        if not instance.whole[capability]:
            return 0.0
        lines = instance.capability_of == capability
        return float(instance.yields[lines] @ work_in_hand(instance.industry.base[: lines.size][lines, 0]))

    def deviations(self, capability: int, year: int) -> tuple[Indices, Indices]:
        """Return the columns of what is held below target and above, of all allies."""
        stocks = self.blocks.stocks
        pairs = stocks.capability == capability
        return stocks.under[pairs, year], stocks.over[pairs, year]


def reach(model: Model, capability: str, year: int) -> Reach:
    """Return the most of a capability that any plan could hold by the end of a year.

    All other requirements give way. It is held by the allies that targets ask for more of it, who may go
    beyond their targets; prices are those of the plan.

    Notes
    -----
    Allies whose money does not bind are taken together, which is a relaxation: the bound holds all the more.
    It is computed from the duals by weak duality on the whole model, so that it rests on no tolerance of the
    primal solution. Where only whole units count, a line that runs has half of one in build at the start:
    the bound is then the lower one of that for the fractions, with those halves, and of the sum of what each
    line by itself could complete.
    """
    instance = model.instance
    c, t = model.place(capability, year)
    under, over = model.deviations(c, t)
    bound, solution = _least(model, {1.0: under, -1.0: over})
    most = model.fixed(c, t) - bound * instance.per_mille[c]
    lines = np.flatnonzero(instance.capability_of == c)
    if instance.whole[c]:
        alone = np.array([_most_of_line(model, int(line), t) for line in lines])
        completed = np.floor(alone + work_in_hand(instance.industry.base[lines, 0]) + TOLERANCE)
        in_whole = model.committed(c, t) + float(instance.yields[lines] @ completed)
        most = min(most + model.in_build(c), in_whole)
    earliest = instance.industry.earliest[lines]
    first = int(instance.years[0] + earliest.min()) if earliest.size else None
    return Reach(capability, year, most, first, _binding(model, solution))


def _most_of_line(model: Model, line: int, year: int) -> float:
    """Return a bound on what a line delivers of new orders by the end of a year, products."""
    deliveries = model.blocks.deliveries
    theirs = deliveries.column[(deliveries.line == line) & (deliveries.year <= year)]
    return -_least(model, {-1.0: theirs})[0]


def _least(model: Model, costs: Mapping[float, Indices]) -> tuple[float, LpSolution]:
    """Return a lower bound on a cost over all plans, and the solution for groups that it is from."""
    cost = np.zeros(model.model.columns)
    for price, columns in costs.items():
        cost[columns] = price
    arrays = replace(model.arrays, cost=cost)
    merged = aggregate(model.model, arrays, model.groups)
    found = merged.arrays.open(algorithm="simplex").solve()
    dual = found.row_dual[merged.row_class]
    bound = certify(arrays, np.zeros(cost.size), dual).bound
    return bound, replace(found, x=found.x[merged.column_class], row_dual=dual)


def missing_together(model: Model, wanted: Sequence[tuple[str, int, float]]) -> list[float]:
    """Return what must be missing of each of these if all are to be held: units, 0 where nothing must.

    The sum of what is missing, each as a part of its need, is the least that any plan at these prices leaves;
    that it is more than nothing is proven by the duals, as in `reach`. Another plan with that sum may miss
    others of them. Where nothing is missing, the model has a plan that holds them all, in fractions of units.

    Parameters
    ----------
    model
        The model.
    wanted
        Capability, year and need (units, of all allies and pools). Two needs of the same capability in the
        same year are held both by what holds the larger one.
    """
    lp, _ = build_model(model.instance)
    needs = np.array([need for _, _, need in wanted])
    missing = lp.add_columns(len(wanted), cost=1.0)
    places = [model.place(capability, year) for capability, year, _ in wanted]
    floor = [
        need - model.fixed(*place) - model.in_build(place[0])
        for place, need in zip(places, needs, strict=True)
    ]
    rows = lp.add_rows(len(wanted), lower=np.array(floor) / needs)
    lp.add_entries(rows, missing, 1.0)
    for row, need, (c, t) in zip(rows, needs, places, strict=True):
        under, over = model.deviations(c, t)
        unit = model.instance.per_mille[c] / need
        lp.add_entries(row, over, unit)
        lp.add_entries(row, under, -unit)
    arrays = lp.arrays()
    cost = np.zeros(lp.columns)
    cost[missing] = 1.0
    arrays = replace(arrays, cost=cost)
    found = arrays.open(algorithm="simplex").solve()
    if certify(arrays, found.x, found.row_dual).bound <= NEGLIGIBLE:
        return [0.0] * len(wanted)
    return [
        float(part * need) if part > NEGLIGIBLE else 0.0
        for need, part in zip(needs, found.x[missing], strict=True)
    ]


def _binding(model: Model, solution: LpSolution) -> tuple[Binding, ...]:
    """Return the limits with a price, the weightiest first."""
    found = []
    for limit in model.blocks.model.limits(solution):
        price = limit.price(solution)
        if not np.any(price > NEGLIGIBLE * limit.scale):
            continue
        years = model.instance.years[price > 1e-3 * price.max()]
        binding = Binding(limit.kind, limit.key, limit.name, limit.limit.binds, int(years[0]), int(years[-1]))
        found.append((float(price @ limit.size), binding))
    return tuple(binding for _, binding in sorted(found, key=lambda each: (-each[0], each[1].key)))
