"""Check what is paid, from the orders and the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from sinews.case import priced
from sinews.implementation import Plan
from sinews.verify.plan.loans import loan_flows
from sinews.verify.plan.tolerance import TOLERANCE

Due = dict[tuple[str, int], float]
"""USD m by ally and year."""


def payments(plan: Plan) -> list[str]:
    """Check each element of what the allies pay against the quantities that it pays for."""
    novel = set(plan.case["novel_products"]["product"])
    procurement, to_novel = (
        orders_paid(plan, plan.case["lines"]["product"].to_list()),
        orders_paid(plan, list(novel)),
    )
    lines, inputs = _expansion(plan)
    for key, cost in _training(plan).items():
        inputs[key] += cost
    interest = {r["ally"]: r["interest"] / 100.0 for r in plan.case["fiscal_rules"].iter_rows(named=True)}
    owed = {(r["ally"], r["year"]): r["owed"] for r in plan.spending.iter_rows(named=True)}
    expected = {
        "procurement": procurement,
        "novel": to_novel,
        "support": _support(plan),
        "expansion": lines,
        "inputs": inputs,
        "sustaining": _standing_ready(plan),
    }
    _, _, on_loans = loan_flows(plan)
    found = []
    for r in plan.spending.iter_rows(named=True):
        key = r["ally"], r["year"]
        due = {name: values[key] for name, values in expected.items()}
        due["interest"] = interest.get(r["ally"], 0.0) * owed.get((r["ally"], r["year"] - 1), 0.0)
        due["interest"] += on_loans[key]
        # at least a millionth of USD 1 bn
        found += [
            f"{name} of {key}: {r[name]} where {value} follows"
            for name, value in due.items()
            if abs(r[name] - value) > TOLERANCE * max(1000.0, value)
        ]
    return found


def orders_paid(plan: Plan, products: list[str]) -> Due:
    """Return what new orders of some products cost each ally in each year: the work on them falls due."""
    wanted = set(products)
    price = {(r["line"], r["year"]): r["unit_price"] for r in plan.tables["lines"].iter_rows(named=True)}
    lead = dict(plan.case["lines"].select("line", "lead_time").iter_rows())
    parts = {
        line: list(_parts(plan, product, lead[line]))
        for line, product in plan.case["lines"].select("line", "product").iter_rows()
        if product in wanted
    }
    due: Due = defaultdict(float)
    for r in plan.deliveries.filter(pl.col("product").is_in(products)).iter_rows(named=True):
        value = r["ordered"] * price[r["line"], r["year"]]
        for ahead, part in enumerate(parts[r["line"]] if value else ()):
            due[r["ally"], r["year"] - ahead] += value * part
    return due


def _parts(plan: Plan, product: str, lead: int) -> Iterator[float]:
    """Yield the part of the price that is due none, one, two ... years before the delivery."""
    learning_class = dict(plan.case["products"].select("product", "learning_class").iter_rows())[product]
    terms = {r["learning_class"]: r for r in plan.case["payment_terms"].iter_rows(named=True)}
    term = terms.get(learning_class, {"at_order": 0.0, "at_delivery": 0.0})
    rest = 100.0 - term["at_order"] - term["at_delivery"]
    for ahead in range(lead + 1):
        part = rest / (lead + 1)
        part += term["at_order"] if ahead == lead else 0.0
        part += term["at_delivery"] if ahead == 0 else 0.0
        yield part / 100.0


def _support(plan: Plan) -> Due:
    """Return what each ally pays in each year for what lines build for Ukraine, at today's prices."""
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    prices = dict(plan.tables["prices"].select("product", "procurement").iter_rows())
    due: Due = defaultdict(float)
    for r in plan.tables["support"].iter_rows(named=True):
        if r["origin"] == "line":
            line = lines[r["key"]]
            value = r["quantity"] * prices[line["product"]]
            for ahead, part in enumerate(_parts(plan, line["product"], line["lead_time"])):
                due[r["ally"], r["year"] - ahead] += value * part
    return due


def spent_on_industry(plan: Plan) -> Due:
    """Return what is paid for expansion and training."""
    due: Due = defaultdict(float)
    for part in (*_expansion(plan), _training(plan)):
        for key, value in part.items():
            due[key] += value
    return due


def _shares(plan: Plan, country: str) -> dict[str, float]:
    """Return who pays for a plant or trade in a country: the ally, or all in proportion to budgets."""
    base = plan.case.settings.base_year
    rows = [r for r in plan.spending.iter_rows(named=True) if r["year"] == base]
    budgets = {r["ally"]: max(r["equipment_budget"], 0.0) for r in rows}
    if country in budgets:
        return {country: 1.0}
    total = sum(budgets.values())
    return {ally: value / total if total else 0.0 for ally, value in budgets.items()}


def _expansion(plan: Plan) -> tuple[Due, Due]:
    """Return what is paid for the expansion of lines, and of materials."""
    paid: tuple[Due, Due] = (defaultdict(float), defaultdict(float))
    for due, table, key in zip(paid, ("lines", "materials"), ("line", "material"), strict=True):
        facts = {r[key]: r for r in priced(plan.case, table).iter_rows(named=True)}
        before: dict[str, float] = defaultdict(float)
        for r in plan.tables[table].sort("year").iter_rows(named=True):
            fact = facts[r[key]]
            cost = (r["expansion"] - before[r[key]]) * fact["expansion_cost"] / (fact["build_time"] + 1)
            before[r[key]] = r["expansion"]
            for ally, share in _shares(plan, fact["country"]).items() if cost else ():
                for year in range(r["year"] - fact["build_time"], r["year"] + 1):
                    due[ally, year] += cost * share
    return paid


def _training(plan: Plan) -> Due:
    """Return what is paid for apprentices beyond today's intake and for recruits."""
    pools = {(r["country"], r["trade"]): r for r in priced(plan.case, "workforce").iter_rows(named=True)}
    due: Due = defaultdict(float)
    for r in plan.tables["workforce"].iter_rows(named=True):
        pool = pools[r["country"], r["trade"]]
        joining = r["apprentices"] - pool["apprentices"] + r["recruits"]
        for ally, share in _shares(plan, r["country"]).items():
            due[ally, r["year"]] += joining * pool["training_cost"] * share
    return due


def _standing_ready(plan: Plan) -> Due:
    """Return what is paid for lines that stand ready."""
    rates = {r["learning_class"]: r for r in plan.case["sustaining_rates"].iter_rows(named=True)}
    classes = dict(plan.case["products"].select("product", "learning_class").iter_rows())
    prices = dict(plan.tables["prices"].select("product", "procurement").iter_rows())
    country = dict(plan.case["lines"].select("line", "country").iter_rows())
    due: Due = defaultdict(float)
    for r in plan.tables["lines"].iter_rows(named=True):
        if r["idle"] > 0:
            cost = r["idle"] * prices[r["product"]] * rates[classes[r["product"]]]["idle_cost"] / 100.0
            for ally, share in _shares(plan, country[r["line"]]).items():
                due[ally, r["year"]] += cost * share
    return due
