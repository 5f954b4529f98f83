"""A plan's model solved again with something else, and whose dates move.

With more of one limit: what its price says, checked. Without support to Ukraine: what that really costs,
beside the bound of `sinews.implementation.support_cost`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from sinews.apportionment import Targets
from sinews.case import FULLY_MET, Case
from sinews.engines.lp import LpSolution
from sinews.implementation.blocks import Blocks
from sinews.implementation.disaggregation import divided
from sinews.implementation.few_types import as_planned
from sinews.implementation.groups import first_groups, solve_groups
from sinews.implementation.instance import Instance, build_instance
from sinews.implementation.learning import learned_prices
from sinews.implementation.plan import Plan
from sinews.implementation.quantities import read_quantities, weighted_shortfall
from sinews.implementation.results import fulfilment


@dataclass(frozen=True, slots=True)
class Widened:
    """What more of one limit brings.

    Attributes
    ----------
    kind, key, name, unit
        The limit, and what it is counted in.
    more, first_year
        How much of it is added, in each year from the first on.
    before, after
        Objective of the plan without it and with it: the weighted shortfall, in thousandths of a requirement
        times years, and the cost at its small weight.
    predicted
        What `after` should be by the price of the limit: exact for a small addition, a lower bound for any.
    dates
        capability, before, after (years as decimals: when the final requirement is met, null if not by the
        horizon), months (earlier), met_before, met_after (share of the requirement that is held at the
        horizon), closed (part of the weighted shortfall of the capability); those that move most first.
    """

    kind: str
    key: str
    name: str
    unit: str
    more: float
    first_year: int
    before: float
    after: float
    predicted: float
    dates: pl.DataFrame


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


def widen(
    plan: Plan, targets: Targets, kind: str, key: str, *, more: float, first_year: int
) -> Widened | None:
    """Solve a plan's model again with more of one limit in each year from a first year on.

    Parameters
    ----------
    plan, targets
        The plan, and the targets that it was made for.
    kind, key
        The limit, as in the plan's table of bottlenecks.
    more
        How much is added in each year, in the limit's unit.
    first_year
        First year in which it is added.

    Returns
    -------
    What it brings at the plan's prices; they are not settled again. None if the case has no such limit, or
    none that can be widened.
    """
    case = plan.case
    instance = as_planned(at_the_plans_prices(plan, targets), plan)
    before = solve_once(instance)
    found = [
        limit
        for limit in before.blocks.model.limits(before.solution)
        if (limit.kind, limit.key) == (kind, key)
    ]
    if not found:
        return None
    limit, years = found[0], instance.years >= first_year
    relaxed = limit.family.relaxed(instance, limit, more * limit.limit.scale * years.astype(np.float64))
    if relaxed is None:
        return None
    after = solve_once(relaxed)
    price = float(limit.price(before.solution)[years].sum())
    return Widened(
        kind=kind,
        key=key,
        name=limit.name,
        unit=limit.unit,
        more=more,
        first_year=first_year,
        before=before.solution.objective,
        after=after.solution.objective,
        predicted=before.solution.objective - more * price,
        dates=dates_of(case, targets, before, after),
    )


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
    giving, keeping = as_planned(giving, plan), as_planned(keeping, plan)
    with_it, without_it = solve_once(giving), solve_once(keeping)
    return WithoutSupport(
        given=with_it.solution.objective,
        kept=without_it.solution.objective,
        dates=dates_of(case, targets, with_it, without_it),
    )


def met_dates(table: pl.DataFrame) -> pl.DataFrame:
    """Return when each requirement is met in full, and how much of it is met at the horizon.

    Parameters
    ----------
    table
        As the plan's table of fulfilment: capability, year, required, met.

    Returns
    -------
    polars.DataFrame
        capability, date (a year as a decimal: 2035.0 is the beginning of 2035; null if not by the horizon),
        met (share of the last year's requirement that is held at the horizon). Within a year stock grows in
        a straight line.
    """
    final = pl.col("required").last().over("capability")
    held = pl.when(final > 0).then(pl.col("met") * pl.col("required") / final).otherwise(1.0)
    before = pl.col("held").shift(1).over("capability")
    within = (FULLY_MET - before) / (pl.col("held") - before)
    reached = (pl.col("held") >= FULLY_MET) & (pl.col("required") >= final * (1 - 1e-9))
    return (
        table.sort("capability", "year", maintain_order=True)
        .with_columns(held=held)
        .with_columns(date=pl.when(reached).then(pl.col("year") + within.fill_null(0.0).clip(0.0, 1.0)))
        .group_by("capability", maintain_order=True)
        .agg(pl.col("date").drop_nulls().first(), met=pl.col("held").last())
    )


def at_the_plans_prices(plan: Plan, targets: Targets) -> Instance:
    """Return the planning problem with the prices that the plan's own deliveries lead to."""
    instance = build_instance(plan.case, targets, plan.rules)
    lines = pl.DataFrame({"line": instance.lines}).with_row_index("place")
    ordered = plan.deliveries.join(lines, on="line", how="left", maintain_order="left")
    delivered = instance.industry.reserved.copy()
    years = ordered["year"].to_numpy() - instance.years[0]
    np.add.at(delivered, (ordered["place"].to_numpy(), years), ordered["ordered"].to_numpy())
    return replace(instance, price_path=learned_prices(plan.case, instance, delivered))


class Side(NamedTuple):
    """A planning problem, solved."""

    instance: Instance
    blocks: Blocks
    solution: LpSolution


def solve_once(instance: Instance) -> Side:
    """Solve a planning problem at its prices."""
    plan, solution = divided(solve_groups(instance, first_groups(instance)))
    return Side(instance, plan.blocks, solution)


def dates_of(case: Case, targets: Targets, before: Side, after: Side) -> pl.DataFrame:
    """Return the table of dates of `Widened` for two solutions of a case."""
    frames = []
    for side, name in ((before, "before"), (after, "after")):
        table = fulfilment(case, targets, side.instance, read_quantities(*side))
        frames.append(met_dates(table).rename({"date": name, "met": f"met_{name}"}))
    missing = [weighted_shortfall(*side) for side in (before, after)]
    closed = pl.DataFrame({"capability": before.instance.capabilities, "closed": missing[0] - missing[1]})
    return (
        frames[0]
        .join(frames[1], on="capability")
        .join(closed, on="capability")
        .with_columns(months=12 * (pl.col("before") - pl.col("after")))
        .sort("closed", "capability", descending=[True, False])
        .select("capability", "before", "after", "months", "met_before", "met_after", "closed")
    )
