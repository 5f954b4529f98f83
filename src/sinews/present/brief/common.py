"""Sections that the page of an ally and the page of the Alliance share."""

from __future__ import annotations

import polars as pl

from sinews.case.schema import Status
from sinews.present import wording
from sinews.present.brief.book import Book
from sinews.present.brief.content import Column, Facts, PathYear, Section, Value

ORDERS, EXPANSIONS = 7, 5
"""Orders and expansions that a page names; the rest it counts and adds up."""

NOTABLE = 0.5
"""Persons from which on a number is worth saying."""


def facts(key: str, caption: str, columns: list[Column], rows: list[tuple[Value, ...]]) -> Facts:
    """Return a table."""
    return Facts(key, caption, tuple(columns), tuple(rows))


def path_years(rows: pl.DataFrame) -> tuple[PathYear, ...]:
    """Return the path of an ally, or of all, for the pictures; `rows` as `added_up` gives them."""
    return tuple(
        PathYear(
            year=row["year"],
            spent=row["spent"],
            budget=row["budget"],
            of_year=_percent(row["of_year"], row["targets"]),
            of_last=_percent(row["of_last"], row["lasting"]),
        )
        for row in rows.iter_rows(named=True)
    )


def promise_path(book: Book, ally: str | None) -> Facts:
    """Return the path of expenditure in the years shown, from the share of GDP before the plan on."""
    path = book.plan.tables["spending_path"]
    path = path if ally is None else path.filter(pl.col("ally") == ally)
    drawn = book.plan.spending if ally is None else book.plan.spending.filter(pl.col("ally") == ally)
    totals = (
        path.with_columns(equipment=pl.col("core") * pl.col("equipment_share") / 100.0)
        .group_by("year", maintain_order=True)
        .agg(pl.col("gdp", "core", "equipment").sum())
        .join(
            drawn.group_by("year", maintain_order=True).agg(pl.col("resilience").sum()),
            on="year",
            maintain_order="left",
        )
        .filter(pl.col("year").is_in(book.years))
        .sort("year")
    )
    rows: list[tuple[Value, ...]] = [
        (
            row["year"],
            _percent(row["core"], row["gdp"]),
            row["core"],
            _percent(row["equipment"], row["core"]),
            row["resilience"],
        )
        for row in totals.iter_rows(named=True)
    ]
    return facts(
        "path_of_expenditure",
        "Core expenditure promised; what the plan draws of funds for resilience",
        [
            Column("year", "Year", "year"),
            Column("core_share", "Core, % of GDP", "percent"),
            Column("core", "Core, bn", "billions"),
            Column("equipment_share", "Equipment, %", "percent"),
            Column("resilience", "Resilience, m", "millions"),
        ],
        rows,
    )


def capability_pledges(book: Book, ally: str | None) -> str:
    """Return the pledges on capabilities in force for an ally, or for the Alliance, in a sentence."""
    own = pl.col("ally").is_null() if ally is None else pl.col("ally").is_null() | (pl.col("ally") == ally)
    pledges = book.case["pledges"].filter(own & pl.col("kind").is_in(["multiple_of_baseline", "level"]))
    if pledges.is_empty():
        return "No pledge on capabilities is in force."
    due = sorted(set(pledges["target_year"]))
    titles = [str(title)[:1].lower() + str(title)[1:] for title in pledges["title"]]
    years = str(due[0]) if len(due) == 1 else f"{due[0]} to {due[-1]}"
    return f"All allies together: {wording.listed(titles)}, by {years}."


def path_section(book: Book, rows: pl.DataFrame, title: str, name: str) -> Section:
    """Return the section on spending against budget and on the targets met."""
    shown = rows.filter(pl.col("year").is_in(book.years))
    spent, budget = float(rows["spent"].sum()), float(rows["budget"].sum())
    sentences = (
        f"From {book.base_year} to {book.horizon} the plan spends {book.money(spent)} of "
        f"{book.money(budget)} that the promised path leaves for equipment and for running what is added.",
    )
    table = facts(
        "path",
        f"{name}: money, and targets met in full by the end of the year",
        [
            Column("year", "Year", "year"),
            Column("spent", "Spent, m", "millions"),
            Column("budget", "Budget, m", "millions"),
            Column("met", "Targets met"),
            Column("targets", "of"),
            Column("of_last", f"Part of {book.horizon} held, %", "percent"),
        ],
        [
            (
                row["year"],
                row["spent"],
                row["budget"],
                row["met"],
                row["targets"],
                _percent(row["of_last"], row["lasting"]),
            )
            for row in shown.iter_rows(named=True)
        ],
    )
    return Section("path", title, sentences, (table,), chart="path")


def readiness_section(book: Book, ally: str | None, others: tuple[str, ...]) -> Section:
    """Return the section on formations ready by tier, followed by what else an ally contributes."""
    ready = book.review.formations
    if ready is None or book.review.tiers is None:
        return Section("readiness", "Readiness and support to Ukraine", others)
    own = ready if ally is None else ready.filter(pl.col("ally") == ally)
    troops = {
        (tier, year): soldiers
        for tier, year, soldiers in own.group_by("tier", "year", maintain_order=True)
        .agg(pl.col("troops").sum())
        .iter_rows()
    }
    tiers = book.case["force_tiers"].select("tier", "day", "troops").sort("day")
    asked = [Column("asked", "Asked for", "figure")] if ally is None else []
    rows: list[tuple[Value, ...]] = [
        (
            f"within {day} days",
            *([soldiers] if asked else []),
            *(troops.get((tier, year), 0.0) for year in book.years),
        )
        for tier, day, soldiers in tiers.iter_rows()
    ]
    columns = [Column("tier", "Ready", "text"), *asked, *(_year_column(year) for year in book.years)]
    table = facts("readiness", "Soldiers of formations that are ready, end of the year", columns, rows)
    return Section("readiness", "Readiness and support to Ukraine", others, (table,))


