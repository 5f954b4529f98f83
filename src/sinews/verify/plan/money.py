"""Check that what is paid stays within the budgets."""

from __future__ import annotations

from collections import defaultdict

from sinews.implementation import Plan
from sinews.verify.plan.tolerance import TOLERANCE


def budgets(plan: Plan) -> list[str]:
    """Check payments against the budgets, both recomputed from the orders and the case."""
    procurement: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.orders.iter_rows(named=True):
        years = range(r["order_year"], r["delivery_year"] + 1)
        for year in years:
            procurement[r["ally"], year] += r["quantity"] * r["unit_price"] / len(years)
    support = _support(plan)
    shares = {r["ally"]: r for r in plan.case["budgets"].iter_rows(named=True)}
    gdp = {(r["ally"], r["year"]): r["gdp"] for r in plan.case["economy"].iter_rows(named=True)}
    path = {(r["ally"], r["year"]): r for r in plan.tables["spending_path"].iter_rows(named=True)}
    before = plan.case.settings.base_year - 1
    found = []
    for r in plan.spending.iter_rows(named=True):
        key = r["ally"], r["year"]
        share = shares[r["ally"]]
        core = gdp[key] * path[key]["gdp_share"] / 100.0
        equipment = core * path[key]["equipment_share"] / 100.0 * share["programme_share"] / 100.0
        growth = max(0.0, core - gdp[r["ally"], before] * share["gdp_share"] / 100.0)
        headroom = growth * share["operating_share"] / 100.0
        slack = TOLERANCE * max(1000.0, equipment)  # at least a millionth of USD 1 bn
        for name, expected in (
            ("core", core),
            ("equipment_budget", equipment),
            ("operating_headroom", headroom),
            ("procurement", procurement[key]),
            ("support", support[key]),
        ):
            if abs(r[name] - expected) > TOLERANCE * max(1.0, expected):
                found.append(f"{name} of {key}: {r[name]} where {expected} follows")
        spent = r["procurement"] + r["expansion"] + r["inputs"]
        if spent > max(0.0, equipment - r["contracted"] - r["support"]) + slack:
            found.append(f"equipment budget of {key} overspent: {r}")
        left = equipment + headroom - r["contracted"] - r["support"]
        if spent > slack and spent + r["operating"] > left + slack:
            found.append(f"total budget of {key} overspent: {r}")
    return found


def _support(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what each ally pays in each year for what lines build for Ukraine, at today's prices."""
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    prices = dict(plan.tables["prices"].select("product", "procurement").iter_rows())
    paid: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.tables["support"].iter_rows(named=True):
        if r["origin"] == "line":
            line = lines[r["key"]]
            for year in range(r["year"] - line["lead_time"], r["year"] + 1):
                value = r["quantity"] * prices[line["product"]]
                paid[r["ally"], year] += value / (line["lead_time"] + 1)
    return paid
