"""Checks what is said to be promised beyond what there is: which limits give way, when, and by how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import polars as pl

from sinews.case import table_money
from sinews.implementation import Plan
from sinews.verify.plan.committed import committed
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.industry import announced, promised_output, staffed
from sinews.verify.plan.ledger import paid_for
from sinews.verify.plan.loans import loan_flows
from sinews.verify.plan.promised import given_from_stock
from sinews.verify.plan.suppliers import book_of
from sinews.verify.plan.types import type_book

KEYS = ["table", "key", "column"]

LEAST = 1e-6
"""Excess up to which nothing is said."""

Excess = tuple[str, str, str, str, dict[int, float]]
"""Table, key, column, unit, and by how much the promise is more in each year."""

BY_VALUE = ("least_domestic_share", "european_content")


def contradictions(plan: Plan) -> Findings:
    """Check each promise beyond a limit: rows, years and sizes follow from the case."""
    rows = []
    for table, key, column, unit, excess in _excesses(plan):
        years = [year for year in plan.case.years if excess.get(year, 0.0) > LEAST]
        if years:
            rows.append((table, key, column, years[0], years[-1], max(excess.values()), unit))
    found_rows = plan.tables["contradictions"]
    names = ["first_year", "last_year"]
    schema = (
        dict.fromkeys(KEYS, pl.String)
        | dict.fromkeys(names, pl.Int64)
        | {"excess": pl.Float64, "unit": pl.String}
    )
    due = pl.DataFrame(rows, schema=schema, orient="row")
    compare = found_rows
    if plan.case["supplier_rules"].filter(pl.col("kind").is_in(BY_VALUE)).height:
        # a share that no open line can keep shuts a capability, too
        by_rule = pl.col("table") == "supplier_rules"
        compare = found_rows.filter(
            ~by_rule | pl.struct(KEYS).is_in(due.select(pl.struct(KEYS)).to_series().implode())
        )
    found = compared("contradictions", compare, due, KEYS, least={"excess": 1e-3})
    for r in found_rows.iter_rows(named=True):
        most = f"{r['excess']:,.0f}" if (r["excess"] or 0.0) >= 100 else f"{r['excess'] or 0.0:.3g}"
        when = years_in_words(sorted({r["first_year"] or 0, r["last_year"] or 0}))
        begins = f"{r['table']}, {r['key']}, {r['column']}: by up to {most} {r['unit']} {when}, "
        if not str(r["statement"]).startswith(begins):
            found.append(f"contradictions, key {r['key']}, statement: does not begin with {begins!r}")
    return found


def _excesses(plan: Plan) -> Iterator[Excess]:
    """Yield by how much what is promised is more than each limit."""
    case = plan.case
    lines, materials, people = promised_output(plan)
    for table, taken in (("lines", lines), ("materials", materials)):
        units = dict(case["materials"].select("material", "unit").iter_rows())
        for key, path in announced(case, table).items():
            more = {year: taken[key, year] - rate for year, rate in path.items()}
            yield table, key, "rate", units.get(key, "") if table == "materials" else "products", more
    for pool in case["workforce"].iter_rows(named=True):
        place = pool["country"], pool["trade"]
        there = staffed(pool, list(case.years))
        more = {year: max(people[(*place, year)] - there[year], 0.0) for year in case.years}
        yield "workforce", "/".join(place), "workers", "people", more
    yield from _of_money(plan)
    yield from _of_stock(plan)
    yield from _of_rules(plan)
    yield from _of_types(plan)


def _of_money(plan: Plan) -> Iterator[Excess]:
    """Yield what contracts, support and interest on loans cost beyond the budgets for equipment."""
    paid: dict[tuple[str, int], float] = defaultdict(float)
    for element in ("contracted", "support"):
        for (payer, _, year), amount in paid_for(plan, element).items():
            paid[payer, year] += amount
    for key, interest in loan_flows(plan)[2].items():
        paid[key] += interest
    budget = {(r["ally"], r["year"]): r["equipment_budget"] for r in plan.spending.iter_rows(named=True)}
    # a unit of the row's own, so that it stays in the money of tables
    own = table_money(plan.case)
    for ally in plan.case["allies"]["ally"]:
        more = {year: (paid[ally, year] - budget.get((ally, year), 0.0)) / own for year in plan.case.years}
        unit = f"{plan.case.settings.table_currency or plan.case.settings.currency} m"
        yield "budgets", ally, "programme_share", unit, more


def _of_stock(plan: Plan) -> Iterator[Excess]:
    """Yield what is promised from stock and not given; the promise that ends last goes without first."""
    case = plan.case
    left = {pair: sum(path) for pair, path in given_from_stock(plan).items()}
    rows = case["support_deliveries"].drop_nulls("capability").to_dicts()
    for r in sorted(rows, key=lambda row: row["last_year"]):
        pair = r["ally"], r["capability"]
        each = r["quantity"] / (r["last_year"] - r["first_year"] + 1)
        due = [year for year in case.years if r["first_year"] <= year <= r["last_year"]]
        missing = max(each * len(due) - left[pair], 0.0)
        left[pair] = max(left[pair] - each * len(due), 0.0)
        yield "support_deliveries", r["delivery"], "quantity", "units", dict.fromkeys(due, missing)


def _of_rules(plan: Plan) -> Iterator[Excess]:
    """Yield what targets ask for of those whom a rule leaves no supplier."""
    case, book = plan.case, book_of(plan.case)
    if case["supplier_rules"].is_empty():
        return
    made = dict(case["products"].select("product", "capability").iter_rows())
    built: dict[str, list[str]] = defaultdict(list)
    for line, product in case["lines"].select("line", "product").iter_rows():
        built[made[product]].append(line)
    units = dict(case["capabilities"].select("capability", "unit").iter_rows())
    for (ally, capability), short in _lacking(plan).items():
        if not any(each > 1e-9 for each in short.values()) or not built[capability]:
            continue
        against = Counter[str]()
        for line in built[capability]:
            for year in case.years:
                rule = book.against({"ally": ally, "line": line, "order_year": year})
                if not rule:
                    break
                against[rule] += 1
            else:
                continue
            break
        else:
            order = {rule: place for place, rule in enumerate(case["supplier_rules"]["rule"])}
            rule = min(against, key=lambda each: (-against[each], order[each]))
            yield "supplier_rules", f"{rule}/{ally}/{capability}", "kind", units[capability], short


def _lacking(plan: Plan) -> dict[tuple[str, str], dict[int, float]]:
    """Return what each ally lacks of each capability in each year without any new order, units."""
    have = committed(plan)
    lacking: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for ally, capability, year, target in plan.targets.select(
        "ally", "capability", "year", "target"
    ).iter_rows():
        lacking[ally, capability][year] = max(target - have.get((ally, capability, year), 0.0), 0.0)
    return lacking


def _of_types(plan: Plan) -> Iterator[Excess]:
    """Yield what targets ask for of those whom a limit of types leaves without any line."""
    case = plan.case
    if case["type_limits"].is_empty():
        return
    book, rules = type_book(case), book_of(case)
    units = dict(case["capabilities"].select("capability", "unit").iter_rows())
    size = dict(case["products"].select("product", "yield").iter_rows())
    for (ally, capability), short in _lacking(plan).items():
        row = book.about(ally, capability)
        if row is None or not any(each > 1e-9 for each in short.values()):
            continue
        products = {
            product
            for line, product in book.product.items()
            if book.capability[product] == capability
            and any(not rules.against({"ally": ally, "line": line, "order_year": y}) for y in case.years)
        }
        had, left = book.had[ally, capability], book.left[ally, capability]
        if not products or products & left:
            continue
        enough = {
            each for each in products if max(short.values()) >= row["minimum_fleet"] * size[each] - 1e-9
        }
        if book.most(row, ally) <= len(left):
            column = "more"
        elif products & had:
            continue
        elif not enough:
            column = "minimum_fleet"
        elif row["introduction_years"] >= len(case.years):
            column = "introduction_years"
        else:
            continue
        yield "type_limits", f"{row['who']}/{capability}/{ally}", column, units[capability], short


def years_in_words(years: list[int]) -> str:
    """Return a span of years in words."""
    return f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
