"""The summit page of the Alliance: the same in total, with the scoreboard and the ranking of bottlenecks."""

from __future__ import annotations

import polars as pl

from sinews.case import holdings, pledges_of
from sinews.document import wording
from sinews.implementation.waiting import waiting
from sinews.present.brief import common, sections
from sinews.present.brief.book import Book
from sinews.present.brief.content import ALLIANCE, Brief, Column, Section, Value
from sinews.present.brief.decide import decide_section
from sinews.present.brief.tables import added_up
from sinews.present.foundation import shortfall_foundation, spending_foundation
from sinews.present.topics.apportion.topic import RULE_NAMES

CARRIERS, BOTTLENECKS, COUNTRIES, BEHIND = 5, 6, 4, 3

SECOND_HALF = ("more lethal",)
"""Dimensions of the scoreboard that stand in the right column."""

WAITS = 3
"""How many sentences about time fit where no limit binds."""

AGAINST_TODAY = ", mean over capabilities"
"""What measures of the scoreboard have in common, and a narrow table can do without."""


def alliance_brief(book: Book) -> Brief:
    """Return the page of the Alliance."""
    rows = added_up(book.paths)
    return Brief(
        subject=ALLIANCE,
        name="The Alliance",
        subtitle=book.subtitle,
        headline=_headline(book, rows),
        sections=(
            _promise(book),
            _fair_share(book),
            sections.path_section(book, None, rows, "The path", "All allies"),
            _bottlenecks(book),
            _jobs(book),
            sections.readiness_section(book, None, _contributions(book)),
            *_scoreboard(book),
            _decisions(book, rows),
        ),
        path=common.path_years(rows),
        foundation=common.foundation(
            book, spending_foundation(book.plan), shortfall_foundation(book.plan), holdings(book.case)
        ),
        case_hash=book.case.hash,
    )


def _headline(book: Book, rows: pl.DataFrame) -> tuple[str, ...]:
    total, share = book.carried.select(
        pl.col("total").sum(), share=100.0 * pl.col("total").sum() / pl.col("gdp").sum()
    ).row(0)
    return (
        f"The plan costs {book.money(total)} from {book.base_year} to {book.horizon}, "
        f"{wording.percentage(share)} of the allies’ GDP.",
        common.met_sentence(book, rows, "Of their targets for the year the allies meet"),
        f"In {book.base_year}, orders worth {book.money(common.total(book.orders, 'value'))} must be placed "
        f"and {common.counted(book.expansions.height, 'plant')} must begin to expand.",
    )


def _promise(book: Book) -> Section:
    general = pledges_of(book.case, "gdp_share")
    sentences = [f"Money: {'; '.join(general['title'])}."] if general.height else []
    if general.height:
        share = general.sort("target_year")["share"][-1]
        reached = book.plan.tables["spending_path"].filter(pl.col("gdp_share") >= share - 1e-9)
        told = [f"{reached.filter(pl.col('year') == year).height} in {year}" for year in book.years]
        sentences.append(
            f"Allies at {wording.percentage(share)} of GDP or more: {wording.listed(told)} of "
            f"{len(book.allies)}."
        )
    sentences += [*sections.general_pledges(book), sections.capability_pledges(book, None)]
    return Section("promise", "What was promised", tuple(sentences), (sections.promise_path(book, None),))


def _fair_share(book: Book) -> Section:
    rule = book.comparison.rule
    relative = dict(
        book.comparison.burdens.filter(pl.col("rule") == rule).select("ally", "relative").iter_rows()
    )
    measures = {row["rule"]: row for row in book.comparison.measures.iter_rows(named=True)}
    others = [
        f"{RULE_NAMES[each]} {wording.number(row['gini'], 2)}"
        for each, row in measures.items()
        if each != rule
    ]
    sentences = (
        f"Relative to ability to pay, the heaviest burden is {wording.number(measures[rule]['highest'], 2)} "
        f"times the average (rule: {RULE_NAMES[rule]}); Gini coefficient "
        f"{wording.number(measures[rule]['gini'], 2)}.",
        f"Gini coefficient under other rules: {', '.join(others)}.",
    )
    largest = book.carried.head(CARRIERS)
    table = common.facts(
        "fair_share",
        "Who carries most of the plan’s cost; burden of what is added relative to ability to pay",
        [
            Column("ally", "Ally", "text"),
            Column("cost", "Cost, bn", "billions"),
            Column("share", "Of cost, %", "percent"),
            Column("gdp_part", "Of GDP, %", "percent"),
            Column("relative", "Burden", "ratio"),
        ],
        [
            (row["name"], row["total"], 100.0 * row["share"], 100.0 * row["gdp_part"], relative[row["ally"]])
            for row in largest.iter_rows(named=True)
        ],
    )
    return Section("fair_share", "Fair shares", sentences, (table,))


