"""Movement as the textbook writes it: the time-expanded programme whole, by HiGHS with its own options."""

from __future__ import annotations

import highspy

from benchmarks.registry import Outcome
from sinews.engines.lp import LpArrays
from sinews.engines.shipping import ShippingProblem, time_expanded_model


def build(problem: ShippingProblem) -> LpArrays:
    """Build the programme: a column for each commodity, arc and tick."""
    return time_expanded_model(problem).arrays()


def solve(model: LpArrays) -> Outcome:
    """Solve to the optimum."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
    highs.silent()
    model.hand_over(highs)
    highs.run()
    return Outcome(highs.getInfo().objective_function_value, model.columns, model.rows)
