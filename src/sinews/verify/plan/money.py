"""Check that what is paid stays within the budgets, and money within its purpose."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from sinews.case import in_case_money, priced
from sinews.implementation import Plan
from sinews.verify.plan.loans import loan_flows
from sinews.verify.plan.payments import orders_paid, spent_on_industry
from sinews.verify.plan.tolerance import TOLERANCE


def budgets(plan: Plan) -> list[str]:
    """Check payments against the budgets, which are recomputed from the case."""
    shares = {r["ally"]: r for r in plan.case["budgets"].iter_rows(named=True)}
    gdp = {(r["ally"], r["year"]): r["gdp"] for r in priced(plan.case, "economy").iter_rows(named=True)}
    path = {(r["ally"], r["year"]): r for r in plan.tables["spending_path"].iter_rows(named=True)}
    rows = {(r["ally"], r["year"]): r for r in plan.spending.iter_rows(named=True)}
    outside = _outside(plan)
    given: dict[tuple[str, int], float] = defaultdict(float)
    for row in in_case_money(plan.case, plan.case["commitments"]).iter_rows(named=True):
        given[row["ally"], row["year"]] += row["money"]
    before = plan.case.settings.base_year - 1
    added = operating_of_orders(plan)
    lent, repaid, interest = loan_flows(plan)
    found = []
    for key, r in rows.items():
        share = shares[r["ally"]]
        core = gdp[key] * path[key]["gdp_share"] / 100.0
        open_to_us = share["programme_share"]
        if open_to_us is None:
            open_to_us = 100.0 - outside[r["ally"]]
        support = given[key]
        own = max(0.0, core - support)
        equipment = own * path[key]["equipment_share"] / 100.0 * open_to_us / 100.0
        equipment += min(r["support"], support) + lent[key] - repaid[key]
        own_before = gdp[r["ally"], before] * share["gdp_share"] / 100.0 - given[r["ally"], before]
        growth = max(0.0, own - own_before)
        headroom = growth * share["operating_share"] / 100.0
        slack = TOLERANCE * max(1000.0, equipment)  # at least a millionth of USD 1 bn
        for name, expected in (
            ("core", core),
            ("equipment_budget", equipment),
            ("operating_headroom", headroom),
            ("lent", lent[key]),
            ("repaid", repaid[key]),
        ):
            if abs(r[name] - expected) > TOLERANCE * max(1.0, abs(expected)):
                found.append(f"{name} of {key}: {r[name]} where {expected} follows")
        last = rows.get((r["ally"], r["year"] - 1), {"carried": 0.0, "owed": 0.0})
        invested = r["procurement"] + r["expansion"] + r["inputs"] + r["sustaining"]
        moved = r["carried"] - last["carried"] + last["owed"] - r["owed"] + r["interest"] - interest[key]
        spent = invested + moved - r["resilience"]
        promised = r["contracted"] + r["support"] + interest[key]
        if spent > max(0.0, equipment - promised) + slack:
            found.append(f"equipment budget of {key} overspent: {r}")
        left = equipment + headroom - promised - (r["operating"] - added[key])
        if spent + added[key] > max(0.0, left) + slack:
            found.append(f"total budget of {key} overspent: {r}")
    return found


def _outside(plan: Plan) -> dict[str, float]:
    """Return what of an ally's money for equipment lies outside the case, %: its own parts or a group's."""
    parts: dict[tuple[str, str], float] = {}
    rows = plan.case["outside_programmes"].to_dicts()
    for ally, group in plan.case["groups"].select("ally", "group").iter_rows():
        parts |= {(ally, r["part"]): r["share"] for r in rows if r["scope"] == group}
    parts |= {(r["ally"], r["part"]): r["share"] for r in rows if r["ally"]}
    outside: dict[str, float] = defaultdict(float)
    for (ally, _), share in parts.items():
        outside[ally] += share
    return outside


def operating_of_orders(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what it costs to operate all that new orders have delivered, by ally and year."""
    prices = dict(plan.tables["prices"].select("product", "operating").iter_rows())
    yearly: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        yearly[r["ally"], r["year"]] += r["ordered"] * prices[r["product"]]
    allies = {ally for ally, _ in yearly}
    running: dict[tuple[str, int], float] = defaultdict(float)
    for ally in allies:
        for year in plan.case.years:
            running[ally, year] = running[ally, year - 1] + yearly[ally, year]
    return running


