"""The section on what to decide in the first year: orders, expansions, people, the next budget."""

from __future__ import annotations

import polars as pl

from sinews.document import wording
from sinews.present.brief.book import Book
from sinews.present.brief.common import counted, facts, total
from sinews.present.brief.content import Column, Facts, Section, Value

ORDERS, EXPANSIONS = 7, 5
"""Orders and expansions that a page names; the rest it counts and adds up."""

NOTABLE = 0.5
"""Persons from which on a number is worth saying."""


def decide_section(
    book: Book,
    rows: pl.DataFrame,
    *,
    orders: pl.DataFrame,
    where: Column,
    expansions: pl.DataFrame,
    host: bool,
    intake: pl.DataFrame,
) -> Section:
    """Return the section.

    Parameters
    ----------
    book
        The plan's book.
    rows
        Rows of `paths`, of an ally or added up.
    orders
        The columns of `first_orders` with one of `where`'s key, the largest value first.
    where
        The column that tells where orders are built, or how many allies place them.
    expansions, intake
        Rows of `first_expansions` and `first_intake`.
    host
        Whether to tell in which country a plant stands.
    """
    sentences = list(_next_budget(book, rows))
    tables = []
    if orders.height:
        sentence, table = _orders(book, orders, where)
        sentences.append(sentence)
        tables.append(table)
    if expansions.height:
        sentence, table = _expansions(book, expansions, host=host)
        sentences.append(sentence)
        tables.append(table)
    sentences += _intake(intake)
    if not sentences:
        sentences = ["The plan asks for no decision in this year."]
    return Section("decide", f"What to decide in {book.base_year}", tuple(sentences), tuple(tables))


def _next_budget(book: Book, rows: pl.DataFrame) -> tuple[str, ...]:
    """Return what the next budget must hold; `rows` are those of `paths`, added up."""
    core = dict(rows.select("year", "core").iter_rows())
    gdp = dict(rows.select("year", "gdp").iter_rows())
    now, after = book.base_year, book.base_year + 1
    if after not in core or core[after] <= 0:
        return ()
    change = core[after] - core[now]
    more = "more" if change >= 0 else "less"
    return (
        f"Budget for {after}: core expenditure of {book.money(core[after])} "
        f"({wording.percentage(100 * core[after] / gdp[after])} of GDP), {book.money(abs(change))} {more} "
        f"than in {now}.",
    )


def _orders(book: Book, orders: pl.DataFrame, where: Column) -> tuple[str, Facts]:
    """Return the orders to place, in a sentence and as a table."""
    named = orders.head(ORDERS)
    late = orders.filter(pl.col("needed") < pl.col("delivered")).height
    rest = orders.height - named.height
    sentence = (
        f"Order in {book.base_year}: {orders.height} products for {book.money(total(orders, 'value'))}; "
        f"{late} of them are needed before they can be delivered, so that each year of delay adds a year of "
        "shortfall."
    )
    more = (
        f"; {rest} more for {book.money(total(orders, 'value') - total(named, 'value'))}" if rest > 0 else ""
    )
    broken = (orders["quantity"] % 1.0 > 0.0).any()
    parts = " Parts of a unit are work that later orders complete." if broken else ""
    table = facts(
        "orders",
        f"Orders to place in {book.base_year}, the largest{more}.{parts}",
        [
            Column("product", "Order", "text"),
            Column("quantity", "Number"),
            Column("value", "Value, m", "millions"),
            where,
            Column("delivered", "Delivered from", "year"),
            Column("needed", "Needed from", "year"),
            Column("reason", "Because of", "text"),
        ],
        [
            (
                row["name"],
                row["quantity"],
                row["value"],
                row[where.key],
                row["delivered"],
                row["needed"],
                row["reason"] or "today’s level, as stock retires",
            )
            for row in named.iter_rows(named=True)
        ],
    )
    return sentence, table


def _expansions(book: Book, expansions: pl.DataFrame, *, host: bool) -> tuple[str, Facts]:
    """Return the expansions to begin, in a sentence and as a table; with the `host` country if asked for."""
    named = expansions.sort("rank", "cost", descending=[False, True], nulls_last=True).head(EXPANSIONS)
    rest = expansions.height - named.height
    sentence = (
        f"Begin to expand {counted(expansions.height, 'plant')} for {book.money(total(expansions, 'cost'))}, "
        "the tightest bottleneck first."
    )
    more = f"; {rest} more" if rest > 0 else ""
    columns = [
        Column("plant", "Expand", "text"),
        Column("serves", "For", "text"),
        *([Column("country", "In", "text")] if host else []),
        Column("rate", "Today", "figure"),
        Column("added", "Add", "figure"),
        Column("opens", "Opens", "year"),
        Column("cost", "Cost, m", "millions"),
        Column("rank", "Bottleneck no."),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            row["name"],
            row["serves"] or "several products",
            *([book.country(row["country"])] if host else []),
            row["rate"],
            row["added"],
            row["opens"],
            row["cost"],
            row["rank"],
        )
        for row in named.iter_rows(named=True)
    ]
    caption = (
        f"Plants whose expansion begins in {book.base_year}: output a year today, and what is added{more}"
    )
    return sentence, facts("expansions", caption, columns, rows)


def _intake(intake: pl.DataFrame) -> tuple[str, ...]:
    """Return whom to take in, trade by trade, in a sentence; none if nobody."""
    told = [
        f"{row['name']} {wording.number(row['apprentices'])} ({wording.number(row['today'])})"
        + (f" and {wording.number(row['recruits'])} recruits" if row["recruits"] > NOTABLE else "")
        for row in intake.iter_rows(named=True)
    ]
    return (f"Take in apprentices (today’s intake), and skilled workers: {'; '.join(told)}.",) if told else ()
