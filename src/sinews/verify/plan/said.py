"""Checks what a plan says of itself: limits that hold it back, and what support costs.

Prices of limits are duals of the planning model, which no table has whole. What follows from tables is
checked: which rows there are, what they are of, and how the figures of a row and of rows hang together.
"""

from __future__ import annotations

from collections import defaultdict
from math import floor, inf, log10
from statistics import median
from typing import Any

import polars as pl

from sinews.case import Case, table_money
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.guidance import bought
from sinews.verify.plan.industry import announced
from sinews.verify.plan.ledger import paid_for
from sinews.verify.plan.orders import SETTLED

Row = dict[str, Any]

ALIKE = 1e-6
"""Part by which a figure may be off what the other figures of the row make it."""

OF_PRICES = "weighted thousandths of a requirement, times years, per "

NEARLY = 0.02
"""Part by which a sum of prices over years may be off: years of next to no gain do not count."""


def solution(plan: Plan) -> Findings:
    """Check what the manifest says of the search: that it found an optimum, and whether prices settled."""
    told, found = plan.solution, Findings()
    if told.status != "optimal":
        found.append(f"plan.json, solution, status: {told.status!r} where a plan is an optimum")
    for name, value, most in (
        ("gap", told.gap, GAP),
        ("whole_steps_gap", told.whole_steps_gap, 1.0),
        ("few_types_gap", told.few_types_gap, inf),
    ):
        if not -GAP <= value <= most:
            found.append(f"plan.json, solution, {name}: {value:.6g} where at most {most:.6g} is left")
    if told.converged != (told.price_change <= SETTLED) or not told.price_change >= 0.0:
        words = f"{told.converged} where prices change by {told.price_change:.6g}"
        found.append(f"plan.json, solution, converged: {words}")
    missed = weighted_shortfall(plan)
    # whole units are handed over later than the work on them is done, or, with work in hand, sooner
    if not missed <= OFF * max(told.objective, 0.0) + 1e-6:
        found.append(
            f"plan.json, solution, objective: {told.objective:.6g} where stock alone misses {missed:.6g}"
        )
    return found


GAP = 1e-6
"""Part of the objective that the solver may leave."""


def bottlenecks(plan: Plan) -> Findings:
    """Check the limits that hold the plan back: what they are, their order, and that their figures agree."""
    table = plan.tables["bottlenecks"]
    rows = table.to_dicts()
    found = Findings(_known(plan, rows), table.height)
    order = sorted(rows, key=lambda r: (-(r["relief"] or 0.0), r["key"] or "", r["kind"] or ""))
    for n, (row, right) in enumerate(zip(rows, order, strict=True), start=1):
        if row["rank"] != n or row["relief"] != right["relief"]:
            found.append(f"bottlenecks, rank {row['rank']}, rank: row {n} is not the next by its relief")
    for r in rows:
        if not (
            (r["price"] or 0.0) > 0
            and (r["step"] or 0.0) > 0
            and (r["relief"] or 0.0) >= 0
            and (r["closes"] or 0.0) > 0
        ):
            found.append(
                f"bottlenecks, rank {r['rank']}, price: {r['price']} at a step of {r['step']}, closing "
                f"{r['closes']}"
            )
    per_step = [
        (r["closes"] or 0.0) / (r["step"] * r["price"])
        for r in rows
        if (r["step"] or 0) * (r["price"] or 0) > 0
    ]
    if per_step and median(per_step) > 0:
        shortfall = 100.0 / median(per_step)
        for row in rows:
            found += _agrees(plan, row, shortfall)
        found += _ratios("bottlenecks", rows, "value", lambda r: r["step"] * r["price"], lambda _: "")
        found += _ratios(
            "bottlenecks", rows, "months", lambda r: r["step"] * r["price"], lambda r: r["capability"]
        )
        found += _of_all(plan, shortfall)
    return found


