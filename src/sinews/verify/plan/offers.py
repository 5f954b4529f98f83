"""Who may order what from whom and when, on what terms, and which parts must come from some: as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.implementation import Plan
from sinews.verify.plan.parts import Array
from sinews.verify.plan.programme import Programme
from sinews.verify.plan.suppliers import Book, Row, book_of
from sinews.verify.plan.types import begun_introductions, type_book


@dataclass(frozen=True)
class Offers:
    """Deliveries that may be chosen, by ally, line and year of delivery, (a, l, t).

    Attributes
    ----------
    open
        Whether it may be ordered, and the ally lacks any of the capability.
    dearer
        The part by which the offer counts as dearer than it is, because a rule prefers others.
    shares
        By rule and ally: what one unit of value counts for beyond the share that is asked, (l, t).
    """

    open: NDArray[np.bool_]
    dearer: Array
    shares: dict[tuple[str, str], Array]


def offers(plan: Plan, programme: Programme) -> Offers:
    """Return what may be ordered."""
    p, book = programme, book_of(plan.case)
    shape = len(p.allies), len(p.lines), len(p.years)
    lacking = p.stock.pairs[:, p.capability_of]
    later = np.arange(shape[2])[None, None, :] >= p.first[None, :, None]
    may = lacking[:, :, None] & later & _of_its_types(plan, p)
    dearer, shares = np.zeros(shape), dict[tuple[str, str], Array]()
    if not book.rules:
        return Offers(may, dearer, shares)
    permitted = np.zeros(shape, np.bool_)
    for ally, line, years, when in _spans(p, book, may):
        order = {"ally": p.allies[ally], "line": p.lines[line], "order_year": when}
        permitted[ally, line, years] = not book.against(order)
    for rule in book.rules:
        if rule["kind"] == "preferred":
            dearer = np.maximum(dearer, _beside(p, book, rule, permitted))
        if rule["kind"] in ("least_domestic_share", "european_content"):
            shares |= dict(_shares(p, book, rule))
    return Offers(permitted, dearer, shares)


def _of_its_types(plan: Plan, p: Programme) -> NDArray[np.bool_]:
    """Return whether a delivery is of a type that the plan has its ally have by then, (a, l, t).

    Where a row limits types these are those that it orders, and those that it had and still has at the end; a
    type that it has not had comes when its introduction has been paid.
    """
    book, begun = type_book(plan.case), begun_introductions(plan)
    ordered = set(plan.orders.filter(pl.col("quantity") > 0.0).select("ally", "product").iter_rows())
    years = np.array(p.years)
    may = np.ones((len(p.allies), len(p.lines), years.size), np.bool_)
    for a, ally in enumerate(p.allies):
        for n, line in enumerate(p.lines):
            product = book.product[line]
            pair = ally, book.capability[product]
            row = book.about(*pair)
            if row is None or product in book.left[pair]:
                continue
            may[a, n] = (ally, product) in ordered
            if product not in book.had[pair] and (ally, product) in begun:
                may[a, n] &= years >= begun[ally, product] + row["introduction_years"]
    return may


def _spans(
    p: Programme, book: Book, chosen: NDArray[np.bool_]
) -> Iterator[tuple[int, int, NDArray[np.int64], int]]:
    """Yield ally, line, years of delivery among those chosen, and one year in which to order for them.

    From one change of the rules to the next what they say is the same.
    """
    ordered = np.array(p.years)[None, :] - p.lead[:, None]
    between = sum((ordered >= change for change in sorted(book.changes)), np.zeros(ordered.shape, np.int64))
    for ally, line in np.argwhere(chosen.any(axis=2)).tolist():
        years = np.flatnonzero(chosen[ally, line])
        for span in np.unique(between[line, years]).tolist():
            of = years[between[line, years] == span]
            yield ally, line, of, int(ordered[line, of[0]])


def _beside(p: Programme, book: Book, rule: Row, permitted: NDArray[np.bool_]) -> Array:
    """Return by what part others' offers count as dearer, where one that the rule prefers can be had."""
    found = np.zeros(permitted.shape)
    for ally, line, years, when in _spans(p, book, permitted):
        who, key = p.allies[ally], p.lines[line]
        if not book.is_about(rule, who, key, when) or book.prefers(rule, who, key):
            continue
        rivals = [p.lines[other] for other in np.flatnonzero(p.capability_of == p.capability_of[line])]
        if any(
            book.is_about(rule, who, other, when)
            and book.prefers(rule, who, other)
            and not book.against({"ally": who, "line": other, "order_year": when})
            for other in rivals
        ):
            found[ally, line, years] = rule["value"] / 100.0
    return found


def _shares(p: Programme, book: Book, rule: Row) -> Iterator[tuple[tuple[str, str], Array]]:
    """Yield what each delivery counts for beyond the share that a rule asks of an ally."""
    for ally in p.allies:
        about = [key for key in p.lines if book.who[rule["rule"]][ally] and book.what[rule["rule"]][key]]
        worth = np.zeros((len(p.lines), len(p.years)))
        for key in about:
            line = p.lines.index(key)
            for n, year in enumerate(p.years):
                if book.is_about(rule, ally, key, year - int(p.lead[line])):
                    worth[line, n] = book.counts(rule, ally, key) - book.asked(rule)
        if about:
            yield (str(rule["rule"]), ally), worth
