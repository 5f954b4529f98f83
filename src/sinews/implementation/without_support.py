"""The plan without support to Ukraine: what support really costs, beside the bound of `support_cost`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from sinews.apportionment import Targets
from sinews.implementation.instance import build_instance
from sinews.implementation.plan import Plan
from sinews.implementation.widen import at_the_plans_prices, dates_of, solve_once


@dataclass(frozen=True, slots=True)
class WithoutSupport:
    """The plan's model, solved without support.

    Attributes
    ----------
    given, kept
        Objective of the plan with support and without: weighted shortfall, and cost at its small weight.
    dates
        As of `Widened`: before is with support, after without.
    """

    given: float
    kept: float
    dates: pl.DataFrame


def without_support(plan: Plan, targets: Targets) -> WithoutSupport:
    """Solve a plan's model with and without what is given to Ukraine, both at the plan's prices.

    Parameters
    ----------
    plan, targets
        The plan, and the targets that it was made for; they do not depend on support.
    """
    case = plan.case
    giving = at_the_plans_prices(plan, targets)
    none = case.with_table("support_deliveries", case["support_deliveries"].clear())
    keeping = replace(build_instance(none, targets, plan.rules), price_path=giving.price_path)
    with_it, without_it = solve_once(giving), solve_once(keeping)
    return WithoutSupport(
        given=with_it.solution.objective,
        kept=without_it.solution.objective,
        dates=dates_of(case, targets, with_it, without_it),
    )
