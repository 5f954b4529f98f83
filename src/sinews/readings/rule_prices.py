"""What each rule on suppliers costs: the plan made again without it, and without any."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import isclose
from typing import Any

import polars as pl

from sinews import pipeline
from sinews.assessment import growth
from sinews.case import CallError, Case, Problem
from sinews.case.suppliers import without_rules
from sinews.implementation import Plan

PRICES = {
    "rule": pl.String,
    "who": pl.String,
    "what": pl.String,
    "kind": pl.String,
    "basis": pl.String,
    "shortfall": pl.Float64,
    "money": pl.Float64,
    "months": pl.Float64,
    "capability": pl.String,
    "jobs": pl.Float64,
    "status": pl.String,
}

ALL_RULES = "all rules"
"""What the row of the plan without any rule is called."""

SAME_OBJECTIVE = 1e-9
"""Part of an objective by which two solves of one optimum may differ."""

NEGLIGIBLE = 1e-6
"""Weighted shortfall, in thousandths of a requirement times years, that is none."""


@dataclass(frozen=True, slots=True)
class PricedRules:
    """What rules on suppliers cost.

    Attributes
    ----------
    prices
        Columns as `PRICES`: see `price_rules`.
    capabilities
        capability, name, free, ruled, change: weighted shortfall without any rule and with all, largest
        change first; empty where only some rules are priced.
    """

    prices: pl.DataFrame
    capabilities: pl.DataFrame


def price_rules(
    plan: Plan, rules: Collection[str] | None = None, progress: Callable[[str], None] | None = None
) -> PricedRules:
    """Plan without each rule on suppliers, and say what it costs.

    Parameters
    ----------
    plan
        The plan with all of them.
    rules
        Keys of the rules to price; all, and a last row for all together, if not given.
    progress
        Called with the key of each rule as its plan begins.

    Returns
    -------
    The prices, in the order of the case. Each figure is that of the plan with the rules less that of the plan
    without the rule: shortfall (part of the weighted shortfall without the rule; 0.01 is one percent), money
    (all that is spent, USD m over all years), capability (whose weighted shortfall rises most), months (by
    which that is later on average: the rise of its unit-years of shortfall over its largest shortfall of a
    year), jobs (years of work in the allies' economies, suppliers included). Where a rule is looser than
    another that holds all the same, its price is nothing; prices do not add up.

    Raises
    ------
    CaseError
        If the case has no such rule; or if the plan was made with constraints that are not here.

    Notes
    -----
    The plan is made again with all its rules, too: both plans of each difference have then been sought from
    where the search for the given one ended, and none of it comes of the way to them. A rule without which
    the optimum is no better has no price, whatever else differs: the plan with it is then an optimum without
    it, and the other one no more than another that is equally good.
    """
    tell = progress or (lambda _: None)
    case = plan.case
    table = case["supplier_rules"]
    asked = table if rules is None else table.filter(pl.col("rule").is_in(list(rules)))
    without_rules(case, rules or [])  # says which of them there is not
    shown = ["rule", "who", "what", "kind", "basis"]
    given = _given_beside_the_case(plan)
    rows = []
    capabilities = by_capability(plan, plan).clear()
    ruled = pipeline.plan(case, after=plan, constraints=given) if asked.height else plan
    for row in asked.iter_rows(named=True):
        tell(row["rule"])
        other = pipeline.plan(without_rules(case, [row["rule"]]), after=plan, constraints=given)
        rows.append({name: row[name] for name in shown} | _price(ruled, other) | {"status": row["status"]})
    if rules is None and table.height > 1:
        tell(ALL_RULES)
        free = without_rules(case, table["rule"].to_list())
        other = pipeline.plan(free, after=plan, constraints=given)
        words = {"rule": ALL_RULES, "who": "all", "what": "all", "kind": "open", "basis": "no rule at all"}
        rows.append(words | _price(ruled, other) | {"status": "assumed"})
        capabilities = by_capability(ruled, other)
    return PricedRules(pl.DataFrame(rows, schema=PRICES), capabilities)


def _given_beside_the_case(plan: Plan) -> list[Any]:
    """Return the constraints that a plan was made with beside those that its case names.

    Raises
    ------
    CaseError
        If one is not here: a plan without it would not be the same but for a rule.
    """
    given = plan.constraints[len(plan.case.settings.constraints) :]
    expected, remedy = "the constraints that the plan was made with", "give them, too"
    lacking = [
        Problem("constraints", None, taken.name, str(taken), expected, remedy)
        for taken in given
        if taken.rule is None
    ]
    if lacking:
        raise CallError(lacking)
    return [taken.rule for taken in given]


def _price(plan: Plan, other: Plan) -> dict[str, object]:
    """Return how a plan with all rules differs from another one without a rule."""
    if isclose(plan.solution.objective, other.solution.objective, rel_tol=SAME_OBJECTIVE):
        return {"shortfall": 0.0, "money": 0.0, "months": 0.0, "capability": None, "jobs": 0.0}
    ours, theirs = weighted_shortfall(plan), weighted_shortfall(other)
    without = float(theirs["weighted"].sum())
    late = (
        ours.join(theirs, on="capability", suffix="_without", maintain_order="left")
        .with_columns(rise=pl.col("weighted") - pl.col("weighted_without"))
        .sort("rise", "capability", descending=[True, False])
    )
    first = late.row(0, named=True) if late.height else None
    months = 0.0
    if first is not None and first["rise"] > NEGLIGIBLE:
        most = max(first["largest"], first["largest_without"])
        months = 12.0 * (first["unit_years"] - first["unit_years_without"]) / most
    delayed = first is not None and months > NEGLIGIBLE
    return {
        "shortfall": float(ours["weighted"].sum()) / without - 1.0 if without > NEGLIGIBLE else 0.0,
        "money": _spent(plan) - _spent(other),
        "months": months if delayed else 0.0,
        "capability": first["capability"] if first is not None and delayed else None,
        "jobs": _jobs(plan) - _jobs(other),
    }


def weighted_shortfall(plan: Plan) -> pl.DataFrame:
    """Return the weighted shortfall of each capability, and its shortfall in units.

    Returns
    -------
    polars.DataFrame
        capability, weighted (thousandths of the requirement of the last year times years, weighted by
        priority and discounted, as in the objective), unit_years (sum of its shortfalls of all years),
        largest (of a year).
    """
    case = plan.case
    last = plan.tables["requirements"].filter(year=case.settings.horizon).select("capability", "required")
    per_year = plan.stock.group_by("capability", "year", maintain_order=True).agg(pl.col("shortfall").sum())
    discount = (1.0 + case.settings.discount_rate) ** -(pl.col("year") - case.settings.base_year)
    return (
        per_year.join(last, on="capability", maintain_order="left")
        .join(case["capabilities"].select("capability", "priority"), on="capability", maintain_order="left")
        .with_columns(
            weighted=1000.0
            * pl.col("shortfall")
            / pl.col("required").clip(1.0)
            * pl.col("priority")
            * discount
        )
        .group_by("capability", maintain_order=True)
        .agg(
            pl.col("weighted").sum(),
            unit_years=pl.col("shortfall").sum(),
            largest=pl.col("shortfall").max(),
        )
    )


def by_capability(plan: Plan, other: Plan) -> pl.DataFrame:
    """Return by capability the weighted shortfall without rules and with them, largest change first."""
    names = plan.case["capabilities"].select("capability", "name")
    return (
        weighted_shortfall(plan)
        .select("capability", ruled="weighted")
        .join(
            weighted_shortfall(other).select("capability", free="weighted"),
            on="capability",
            maintain_order="left",
        )
        .join(names, on="capability", maintain_order="left")
        .with_columns(change=pl.col("ruled") - pl.col("free"))
        .sort("change", "capability", descending=[True, False])
        .select("capability", "name", "free", "ruled", "change")
    )


def _spent(plan: Plan) -> float:
    """Return all that is paid in the plan's years, USD m."""
    paid = plan.tables["ledger"].filter(kind="payment")
    return float(paid["amount"].sum())


def _jobs(plan: Plan) -> float:
    """Return the years of work that the plan brings the allies' economies; none without a table of them."""
    return float(growth(plan).countries["jobs"].sum()) if _has_economy(plan.case) else 0.0


def _has_economy(case: Case) -> bool:
    return not case["input_output"].is_empty()
