"""Checks that stock follows from deliveries and retirements, and that targets are met as said."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import Any

from sinews.case import holdings
from sinews.implementation import Plan
from sinews.verify.plan.tolerance import TOLERANCE


def stock_balance(plan: Plan) -> list[str]:
    """Check that what is held follows from what was held before, what retired and what was delivered."""
    held = {(r["ally"], r["capability"]): r for r in holdings(plan.case).iter_rows(named=True)}
    yields = dict(plan.case["products"].select("product", "yield").iter_rows())
    arrived: dict[tuple[str, str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        arrived[r["ally"], r["capability"], r["year"]] += r["completed"] * yields[r["product"]]
    given = {
        (r["ally"], r["key"], r["year"]): r["quantity"]
        for r in plan.tables["support"].iter_rows(named=True)
        if r["origin"] == "stock"
    }
    provides = dict(plan.case["products"].select("product", "capability").iter_rows())
    builds = dict(plan.case["lines"].select("line", "product").iter_rows())
    replaced: dict[tuple[str, str, int], float] = defaultdict(float)
    for r in plan.case["milestones"].iter_rows(named=True):
        replaced[r["ally"], provides[builds[r["line"]]], r["year"]] += r["replaces"]
    whole = set(plan.case["whole_units"]["capability"])
    by_age = left_by_age(plan)
    closing: dict[tuple[str, str], float] = {}
    found = []
    base = plan.case.settings.base_year
    for r in plan.stock.sort("year").iter_rows(named=True):
        pair = r["ally"], r["capability"]
        row = held.get(pair)
        start = row["quantity"] if row else 0.0
        life = row["remaining_life"] if row else None
        age = r["year"] - base
        gone = _gone(start, life, age + 1, pair[1] in whole) - _gone(start, life, age, pair[1] in whole)
        if pair in by_age:
            # withdrawals take the same part of all types
            of_types = start / by_age[pair][base - 1][0] if by_age[pair][base - 1][0] else 0.0
            gone = _left(by_age[pair][r["year"]][1] * of_types, pair[1] in whole)
            gone -= _left(by_age[pair][r["year"] - 1][1] * of_types, pair[1] in whole)
        gone += replaced[(*pair, r["year"])]
        scale = max(1.0, r["closing"])
        gift = given.get((*pair, r["year"]), 0.0)
        expected = closing.get(pair, start) - gone - gift + arrived.pop((*pair, r["year"]), 0.0)
        if abs(r["closing"] - expected) > TOLERANCE * scale or r["closing"] < -TOLERANCE:
            found.append(f"stock of {pair} in {r['year']}: {r['closing']} where {expected} follows")
        if abs(r["retired"] - gone) > TOLERANCE * scale:
            found.append(f"retirement of {pair} in {r['year']}: {r['retired']} where {gone} follows")
        closing[pair] = r["closing"]
    return found + [
        f"delivered but not in stock: {key}" for key, quantity in arrived.items() if quantity > TOLERANCE
    ]


def left_by_age(plan: Plan) -> dict[tuple[str, str], dict[int, tuple[float, float]]]:
    """Return what is in service of each ally's types at the start and what has left by the end of a year.

    From the year before the first planning year on, when nothing has left yet.
    """
    case, base = plan.case, plan.case.settings.base_year
    lists = {
        capability
        for name in ("formations_held", "air_defence_held")
        for capability in case[name]["capability"]
    }
    lives = dict(case["service_lives"].select("capability", "life").iter_rows())
    found: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    for r in case["fleets"].iter_rows(named=True):
        if r["capability"] in lists or r["capability"] not in lives:
            continue
        quantity = r["active"] + (r["stored"] or 0.0) * (r["stored_counts"] or 0.0) / 100.0
        first, last = type_leaves(r, lives.get(r["capability"]), base)
        years = found.setdefault((r["ally"], r["capability"]), {})
        for year in (base - 1, *case.years):
            part = 0.0
            if first is not None and last is not None and year >= first:
                part = min((year - first + 1) / (last - first + 1), 1.0)
            held, gone = years.get(year, (0.0, 0.0))
            years[year] = held + quantity, gone + part * quantity
    return found


def type_leaves(row: dict[str, Any], life: float | None, base: int) -> tuple[int | None, int | None]:
    """Return the years in which the first and the last of a type leave service; None if none does."""
    entered = row["entry_year"]
    last = row["retires_by"]
    if last is None:
        if entered is None or life is None:
            return None, None
        last = (row["last_entry_year"] or entered) + round(life)
    last = max(last, base)
    first = row["retires_from"]
    if first is None:
        first = base if entered is None or life is None else entered + round(life)
    return max(min(first, last), base), last


def _left(gone: float, whole: bool) -> float:
    """Return what has left service, in whole units where those count: half down."""
    return float(ceil(gone - 0.5 - TOLERANCE)) if whole else gone


def _gone(start: float, life: float | None, age: int, whole: bool) -> float:
    """Return what of the stock of the start has retired after some years; whole units round half down."""
    part = min(age / life, 1.0) * start if life else 0.0
    return float(ceil(part - 0.5 - TOLERANCE)) if whole else part


def shortfall(plan: Plan) -> list[str]:
    """Check that every shortfall is what the target asks for beyond what is held."""
    target = {
        (r["ally"], r["capability"], r["year"]): r["target"] for r in plan.targets.iter_rows(named=True)
    }
    found = []
    for r in plan.stock.iter_rows(named=True):
        expected = target.get((r["ally"], r["capability"], r["year"]), 0.0)
        missing = max(0.0, expected - r["closing"])
        if r["target"] != expected or abs(r["shortfall"] - missing) > TOLERANCE * max(1.0, expected):
            found.append(f"shortfall of {r}: target {expected}, missing {missing}")
    return found


def targets_add_up(plan: Plan) -> list[str]:
    """Check that targets, pools and what is unassigned make the requirement, in whole lots."""
    total: dict[tuple[str, int], float] = defaultdict(float)
    lots = dict(plan.case["capabilities"].select("capability", "lot").iter_rows())
    found = []
    for r in plan.targets.iter_rows(named=True):
        total[r["capability"], r["year"]] += r["target"]
        added = (r["target"] - r["held"]) / lots[r["capability"]]
        if abs(added - round(added)) > TOLERANCE or added < -TOLERANCE:
            found.append(f"target in broken lots: {r}")
    for r in plan.case["pooled"].iter_rows(named=True):
        for year in plan.case.years:
            total[r["capability"], year] += r["quantity"]
    for r in plan.tables["unassigned"].iter_rows(named=True):
        total[r["capability"], r["year"]] += r["quantity"]
    for r in plan.requirements.iter_rows(named=True):
        if abs(total[r["capability"], r["year"]] - r["required"]) > TOLERANCE * max(1.0, r["required"]):
            found.append(f"targets make {total[r['capability'], r['year']]} of {r}")
    return found


def fulfilment(plan: Plan) -> list[str]:
    """Check the part of each requirement that is met, each ally counting up to its target."""
    counted: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.stock.iter_rows(named=True):
        counted[r["capability"], r["year"]] += min(r["closing"], r["target"])
    for r in plan.case["pooled"].iter_rows(named=True):
        for year in plan.case.years:
            counted[r["capability"], year] += r["quantity"]
    aggregate = dict(
        plan.case["capabilities"].drop_nulls("aggregate").select("capability", "aggregate").iter_rows()
    )
    for (capability, year), quantity in list(counted.items()):
        if capability in aggregate:
            counted[aggregate[capability], year] += quantity
    found = []
    for r in plan.fulfilment.iter_rows(named=True):
        expected = counted[r["capability"], r["year"]] / r["required"] if r["required"] else 1.0
        if abs(r["met"] - min(expected, 1.0)) > TOLERANCE:
            found.append(f"fulfilment of {r} where {expected} follows")
    return found
