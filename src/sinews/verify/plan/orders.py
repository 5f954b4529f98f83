"""Checks that orders are whole, follow from the work on them, and stand in contracts of the least size."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import Any

from sinews.implementation import Plan
from sinews.verify.plan.tolerance import TOLERANCE

Row = dict[str, Any]


def orders(plan: Plan) -> list[str]:
    """Check what is ordered in whole products: each order, the work on it, and its contract."""
    sizes = {r["capability"]: r for r in plan.case["contract_sizes"].iter_rows(named=True)}
    provides = dict(plan.case["products"].select("product", "capability").iter_rows())
    builds = dict(plan.case["lines"].select("line", "product").iter_rows())
    size = {line: sizes[provides[product]] for line, product in builds.items() if provides[product] in sizes}
    rows = list(plan.orders.iter_rows(named=True))
    whole = [r for r in rows if r["line"] in size]
    found = [f"ordered in parts: {r}" for r in whole if r["quantity"] % 1 or r["quantity"] < 1]
    found += [f"the value is not quantity times price: {r}" for r in rows if not _worth(r)]
    found += [
        f"{r['line']} need not be ordered whole, and has a contract: {r}"
        for r in rows
        if r["line"] not in size and r["contract"] is not None
    ]
    return found + _by_work(plan, whole, set(size)) + _contracts(plan, whole, size)


def _worth(order: Row) -> bool:
    value = order["quantity"] * order["unit_price"]
    return bool(abs(order["value"] - value) <= TOLERANCE * max(1.0, value))


def _by_work(plan: Plan, orders: list[Row], lines: set[str]) -> list[str]:
    """Check that orders are handed over as the work on them allows, and worth what the work on them is.

    Nobody has one that is not begun; in the end all work is for what has been ordered.
    """
    price = {(r["line"], r["year"]): r["unit_price"] for r in plan.tables["lines"].iter_rows(named=True)}
    work: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for r in plan.deliveries.iter_rows(named=True):
        if r["line"] in lines and r["ordered"] > 0:
            work[r["ally"], r["line"]][r["year"]] += r["ordered"]
    handed: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    value: dict[tuple[str, str], float] = defaultdict(float)
    for r in orders:
        handed[r["ally"], r["line"]][r["delivery_year"]] += r["quantity"]
        value[r["ally"], r["line"]] += r["value"]
    found = []
    for pair in sorted({*work, *handed}):
        done = had = 0.0
        for year in plan.case.years:
            done += work[pair][year]
            had += handed[pair][year]
            if had > ceil(done - TOLERANCE / 2.0):
                found.append(f"{pair} have been handed over {had} by {year}, of which {done} are worked")
        if abs(done - had) > TOLERANCE * max(1.0, done):
            found.append(f"{pair} have ordered {had}, and {done} are worked")
        worth = sum(amount * price[pair[1], year] for year, amount in work[pair].items())
        if abs(worth - value[pair]) > TOLERANCE * max(1.0, worth):
            found.append(f"orders of {pair} are worth {value[pair]}, and the work on them {worth}")
    return found


def _contracts(plan: Plan, orders: list[Row], size: dict[str, Row]) -> list[str]:
    """Check each contract against its orders and the least that one is for."""
    under: dict[str | None, list[Row]] = defaultdict(list)
    for r in orders:
        under[r["contract"]].append(r)
    found = [f"without a contract: {r}" for r in under.pop(None, [])]
    members: dict[str | None, set[str]] = defaultdict(set)
    for group, ally in plan.case["groups"].select("group", "ally").iter_rows():
        members[group].add(ally)
    for r in plan.tables["contracts_signed"].iter_rows(named=True):
        theirs = under.pop(r["contract"], [])
        if not theirs or r["line"] not in size:
            found.append(f"no orders that are whole stand under {r}")
            continue
        if r["quantity"] < size[r["line"]]["minimum"] - TOLERANCE or r["quantity"] % 1:
            found.append(f"less than the least contract of {size[r['line']]['minimum']}, or in parts: {r}")
        buyers: dict[str, float] = defaultdict(float)
        for order in theirs:
            buyers[order["ally"]] += order["quantity"]
        expected = {
            "line": {order["line"] for order in theirs},
            "product": {order["product"] for order in theirs},
            "first_delivery": {min(order["delivery_year"] for order in theirs)},
            "last_delivery": {max(order["delivery_year"] for order in theirs)},
            "joint": {len(buyers) > 1},
        }
        found += [f"{name} of {r}: {values}" for name, values in expected.items() if values != {r[name]}]
        outside = set(buyers) - members.get(r["through"], set(buyers))
        if r["through"] is not None and len(buyers) - len(outside) < 2:
            found.append(f"fewer than two members of the group sign together: {r}")
        told = dict(each.split(" ") for each in r["buyers"].split("; "))
        if {ally: float(number) for ally, number in told.items()} != buyers:
            found.append(f"buyers of {r}: {dict(buyers)}")
        if buyers.get(r["lead"], 0.0) < max(buyers.values()):
            found.append(f"others order more than {r['lead']}, who leads: {r}")
        if r["signed"] > min(order["order_year"] for order in theirs):
            found.append(f"ordered before it is signed: {r}")
        for name in ("quantity", "value"):
            total = sum(order[name] for order in theirs)
            if abs(r[name] - total) > TOLERANCE * max(1.0, total):
                found.append(f"{name} of {r}: its orders make {total}")
    return found + [f"no contract {key} for {theirs[0]}" for key, theirs in under.items()]
