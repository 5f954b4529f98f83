"""Check what running costs: each product its own, old types theirs, dearer with each year of age."""

from __future__ import annotations

from collections import defaultdict

from sinews.case import holdings
from sinews.implementation import Plan
from sinews.verify.plan.money import operating_of_orders
from sinews.verify.plan.stock import type_leaves
from sinews.verify.plan.tolerance import TOLERANCE

Pair = tuple[str, str]

LEAST = 1e-9
"""Units below which a type is gone."""


def running(plan: Plan) -> list[str]:
    """Check the running cost of each ally and year against the case and the plan's deliveries and stock."""
    expected: dict[tuple[str, int], float] = defaultdict(float, operating_of_orders(plan))
    for key, cost in _of_contracts(plan).items():
        expected[key] += cost
    for key, cost in _of_what_was_held(plan).items():
        expected[key] += cost
    found = []
    for r in plan.spending.iter_rows(named=True):
        due = expected[r["ally"], r["year"]]
        if abs(r["operating"] - due) > TOLERANCE * max(1000.0, abs(due)):
            found.append(f"running of {r['ally']} in {r['year']} costs {r['operating']} where {due} follows")
    return found


def _of_contracts(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what it costs to run what contracts of the start have built, by ally and year.

    What is handed over at dates of its own runs from then on.
    """
    case = plan.case
    prices = dict(plan.tables["prices"].select("product", "operating").iter_rows())
    product = dict(case["lines"].select("line", "product").iter_rows())
    dated = set(case["milestones"].select("ally", "line").iter_rows())
    yearly: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        if (r["ally"], r["line"]) not in dated:
            yearly[r["ally"], r["year"]] += r["contracted"] * prices[r["product"]]
    for r in case["milestones"].iter_rows(named=True):
        yearly[r["ally"], r["year"]] += r["quantity"] * prices[product[r["line"]]]
    total: dict[tuple[str, int], float] = defaultdict(float)
    for ally in case["allies"]["ally"]:
        for year in case.years:
            total[ally, year] = total[ally, year - 1] + yearly[ally, year]
    return total


def _of_what_was_held(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what running the stock of the start costs more than then: dearer by age, less what has left."""
    case, base = plan.case, plan.case.settings.base_year
    ageing = dict(case["service_lives"].select("capability", "ageing").iter_rows())
    mean = _in_service(plan)
    types = _types(plan, mean)
    held = {(r["ally"], r["capability"]): r["quantity"] for r in holdings(case).iter_rows(named=True)}
    left = dict(held)
    more: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.stock.sort("year").iter_rows(named=True):
        pair = r["ally"], r["capability"]
        if pair not in held:
            left.setdefault(pair, 0.0)
        left[pair] -= r["retired"] + r["given"]
        same = mean.get(r["capability"], 0.0)
        start, now = same, same
        if pair in types:
            start, now = types[pair][base - 1], types[pair][r["year"]]
        older = (1.0 + ageing.get(r["capability"], 0.0) / 100.0) ** (r["year"] - base + 1)
        more[r["ally"], r["year"]] += left[pair] * now * older - held.get(pair, 0.0) * start
    return more


def _unit_costs(plan: Plan) -> dict[str, float]:
    """Return what one unit of its capability costs to run with each product."""
    prices = dict(plan.tables["prices"].select("product", "operating").iter_rows())
    worth = dict(plan.case["products"].select("product", "yield").iter_rows())
    return {product: cost / worth[product] for product, cost in prices.items()}


def _in_service(plan: Plan) -> dict[str, float]:
    """Return the mean of each capability over the products in service, or the least of those built."""
    case, cost = plan.case, _unit_costs(plan)
    number: dict[str, float] = defaultdict(float)
    for table, column in (("operators", "quantity"), ("fleets", "active")):
        for r in case[table].iter_rows(named=True):
            if r["product"] is not None:
                number[r["product"]] += r[column]
    built = set(case["lines"]["product"])
    found = {}
    products: dict[str, list[str]] = defaultdict(list)
    for product, capability in case["products"].select("product", "capability").iter_rows():
        products[capability].append(product)
    for capability, names in products.items():
        total = sum(number[name] for name in names)
        if total:
            found[capability] = sum(number[name] * cost[name] for name in names) / total
        elif built & set(names):
            found[capability] = min(cost[name] for name in names if name in built)
    return found


def _types(plan: Plan, mean: dict[str, float]) -> dict[Pair, dict[int, float]]:
    """Return the mean running cost of a unit of what is left of each ally's types at the end of each year."""
    case, cost, base = plan.case, _unit_costs(plan), plan.case.settings.base_year
    lists = {c for name in ("formations_held", "air_defence_held") for c in case[name]["capability"]}
    lives = dict(case["service_lives"].select("capability", "life").iter_rows())
    sums: dict[Pair, dict[int, list[float]]] = {}
    for r in case["fleets"].iter_rows(named=True):
        if r["capability"] in lists or r["capability"] not in lives:
            continue
        quantity = r["active"] + (r["stored"] or 0.0) * (r["stored_counts"] or 0.0) / 100.0
        first, last = type_leaves(r, lives.get(r["capability"]), base)
        each = cost.get(r["product"] or "", mean.get(r["capability"], 0.0))
        years = sums.setdefault((r["ally"], r["capability"]), {})
        for year in (base - 1, *case.years):
            stays = 1.0
            if first is not None and last is not None and year >= first:
                stays = max(1.0 - (year - first + 1) / (last - first + 1), 0.0)
            cell = years.setdefault(year, [0.0, 0.0])
            cell[0] += quantity * stays
            cell[1] += quantity * stays * each
    found: dict[Pair, dict[int, float]] = {}
    for pair, years in sums.items():
        if years[base - 1][0] <= 0:
            continue
        found[pair] = {}
        for year, (number, money) in years.items():
            found[pair][year] = money / number if number > LEAST else found[pair][year - 1]
    return found
