"""Checks that lines, materials and people suffice for what is delivered, and that orders are early enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Any

import polars as pl

from sinews.implementation import Plan
from sinews.verify.plan.tolerance import TOLERANCE


def lead_time(plan: Plan) -> list[str]:
    """Check that nothing is ordered before it can be, or delivered before its lead time has passed."""
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    first = _first_deliveries(plan)
    base = plan.case.settings.base_year
    return [
        f"order too early or delivered too soon: {r}"
        for r in plan.orders.iter_rows(named=True)
        if r["order_year"] < base
        or r["delivery_year"] < first[r["line"]]
        or r["delivery_year"] - r["order_year"] < lines[r["line"]]["lead_time"]
        or r["product"] != lines[r["line"]]["product"]
    ]


def capacity(plan: Plan) -> list[str]:
    """Check output against capacity, and expansion against ceiling, ramp and build time."""
    base = plan.case.settings.base_year
    output: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        output[r["line"], r["year"]] += r["ordered"] + r["contracted"]
    for r in plan.tables["support"].iter_rows(named=True):
        if r["origin"] == "line":
            output[r["key"], r["year"]] += r["quantity"]
    for place, quantity in _to_others(plan).items():
        output[place] += quantity
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    found = []
    added: dict[str, list[float]] = defaultdict(lambda: [0.0])
    for r in plan.tables["lines"].sort("year").iter_rows(named=True):
        line = lines[r["line"]]
        rate = line["rate"]
        if line["announced_rate"] is not None:
            span = max(line["announced_year"] - base, 1)
            rate += (line["announced_rate"] - rate) * min((r["year"] - base) / span, 1.0)
        made = output[r["line"], r["year"]]
        if abs(made - r["output"]) > TOLERANCE * max(1.0, made):
            found.append(f"output of {r} is {made} by its deliveries")
        contracted = made if r["base"] > rate + TOLERANCE else rate
        if r["base"] > max(rate, contracted) * (1 + TOLERANCE) + TOLERANCE:
            found.append(f"base output of {r} exceeds {rate}")
        room = r["base"] + r["expansion"] - r["closed"]
        if made > room * (1 + TOLERANCE) + TOLERANCE or abs(r["capacity"] - room) > TOLERANCE * max(
            1.0, room
        ):
            found.append(f"output above capacity: {r}")
        if r["expansion"] > max(line["ceiling"] - rate, 0.0) * (1 + TOLERANCE) + TOLERANCE:
            found.append(f"expansion above the ceiling: {r}")
        if r["expansion"] > TOLERANCE and r["year"] - base < line["build_time"]:
            found.append(f"expansion before it can be built: {r}")
        added[r["line"]].append(r["expansion"])
    sizes = dict(plan.case["expansion_steps"].select("site", "step").iter_rows())
    for key, path in added.items():
        found += _ramp_breaks(key, lines[key], path, sizes.get(key, 0.0))
    return found


def _ramp_breaks(key: str, plant: dict[str, Any], path: list[float], size: float) -> list[str]:
    """Check that expansion by the end of each year keeps the ramp: in a year, and over the years so far."""
    ramp = (plant["rate"] or plant["ceiling"]) * plant["ramp"] / 100.0
    step = min(size, ramp)
    most = ceil(ramp / step - TOLERANCE) * step if step > 0 else ramp
    found = []
    for year, (before, after) in enumerate(pairwise(path)):
        so_far = ramp * (year + 1 - plant["build_time"])
        slack = TOLERANCE * max(1.0, ramp)
        if not -TOLERANCE <= after - before <= most + slack or after > max(so_far, 0.0) + slack:
            found.append(f"expansion of {key} from {before} to {after} breaks the ramp {ramp}")
    return found


def whole_steps(plan: Plan) -> list[str]:
    """Check that plants with steps of expansion are expanded in whole ones, the last up to the ceiling."""
    plants = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    plants |= {r["material"]: r for r in plan.case["materials"].iter_rows(named=True)}
    sizes = dict(plan.case["expansion_steps"].select("site", "step").iter_rows())
    base, horizon = plan.case.settings.base_year, plan.case.settings.horizon
    found = []
    for table, key in (("lines", "line"), ("materials", "material")):
        for r in plan.tables[table].filter(pl.col(key).is_in(list(sizes))).iter_rows(named=True):
            plant = plants[r[key]]
            ramp = (plant["rate"] or plant["ceiling"]) * plant["ramp"] / 100.0
            step = min(sizes[r[key]], ramp)
            final = plant["rate"]
            if plant["announced_rate"] is not None:
                span = max(plant["announced_year"] - base, 1)
                final += (plant["announced_rate"] - final) * min((horizon - base) / span, 1.0)
            full = r["expansion"] >= (plant["ceiling"] - final) * (1.0 - TOLERANCE) - TOLERANCE
            parts = r["expansion"] / step if step > 0 else 0.0
            if not full and abs(parts - round(parts)) > TOLERANCE * max(1.0, parts):
                found.append(f"expansion in broken steps of {step}: {r}")
    return found


def sustaining(plan: Plan) -> list[str]:
    """Check that each line builds its sustaining rate, is paid for the rest, or has closed for good."""
    rates = {r["learning_class"]: r for r in plan.case["sustaining_rates"].iter_rows(named=True)}
    products = {r["product"]: r for r in plan.case["products"].iter_rows(named=True)}
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    first = _first_deliveries(plan)
    promised = _promised(plan, {})
    closed = _closed_parts(plan, promised)
    found = []
    for r in plan.tables["lines"].sort("year").iter_rows(named=True):
        line, reserved = r["line"], promised[r["line"], r["year"]]
        rate = rates.get(products[r["product"]]["learning_class"], {"rate": 0.0})["rate"]
        floor = max(0.0, lines[line]["rate"] * rate / 100.0 - reserved)
        if r["year"] < first[line]:
            floor = 0.0
        part, part_before = closed[line, r["year"]], closed.get((line, r["year"] - 1), 0.0)
        new = r["output"] - reserved
        if new + r["idle"] + floor * part < floor - TOLERANCE * max(1.0, floor):
            found.append(f"below its sustaining rate of {floor}: {r}")
        if not -TOLERANCE <= part <= 1 + TOLERANCE or part < part_before - TOLERANCE:
            found.append(f"closed for a part of {part} after {part_before}: {r}")
        if not -TOLERANCE <= r["idle"] <= floor + TOLERANCE * max(1.0, floor):
            found.append(f"paid to stand idle beyond the sustaining rate of {floor}: {r}")
    return found


def _closed_parts(plan: Plan, promised: dict[tuple[str, int], float]) -> dict[tuple[str, int], float]:
    """Return the part of each line that has closed by each year.

    Nothing shows in a year in which all base output is promised: the line may then have closed as far as
    shows in the next year in which some is free, or wholly if there is none.
    """
    parts: dict[tuple[str, int], float] = {}
    for r in plan.tables["lines"].sort("year", descending=True).iter_rows(named=True):
        free = r["base"] - promised[r["line"], r["year"]]
        if max(free, r["closed"]) > TOLERANCE:
            parts[r["line"], r["year"]] = r["closed"] / max(free, TOLERANCE)
        else:
            parts[r["line"], r["year"]] = parts.get((r["line"], r["year"] + 1), 1.0)
    return parts


def _first_deliveries(plan: Plan) -> dict[str, int]:
    """Return the first year in which something ordered within the horizon can be delivered by each line."""
    slip = {
        r["product"]: ceil((100 - r["maturity"]) * r["slip"] / 100 - 1e-9)
        for r in plan.case["novel_products"].iter_rows(named=True)
    }
    available = dict(plan.case["products"].select("product", "available_from").iter_rows())
    base = plan.case.settings.base_year
    return {
        r["line"]: max(base, available[r["product"]] + slip.get(r["product"], 0)) + r["lead_time"]
        for r in plan.case["lines"].iter_rows(named=True)
    }


def inputs(plan: Plan) -> list[str]:
    """Check what deliveries take of key materials and of skilled people, and how these may grow."""
    base = plan.case.settings.base_year
    made = {(r["line"], r["year"]): r["output"] for r in plan.tables["lines"].iter_rows(named=True)}
    product = dict(plan.case["lines"].select("line", "product").iter_rows())
    bills: dict[str, dict[str, float]] = defaultdict(dict)
    for r in plan.case["bills_of_materials"].iter_rows(named=True):
        bills[r["material"]][r["product"]] = r["quantity"]
    facts = {r["material"]: r for r in plan.case["materials"].iter_rows(named=True)}
    found, used = [], {}
    added: dict[str, list[float]] = defaultdict(lambda: [0.0])
    for r in plan.tables["materials"].sort("year").iter_rows(named=True):
        fact, bill = facts[r["material"]], bills[r["material"]]
        taken = sum(n * bill.get(product[line], 0.0) for (line, year), n in made.items() if year == r["year"])
        used[r["material"], r["year"]] = taken
        slack = TOLERANCE * max(1.0, taken)
        if abs(taken - r["output"]) > slack or taken > r["base"] + r["expansion"] + slack:
            found.append(f"deliveries take {taken} of {r}")
        if r["expansion"] > slack and r["year"] - base < fact["build_time"]:
            found.append(f"expansion of a material before it can be built: {r}")
        added[r["material"]].append(r["expansion"])
    sizes = dict(plan.case["expansion_steps"].select("site", "step").iter_rows())
    for key, path in added.items():
        found += _ramp_breaks(key, facts[key], path, sizes.get(key, 0.0))
    return found + _people(plan, made | used, _promised(plan, bills))


def _to_others(plan: Plan) -> dict[tuple[str, int], float]:
    """Return by line and year what buyers outside the Alliance have ordered before."""
    due: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.case["order_books"].filter(buyers="others").iter_rows(named=True):
        years = range(r["first_year"], r["last_year"] + 1)
        for year in years:
            due[r["line"], year] += r["quantity"] / len(years)
    if plan.case.settings.unlisted_orders == "at_rate":
        _add_unlisted(plan, due)
    return due


def _add_unlisted(plan: Plan, due: dict[tuple[str, int], float]) -> None:
    """Add what lines of a country build at their rate, before new orders can come, for nobody listed.

    Materials and people of today carry it, or all who share what is scarce build the same part of it.
    """
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    listed = dict(due)
    for r in plan.deliveries.iter_rows(named=True):
        listed[r["line"], r["year"]] = listed.get((r["line"], r["year"]), 0.0) + r["contracted"]
    for r in plan.tables["support"].filter(pl.col("origin") == "line").iter_rows(named=True):
        listed[r["key"], r["year"]] = listed.get((r["key"], r["year"]), 0.0) + r["quantity"]
    for year in plan.case.years:
        open_ = [
            line
            for line, r in lines.items()
            if r["country"] is not None
            and r["rate"] >= 1
            and year < plan.case.settings.base_year + r["lead_time"]
        ]
        room = {line: max(0.0, lines[line]["rate"] - listed.get((line, year), 0.0)) for line in open_}
        part = dict.fromkeys(room, 1.0)
        for available, bill in _scarce(plan, year):
            asked = sum(room.get(line, 0.0) * each for line, each in bill.items())
            left = available - sum(listed.get((line, year), 0.0) * each for line, each in bill.items())
            for line in bill if asked > 0 else ():
                part[line] = min(part.get(line, 1.0), max(0.0, left) / asked)
        for line, amount in room.items():
            due[line, year] += amount * part[line]


def _scarce(plan: Plan, year: int) -> Iterator[tuple[float, dict[str, float]]]:
    """Yield what there is of each material and trade in a year, and what each line takes of it a product."""
    product = dict(plan.case["lines"].select("line", "product").iter_rows())
    country = {
        **dict(plan.case["lines"].select("line", "country").iter_rows()),
        **dict(plan.case["materials"].select("material", "country").iter_rows()),
    }
    needed: dict[str, dict[str, float]] = {line: {line: 1.0} for line in product}
    for material, rate in plan.case["materials"].select("material", "rate").iter_rows():
        bill = plan.case["bills_of_materials"].filter(material=material)
        each = dict(bill.select("product", "quantity").iter_rows())
        needed[material] = {line: each[made] for line, made in product.items() if made in each}
        yield rate, needed[material]
    age = year - plan.case.settings.base_year + 1
    for pool in plan.case["workforce"].iter_rows(named=True):
        people: dict[str, float] = defaultdict(float)
        for row in plan.case["labour"].filter(trade=pool["trade"]).iter_rows(named=True):
            if country[row["site"]] == pool["country"]:
                for line, quantity in needed[row["site"]].items():
                    people[line] += row["workers"] * quantity
        stay = 1 - pool["attrition"] / 100.0
        yield pool["workers"] * stay**age + pool["apprentices"] * sum(stay**n for n in range(age)), people


def _promised(plan: Plan, bills: dict[str, dict[str, float]]) -> dict[tuple[str, int], float]:
    """Return the output of each line and material that contracts and support to Ukraine take."""
    promised: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        promised[r["line"], r["year"]] += r["contracted"]
    for r in plan.tables["support"].filter(pl.col("origin") == "line").iter_rows(named=True):
        promised[r["key"], r["year"]] += r["quantity"]
    for place, quantity in _to_others(plan).items():
        promised[place] += quantity
    product = dict(plan.case["lines"].select("line", "product").iter_rows())
    for (line, year), quantity in list(promised.items()):
        for material, bill in bills.items():
            promised[material, year] += quantity * bill.get(product[line], 0.0)
    return promised


def _people(
    plan: Plan, made: dict[tuple[str, int], float], promised: dict[tuple[str, int], float]
) -> list[str]:
    """Check the workforce and its work; what was promised may exceed what today's intake staffs."""
    country = {
        **dict(plan.case["lines"].select("line", "country").iter_rows()),
        **dict(plan.case["materials"].select("material", "country").iter_rows()),
    }
    labour = list(plan.case["labour"].iter_rows(named=True))
    pools = {(r["country"], r["trade"]): r for r in plan.case["workforce"].iter_rows(named=True)}
    rows = {(r["country"], r["trade"], r["year"]): r for r in plan.tables["workforce"].iter_rows(named=True)}
    base = plan.case.settings.base_year
    found = []
    for (place, trade, year), r in rows.items():
        pool = pools[place, trade]
        needed = sum(
            each["workers"] * made[each["site"], year]
            for each in labour
            if each["trade"] == trade and country[each["site"]] == place
        )
        slack = TOLERANCE * max(1.0, needed)
        if abs(needed - r["needed"]) > slack:
            found.append(f"{needed} people are needed by {r}")
        due = sum(
            each["workers"] * promised[each["site"], year]
            for each in labour
            if each["trade"] == trade and country[each["site"]] == place
        )
        stay_on = (1 - pool["attrition"] / 100.0) ** (year - base + 1)
        staffed = pool["workers"] * stay_on + pool["apprentices"] * sum(
            (1 - pool["attrition"] / 100.0) ** n for n in range(year - base + 1)
        )
        if needed > r["workers"] + max(0.0, due - staffed) + slack:
            found.append(f"more people needed than there are: {r}")
        earlier = rows.get((place, trade, year - 1))
        started = rows.get((place, trade, year - pool["training"]))
        graduates = started["apprentices"] if started else pool["apprentices"]
        stay = (earlier["workers"] if earlier else pool["workers"]) * (1 - pool["attrition"] / 100.0)
        if abs(r["workers"] - stay - graduates - r["recruits"]) > slack + TOLERANCE * r["workers"]:
            found.append(f"workers of {r} do not follow from {stay}, {graduates} and the recruits")
        if not pool["apprentices"] - slack <= r["apprentices"] <= pool["intake_limit"] + slack:
            found.append(f"intake of apprentices beyond its limit: {r}")
        if not -slack <= r["recruits"] <= pool["recruitment_limit"] + slack or year < base:
            found.append(f"recruits beyond the limit: {r}")
    return found
