"""From tables to plan with linopy: the model built and solved anew for each round of learning."""

from __future__ import annotations

from dataclasses import replace

import linopy
import numpy as np

from benchmarks import plan_linopy
from benchmarks.plan_inputs import planning_instance
from benchmarks.registry import Outcome
from sinews.case import Case
from sinews.engines.arrays import Values
from sinews.implementation.instance import Instance
from sinews.implementation.learning import (
    CONVERGED,
    MOST_ROUNDS,
    damped,
    expected_orders,
    learned_prices,
    price_change,
)


def plan(case: Case) -> Outcome:
    """Take the case through steps 1 to 3 as we do, then solve from the same prices until they have settled.

    There is no plan in tables at the end, which counts in linopy's favour.
    """
    instance = planning_instance(case)
    reserved = instance.industry.reserved
    prices = learned_prices(case, instance, expected_orders(instance) + reserved)
    for round_number in range(1, MOST_ROUNDS + 1):
        instance = replace(instance, price_path=prices)
        built = plan_linopy.build(instance)
        outcome = plan_linopy.solve(built)
        delivered = _ordered(built, instance) + reserved
        prices = learned_prices(case, instance, delivered)
        if price_change(instance, prices, delivered) <= CONVERGED:
            return outcome
        prices = damped(round_number, instance.price_path, prices)
    raise RuntimeError("prices have not settled")


def _ordered(built: linopy.Model, instance: Instance) -> Values:
    """Return what lines deliver to all from new orders, (l, t)."""
    delivered = built.variables["delivered"].solution.fillna(0.0).sum("ally")
    ordered = delivered.reindex(line=instance.lines, year=instance.years).transpose("line", "year")
    return np.asarray(np.clip(ordered.to_numpy(), 0.0, None))