def _of_all(plan: Plan, shortfall: float) -> list[str]:
    """Return whether the shortfall of which limits close a part is not that of the plan.

    Limits are priced before whole units are handed over. What that changes is known where the bound of whole
    units is the model in fractions; otherwise the two are of one size.
    """
    missed, solution = weighted_shortfall(plan), plan.solution
    if solution.columns > BOUNDED:
        missed -= solution.whole_units_gap * solution.objective
        low, high = missed * (1 - NEARLY_ALL), missed * (1 + NEARLY_ALL)
    else:
        low, high = missed / OFF, max(missed * OFF, solution.objective)
    if low <= shortfall <= high:
        return []
    return [
        f"bottlenecks, rank 1, closes: parts of a shortfall of {shortfall:.6g} in all, where stock makes it "
        f"{low:.6g} to {high:.6g}"
    ]


BOUNDED = 20_000
"""Columns of a model from which on whole units are measured against the model in fractions."""

NEARLY_ALL = 2e-3
"""Part by which whole steps of expansion may change the shortfall."""

OFF = 2.0
"""Factor by which the shortfall of whole units may differ from that of the model in fractions."""


def weighted_shortfall(plan: Plan) -> float:
    """Return the shortfall of all allies, in thousandths of the last requirement, weighted and discounted."""
    case = plan.case
    needs = plan.requirements.filter(year=case.settings.horizon).select("capability", "required")
    priority = case["capabilities"].select("capability", "priority")
    ahead = pl.col("year") - case.settings.base_year
    rows = plan.stock.join(needs, on="capability", how="left").join(priority, on="capability", how="left")
    weight = pl.col("priority") * (1.0 + case.settings.discount_rate) ** (-ahead).cast(pl.Float64)
    part = pl.col("shortfall") * 1000.0 / pl.max_horizontal("required", pl.lit(1.0))
    return float(rows.select((part * weight).sum()).item() or 0.0)


def _known(plan: Plan, rows: list[Row]) -> list[str]:
    """Return where a row is of a limit that the case has not, or names it otherwise."""
    names = _names(plan.case)
    capabilities, everything = _users(plan.case), set(bought(plan.case))
    found = []
    seen: set[tuple[str, str]] = set()
    for r in rows:
        where, place = f"bottlenecks, rank {r['rank']}", (r["kind"], r["key"])
        if place not in names and r["kind"] not in KINDS and _has_others(plan):
            # a limit of a user's family, or a share that a rule on suppliers asks for
            continue
        if place not in names:
            found.append(f"{where}, key: there is no {r['kind']} {r['key']}")
            continue
        if place in seen:
            found.append(f"{where}, key: {r['kind']} {r['key']} stands in it more than once")
        seen.add(place)
        name, unit = names[place]
        for column, due in (("name", name), ("price_unit", OF_PRICES + unit)):
            if r[column] != due:
                found.append(f"{where}, {column}: {r[column]!r} where {due!r} follows")
        if not (plan.case.years[0] <= (r["first_year"] or 0) <= (r["last_year"] or 0) <= plan.case.years[-1]):
            found.append(
                f"{where}, first_year: {r['first_year']} to {r['last_year']} are no years of the plan"
            )
        users = capabilities.get(place)
        if r["capability"] is not None and r["capability"] not in (everything if users is None else users):
            found.append(f"{where}, capability: {r['capability']} does not use it")
        if r["kind"] == "line" and r["capability"] is None and r["months"] is not None:
            found.append(f"{where}, months: {r['months']} of no capability")
    return found


KINDS = ("line", "material", "trade", "equipment budget", "total budget")
"""Kinds of limits of which the case says how large they are."""


def _has_others(plan: Plan) -> bool:
    """Return whether a plan can have limits of other kinds."""
    shares = ("least_domestic_share", "european_content")
    return bool(plan.constraints) or plan.case["supplier_rules"]["kind"].is_in(shares).any()


