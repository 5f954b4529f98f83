"""Checks that every order keeps to the rules on suppliers, from the case's and the plan's tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import polars as pl

from sinews.case import Case
from sinews.implementation import Plan
from sinews.verify.plan.derived import of_case
from sinews.verify.plan.findings import Findings

Row = dict[str, Any]

SETTLED = 2e-3
"""Part of the value ordered by which a share may be missed: prices settle to a thousandth."""

LEAST = 1e-6
"""Quantity from which an order is one."""


def suppliers(plan: Plan) -> Findings:
    """Check that nobody orders from whom it may not, and that the shares that rules ask for are kept."""
    book = book_of(plan.case)
    orders = [order for order in plan.tables["orders"].iter_rows(named=True) if order["quantity"] > LEAST]
    found = Findings((), plan.orders.height)
    for order in orders:
        against = book.against(order)
        if against:
            found.append(
                f"orders, ally {order['ally']}, line {order['line']}, delivery_year "
                f"{order['delivery_year']}: {order['quantity']:.6g} of {order['product']} ordered in "
                f"{order['order_year']}, against {against}"
            )
    work = list(_work(plan).iter_rows(named=True))
    return found + [words for rule in book.rules for words in book.shares(rule, work)]


def _work(plan: Plan) -> pl.DataFrame:
    """Return ally, line, order_year, value: the work on new orders, in the year when it had to be ordered.

    A whole product is ordered with the last work on it; rules go by all of the work.
    """
    price = plan.tables["lines"].select("line", "year", "unit_price").unique(["line", "year"], keep="last")
    lead = plan.case["lines"].select("line", "lead_time")
    return (
        plan.deliveries.filter(pl.col("ordered") > 0.0)
        .join(price, on=["line", "year"], how="inner", maintain_order="left")
        .join(lead, on="line", how="inner", maintain_order="left")
        .select(
            "ally",
            "line",
            order_year=pl.col("year") - pl.col("lead_time"),
            value=pl.col("ordered") * pl.col("unit_price"),
        )
    )


class Book:
    """The rules of a case, and what their words stand for; read row by row."""

    def __init__(self, case: Case) -> None:
        self.rules: list[Row] = list(case["supplier_rules"].iter_rows(named=True))
        self.changes = {r["first_year"] for r in self.rules if r["first_year"] is not None}
        self.changes |= {r["last_year"] + 1 for r in self.rules if r["last_year"] is not None}
        self.answers: dict[tuple[str, str, int], str] = {}
        self.line: dict[str, Row] = {r["line"]: r for r in case["lines"].iter_rows(named=True)}
        self.product: dict[str, Row] = {r["product"]: r for r in case["products"].iter_rows(named=True)}
        self.domain = dict(case["capabilities"].select("capability", "domain").iter_rows())
        self.members: dict[str, set[str]] = defaultdict(set)
        for group, ally in case["groups"].select("group", "ally").iter_rows():
            self.members[group].add(ally)
        self.partner = {
            (r["line"], r["country"]): r["share"] for r in case["line_partners"].iter_rows(named=True)
        }
        self.types: dict[str, set[tuple[str, str]]] = {"announced": set(), "operates": set()}
        for r in case["types_announced"].iter_rows(named=True):
            self.types["announced"].add((r["ally"], r["product"]))
        for r in case["fleets"].iter_rows(named=True):
            if r["active"]:
                self.types["operates"].add((r["ally"], r["product"]))
        for r in case["operators"].iter_rows(named=True):
            if r["quantity"]:
                self.types["operates"].add((r["ally"], r["product"]))
        for r in case["contracts"].iter_rows(named=True):
            if r["quantity"]:
                self.types["operates"].add((r["ally"], self.line[r["line"]]["product"]))
        self.who = {
            r["rule"]: {ally: self._whose(r, ally) for ally in case["allies"]["ally"]} for r in self.rules
        }
        self.what = {r["rule"]: {line: self._of_what(r, line) for line in self.line} for r in self.rules}
        self.suppliers = {
            r["rule"]: {line for line in self.line if self._is_named(r, line)} for r in self.rules
        }

    def against(self, order: Row) -> str:
        """Return the rule that an order is against; ``""`` if there is none."""
        ally, line, year = order["ally"], order["line"], order["order_year"]
        # from one change of the rules to the next the answer is the same
        place = ally, line, sum(year >= change for change in self.changes)
        if place not in self.answers:
            self.answers[place] = self._against(ally, line, year)
        return self.answers[place]

    def _against(self, ally: str, line: str, year: int) -> str:
        barring = self._barring(ally, line, year)
        if barring:
            return barring
        rule = self._closest(ally, line, year)
        if rule is None or self._allowed(rule, ally, line):
            return ""
        if rule["kind"] in ("operates", "announced") and self._named(rule, line):
            # who has no line at home and no type of its own is left to competition
            capability = self.product[self.line[line]["product"]]["capability"]
            rivals = [
                other
                for other, facts in self.line.items()
                if self.product[facts["product"]]["capability"] == capability
            ]
            if not any(self._may(ally, other, year) for other in rivals):
                return ""
        return str(rule["rule"])

    def _may(self, ally: str, line: str, year: int) -> bool:
        """Return whether a line is open to an ally but for competition."""
        rule = self._closest(ally, line, year)
        return not self._barring(ally, line, year) and (rule is None or self._allowed(rule, ally, line))

    def _barring(self, ally: str, line: str, year: int) -> str:
        """Return the first rule that excludes a line, or ``""``."""
        for rule in self.rules:
            if rule["kind"] == "excluded" and self._about(rule, ally, line, year) and self._named(rule, line):
                return str(rule["rule"])
        return ""

    def _closest(self, ally: str, line: str, year: int) -> Row | None:
        """Return the rule most at the point of those that say from whom may be ordered."""
        said = [
            (self._about(rule, ally, line, year), -place, rule)
            for place, rule in enumerate(self.rules)
            if rule["kind"] in ("sovereign", "operates", "announced", "open")
            and self._about(rule, ally, line, year)
        ]
        return max(said, key=lambda each: each[:2])[2] if said else None

    def _about(self, rule: Row, ally: str, line: str, year: int) -> tuple[int, int] | None:
        """Return how closely a rule names an order, by whose it is and of what; None if it does not."""
        who, what = self.who[rule["rule"]][ally], self.what[rule["rule"]][line]
        begun = rule["first_year"] is None or rule["first_year"] <= year
        ended = rule["last_year"] is not None and rule["last_year"] < year
        return (who, what) if who and what and begun and not ended else None

    def _whose(self, rule: Row, ally: str) -> int:
        """Return how closely a rule names whose orders it is about; 0 if it does not."""
        if rule["who"] == "all":
            return 1
        return 3 if rule["who"] == ally else 2 if ally in self.members.get(rule["who"], ()) else 0

    def _of_what(self, rule: Row, line: str) -> int:
        """Return how closely a rule names what is ordered; 0 if it does not."""
        product = self.product[self.line[line]["product"]]
        steps = [
            "all",
            self.domain[product["capability"]],
            product["learning_class"],
            product["capability"],
            product["product"],
            line,
        ]
        words = _words(rule["what"])
        return max((1 + step for step, word in enumerate(steps) if word in words), default=0)

    def _named(self, rule: Row, line: str) -> bool:
        """Return whether a rule names a line as supplier; without any it names all."""
        return line in self.suppliers[rule["rule"]]

    def _is_named(self, rule: Row, line: str) -> bool:
        words = _words(rule["suppliers"])
        return (
            not words
            or bool(words & {line, self.line[line]["product"]})
            or self.line[line]["country"] in self._countries(words)
        )

    def _countries(self, words: set[str]) -> set[str]:
        return words | {ally for word in words for ally in self.members.get(word, ())}

    def _homes(self, line: str) -> set[str]:
        country = self.line[line]["country"]
        return {place for each, place in self.partner if each == line} | ({country} if country else set())

    def _at_home(self, ally: str, line: str) -> bool:
        return self.line[line]["country"] is None or ally in self._homes(line)

    def _allowed(self, rule: Row, ally: str, line: str) -> bool:
        """Return whether a rule lets an ally order from a line, competition aside."""
        kind, product = rule["kind"], self.line[line]["product"]
        if kind == "open":
            return self._named(rule, line)
        known = kind != "sovereign" and (ally, product) in self.types["operates"]
        decided = kind == "announced" and (ally, product) in self.types["announced"]
        return self._at_home(ally, line) or known or decided

    def _home_part(self, ally: str, line: str) -> float:
        """Return the part of the work on an ally's own orders that is done at home."""
        country = self.line[line]["country"]
        own = 100.0 if country is None or country == ally else 0.0
        return float(self.partner.get((line, ally), own)) / 100.0

    def shares(self, rule: Row, work: list[Row]) -> Iterator[str]:
        """Yield for whom less than the share that a rule asks for is worked."""
        if rule["kind"] not in ("least_domestic_share", "european_content"):
            return
        value: dict[str, float] = defaultdict(float)
        counts: dict[str, float] = defaultdict(float)
        for order in work:
            ally, line = order["ally"], order["line"]
            if self.is_about(rule, ally, line, order["order_year"]):
                value[ally] += order["value"]
                counts[ally] += order["value"] * self.counts(rule, ally, line)
        asked = self.asked(rule)
        for ally, ordered in value.items():
            if counts[ally] < (asked - SETTLED) * ordered - LEAST:
                yield (
                    f"orders, ally {ally}: {counts[ally] / ordered:.1%} of the value counts for "
                    f"{rule['rule']}, which asks for at least {asked:.1%}"
                )

    def is_about(self, rule: Row, ally: str, line: str, year: int) -> bool:
        """Return whether a rule is about what an ally orders of a line in a year."""
        return self._about(rule, ally, line, year) is not None

    def prefers(self, rule: Row, ally: str, line: str) -> bool:
        """Return whether a rule prefers a line: one that it names, or one at home if it names none."""
        return self._named(rule, line) if rule["suppliers"] else self._at_home(ally, line)

    def asked(self, rule: Row) -> float:
        """Return the share that a rule asks for, 0 to 1."""
        return float(rule["value"] if rule["kind"] == "least_domestic_share" else rule["part"]) / 100.0

    def counts(self, rule: Row, ally: str, line: str) -> float:
        """Return the part of an ally's orders of a line that counts for the share that a rule asks for."""
        if rule["kind"] == "least_domestic_share":
            return self._home_part(ally, line)
        return float(self._content(rule, ally, line) >= rule["value"] / 100.0)

    def _content(self, rule: Row, ally: str, line: str) -> float:
        inside = self._countries(_words(rule["suppliers"]))
        if self.line[line]["country"] in inside:
            return 1.0
        return self._home_part(ally, line) if ally in inside else 0.0


@of_case
def book_of(case: Case) -> Book:
    """Return the rules of a case."""
    return Book(case)


def _words(cell: str | None) -> set[str]:
    return {word.strip() for word in (cell or "").split(";") if word.strip()}