def _bottlenecks(book: Book) -> Section:
    ranked = book.plan.bottlenecks.sort("rank")
    waits = tuple(waiting(book.plan).values()) if ranked.is_empty() else ()
    if waits:
        return Section("bottlenecks", "The bottlenecks", waits[:WAITS])
    if ranked.is_empty():
        nothing = "No limit of industry or money holds the plan back."
        return Section("bottlenecks", "The bottlenecks", (nothing,))
    names = dict(book.case["capabilities"].select("capability", "name").iter_rows())
    year = common.milestone(book)
    missed = (
        book.plan.fulfilment.filter((pl.col("year") == year) & ~pl.col("aggregate"))
        .sort("met", "capability")
        .head(BEHIND)
    )
    behind = [
        f"{wording.lower(names[row['capability']])} ({wording.share(row['met'])})"
        for row in missed.iter_rows(named=True)
    ]
    table = common.facts(
        "bottlenecks",
        f"The tightest of {ranked.height}: by how many months one step more a year would bring what is late "
        "forward, and what money in the budgets that bind would do as much",
        [
            Column("limit", "Limit", "text"),
            Column("binds", "Binds", "span"),
            Column("holds_back", "Holds back", "text"),
            Column("step", "Step", "figure"),
            Column("months", "Months", "percent"),
            Column("value", "Worth, bn", "billions"),
        ],
        [
            (
                row["name"],
                common.span(row["first_year"], row["last_year"]),
                names.get(row["capability"]),
                row["step"],
                row["months"],
                row["value"],
            )
            for row in ranked.head(BOTTLENECKS).iter_rows(named=True)
        ],
    )
    sentences = (f"Furthest behind the requirement of {year}: {wording.listed(behind)}.",)
    return Section("bottlenecks", "The bottlenecks", sentences, (table,))


def _jobs(book: Book) -> Section:
    growth = book.review.growth
    if growth is None:
        return Section("jobs", "Jobs", ("The case has no table of input and output.",))
    countries = growth.countries.group_by("country", maintain_order=True).agg(pl.col("jobs").mean())
    most = countries.sort("jobs", "country", descending=[True, False]).head(COUNTRIES)
    told = [f"{book.country(country)} {wording.number(jobs)}" for country, jobs in most.iter_rows()]
    sentences = (f"Most jobs, mean of the years: {wording.listed(told)}.",) if told else ()
    years = growth.countries.filter(pl.col("year").is_in(book.years)).group_by("year", maintain_order=True)
    made = years.agg(pl.col("demand", "value_added", "jobs").sum()).sort("year")
    training = dict(
        growth.apprentices.group_by("year", maintain_order=True).agg(pl.col("in_training").sum()).iter_rows()
    )
    rows: list[tuple[Value, ...]] = [
        (row["year"], row["demand"], row["value_added"], row["jobs"], training.get(row["year"]))
        for row in made.iter_rows(named=True)
    ]
    return Section("jobs", "Jobs", sentences, (sections.jobs_table(rows, "in the Alliance"),))


def _contributions(book: Book) -> tuple[str, ...]:
    given = book.given.group_by("name", "unit", maintain_order=True).agg(pl.col("quantity").sum())
    within = [
        f"{wording.quantity(quantity)} {name}"
        for name, quantity in given.sort("name", "unit").select("name", "quantity").iter_rows()
    ]
    aid = (sections.aid_given(book, None),)
    return (*aid, f"Within the plan: {wording.listed(within)}.") if within else aid


def _scoreboard(book: Book) -> tuple[Section, Section]:
    """Return the scoreboard in two halves, one for each column of the page."""
    board = book.review.scoreboard.pivot(
        on="year", index=["dimension", "measure", "unit"], values="value", maintain_order=True
    )
    second = pl.col("dimension").is_in(SECOND_HALF)
    return (
        _half(book, "scoreboard", "Scoreboard", board.filter(~second)),
        _half(book, "scoreboard_second", "Scoreboard, second half", board.filter(second)),
    )


def _half(book: Book, key: str, title: str, board: pl.DataFrame) -> Section:
    rows: list[tuple[Value, ...]] = [
        (
            row["dimension"],
            f"{row['measure'].removesuffix(AGAINST_TODAY)}, {row['unit']}",
            *(row[str(year)] for year in book.years),
        )
        for row in board.iter_rows(named=True)
    ]
    columns = [
        Column("dimension", "", "span"),
        Column("measure", "Measure, unit", "text"),
        *(Column(str(year), str(year), "figure") for year in book.years),
    ]
    return Section(key, title, (), (common.facts(key, "At the end of the year", columns, rows),))


def _decisions(book: Book, rows: pl.DataFrame) -> Section:
    orders = (
        book.orders.group_by("product", maintain_order=True)
        .agg(
            pl.col("name", "reason").first(),
            pl.col("quantity", "value").sum(),
            pl.col("delivered", "needed").min(),
            allies=pl.col("ally").n_unique(),
        )
        .sort("value", "product", descending=[True, False])
    )
    return decide_section(
        book,
        rows,
        orders=orders,
        where=Column("allies", "Allies"),
        expansions=book.expansions,
        host=True,
        intake=book.intake,
    )
