"""An independent check of a plan from its own tables and its case: rows and sums, nothing of the model."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from sinews.case import holdings
from sinews.implementation import Plan

TOLERANCE = 1e-6


def violations(plan: Plan) -> list[str]:
    """Return every constraint that the plan's tables break, in words."""
    return [
        *_stock_balance(plan),
        *_shortfall(plan),
        *_lead_time(plan),
        *_capacity(plan),
        *_inputs(plan),
        *_budgets(plan),
        *_targets_add_up(plan),
        *_fulfilment(plan),
    ]


def _stock_balance(plan: Plan) -> list[str]:
    held = {(r["ally"], r["capability"]): r for r in holdings(plan.case).iter_rows(named=True)}
    yields = dict(plan.case["products"].select("product", "yield").iter_rows())
    arrived: dict[tuple[str, str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        arrived[r["ally"], r["capability"], r["year"]] += (r["ordered"] + r["contracted"]) * yields[
            r["product"]
        ]
    closing: dict[tuple[str, str], float] = {}
    found = []
    base = plan.case.settings.base_year
    for r in plan.stock.sort("year").iter_rows(named=True):
        pair = r["ally"], r["capability"]
        row = held.get(pair)
        start = row["quantity"] if row else 0.0
        life = row["remaining_life"] if row else None
        age = r["year"] - base
        gone = start * (min((age + 1) / life, 1.0) - min(age / life, 1.0)) if life else 0.0
        scale = max(1.0, r["closing"])
        expected = closing.get(pair, start) - gone + arrived.pop((*pair, r["year"]), 0.0)
        if abs(r["closing"] - expected) > TOLERANCE * scale or r["closing"] < -TOLERANCE:
            found.append(f"stock of {pair} in {r['year']}: {r['closing']} where {expected} follows")
        if abs(r["retired"] - gone) > TOLERANCE * scale:
            found.append(f"retirement of {pair} in {r['year']}: {r['retired']} where {gone} follows")
        closing[pair] = r["closing"]
    return found + [
        f"delivered but not in stock: {key}" for key, quantity in arrived.items() if quantity > TOLERANCE
    ]


def _shortfall(plan: Plan) -> list[str]:
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


def _lead_time(plan: Plan) -> list[str]:
    lines = {r["line"]: r for r in plan.case["lines"].iter_rows(named=True)}
    available = dict(plan.case["products"].select("product", "available_from").iter_rows())
    base = plan.case.settings.base_year
    return [
        f"order too early or delivered too soon: {r}"
        for r in plan.orders.iter_rows(named=True)
        if r["order_year"] < max(base, available[r["product"]])
        or r["delivery_year"] - r["order_year"] < lines[r["line"]]["lead_time"]
        or r["product"] != lines[r["line"]]["product"]
    ]


def _capacity(plan: Plan) -> list[str]:
    """Check output against capacity, and expansion against ceiling, ramp and build time."""
    base = plan.case.settings.base_year
    output: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.deliveries.iter_rows(named=True):
        output[r["line"], r["year"]] += r["ordered"] + r["contracted"]
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
        if made > (r["base"] + r["expansion"]) * (1 + TOLERANCE) + TOLERANCE:
            found.append(f"output above capacity: {r}")
        if r["expansion"] > max(line["ceiling"] - rate, 0.0) * (1 + TOLERANCE) + TOLERANCE:
            found.append(f"expansion above the ceiling: {r}")
        if r["expansion"] > TOLERANCE and r["year"] - base < line["build_time"]:
            found.append(f"expansion before it can be built: {r}")
        added[r["line"]].append(r["expansion"])
    for key, path in added.items():
        ramp = lines[key]["rate"] * lines[key]["ramp"] / 100.0
        for before, after in pairwise(path):
            if after - before > ramp + TOLERANCE * max(1.0, ramp) or after < before - TOLERANCE:
                found.append(f"expansion of {key} from {before} to {after} breaks the ramp {ramp}")
    return found


def _budgets(plan: Plan) -> list[str]:
    """Check payments against the budgets, both recomputed from the orders and the case."""
    procurement: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.orders.iter_rows(named=True):
        years = range(r["order_year"], r["delivery_year"] + 1)
        for year in years:
            procurement[r["ally"], year] += r["quantity"] * r["unit_price"] / len(years)
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
        ):
            if abs(r[name] - expected) > TOLERANCE * max(1.0, expected):
                found.append(f"{name} of {key}: {r[name]} where {expected} follows")
        spent = r["procurement"] + r["expansion"] + r["inputs"]
        if spent > max(0.0, equipment - r["contracted"]) + slack:
            found.append(f"equipment budget of {key} overspent: {r}")
        left = equipment + headroom - r["contracted"]
        if spent > slack and spent + r["operating"] > left + slack:
            found.append(f"total budget of {key} overspent: {r}")
    return found


def _targets_add_up(plan: Plan) -> list[str]:
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


def _fulfilment(plan: Plan) -> list[str]:
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


def _inputs(plan: Plan) -> list[str]:
    """Check what deliveries take of key materials and of skilled people, and how these may grow."""
    base = plan.case.settings.base_year
    made = {(r["line"], r["year"]): r["output"] for r in plan.tables["lines"].iter_rows(named=True)}
    product = dict(plan.case["lines"].select("line", "product").iter_rows())
    bills: dict[str, dict[str, float]] = defaultdict(dict)
    for r in plan.case["bills_of_materials"].iter_rows(named=True):
        bills[r["material"]][r["product"]] = r["quantity"]
    facts = {r["material"]: r for r in plan.case["materials"].iter_rows(named=True)}
    found, used = [], {}
    before: dict[str, float] = defaultdict(float)
    for r in plan.tables["materials"].sort("year").iter_rows(named=True):
        fact, bill = facts[r["material"]], bills[r["material"]]
        taken = sum(n * bill.get(product[line], 0.0) for (line, year), n in made.items() if year == r["year"])
        used[r["material"], r["year"]] = taken
        slack = TOLERANCE * max(1.0, taken)
        if abs(taken - r["output"]) > slack or taken > r["base"] + r["expansion"] + slack:
            found.append(f"deliveries take {taken} of {r}")
        step = r["expansion"] - before[r["material"]]
        early = r["expansion"] > slack and r["year"] - base < fact["build_time"]
        if step < -slack or step > fact["rate"] * fact["ramp"] / 100.0 + slack or early:
            found.append(f"expansion of a material breaks its ramp or build time: {r}")
        before[r["material"]] = r["expansion"]
    return found + _people(plan, made | used)


def _people(plan: Plan, made: dict[tuple[str, int], float]) -> list[str]:
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
        if needed > r["workers"] + slack:
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