def aid_given(book: Book, ally: str | None) -> str:
    """Return the military aid to Ukraine up to now in a sentence."""
    given = book.case["commitments"].filter((pl.col("kind") == "given") & (pl.col("year") < book.base_year))
    given = given if ally is None else given.filter(pl.col("ally") == ally)
    if given.is_empty():
        return "No military aid to Ukraine is on record in this case."
    sums = given.group_by("currency", "price_year", maintain_order=True).agg(pl.col("amount").sum())
    amounts = [
        f"{wording.money(amount, currency)} at {price_year} prices"
        for currency, price_year, amount in sums.iter_rows()
    ]
    years = sorted(given["year"])
    return f"Military aid to Ukraine, {years[0]} to {years[-1]}: {wording.listed(amounts)}."


def decision_sentences(book: Book, rows: pl.DataFrame) -> tuple[str, ...]:
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


def orders_table(book: Book, orders: pl.DataFrame, where: Column) -> tuple[str, Facts]:
    """Return the orders to place, in a sentence and as a table.

    Parameters
    ----------
    book
        The plan's book.
    orders
        The columns of `first_orders` with one of `where`'s key, the largest value first.
    where
        The column that tells where they are built, or by how many allies they are placed.
    """
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
    table = facts(
        "orders",
        f"Orders to place in {book.base_year}, the largest{more}. Parts of a unit are work that later orders "
        "complete.",
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


def expansions_table(book: Book, expansions: pl.DataFrame, *, host: bool) -> tuple[str, Facts]:
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


def intake_sentences(intake: pl.DataFrame) -> tuple[str, ...]:
    """Return whom to take in, trade by trade, in a sentence; none if nobody."""
    told = [
        f"{row['name']} {wording.number(row['apprentices'])} ({wording.number(row['today'])})"
        + (f" and {wording.number(row['recruits'])} recruits" if row["recruits"] > NOTABLE else "")
        for row in intake.iter_rows(named=True)
    ]
    return (f"Take in apprentices (today’s intake), and skilled workers: {'; '.join(told)}.",) if told else ()


def jobs_table(rows: list[tuple[Value, ...]], where: str) -> Facts:
    """Return what the plan's work makes: rows of year, paid, value added (USD m), jobs, apprentices."""
    return facts(
        "jobs",
        f"Work of the plan {where}, suppliers included; apprentices of the trades followed",
        [
            Column("year", "Year", "year"),
            Column("demand", "Paid here, m", "millions"),
            Column("value_added", "Value added, m", "millions"),
            Column("jobs", "Jobs"),
            Column("in_training", "In training"),
        ],
        rows,
    )


def met_sentence(book: Book, rows: pl.DataFrame, start: str) -> str:
    """Return how many targets are met in the years shown after the first; `rows` as `added_up` gives them."""
    by_year = {row["year"]: row for row in rows.iter_rows(named=True)}
    later = [year for year in book.years if year != book.base_year] or book.years
    met = [f"{by_year[year]['met']:,} of {by_year[year]['targets']:,} in {year}" for year in later]
    return f"{start} {wording.listed(met)}."


def milestone(book: Book) -> int:
    """Return the first of the years shown after the base year, for which pages say what is behind."""
    return next((year for year in book.years if year > book.base_year), book.base_year)


def foundation(spending: pl.DataFrame, shortfall: pl.DataFrame, held: pl.DataFrame) -> tuple[str, ...]:
    """Return how much of a page rests on which figures.

    Parameters
    ----------
    spending, shortfall
        status, share: of the plan's money, and of what is missing.
    held
        The holdings that the page rests on, with status and quantity.
    """
    there = held.filter(pl.col("quantity") > 0)
    counted = there.group_by("status", maintain_order=True).agg(share=pl.len() / max(there.height, 1))
    found = (
        _founded("Money of the plan", spending),
        _founded("What is missing", shortfall),
        _founded("Holdings", counted),
    )
    return (
        "What this page rests on.",
        *(sentence for sentence in found if sentence),
        "Jobs: the British table of 2010, scaled by assumption. Readiness: parts of people, training and "
        "usable equipment estimated or assumed.",
    )


def span(first: int, last: int) -> str:
    """Return years as a span."""
    return str(first) if first == last else f"{first}–{last}"


def _year_column(year: int) -> Column:
    return Column(str(year), str(year), "figure")


def total(frame: pl.DataFrame, column: str) -> float:
    """Return the sum of a column."""
    return float(frame[column].sum())


def counted(number: int, noun: str) -> str:
    """Return a number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _percent(of: float, whole: float) -> float | None:
    return 100.0 * of / whole if whole > 0 else None


def _founded(what: str, shares: pl.DataFrame) -> str | None:
    """Return in a sentence what rests on which figures; `shares` has status and share. None for nothing."""
    part = dict(shares.select("status", "share").iter_rows())
    if sum(part.values()) <= 0:
        return None
    firm = part.get(Status.PUBLISHED, 0.0) + part.get(Status.DERIVED, 0.0)
    return (
        f"{what}: {wording.share(firm)} published or derived, "
        f"{wording.share(part.get(Status.ESTIMATED, 0.0))} estimated, "
        f"{wording.share(part.get(Status.ASSUMED, 0.0))} assumed."
    )
