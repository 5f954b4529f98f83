"""Checks that targets make the requirements, within all limits, and that burdens are as even as can be."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, floor, inf
from typing import Any, NamedTuple

import polars as pl

from sinews.case import Case, holdings, members, priced, product_costs
from sinews.implementation import Plan
from sinews.verify.plan.derived import of_case, of_plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.guidance import bought
from sinews.verify.plan.tolerance import TOLERANCE

Pair = tuple[str, str]

WHOLE = 1e-9
"""Part of a lot by which a quantity may miss a whole number of lots."""

EVEN = 1e-5
"""Part of the mean burden by which one ally's may lie above another's that could take a share from it."""

MEASURED = 1e-6
"""Lots below which a fractional share is none, or is at its limit."""


class Limits(NamedTuple):
    """The most lots that each ally may add by each year, and who may be asked at all."""

    growth: dict[Pair, list[float]]
    cap: dict[Pair, list[float]]
    asked: dict[Pair, str]


def targets_add_up(plan: Plan) -> Findings:
    """Check that targets, pools and what is unassigned make the requirement."""
    total: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.targets.iter_rows(named=True):
        total[r["capability"], r["year"]] += r["target"]
    for r in plan.case["pooled"].iter_rows(named=True):
        for year in plan.case.years:
            total[r["capability"], year] += r["quantity"]
    for r in plan.tables["unassigned"].iter_rows(named=True):
        total[r["capability"], r["year"]] += r["quantity"]
    found = Findings((), plan.requirements.height)
    for r in plan.requirements.iter_rows(named=True):
        made = total[r["capability"], r["year"]]
        if not abs(made - r["required"]) <= TOLERANCE * max(1.0, r["required"]):
            found.append(
                f"requirements, capability {r['capability']}, year {r['year']}, required: "
                f"{r['required']:.10g} where targets, pools and what is unassigned make {made:.10g}"
            )
    return found


def lot_costs(plan: Plan) -> Findings:
    """Check what a lot of each capability costs over its life, with which product, and whom it takes."""
    case = plan.case
    years = range(1, case.settings.service_life + 1)
    factor = sum((1 + case.settings.discount_rate) ** -year for year in years)
    best: dict[str, tuple[float, str]] = {}
    for r in product_costs(case).filter("counts").iter_rows(named=True):
        if r["price"] is None or r["operating"] is None:
            continue
        cost = r["price"] + factor * r["operating"]
        if r["capability"] not in best or cost < best[r["capability"]][0]:
            best[r["capability"]] = cost, r["product"]
    lots = dict(case["capabilities"].select("capability", "lot").iter_rows())
    crews = dict(case["crews"].select("capability", "crew").iter_rows())
    rows = []
    for key in bought(case):
        cost, product = best.get(key, (0.0, ""))
        rows.append((key, product, cost * lots[key], (crews.get(key) or 0.0) * lots[key]))
    table = plan.tables["lot_costs"]
    due = pl.DataFrame(rows, schema=dict(table.schema), orient="row")
    return compared("lot_costs", table, due, ["capability"], least={"lot_cost": 1e-3})


def abilities(plan: Plan) -> dict[str, float]:
    """Return each ally's ability to bear cost by the measure of the case, in millions."""
    case = plan.case
    base = case.settings.base_year
    money = {(r["ally"], r["year"]): r["gdp"] for r in priced(case, "economy").iter_rows(named=True)}
    allies = case["allies"]["ally"].to_list()
    gdp = {ally: money.get((ally, base), 0.0) for ally in allies}
    measure = plan.proof.ability if plan.proof is not None else case.settings.ability
    if measure == "gdp":
        return gdp
    if measure == "income":
        people = dict(case["allies"].select("ally", "population").iter_rows())
        mean = sum(gdp.values()) / sum(people.values())
        below = {
            ally: min(max(1 - gdp[ally] / people[ally] / mean, 0.0), 1.0) if people[ally] > 0 else 0.0
            for ally in allies
        }
        # the low per capita income adjustment of the United Nations' scale of assessments
        return {ally: gdp[ally] * (1 - 0.8 * below[ally]) for ally in allies}
    share = dict(case["budgets"].select("ally", "gdp_share").iter_rows())
    before = {ally: money.get((ally, base - 1), 0.0) * share.get(ally, 0.0) / 100.0 for ally in allies}
    if measure == "spending":
        return before
    found = dict.fromkeys(allies, 0.0)
    rate = 1 + case.settings.discount_rate
    for r in plan.tables["spending_path"].iter_rows(named=True):
        found[r["ally"]] += max(r["core"] - before[r["ally"]], 0.0) * rate ** -(r["year"] - base)
    return found


