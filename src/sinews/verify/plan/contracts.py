"""Checks that orders are whole, and stand in contracts of the least size that add them up."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings
from sinews.verify.plan.tolerance import TOLERANCE

Row = dict[str, Any]


def contracts(plan: Plan) -> Findings:
    """Check that orders are whole, and stand in contracts of the least size that add them up."""
    sizes = {r["capability"]: r for r in plan.case["contract_sizes"].iter_rows(named=True)}
    provides = dict(plan.case["products"].select("product", "capability").iter_rows())
    builds = dict(plan.case["lines"].select("line", "product").iter_rows())
    size = {line: sizes[provides[product]] for line, product in builds.items() if provides[product] in sizes}
    rows = list(plan.orders.iter_rows(named=True))
    whole = [r for r in rows if r["line"] in size]
    found = [
        f"{_order(r)}, quantity: {r['quantity']} where only whole ones are ordered"
        for r in whole
        if r["quantity"] % 1 or r["quantity"] < 1
    ]
    found += [
        f"{_order(r)}, contract: {r['contract']} where none is needed"
        for r in rows
        if r["line"] not in size and r["contract"] is not None
    ]
    signed = plan.tables["contracts_signed"]
    return Findings(found + _contracts(plan, whole, size), len(rows) + signed.height)


def _order(row: Row) -> str:
    return f"orders, ally {row['ally']}, line {row['line']}, delivery_year {row['delivery_year']}"


def _contracts(plan: Plan, orders: list[Row], size: dict[str, Row]) -> list[str]:
    """Check each contract against its orders and the least that one is for."""
    under: dict[str | None, list[Row]] = defaultdict(list)
    for r in orders:
        under[r["contract"]].append(r)
    found = [f"{_order(r)}, contract: none" for r in under.pop(None, [])]
    members: dict[str | None, set[str]] = defaultdict(set)
    for group, ally in plan.case["groups"].select("group", "ally").iter_rows():
        members[group].add(ally)
    for r in plan.tables["contracts_signed"].iter_rows(named=True):
        theirs = under.pop(r["contract"], [])
        where = f"contracts_signed, contract {r['contract']}"
        if not theirs or r["line"] not in size:
            found.append(f"{where}: no orders that are whole stand under it")
            continue
        if r["quantity"] < size[r["line"]]["minimum"] - TOLERANCE or r["quantity"] % 1:
            least = size[r["line"]]["minimum"]
            found.append(
                f"{where}, quantity: {r['quantity']} where whole ones, at least {least}, are signed for"
            )
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
        found += [
            f"{where}, {name}: {r[name]} where its orders say {values}"
            for name, values in expected.items()
            if values != {r[name]}
        ]
        outside = set(buyers) - members.get(r["through"], set(buyers))
        if r["through"] is not None and len(buyers) - len(outside) < 2:
            found.append(f"{where}, through: fewer than two members of {r['through']} sign together")
        told = dict(each.split(" ") for each in r["buyers"].split("; "))
        if {ally: float(number) for ally, number in told.items()} != buyers:
            found.append(f"{where}, buyers: {r['buyers']} where its orders say {dict(buyers)}")
        if buyers.get(r["lead"], 0.0) < max(buyers.values()):
            found.append(f"{where}, lead: others order more than {r['lead']}")
        if r["signed"] > min(order["order_year"] for order in theirs):
            found.append(f"{where}, signed: {r['signed']}, after its first order")
        for name in ("quantity", "value"):
            total = sum(order[name] for order in theirs)
            if abs(r[name] - total) > TOLERANCE * max(1.0, total):
                found.append(f"{where}, {name}: {r[name]} where its orders make {total}")
    return found + [f"{_order(theirs[0])}, contract: there is no {key}" for key, theirs in under.items()]