def _names(case: Case) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the name of each limit that can hold a plan back, and what one more of it is."""
    names = {("line", r["line"]): (r["name"], "product a year") for r in case["lines"].iter_rows(named=True)}
    for r in case["materials"].iter_rows(named=True):
        names["material", r["material"]] = r["name"], f"{r['unit']} a year"
    for r in case["workforce"].iter_rows(named=True):
        names["trade", f"{r['country']}/{r['trade']}"] = r["name"], "worker"
    # prices of money stay in the money of tables
    currency = case.settings.table_currency or case.settings.currency
    for ally, name in case["allies"].select("ally", "name").iter_rows():
        for kind in ("equipment budget", "total budget"):
            names[kind, ally] = f"{name}, {kind}", f"{currency} m a year"
    return names


def _users(case: Case) -> dict[tuple[str, str], set[str]]:
    """Return the capabilities that use lines and materials, and trades by way of them."""
    made = dict(case["products"].select("product", "capability").iter_rows())
    of_line = {line: made[product] for line, product in case["lines"].select("line", "product").iter_rows()}
    built = set(case["lines"]["product"])
    users: dict[tuple[str, str], set[str]] = {("line", line): {of} for line, of in of_line.items()}
    for r in case["bills_of_materials"].iter_rows(named=True):
        if r["product"] in built:
            users.setdefault(("material", r["material"]), set()).add(made[r["product"]])
    country = dict(case["lines"].select("line", "country").iter_rows())
    country |= dict(case["materials"].select("material", "country").iter_rows())
    for r in case["labour"].iter_rows(named=True):
        site = r["site"]
        of = {of_line[site]} if site in of_line else users.get(("material", site), set())
        users.setdefault(("trade", f"{country[site]}/{r['trade']}"), set()).update(of)
    return users


def _agrees(plan: Plan, r: Row, shortfall: float) -> list[str]:
    """Return where the figures of a row do not hang together."""
    where = f"bottlenecks, rank {r['rank']}"
    found: list[str] = []
    if not (r["price"] > 0 and r["step"] > 0 and r["relief"] >= 0):
        return found
    closes = 100.0 * r["step"] * r["price"] / shortfall
    if not abs(r["closes"] - closes) <= ALIKE * closes:
        found.append(f"{where}, closes: {r['closes']:.10g} where {closes:.10g} follows from step and price")
    if not abs(log10(r["step"]) - round(log10(r["step"]))) <= 1e-9:
        found.append(f"{where}, step: {r['step']} is no power of ten")
    sizes = _sizes(plan, r)
    if sizes:
        least, most = min(sizes), max(sizes)
        relief = r["relief"] * shortfall
        off = ROUGHLY if r["kind"] == "trade" else 1.0 + NEARLY
        low, high = r["price"] * least / off, r["price"] * most * off
        if not low - 1e-12 * shortfall <= relief <= high + 1e-6 * shortfall:
            found.append(
                f"{where}, relief: {r['relief']:.6g} where {low / shortfall:.6g} to "
                f"{high / shortfall:.6g} follows"
            )
        if r["kind"] != "trade":
            off = 1.0
        if not _step(least / off) <= r["step"] <= _step(most * off):
            found.append(f"{where}, step: {r['step']} where there are {least:.6g} to {most:.6g}")
    if r["months"] is not None and not (r["kind"] == "line" and r["months"] >= 0):
        found.append(f"{where}, months: {r['months']} of a {r['kind']}")
    told, name = str(r["statement"]), str(r["name"])
    parts = [str(r["first_year"]), str(r["last_year"])]
    if "none of it at all" not in told:
        parts.append(f"by {r['closes']:.2g} %")
        if r["kind"] == "line" and r["months"] is not None and r["months"] >= 0.05:
            parts.append(f"{r['months']:.1f} months")
    elif sizes and max(sizes) > 0:
        parts.append("there is some")
    if not told.startswith(f"{name}: ") or any(part not in told for part in parts):
        found.append(f"{where}, statement: does not say {', '.join(parts)} of {name}: {told!r}")
    return found


ROUGHLY = 2.0
"""Factor by which people of a trade may be fewer or more before expansion and orders come in whole ones."""


def _sizes(plan: Plan, r: Row) -> list[float]:
    """Return how large a limit is in the years in which it binds and after; of budgets nothing is known."""
    case = plan.case
    years = [year for year in case.years if (r["first_year"] or 0) <= year <= (r["last_year"] or 0)]
    if r["kind"] in ("line", "material"):
        path = announced(case, f"{r['kind']}s").get(r["key"], {})
        return [path[year] for year in years if year in path]
    if r["kind"] == "trade":
        country, _, trade = str(r["key"]).partition("/")
        there = plan.tables["workforce"].filter(country=country, trade=trade)
        sizes = dict(there.select("year", "workers").iter_rows())
        return [sizes[year] for year in years if year in sizes]
    return []


def _step(size: float) -> float:
    """Return a round number, at most a tenth of a size, at least one, or a tenth where there is less."""
    least = 1.0 if size >= 1.0 else 0.1
    return max(10.0 ** floor(log10(max(0.1 * size, least))), least)


def _ratios(table: str, rows: list[Row], column: str, to: Any, group: Any) -> list[str]:
    """Return where a column is not in the one proportion to another figure that its group has."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column] is not None and (to(row) or 0) > 0:
            groups[group(row)].append(row)
    found = []
    for same in groups.values():
        usual = median(row[column] / to(row) for row in same)
        for row in same:
            due = usual * to(row)
            if not abs(row[column] - due) <= ALIKE * max(abs(due), 1e-12):
                key = f"rank {row['rank']}" if "rank" in row else f"ally {row['ally']}, key {row['key']}"
                found.append(
                    f"{table}, {key}, {column}: {row[column]:.10g} where {due:.10g} follows from other rows"
                )
    return found