def _needs(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the requirements of each capability in the order of years."""
    needs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for r in plan.requirements.unique(["capability", "year"]).sort("year").iter_rows(named=True):
        needs[r["capability"]].append(r)
    return needs


@of_case
def held_by(case: Case) -> dict[Pair, float]:
    """Return what each ally holds of each capability at the start, units."""
    rows = holdings(case).select("ally", "capability", "quantity").iter_rows()
    return defaultdict(float, {(ally, capability): quantity for ally, capability, quantity in rows})


@of_plan
def read_limits(plan: Plan) -> Limits:
    """Return the limits of apportionment, in lots above what each ally holds."""
    case = plan.case
    held, ability, needs = held_by(case), abilities(plan), _needs(plan)
    facts = {r["capability"]: r for r in case["capabilities"].iter_rows(named=True)}
    out = set(case["offers"].filter(pl.col("kind") == "opt_out").select("ally", "capability").iter_rows())
    caps = {(r["capability"], r["year"]): r for r in plan.tables["share_caps"].iter_rows(named=True)}
    scopes = _Scopes(case)
    growth: dict[Pair, list[float]] = {}
    cap: dict[Pair, list[float]] = {}
    asked: dict[Pair, str] = {}
    for capability, rows in needs.items():
        lot, rule, last = facts[capability]["lot"], facts[capability]["eligibility"], rows[-1]
        inside = scopes[last["scope"]]
        for row in case["allies"].iter_rows(named=True):
            pair = row["ally"], capability
            eligible = row["ally"] in inside and row["armed_forces"]
            eligible &= not (rule == "coastal" and not row["coastal"])
            eligible &= not (rule == "holders" and not held[pair] > 0)
            asked[pair] = "scope" if row["ally"] not in inside else "" if eligible else "ineligible"
            if not asked[pair] and not ability[row["ally"]] > 0:
                asked[pair] = "no ability"
            if not asked[pair] and pair in out:
                asked[pair] = "opt-out"
        able = {
            row: ability[row] if asked[row, capability] in ("", "opt-out", "no ability") else 0.0
            for row in ability
        }
        whole = sum(able.values())
        for ally in ability:
            pair = ally, capability
            part = able[ally] / whole if whole > 0 else 0.0
            base = max(held[pair], part * last["required"])
            yearly = case.settings.yearly_growth
            growth[pair] = [ceil(yearly * (n + 1) * base / lot - WHOLE) for n in range(len(rows))]
            cap[pair] = [
                _cap(caps.get((capability, r["year"])), scopes, ally, held[pair], r, lot) for r in rows
            ]
    return Limits(growth, cap, asked)


class _Scopes(dict[str | None, set[str]]):
    """The allies in each scope, looked up once."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    def __missing__(self, scope: str | None) -> set[str]:
        self[scope] = set(members(self.case, scope))
        return self[scope]


def _cap(
    cap: dict[str, Any] | None,
    scopes: _Scopes,
    ally: str,
    held: float,
    need: dict[str, Any],
    lot: float,
) -> float:
    """Return the most lots that a cap on its share lets an ally add by a year."""
    if cap is None:
        # without a cap the whole is the limit
        cap = {"share_cap": 1.0, "of": "total", "scope": None}
    inside = scopes[cap["scope"]]
    if ally not in inside:
        return inf
    if cap["of"] == "addition":
        return max(float(floor(cap["share_cap"] * _due(need, lot) + WHOLE)), 1.0)
    return float(floor(max(cap["share_cap"] * need["required"] - held, 0.0) / lot + WHOLE))


def _due(need: dict[str, Any], lot: float) -> float:
    """Return the lots to add to what is held."""
    return max(float(round((need["required"] - need["baseline"]) / lot)), 0.0)


def due_lots(plan: Plan) -> dict[str, list[float]]:
    """Return the lots of each capability to add to what is held by each year."""
    lots = dict(plan.case["capabilities"].select("capability", "lot").iter_rows())
    return {key: [_due(row, lots[key]) for row in rows] for key, rows in _needs(plan).items()}
