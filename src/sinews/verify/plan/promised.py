"""What was promised before the first year of a plan, and is delivered whatever is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import floor

import polars as pl

from sinews.case import Case, counted_whole, for_ukraine, holdings, on_order
from sinews.implementation import Plan
from sinews.verify.plan.ages import left_by_age
from sinews.verify.plan.derived import of_case
from sinews.verify.plan.findings import Findings, compared

READY = 1e-6
"""Part of a unit that work may lack for the unit to count as done."""

Totals = dict[tuple[str, str], list[float]]
"""Units by ally and capability, or products by ally and line, in each year."""


def support(plan: Plan) -> Findings:
    """Check what is given to Ukraine, from lines and from stock, against what was promised."""
    lines = evenly(plan.case, for_ukraine(plan.case)).rename({"line": "key"})
    stock = [
        (ally, "stock", key, year, given)
        for (ally, key), path in given_from_stock(plan).items()
        for year, given in zip(plan.case.years, path, strict=True)
        if given > 0.0
    ]
    schema = {"ally": pl.String, "origin": pl.String, "key": pl.String, "year": pl.Int64}
    due = pl.concat(
        [
            lines.select("ally", pl.lit("line").alias("origin"), "key", "year", "quantity"),
            pl.DataFrame(stock, schema=schema | {"quantity": pl.Float64}, orient="row"),
        ]
    )
    keys = list(schema)
    return compared("support", plan.tables["support"], due, keys, least={"quantity": 1e-3})


def evenly(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Return ally, line, year, quantity: what is due in each year, the same in all that a row names."""
    span = pl.col("last_year") - pl.col("first_year") + 1
    return (
        rows.with_columns(
            year=pl.int_ranges("first_year", pl.col("last_year") + 1), quantity=pl.col("quantity") / span
        )
        .explode("year")
        .filter(pl.col("year").is_in(list(case.years)), pl.col("quantity") != 0.0)
        .group_by("ally", "line", "year", maintain_order=True)
        .agg(pl.col("quantity").sum())
        .with_columns(pl.col("year").cast(pl.Int64))
    )


@of_case
def in_build(case: Case) -> pl.DataFrame:
    """Return ally, line, year, quantity: the work on contracts of the start in each year, products."""
    return evenly(case, on_order(case))


@of_case
def handed_over(case: Case) -> pl.DataFrame:
    """Return ally, line, year, quantity: what contracts of the start hand over, products.

    It is the work of the year; whole units where only those count; and what its dates say of a contract with
    milestones.
    """
    dated = case["milestones"].select("ally", "line").unique()
    work = in_build(case).join(dated, on=["ally", "line"], how="anti", maintain_order="left")
    capability = dict(case["products"].select("product", "capability").iter_rows())
    made = {
        line: capability[product] for line, product in case["lines"].select("line", "product").iter_rows()
    }
    count = set(counted_whole(case))
    whole = pl.col("line").is_in([line for line, of in made.items() if of in count])
    parts = [
        work.filter(~whole),
        case["milestones"].select("ally", "line", pl.col("year").cast(pl.Int64), "quantity"),
    ]
    for (line,), rows in work.filter(whole).group_by("line", maintain_order=True):
        parts.append(_in_units(case, str(line), rows))
    return (
        pl.concat(parts).group_by("ally", "line", "year", maintain_order=True).agg(pl.col("quantity").sum())
    )


