"""The headline of a plan: the one set of figures that the console, the JSON and the report all show."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import polars as pl

from sinews.assessment import Review
from sinews.case import members, scope_name
from sinews.implementation import Element, Plan, Solution
from sinews.implementation.waiting import waiting
from sinews.present import figures, foundation
from sinews.present.attribution import group_cost
from sinews.present.rounds import needs_of
from sinews.readings import additions, groups_bound, main_scope, outside_share

FIRST_BOTTLENECKS = 5

SOLUTION = (
    *("status", "solver", "gap", "objective", "seconds", "columns", "rows", "whole_steps_gap"),
    *("whole_units_gap", "few_types_gap", "split", "split_gap"),
)


@dataclass(frozen=True, slots=True)
class Outside:
    """Whom only some pledges bind.

    `scope` is the name of the group that the others bind alone, on the `groups` of capabilities; `cost` what
    the plan costs that group (USD m over the horizon); `allies` the names of those outside it, and `share`
    their part of the life-cycle cost of all that is added, 0..1.
    """

    scope: str
    groups: tuple[str, ...]
    cost: float
    allies: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The headline of a plan and its review. Money: millions of `currency` in prices of `price_year`.

    Attributes
    ----------
    cost, capabilities, allies, core, provenance
        As `figures.yearly_cost`, `figures.capability_results`, `figures.ally_cost`, `figures.core_spending`
        and `figures.provenance` tell.
    pledge_groups
        pledge_group, total, by_year (a list, in the order of the years), the dearest first.
    additions, scoreboard
        What is to be added under each reading, as `sinews.readings.additions`; the review's scoreboard.
    bottlenecks, waits
        The first limits that hold the plan back, as the plan's table has them; where only time does, what
        waits, in words.
    price_foundation, output_foundation, spending_foundation, shortfall_foundation
        What part rests on figures of each status, best first, 0..1.
    rounds
        As `sinews.present.rounds.needs_of` tells.
    solution
        How the plan was solved; `SOLUTION` are the fields that its JSON has.
    """

    name: str
    title: str
    case_hash: str
    base_year: int
    horizon: int
    currency: str
    price_year: int
    total_cost: float
    elements: tuple[Element, ...]
    cost: pl.DataFrame
    pledge_groups: pl.DataFrame
    capabilities: pl.DataFrame
    allies: pl.DataFrame
    core: pl.DataFrame
    additions: pl.DataFrame
    outside: Outside | None
    bottlenecks: pl.DataFrame
    waits: tuple[str, ...]
    scoreboard: pl.DataFrame
    provenance: pl.DataFrame
    price_foundation: dict[str, float]
    output_foundation: dict[str, float]
    spending_foundation: dict[str, float]
    shortfall_foundation: dict[str, float]
    rounds: pl.DataFrame
    solution: Solution


def summarise(plan: Plan, review: Review) -> Summary:
    """Return the headline of a plan and its review.

    Parameters
    ----------
    plan
        A solved plan.
    review
        The review of that plan.

    Returns
    -------
    Summary
        Cost per year and by pledge group, when each capability is met, what each ally carries, core
        spending, the tightest bottlenecks, the scoreboard, provenance and the solution.
    """
    settings = plan.case.settings
    cost = figures.yearly_cost(plan)
    paid = pl.col(element.key for element in plan.elements)
    return Summary(
        name=settings.name,
        title=settings.title,
        case_hash=plan.case.hash,
        base_year=settings.base_year,
        horizon=settings.horizon,
        currency=settings.currency,
        price_year=settings.price_year,
        total_cost=float(cost["total"].sum()),
        elements=plan.elements,
        cost=cost.select(paid, "year", "total", "gdp_share", "committed", "then_year"),
        pledge_groups=_group_costs(plan),
        capabilities=figures.capability_results(plan),
        allies=figures.ally_cost(plan).select(
            paid, "ally", "name", "region", "total", "share", "gdp", "gdp_share", "gdp_part"
        ),
        core=figures.core_spending(plan),
        additions=additions(plan.case),
        outside=_outside(plan),
        bottlenecks=plan.bottlenecks.sort("rank").head(FIRST_BOTTLENECKS),
        waits=tuple(waiting(plan).values()),
        scoreboard=review.scoreboard,
        provenance=figures.provenance(plan.case),
        price_foundation=_by_status(figures.price_foundation(plan)),
        output_foundation=_by_status(foundation.output_foundation(plan)),
        spending_foundation=_by_status(foundation.spending_foundation(plan)),
        shortfall_foundation=_by_status(foundation.shortfall_foundation(plan)),
        rounds=needs_of(plan),
        solution=plan.solution,
    )


def _outside(plan: Plan) -> Outside | None:
    """Return whom only some pledges bind; None where each binds everybody."""
    scope = main_scope(plan.case)
    bound = members(plan.case, scope)
    others = plan.case["allies"].filter(~pl.col("ally").is_in(bound))
    if others.is_empty():
        return None
    cost = plan.cost.filter(pl.col("ally").is_in(bound))
    return Outside(
        scope=scope_name(plan.case, scope),
        groups=tuple(groups_bound(plan.case, scope)),
        cost=float(cost["cost"].sum()),
        allies=tuple(others["name"].to_list()),
        share=outside_share(plan, scope),
    )


def _by_status(shares: pl.DataFrame) -> dict[str, float]:
    """Return shares by status, best first."""
    return dict(zip(shares["status"].to_list(), shares["share"].to_list(), strict=True))


def as_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as the data of a document: values, frames and mappings by name."""
    told = {field.name: getattr(summary, field.name) for field in fields(summary)}
    return told | {
        "elements": [asdict(each) for each in summary.elements],
        "solution": {name: getattr(summary.solution, name) for name in SOLUTION},
        "outside": summary.outside and asdict(summary.outside),
    }


def _group_costs(plan: Plan) -> pl.DataFrame:
    """Return the pledge groups' costs, the dearest first."""
    return (
        group_cost(plan)
        .group_by("pledge_group", maintain_order=True)
        .agg(pl.col("total").sum(), by_year=pl.col("total"))
        .sort("total", "pledge_group", descending=[True, False])
    )
