"""Whole units: what it costs that ships, batteries and the like count only when they are complete.

Work is rounded to whole units (`sinews.implementation.quantities`). The model in fractions does not say how
far that is from the best there is: what lines have in build at the start counts for nothing in it, so that
whole units may be ahead of it. The model in which whole units (`sinews.implementation.units_model`) may be
handed over in parts does, and is solved where it is small. Where rounding comes close enough to the bound it
is taken; otherwise branch and cut goes on from there, with whole units and whole steps of expansion both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sinews.engines.arrays import Values
from sinews.engines.integer import solve_integer
from sinews.engines.lp import LpError, LpSolution
from sinews.implementation.blocks import build_model
from sinews.implementation.groups import GroupPlan
from sinews.implementation.instance import PER_MILLE, Instance
from sinews.implementation.quantities import Quantities, read_quantities, weighted_shortfall
from sinews.implementation.steps import BRANCHED, decided
from sinews.implementation.units_model import add_whole_units

CLOSE_ENOUGH = 1e-2
"""Relative distance from the bound with which rounded units are taken."""

PROVED = 5_000
"""Columns of a model up to which no plan in whole units can better the bound.

The bound of larger ones is the model in fractions: it is there already.
"""

SEARCHED = 5e-3
"""Relative distance from the bound at which the search for better ones ends."""

MOST_NODES = 2_000
"""Nodes after which it ends in any case."""


class InUnits(NamedTuple):
    """What a plan is in whole units.

    Attributes
    ----------
    quantities
        The plan.
    objective
        That of the planning model, with the shortfall of whole units.
    bound
        What no plan in whole units and whole steps can better, if anything counts in whole units and the
        model is small or units were searched for; otherwise the objective of the model in fractions.
    """

    quantities: Quantities
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Part by which the objective lies above the bound; below 0 where rounding comes out ahead."""
        return self.objective / self.bound - 1.0 if self.bound > 0 else 0.0


def solve_in_units(plan: GroupPlan, steps: LpSolution, in_parts: float | None = None) -> InUnits:
    """Round work to whole units, and search for better ones where that is not close enough.

    Parameters
    ----------
    plan
        The planning model as it was solved.
    steps
        Its solution in whole steps, and in whole orders where orders are whole.
    in_parts
        The objective of that in whole steps alone, if orders are whole.
    """
    bound = steps.objective if in_parts is None else in_parts
    quantities = read_quantities(plan.instance, plan.blocks, steps)
    by_work = float(weighted_shortfall(plan.instance, plan.blocks, steps).sum())
    lost = float(_weighted(plan.instance, quantities).sum()) - by_work
    small = plan.instance.whole.any() and plan.arrays.columns <= PROVED
    rounded = InUnits(quantities, steps.objective + lost, _in_parts(plan.instance) if small else bound)
    if rounded.gap <= CLOSE_ENOUGH or plan.arrays.columns > BRANCHED:
        return rounded
    try:
        found = _search(plan.instance, steps, quantities)
    except LpError:
        # the search has ended without any plan: there is one already
        return rounded
    return found if found.objective < rounded.objective else rounded._replace(bound=found.bound)


def _weighted(instance: Instance, quantities: Quantities) -> Values:
    """Return the weighted shortfall of what is held, (a, c, t)."""
    weight = instance.shortfall_weight * PER_MILLE / instance.required[:, None]
    weighted: Values = np.clip(instance.target - quantities.stock, 0.0, None) * weight
    return weighted


def _in_parts(instance: Instance) -> float:
    """Return the least objective if whole units could be handed over in parts."""
    model, blocks = build_model(instance)
    add_whole_units(model, blocks, instance)
    return model.solve(algorithm="simplex").objective


def _search(instance: Instance, steps: LpSolution, rounded: Quantities) -> InUnits:
    """Search for better whole units by branch and cut, from rounded ones; both in whole steps."""
    model, blocks = build_model(instance)
    steps_of = instance.industry.steps
    number, last = steps_of.add_to(model, blocks.expansion)
    whole = add_whole_units(model, blocks, instance)
    units = np.cumsum(rounded.completed - instance.on_contract, axis=2)[whole.ally, whole.line]
    weight = instance.shortfall_weight[blocks.stocks.capability]
    missing = _weighted(instance, rounded)[blocks.stocks.ally, blocks.stocks.capability] / weight
    beyond = (missing - steps.x[blocks.stocks.under])[whole.pair]
    found = solve_integer(
        model,
        np.concatenate([number, last, whole.units.ravel(), whole.signed]),
        gap=SEARCHED,
        nodes=MOST_NODES,
        start=np.concatenate(
            [
                steps.x,
                *steps_of.number(steps.x[blocks.expansion]),
                units.ravel(),
                beyond.ravel(),
                np.asarray(rounded.ordered.any(axis=(0, 2)))[whole.signed_of],
            ]
        ),
    )
    expansion = steps_of.rounded(found.x[blocks.expansion], up=False)
    return _settled(decided(instance, expansion), steps, found.x[whole.units], found.bound)


def _settled(instance: Instance, steps: LpSolution, units: Values, bound: float) -> InUnits:
    """Solve the planning model again with whole units decided, (n, t): branch and cut is less exact."""
    model, blocks = build_model(instance)
    whole = add_whole_units(model, blocks, instance)
    model.add_entries(model.add_rows(units.shape, lower=units, upper=units), whole.units, 1.0)
    solution = model.solve(algorithm="simplex")
    handed_over = np.zeros_like(instance.on_contract)
    handed_over[whole.ally, whole.line] = np.diff(units, axis=1, prepend=0.0)
    quantities = read_quantities(instance, blocks, replace(steps, x=solution.x[: steps.x.size]), handed_over)
    return InUnits(quantities, solution.objective, bound)
