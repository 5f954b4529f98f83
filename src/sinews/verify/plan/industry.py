"""Checks that lines, materials and people suffice for what is delivered, and how they may grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Any

import polars as pl

from sinews.case import Case
from sinews.implementation import Plan
from sinews.verify.plan.derived import of_plan
from sinews.verify.plan.findings import Findings, compared, wrong_rows
from sinews.verify.plan.tolerance import TOLERANCE


def lines(plan: Plan) -> Findings:
    """Check output and capacity of each line against what it delivers and what it can build."""
    case = plan.case
    product = dict(case["lines"].select("line", "product").iter_rows())
    mine = {(r["line"], r["year"]): r for r in plan.tables["lines"].iter_rows(named=True)}
    others, promised, made = _to_others(plan), _promised(plan), _made(plan)
    nothing = {"expansion": 0.0, "closed": 0.0}
    rows = []
    for key, path in announced(case, "lines").items():
        for year, rate in path.items():
            own = mine.get((key, year), nothing)
            base = max(rate, promised[key, year])
            capacity = base + own["expansion"] - own["closed"]
            rows.append((key, product[key], year, base, capacity, made[key, year], others[key, year]))
    figures = ("base", "capacity", "output", "others")
    due = _frame(rows, ("line", "product"), figures)
    found = compared("lines", plan.tables["lines"], due, ["line", "year"], least=dict.fromkeys(figures, 1e-3))
    above = pl.col("output") > pl.col("capacity") + TOLERANCE * pl.max_horizontal(1.0, pl.col("output"))
    words = "output {output} is above the capacity {capacity}"
    return found + wrong_rows("lines", plan.tables["lines"], ["line", "year"], above, words)


def materials(plan: Plan) -> Findings:
    """Check what deliveries take of each key material against what can be made of it."""
    case = plan.case
    product = dict(case["lines"].select("line", "product").iter_rows())
    bills: dict[str, dict[str, float]] = defaultdict(dict)
    for r in case["bills_of_materials"].iter_rows(named=True):
        bills[r["material"]][r["product"]] = r["quantity"]
    mine = {(r["material"], r["year"]): r for r in plan.tables["materials"].iter_rows(named=True)}
    made, promised = _made(plan), _promised(plan)
    rows = []
    for key, path in announced(case, "materials").items():
        use = [(line, bills[key][of]) for line, of in product.items() if of in bills[key]]
        for year, rate in path.items():
            base = max(rate, sum(promised[line, year] * each for line, each in use))
            capacity = base + mine.get((key, year), {"expansion": 0.0})["expansion"]
            rows.append((key, year, base, capacity, sum(made[line, year] * each for line, each in use)))
    figures = ("base", "capacity", "output")
    due = _frame(rows, ("material",), figures)
    keys = ["material", "year"]
    found = compared("materials", plan.tables["materials"], due, keys, least=dict.fromkeys(figures, 1e-3))
    above = pl.col("output") > pl.col("capacity") + TOLERANCE * pl.max_horizontal(1.0, pl.col("output"))
    words = "deliveries take {output} where {capacity} can be made"
    return found + wrong_rows("materials", plan.tables["materials"], keys, above, words)


def _frame(rows: list[tuple[Any, ...]], keys: tuple[str, ...], figures: tuple[str, ...]) -> pl.DataFrame:
    """Return rows of keys, the year and figures as a table."""
    schema = dict.fromkeys(keys, pl.String) | {"year": pl.Int64} | dict.fromkeys(figures, pl.Float64)
    return pl.DataFrame(rows, schema=pl.Schema(schema), orient="row")


def announced(case: Case, table: str) -> dict[str, dict[int, float]]:
    """Return what each plant can make in each year without expansion: today's rate, on its way to another."""
    base, paths = case.settings.base_year, {}
    for r in case[table].iter_rows(named=True):
        span = max((r["announced_year"] or 0) - base, 1)
        to = r["rate"] if r["announced_rate"] is None else r["announced_rate"]
        paths[r[table.removesuffix("s")]] = {
            year: r["rate"] + (to - r["rate"]) * min((year - base) / span, 1.0) for year in case.years
        }
    return paths