def _in_units(case: Case, line: str, work: pl.DataFrame) -> pl.DataFrame:
    """Return the whole units that a line hands over for the work on contracts.

    A line that runs has half a unit in build at the start. Each unit that is done goes to an ally that has
    had less than was worked for it: to the one for which the work on a further unit is done first, then to
    the one that lacks most, then to the one that the case names first.
    """
    rank = {ally: place for place, ally in enumerate(case["allies"]["ally"])}
    years = list(case.years)
    yearly: dict[str, dict[int, float]] = defaultdict(dict)
    for ally, year, quantity in work.select("ally", "year", "quantity").iter_rows():
        yearly[ally][year] = quantity
    allies = sorted(yearly, key=rank.__getitem__)
    so_far = {ally: [sum(yearly[ally].get(y, 0.0) for y in years[: n + 1]) for n in range(len(years))]
              for ally in allies}  # fmt: skip
    runs = case["lines"].filter(line=line)["rate"].item() > 0
    had, done, rows = dict.fromkeys(allies, 0), 0, []

    def first(ally: str, now: int) -> tuple[bool, int, float, int]:
        lacking = so_far[ally][now] - had[ally]
        ready = next((n for n in range(len(years)) if so_far[ally][n] >= had[ally] + 1 - READY), len(years))
        return lacking <= READY, ready, -lacking, rank[ally]

    for now, year in enumerate(years):
        total = sum(so_far[ally][now] for ally in allies) + (0.5 if runs else 0.0)
        units = int(total + READY) - done
        done += units
        given: dict[str, int] = defaultdict(int)
        for _ in range(units):
            ally = min(allies, key=lambda each: first(each, now))
            had[ally] += 1
            given[ally] += 1
        rows += [(ally, line, year, float(number)) for ally, number in given.items()]
    schema = {"ally": pl.String, "line": pl.String, "year": pl.Int64, "quantity": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@of_case
def retirements(case: Case) -> Totals:
    """Return what retires of each ally's stock of each capability in each year, units."""
    return retirements_until(case)


def retirements_until(case: Case, later: int = 0) -> Totals:
    """Return what retires of each ally's stock of each capability in each year, and some later ones, units.

    Types leave by their age; what has been withdrawn since they were counted takes the same part of each.
    """
    whole = set(counted_whole(case))
    count, base = len(case.years) + later, case.settings.base_year
    by_age = left_by_age(case, later)
    gone: Totals = {}
    for row in holdings(case).iter_rows(named=True):
        life, start = row["remaining_life"], row["quantity"]
        so_far = [min(n / life, 1.0) * start if life else 0.0 for n in range(count + 1)]
        if (types := by_age.get((row["ally"], row["capability"]))) is not None:
            number = types[base - 1][0]
            so_far = [types[base - 1 + n][1] * start / number if number else 0.0 for n in range(count + 1)]
        if row["capability"] in whole:
            so_far = in_whole_units(so_far)
        gone[row["ally"], row["capability"]] = [so_far[n + 1] - so_far[n] for n in range(count)]
    for row in _by_capability(case, case["milestones"].rename({"replaces": "units"})).iter_rows(named=True):
        path = gone.setdefault((row["ally"], row["capability"]), [0.0] * count)
        path[row["year"] - base] += row["units"]
    return gone


def in_whole_units(so_far: Sequence[float]) -> list[float]:
    """Return running totals as the nearest whole numbers, halves downwards."""
    return [float(floor(total + 0.5 - 1e-9)) for total in so_far]


def given_from_stock(plan: Plan) -> Totals:
    """Return what leaves stock for Ukraine in each year, units: what is due, as far as stock will allow.

    What is given is never taken back, and leaves enough to retire all that retires later.
    """
    return _given(plan.case)


@of_case
def _given(case: Case) -> Totals:
    count, base = len(case.years), case.settings.base_year
    whole = set(counted_whole(case))
    due: dict[tuple[str, str], list[float]] = {}
    for row in case["support_deliveries"].drop_nulls("capability").iter_rows(named=True):
        path = due.setdefault((row["ally"], row["capability"]), [0.0] * count)
        for year in range(row["first_year"], row["last_year"] + 1):
            if year in case.years:
                path[year - base] += row["quantity"] / (row["last_year"] - row["first_year"] + 1)
    retired = retirements(case)
    held = {(a, c): q for a, c, q in holdings(case).select("ally", "capability", "quantity").iter_rows()}
    arrived: Totals = defaultdict(lambda: [0.0] * count)
    for row in _by_capability(case, handed_over(case)).iter_rows(named=True):
        arrived[row["ally"], row["capability"]][row["year"] - base] += row["quantity"] * row["yield"]
    given: Totals = {}
    for pair, path in due.items():
        stock, there = held.get(pair, 0.0), []
        for came, went in zip(arrived[pair], retired.get(pair, [0.0] * count), strict=True):
            stock += came - went
            there.append(stock)
        so_far, before, total = [0.0], 0.0, 0.0
        for now in range(count):
            total += path[now]
            before = max(before, min(total, max(0.0, min(there[now:]))))
            so_far.append(before)
        if pair[1] in whole:
            so_far = in_whole_units(so_far)
        given[pair] = [so_far[n + 1] - so_far[n] for n in range(count)]
    return given


def _by_capability(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows that name a line with the capability of what it builds, and what that yields."""
    made = (
        case["lines"]
        .select("line", "product")
        .join(case["products"].select("product", "capability", "yield"), on="product", maintain_order="left")
    )
    return rows.drop("capability", strict=False).join(made, on="line", how="inner", maintain_order="left")


def reserved(plan: Plan) -> pl.DataFrame:
    """Return line, year, quantity: what contracts and support take of each line, products; others not."""
    both = pl.concat([in_build(plan.case), evenly(plan.case, for_ukraine(plan.case))])
    return both.group_by("line", "year", maintain_order=True).agg(pl.col("quantity").sum())
