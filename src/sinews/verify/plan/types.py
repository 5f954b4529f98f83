"""Checks that allies have few types: how many at the horizon, a least fleet, time and money for a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from sinews.case import Case, unit_prices
from sinews.implementation import Plan
from sinews.verify.plan.ages import Pair, type_leaves
from sinews.verify.plan.derived import of_case
from sinews.verify.plan.findings import Findings

Row = dict[str, Any]

LEAST = 1e-6
"""Quantity from which something is ordered."""


class New(NamedTuple):
    """A type that an ally orders and has not had: what is said of it, how many, from which line, and when.

    `line` is the one of most work; `first_year` that of the first work on it.
    """

    ally: str
    capability: str
    product: str
    row: Row
    ordered: float
    line: str
    first_year: int


class TypeBook:
    """What `type_limits` says of each ally and capability, and which types there are at the start."""

    def __init__(self, case: Case) -> None:
        self.rows = list(case["type_limits"].iter_rows(named=True))
        self.members: dict[str, set[str]] = defaultdict(set)
        for group, ally in case["groups"].select("group", "ally").iter_rows():
            self.members[group].add(ally)
        self.capability = dict(case["products"].select("product", "capability").iter_rows())
        self.product = dict(case["lines"].select("line", "product").iter_rows())
        self.had: dict[Pair, set[str]] = defaultdict(set)
        self.left: dict[Pair, set[str]] = defaultdict(set)
        lives = dict(case["service_lives"].select("capability", "life").iter_rows())
        listed = {key for name in ("formations_held", "air_defence_held") for key in case[name]["capability"]}
        for r in case["fleets"].iter_rows(named=True):
            if not r["active"]:
                continue
            pair, kind = (r["ally"], r["capability"]), r["product"] or r["type"]
            self.had[pair].add(kind)
            by_age = r["capability"] in lives and r["capability"] not in listed
            last = type_leaves(r, lives[r["capability"]], case.settings.base_year)[1] if by_age else None
            if last is None or last > case.settings.horizon:
                self.left[pair].add(kind)
        sold = [(r["ally"], self.product[r["line"]]) for r in case["contracts"].to_dicts() if r["quantity"]]
        sold += [(r["ally"], r["product"]) for r in case["operators"].to_dicts() if r["quantity"]]
        for ally, product in sold:
            for types in (self.had, self.left):
                types[ally, self.capability[product]].add(product)

    def about(self, ally: str, capability: str) -> Row | None:
        """Return the row most at the point; of those of several groups the strictest."""
        rows = [
            (3 if row["who"] == ally else 2 if ally in self.members[row["who"]] else 1, place)
            for place, row in enumerate(self.rows)
            if row["capability"] == capability
            and (row["who"] in (ally, "all") or ally in self.members[row["who"]])
        ]
        if not rows:
            return None
        closest = [place for near, place in rows if near == max(rows)[0]]
        figures = ("minimum_fleet", "introduction_cost", "introduction_years", "who")
        return max(
            (self.rows[place] for place in closest),
            key=lambda row: (-self.most(row, ally), *(row[name] for name in figures)),
        )

    def most(self, row: Row, ally: str) -> int:
        """Return how many types an ally may have at the horizon."""
        own = len(self.had[ally, row["capability"]]) + int(row["more"])
        return own if row["most"] is None else int(row["most"])


@of_case
def type_book(case: Case) -> TypeBook:
    """Return what limits the types of allies in a case."""
    return TypeBook(case)


def types(plan: Plan) -> Findings:
    """Check the types of each ally: their number, and fleet, year and money of those it has not had."""
    book, found = type_book(plan.case), Findings((), plan.orders.height)
    bought: dict[Pair, set[str]] = defaultdict(set)
    for ally, product, quantity in plan.orders.select("ally", "product", "quantity").iter_rows():
        if quantity > LEAST:
            bought[ally, book.capability[product]].add(product)
    for (ally, capability), kinds in bought.items():
        row = book.about(ally, capability)
        if row is None:
            continue
        there, most = book.left[ally, capability] | kinds, book.most(row, ally)
        if len(there) > most and kinds - book.left[ally, capability]:
            found.append(
                f"orders, ally {ally}, capability {capability}: {len(there)} types at the horizon "
                f"({', '.join(sorted(there))}), where type_limits, {row['who']}/{capability}, allows {most}"
            )
    paid = _paid_until(plan)
    for new in introduced(plan, book):
        key = f"type_limits, {new.row['who']}/{new.capability}"
        where = f"deliveries, ally {new.ally}, product {new.product}"
        if new.ordered < new.row["minimum_fleet"] - LEAST:
            found.append(
                f"{where}: {new.ordered:.6g} ordered of a type that it has not had, where {key}, "
                f"asks for {new.row['minimum_fleet']:g}"
            )
        earliest = plan.case.settings.base_year + int(new.row["introduction_years"])
        if new.first_year < earliest:
            found.append(
                f"{where}, year {new.first_year}: a type that it has not had, where {key}, lets it come from "
                f"{earliest} on"
            )
        last = paid.get((new.ally, new.product))
        if new.row["introduction_cost"] and last is None:
            found.append(f"ledger, payer {new.ally}, product {new.product}: its introduction is not paid")
        if last is not None and last >= new.first_year:
            found.append(
                f"ledger, payer {new.ally}, product {new.product}: its introduction is paid until {last}, "
                f"where its first work is of {new.first_year}"
            )
    return found


def introduced(plan: Plan, book: TypeBook) -> Iterator[New]:
    """Yield the types that allies order and have not had, where a row is about them."""
    work: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    first: dict[tuple[str, str], int] = {}
    rows = plan.deliveries.filter(pl.col("ordered") > 0.0).select("ally", "line", "year", "ordered")
    for ally, line, year, ordered in rows.iter_rows():
        key = ally, book.product[line]
        work[key][line] += ordered
        first[key] = min(first.get(key, year), year)
    for (ally, product), lines in work.items():
        capability = book.capability[product]
        row = book.about(ally, capability)
        total = sum(lines.values())
        if row is None or product in book.had[ally, capability] or total <= LEAST:
            continue
        line = min(lines, key=lambda each: (-round(lines[each], 6), each))
        yield New(ally, capability, product, row, total, line, first[ally, product])


def introductions(plan: Plan) -> pl.DataFrame:
    """Return what introductions cost: payer, line, year, committed, amount, said (the row's status), element.

    When one begins was for the search to choose, as far as `types` allows: it is read from the ledger.
    """
    book = type_book(plan.case)
    price = dict(unit_prices(plan.case).select("product", "procurement").iter_rows())
    began = begun_introductions(plan)
    rows = []
    for new in introduced(plan, book):
        years = int(new.row["introduction_years"])
        begun = began.get((new.ally, new.product), new.first_year - years)
        amount = new.row["introduction_cost"] * price[new.product] / years
        rows += [
            (new.ally, new.line, begun + n, begun, amount, new.row["status"]) for n in range(years) if amount
        ]
    schema = {"payer": pl.String, "line": pl.String, "year": pl.Int64, "committed": pl.Int64}
    schema |= {"amount": pl.Float64, "said": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(element=pl.lit("introduction"))


def begun_introductions(plan: Plan) -> dict[tuple[str, str], int]:
    """Return the first year in which each introduction is paid, by payer and product."""
    return _introduction_years(plan, pl.col("year").min())


def _paid_until(plan: Plan) -> dict[tuple[str, str], int]:
    return _introduction_years(plan, pl.col("year").max())


def _introduction_years(plan: Plan, which: pl.Expr) -> dict[tuple[str, str], int]:
    """Return a year of the payments for each introduction, by payer and product."""
    rows = (
        plan.tables["ledger"]
        .filter(pl.col("kind") == "payment", pl.col("element") == "introduction")
        .drop_nulls(["payer", "product"])
        .group_by("payer", "product", maintain_order=True)
        .agg(which)
    )
    return {(payer, product): year for payer, product, year in rows.iter_rows()}