def moves(plan: Plan) -> list[str]:
    """Check what is carried over, owed, drawn from resilience funds and left for novel products."""
    rules = {r["ally"]: r for r in plan.case["fiscal_rules"].iter_rows(named=True)}
    none = {"carry_over": 0.0, "borrowing": 0.0}
    innovation = _pledged(plan, "innovation_share")
    _, _, on_loans = loan_flows(plan)
    horizon = plan.case.settings.horizon
    found = []
    last: dict[str, dict[str, float]] = {}
    for r in plan.spending.sort("ally", "year").iter_rows(named=True):
        budget, rule = r["equipment_budget"], rules.get(r["ally"], none)
        before, last[r["ally"]] = last.get(r["ally"], {"owed": 0.0, "carried": 0.0}), r
        moved = 0.0 if r["year"] == horizon else max(budget, 0.0) / 100.0
        limits = {
            "carried": rule["carry_over"] * moved,
            "owed": rule["borrowing"] * moved,
        }
        if innovation:
            rest = budget * (1.0 - innovation[r["year"]] / 100.0)
            promised = r["contracted"] + r["support"] + on_loans[r["ally"], r["year"]]
            limits["other"] = max(rest - promised, 0.0)
        owed = before["owed"] * (1.0 + rule.get("interest", 0.0) / 100.0)
        r["other"] = (
            r["procurement"] - r["novel"] + r["expansion"] + r["inputs"] + r["sustaining"] - r["resilience"]
            + r["carried"] - before["carried"] - r["owed"] + owed
        )  # fmt: skip
        found += [
            f"{name} of {r['ally']} in {r['year']} is {r[name]} and may be {limit}"
            for name, limit in limits.items()
            if r[name] > limit + TOLERANCE * max(1000.0, budget) or (name != "other" and r[name] < -TOLERANCE)
        ]
    return found + _funds(plan)


def _funds(plan: Plan) -> list[str]:
    """Check what is drawn from each fund against the fund and against what is spent on its uses."""
    resilience = _pledged(plan, "resilience_share")
    gdp = {(r["ally"], r["year"]): r["gdp"] for r in plan.spending.iter_rows(named=True)}
    share = dict(plan.case["resilience_funds"].select("fund", "share").iter_rows())
    provides = dict(plan.case["products"].select("product", "capability").iter_rows())
    uses: dict[str, set[str]] = defaultdict(set)
    for r in plan.case["resilience_uses"].iter_rows(named=True):
        uses[r["fund"]].add(r["use"])
    spent = {}
    for fund, wanted in uses.items():
        spent[fund] = orders_paid(plan, [p for p, capability in provides.items() if capability in wanted])
        if "industry" in wanted:
            for key, value in spent_on_industry(plan).items():
                spent[fund][key] += value
    total: dict[tuple[str, int], float] = defaultdict(float)
    found = []
    for r in plan.tables["resilience"].iter_rows(named=True):
        key = r["ally"], r["year"]
        limit = min(
            gdp[key] * resilience[r["year"]] / 100.0 * share[r["fund"]] / 100.0, spent[r["fund"]][key]
        )
        if not -TOLERANCE <= r["drawn"] <= limit + TOLERANCE * max(1000.0, limit):
            found.append(f"drawn beyond the fund or its uses, {limit}: {r}")
        total[key] += r["drawn"]
    for r in plan.spending.iter_rows(named=True):
        drawn = total[r["ally"], r["year"]]
        if abs(r["resilience"] - drawn) > TOLERANCE * max(1000.0, drawn):
            found.append(
                f"resilience of {r['ally']} in {r['year']}: {r['resilience']} where {drawn} is drawn"
            )
    return found


def _pledged(plan: Plan, kind: str) -> dict[int, float]:
    """Return the highest share that the Alliance pledges of a kind in each year, in %; empty without any."""
    pledges = plan.case["pledges"].filter(pl.col("kind") == kind, pl.col("ally").is_null())
    share: dict[int, float] = {}
    for r in pledges.iter_rows(named=True):
        for year in plan.case.years:
            done = (year - r["start_year"]) / (r["target_year"] - r["start_year"])
            done = min(max(done, 0.0), 1.0) if r["path"] == "linear" else float(year >= r["target_year"])
            share[year] = max(share.get(year, 0.0), done * r["share"])
    return share
