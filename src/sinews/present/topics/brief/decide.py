"""What to decide in the first year: orders, expansions, people, the next budget."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sinews.document import Block, Column, Note, Section, Table, wording
from sinews.present.topics.brief.book import Subject, counted, total

ORDERS, EXPANSIONS = 7, 5
"""Orders and expansions that a page names; the rest it counts and adds up."""

NOTABLE = 0.5
"""Persons from which on a number is worth saying."""


def decide(subject: Subject, foundation: Sequence[str]) -> Section:
    """Return what to decide, and in the end what the page rests on."""
    orders = _all_orders(subject) if subject.ally is None else subject.of(subject.book.orders)
    expansions = subject.of(subject.book.expansions, "country")
    sentences = _next_budget(subject)
    tables: list[Block] = []
    if orders.height:
        sentences.append(_order(subject, orders))
        tables.append(_orders(subject, orders))
    if expansions.height:
        sentences.append(
            f"Begin to expand {counted(expansions.height, 'plant')} for "
            f"{subject.book.money(total(expansions, 'cost'))}, the tightest bottleneck first."
        )
        tables.append(_expansions(subject, expansions))
    sentences += _intake(subject.of(subject.book.intake, "country"))
    sentences = sentences or ["The plan asks for no decision in this year."]
    return Section(
        "decide",
        f"What to decide in {subject.book.base_year}",
        (*map(Note, sentences), *tables, Note(" ".join(foundation), "note")),
    )


def _next_budget(subject: Subject) -> list[str]:
    """Return what the next budget must hold."""
    money, now, after = subject.book.money, subject.book.base_year, subject.book.base_year + 1
    years = {year: (core, gdp) for year, core, gdp in subject.path.select("year", "core", "gdp").iter_rows()}
    core, gdp = years.get(after, (0.0, 0.0))
    if core <= 0:
        return []
    change = core - years[now][0]
    more = "more" if change >= 0 else "less"
    return [
        f"Budget for {after}: core expenditure of {money(core)} ({wording.percentage(100 * core / gdp)} of "
        f"GDP), {money(abs(change))} {more} than in {now}."
    ]


def _all_orders(subject: Subject) -> pl.DataFrame:
    """Return the orders of all allies together, the largest value first."""
    return (
        subject.book.orders.group_by("product", maintain_order=True)
        .agg(
            pl.col("name", "reason").first(),
            pl.col("quantity", "value").sum(),
            pl.col("delivered", "needed").min(),
            allies=pl.col("ally").n_unique(),
        )
        .sort("value", "product", descending=[True, False])
    )


def _order(subject: Subject, orders: pl.DataFrame) -> str:
    late = orders.filter(pl.col("needed") < pl.col("delivered")).height
    return (
        f"Order in {subject.book.base_year}: {counted(orders.height, 'product')} for "
        f"{subject.book.money(total(orders, 'value'))}; {late} of them are needed before they can be "
        "delivered, so that each year of delay adds a year of shortfall."
    )


def _orders(subject: Subject, orders: pl.DataFrame) -> Table:
    named, rest = orders.head(ORDERS), orders.slice(ORDERS)
    more = f"; {rest.height} more for {subject.book.money(total(rest, 'value'))}" if rest.height else ""
    if subject.ally is None:
        where = Column("allies", "Allies", "day")
    else:
        where = Column("built_in", "Built in", "key")
        named = named.with_columns(built_in=pl.col("countries").list.join(", "))
    broken = (orders["quantity"] % 1.0 > 0.0).any()
    parts = " Parts of a unit are work that later orders complete." if broken else ""
    return Table(
        "orders",
        f"Orders to place in {subject.book.base_year}, the largest{more}.{parts}",
        named.with_columns(
            product="name",
            reason=pl.when(pl.col("reason") != "")
            .then("reason")
            .otherwise(pl.lit("today’s level, as stock retires")),
        ),
        (
            Column("product", "Order"),
            Column("quantity", "Number", "count"),
            Column("value", "Value, m", "m"),
            where,
            Column("delivered", "Delivered from", "year"),
            Column("needed", "Needed from", "year"),
            Column("reason", "Because of"),
        ),
        sortable=False,
    )


def _expansions(subject: Subject, expansions: pl.DataFrame) -> Table:
    named = expansions.sort("rank", "cost", descending=[False, True], nulls_last=True).head(EXPANSIONS)
    rest = expansions.height - named.height
    country = [subject.book.country(key) for key in named["country"]]
    return Table(
        "expansions",
        f"Plants whose expansion begins in {subject.book.base_year}: output a year today, and what is added"
        + (f"; {rest} more" if rest else ""),
        named.with_columns(
            pl.Series("country", country, pl.String),
            plant="name",
            serves=pl.col("serves").fill_null("several products"),
        ),
        (
            Column("plant", "Expand"),
            Column("serves", "For"),
            *([Column("country", "In")] if subject.ally is None else []),
            Column("rate", "Today", "count"),
            Column("added", "Add", "count"),
            Column("opens", "Opens", "year"),
            Column("cost", "Cost, m", "m", status="estimated"),
            Column("rank", "Bottleneck no.", "day"),
        ),
        sortable=False,
    )


def _intake(intake: pl.DataFrame) -> list[str]:
    """Return whom to take in, trade by trade, in a sentence; none if nobody."""
    told = [
        f"{row['name']} {wording.number(row['apprentices'])} ({wording.number(row['today'])})"
        + (f" and {wording.number(row['recruits'])} recruits" if row["recruits"] > NOTABLE else "")
        for row in intake.iter_rows(named=True)
    ]
    return [f"Take in apprentices (today’s intake), and skilled workers: {'; '.join(told)}."] if told else []