@of_plan
def _made(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what each line delivers in each year to everybody."""
    made: dict[tuple[str, int], float] = defaultdict(float)
    for line, year, ordered in plan.deliveries.select("line", "year", "ordered").iter_rows():
        made[line, year] += ordered
    for place, quantity in _promised(plan).items():
        made[place] += quantity
    return made


def expansion(plan: Plan) -> Findings:
    """Check that lines and materials are expanded no further than ceiling and ramp, no sooner than built."""
    case = plan.case
    base = case.settings.base_year
    sizes = dict(case["expansion_steps"].select("site", "step").iter_rows())
    found = Findings()
    for table, key in (("lines", "line"), ("materials", "material")):
        plants = {r[key]: r for r in case[table].iter_rows(named=True)}
        can = announced(case, table)
        added: dict[str, list[float]] = defaultdict(lambda: [0.0])
        for r in plan.tables[table].sort("year").iter_rows(named=True):
            plant, where = plants.get(r[key]), f"{table}, {key} {r[key]}, year {r['year']}, expansion"
            if plant is None or r["year"] not in case.years:
                continue
            room = max(plant["ceiling"] - can[r[key]][r["year"]], 0.0)
            if not r["expansion"] <= room * (1 + TOLERANCE) + TOLERANCE:
                found.append(f"{where}: {r['expansion']:.10g} where the ceiling leaves {room:.10g}")
            if r["expansion"] > TOLERANCE and r["year"] - base < plant["build_time"]:
                found.append(f"{where}: {r['expansion']:.10g} before any can be built")
            added[r[key]].append(r["expansion"])
        for each, path in added.items():
            found += _ramp_breaks(f"{table}, {key} {each}", plants[each], path, sizes.get(each, 0.0))
        found.rows += plan.tables[table].height
    return found


def _ramp_breaks(where: str, plant: dict[str, Any], path: list[float], size: float) -> list[str]:
    """Check that expansion by the end of each year keeps the ramp: in a year, and over the years so far."""
    ramp = (plant["rate"] or plant["ceiling"]) * plant["ramp"] / 100.0
    step = min(size, ramp)
    most = ceil(ramp / step - TOLERANCE) * step if step > 0 else ramp
    found = []
    for year, (before, after) in enumerate(pairwise(path)):
        so_far = ramp * (year + 1 - plant["build_time"])
        slack = TOLERANCE * max(1.0, ramp)
        if not -TOLERANCE <= after - before <= most + slack or after > max(so_far, 0.0) + slack:
            found.append(
                f"{where}, expansion: from {before} to {after} in year {year + 1} breaks the ramp {ramp}"
            )
    return found


def whole_steps(plan: Plan) -> Findings:
    """Check that plants with steps of expansion are expanded in whole ones, the last up to the ceiling."""
    plants = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    plants |= {r["material"]: r for r in plan.case["materials"].iter_rows(named=True)}
    sizes = dict(plan.case["expansion_steps"].select("site", "step").iter_rows())
    base, horizon = plan.case.settings.base_year, plan.case.settings.horizon
    found = Findings()
    for table, key in (("lines", "line"), ("materials", "material")):
        rows = plan.tables[table].filter(pl.col(key).is_in(list(sizes)))
        found.rows += rows.height
        for r in rows.iter_rows(named=True):
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
                found.append(
                    f"{table}, {key} {r[key]}, year {r['year']}, expansion: {r['expansion']:.10g} is in "
                    f"broken steps of {step}"
                )
    return found


def sustaining(plan: Plan) -> Findings:
    """Check that each line builds its sustaining rate, is paid for the rest, or has closed for good."""
    rates = {r["learning_class"]: r for r in plan.case["sustaining_rates"].iter_rows(named=True)}
    products = {r["product"]: r for r in plan.case["products"].iter_rows(named=True)}
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    first = first_deliveries(plan)
    promised = _promised(plan)
    closed = _closed_parts(plan, promised)
    found = Findings((), plan.tables["lines"].height)
    for r in (
        plan.tables["lines"].filter(pl.col("line").is_in(list(lines))).sort("year").iter_rows(named=True)
    ):
        line, reserved = r["line"], promised[r["line"], r["year"]]
        rate = rates.get(products[lines[line]["product"]]["learning_class"], {"rate": 0.0})["rate"]
        floor = max(0.0, lines[line]["rate"] * rate / 100.0 - reserved)
        if r["year"] < first[line]:
            floor = 0.0
        where = f"lines, line {line}, year {r['year']}"
        if not (floor or r["idle"] == 0.0) or not r["closed"] >= -TOLERANCE:
            found.append(
                f"{where}: it stands idle ({r['idle']}) or closes ({r['closed']}), and has no such rate"
            )
        part, part_before = closed[line, r["year"]], closed.get((line, r["year"] - 1), 0.0)
        new = r["output"] - reserved
        if not new + r["idle"] + floor * part >= floor - TOLERANCE * max(1.0, floor):
            found.append(f"{where}, idle: below its sustaining rate of {floor}: {r}")
        if not -TOLERANCE <= part <= 1 + TOLERANCE or part < part_before - TOLERANCE:
            found.append(f"{where}, closed: for a part of {part} after {part_before}: {r}")
        if not -TOLERANCE <= r["idle"] <= floor + TOLERANCE * max(1.0, floor):
            found.append(f"{where}, idle: paid beyond the sustaining rate of {floor}: {r}")
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


def first_deliveries(plan: Plan) -> dict[str, int]:
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


def staffed(pool: dict[str, Any], years: list[int]) -> dict[int, float]:
    """Return how many people of a trade there are in each year with today's intake alone."""
    there, path = pool["workers"], {}
    for year in years:
        there = there * (1 - pool["attrition"] / 100.0) + pool["apprentices"]
        path[year] = there
    return path


@of_plan
def promised_output(plan: Plan) -> tuple[dict[Any, float], dict[Any, float], dict[Any, float]]:
    """Return what is promised of lines and materials by key and year, and of people by pool and year."""
    case = plan.case
    lines = _promised(plan)
    product = dict(case["lines"].select("line", "product").iter_rows())
    materials: dict[Any, float] = defaultdict(float)
    for r in case["bills_of_materials"].iter_rows(named=True):
        for line, of in product.items():
            for year in case.years if of == r["product"] else ():
                materials[r["material"], year] += lines[line, year] * r["quantity"]
    country = dict(case["lines"].select("line", "country").iter_rows())
    country |= dict(case["materials"].select("material", "country").iter_rows())
    pools: dict[Any, float] = defaultdict(float)
    for site, trade, workers in case["labour"].select("site", "trade", "workers").iter_rows():
        for year in case.years:
            made = lines[site, year] if site in product else materials[site, year]
            pools[country[site], trade, year] += workers * made
    return lines, materials, pools


def people(plan: Plan) -> Findings:
    """Check the workforce: who is there, who is needed, and how it may grow."""
    used = {(r["material"], r["year"]): r["output"] for r in plan.tables["materials"].iter_rows(named=True)}
    lines, materials, _ = promised_output(plan)
    return _people(plan, _made(plan) | used, {**lines, **materials})


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


@of_plan
def _promised(plan: Plan) -> dict[tuple[str, int], float]:
    """Return the output of each line that contracts, support to Ukraine and others' orders take."""
    promised: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        promised[r["line"], r["year"]] += r["contracted"]
    for r in plan.tables["support"].filter(pl.col("origin") == "line").iter_rows(named=True):
        promised[r["key"], r["year"]] += r["quantity"]
    for place, quantity in _to_others(plan).items():
        promised[place] += quantity
    return promised


def _people(
    plan: Plan, made: dict[tuple[str, int], float], promised: dict[tuple[str, int], float]
) -> Findings:
    """Check the workforce and its work; what was promised may exceed what today's intake staffs."""
    case = plan.case
    country = {
        **dict(case["lines"].select("line", "country").iter_rows()),
        **dict(case["materials"].select("material", "country").iter_rows()),
    }
    work: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for site, trade, workers in case["labour"].select("site", "trade", "workers").iter_rows():
        work[country[site], trade].append((site, workers))
    mine = {(r["country"], r["trade"], r["year"]): r for r in plan.tables["workforce"].iter_rows(named=True)}
    found, due = Findings(), []
    for pool in case["workforce"].iter_rows(named=True):
        place = pool["country"], pool["trade"]
        leave, before = pool["attrition"] / 100.0, pool["workers"]
        of_today = staffed(pool, list(case.years))
        for year in case.years:
            needed, reserved = (
                sum(each * of.get((site, year), 0.0) for site, each in work[place]) for of in (made, promised)
            )
            row = mine.get((*place, year))
            if row is None:
                due.append((*place, year, 0.0, needed))
                continue
            started = mine.get((*place, year - pool["training"]))
            graduates = started["apprentices"] if started else pool["apprentices"]
            due.append((*place, year, before * (1 - leave) + graduates + row["recruits"], needed))
            before = row["workers"]
            where = f"workforce, country {place[0]}, trade {place[1]}, year {year}"
            slack = TOLERANCE * max(1.0, needed)
            if not needed <= row["workers"] + max(0.0, reserved - of_today[year]) + slack:
                found.append(f"{where}, needed: {needed:.10g} where there are {row['workers']:.10g}")
            most = max(pool["intake_limit"], pool["apprentices"])
            if not pool["apprentices"] - slack <= row["apprentices"] <= most + slack:
                found.append(
                    f"{where}, apprentices: {row['apprentices']:.10g} is beyond the intake of {most}"
                )
            if not -slack <= row["recruits"] <= pool["recruitment_limit"] + slack:
                found.append(
                    f"{where}, recruits: {row['recruits']:.10g} is beyond {pool['recruitment_limit']}"
                )
    frame = _frame(due, ("country", "trade"), ("workers", "needed"))
    keys = ["country", "trade", "year"]
    # how many there are is for the solver to keep to
    within = {"workers": TOLERANCE}
    return found + compared("workforce", plan.tables["workforce"], frame, keys, within=within)
