"""What running costs: each product its own, old types theirs, dearer with each year of age."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from sinews.case import holdings
from sinews.implementation import Plan
from sinews.verify.plan.ages import Pair, type_leaves
from sinews.verify.plan.derived import of_plan
from sinews.verify.plan.promised import given_from_stock, in_build, retirements

Cost = dict[tuple[str, str, int], float]
"""USD m by ally, capability and year."""

LEAST = 1e-9
"""Units below which a type is gone."""


def running(plan: Plan) -> Cost:
    """Return what running costs more than at the start, and what running new orders costs in it."""
    return _sum(of_orders(plan), of_what_was_there(plan))


@of_plan
def of_what_was_there(plan: Plan) -> Cost:
    """Return what running costs more than at the start without any new order."""
    return _sum(_of_contracts(plan), _of_what_was_held(plan))


def _sum(*parts: Cost) -> Cost:
    total: Cost = defaultdict(float)
    for part in parts:
        for key, cost in part.items():
            total[key] += cost
    return total


@of_plan
def of_orders(plan: Plan) -> Cost:
    """Return what it costs to run all that new orders have delivered, from the work on them."""
    return _run_on(plan, plan.deliveries.select("ally", "line", "year", quantity="ordered"))


def _of_contracts(plan: Plan) -> Cost:
    """Return what it costs to run what contracts of the start have built.

    What is handed over at dates of its own runs from then on.
    """
    dated = plan.case["milestones"]
    pair = ["ally", "line"]
    work = in_build(plan.case).join(dated.select(pair).unique(), on=pair, how="anti", maintain_order="left")
    columns = [*pair, "year", "quantity"]
    return _run_on(plan, pl.concat([work.select(columns), dated.select(columns)], how="vertical_relaxed"))


def _run_on(plan: Plan, built: pl.DataFrame) -> Cost:
    """Return what it costs to run products of lines from the year in which they are built."""
    case = plan.case
    prices = dict(plan.tables["prices"].select("product", "operating").iter_rows())
    product = dict(case["lines"].select("line", "product").iter_rows())
    of = dict(case["products"].select("product", "capability").iter_rows())
    yearly: Cost = defaultdict(float)
    for ally, line, year, quantity in built.iter_rows():
        if line in product:
            yearly[ally, of[product[line]], year] += quantity * prices.get(product[line], 0.0)
    total: Cost = defaultdict(float)
    for ally, capability in {(ally, capability) for ally, capability, _ in yearly}:
        so_far = 0.0
        for year in case.years:
            so_far += yearly.get((ally, capability, year), 0.0)
            total[ally, capability, year] = so_far
    return total


def _of_what_was_held(plan: Plan) -> Cost:
    """Return what running the stock of the start costs more than then: dearer by age, less what has left."""
    case, base = plan.case, plan.case.settings.base_year
    ageing = dict(case["service_lives"].select("capability", "ageing").iter_rows())
    mean = _in_service(plan)
    types = _types(plan, mean)
    held = {(r["ally"], r["capability"]): r["quantity"] for r in holdings(case).iter_rows(named=True)}
    gone, given = retirements(case), given_from_stock(plan)
    none = [0.0] * len(case.years)
    more: Cost = {}
    for pair in sorted({*held, *gone, *given}):
        left = start = held.get(pair, 0.0)
        older = 1.0
        for n, year in enumerate(case.years):
            left -= gone.get(pair, none)[n] + given.get(pair, none)[n]
            older *= 1.0 + ageing.get(pair[1], 0.0) / 100.0
            before = now = mean.get(pair[1], 0.0)
            if pair in types:
                before, now = types[pair][base - 1], types[pair][year]
            more[*pair, year] = left * now * older - start * before
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