def support_cost(plan: Plan) -> Findings:
    """Check of what support a cost is told, how much of it there is, and that shortfall and months agree."""
    table = plan.tables["support_cost"]
    keys = ["ally", "origin", "key"]
    made = dict(plan.case["products"].select("product", "capability").iter_rows())
    of_line = {line: made[of] for line, of in plan.case["lines"].select("line", "product").iter_rows()}
    given = plan.tables["support"].group_by(keys, maintain_order=True).agg(pl.col("quantity").sum())
    rows = [
        (ally, origin, key, of_line.get(key) if origin == "line" else key, quantity)
        for ally, origin, key, quantity in given.iter_rows()
        if quantity > 0
    ]
    money: dict[str, float] = defaultdict(float)
    for (payer, _, _), amount in paid_for(plan, "support").items():
        money[payer] += amount
    # a unit of the row's own, so that it stays in the money of tables
    own = table_money(plan.case)
    rows += [(ally, "money", "budget", None, amount / own) for ally, amount in money.items() if amount > 0]
    schema = dict.fromkeys([*keys, "capability"], pl.String) | {"quantity": pl.Float64}
    due = pl.DataFrame(rows, schema=schema, orient="row")
    if table.is_empty() and not plan.tables["bottlenecks"].height:
        # nothing is late, and support costs nothing
        due = due.clear()
    found = compared("support_cost", table, due, keys, least={"quantity": 1e-3})
    told = table.to_dicts()
    for r in told:
        late = r["origin"] != "money"
        if (
            not 0.0 <= r["shortfall"] <= 100.0 * 1000
            or (r["months"] is None) == late
            or not (r["months"] or 0.0) >= 0.0
        ):
            found.append(
                f"support_cost, ally {r['ally']}, key {r['key']}: shortfall {r['shortfall']}, months "
                f"{r['months']}"
            )
    return found + _ratios(
        "support_cost", told, "months", lambda r: r["shortfall"], lambda r: r["capability"]
    )


def years_in_words(years: list[int]) -> str:
    """Return a span of years in words."""
    return f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
