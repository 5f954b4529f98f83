"""The summit page of an ally."""

from __future__ import annotations

import polars as pl

from sinews.case import every_pledge, holdings, pledged_last
from sinews.document import wording
from sinews.present.brief import common, sections
from sinews.present.brief.book import Book
from sinews.present.brief.content import Brief, Column, Section, Value
from sinews.present.brief.decide import decide_section
from sinews.present.foundation import shortfall_foundation, spending_foundation
from sinews.present.published_targets import sentence
from sinews.present.topics.apportion.topic import RULE_NAMES

SHARES, BOTTLENECKS, BEHIND = 5, 5, 3


def ally_brief(book: Book, ally: str) -> Brief:
    """Return the page of an ally; `ally` is a key of the table of allies."""
    name = book.allies[ally]
    rows = book.paths.filter(pl.col("ally") == ally)
    return Brief(
        subject=ally,
        name=name,
        subtitle=book.subtitle,
        headline=_headline(book, ally, rows),
        sections=(
            _promise(book, ally),
            _fair_share(book, ally),
            sections.path_section(book, ally, rows, "Your path", name),
            _bottlenecks(book, ally),
            _jobs(book, ally),
            sections.readiness_section(book, ally, _contributions(book, ally)),
            _decisions(book, ally, rows),
        ),
        path=common.path_years(rows),
        foundation=common.foundation(
            book,
            spending_foundation(book.plan, ally),
            shortfall_foundation(book.plan, ally),
            holdings(book.case).filter(pl.col("ally") == ally),
        ),
        case_hash=book.case.hash,
    )


def _headline(book: Book, ally: str, rows: pl.DataFrame) -> tuple[str, ...]:
    name = book.allies[ally]
    if not int(rows["lasting"].sum()):
        return (
            f"{name} has no targets in this plan: it keeps no armed forces or can provide nothing of what is "
            "required, and spends nothing of the plan’s money.",
        )
    carried = book.carried.filter(pl.col("ally") == ally).row(0, named=True)
    whole = book.carried.select(100.0 * pl.col("total").sum() / pl.col("gdp").sum()).item()
    orders = book.orders.filter(pl.col("ally") == ally)
    expansions = book.expansions.filter(pl.col("country") == ally).height
    plants = common.counted(expansions, "plant")
    begin = f", and {plants} in the country must begin to expand" if expansions else ""
    return (
        f"{name} carries {book.money(carried['total'])} of the plan, "
        f"{wording.percentage(carried['gdp_share'])} of its GDP; the Alliance as a whole "
        f"{wording.percentage(whole)}.",
        common.met_sentence(book, rows, "Of its targets for the year it meets"),
        f"In {book.base_year}, orders for {common.counted(orders.height, 'kind')} of product worth "
        f"{book.money(common.total(orders, 'value'))} must be placed{begin}.",
    )


def _promise(book: Book, ally: str) -> Section:
    pledges = every_pledge(book.case)
    path = book.plan.tables["spending_path"].filter(pl.col("ally") == ally).sort("year")
    titles = dict(pledges.select("pledge", "title").iter_rows())
    followed = [titles[key] for key in path["pledge"].drop_nulls().unique(maintain_order=True)]
    before = book.case["budgets"].filter(pl.col("ally") == ally)["gdp_share"]
    if not followed:
        # who spends by published budgets what all have pledged has kept it, and is on no way to it
        of_all = pledges.filter((pl.col("kind") == "gdp_share") & pl.col("ally").is_null())
        for title, share in of_all.select("title", "share").iter_rows():
            reached = path.filter(pl.col("gdp_share") >= share)["year"].to_list()
            kept = before.len() > 0 and before[0] is not None and before[0] >= share
            when = ["kept already"] if kept else [f"reached in {year}" for year in reached[:1]]
            followed += [f"{title}, {words}" for words in when]
    start = f", from {wording.percentage(before[0])} in {book.base_year - 1}" if before.len() else ""
    sentences = [
        (f"Money: {'; '.join(followed)}{start}." if followed else f"Money: no pledge on expenditure{start}."),
        *_opt_out(book, ally),
        *sections.general_pledges(book),
        sections.capability_pledges(book, ally),
    ]
    return Section("promise", "What you promised", tuple(sentences), (sections.promise_path(book, ally),))


def _opt_out(book: Book, ally: str) -> list[str]:
    """Return that an ally's own pledge ends lower than the Alliance's, and no earlier, if so."""
    general, own = pledged_last(book.case, "gdp_share"), pledged_last(book.case, "gdp_share", ally)
    if general is None or own is None:
        return []
    (share, year), (last, last_year) = general, own
    if last_year < year or last >= share:
        return []
    return [
        f"Opt-out: it keeps to {wording.percentage(last)} of GDP, below the Alliance’s "
        f"{wording.percentage(share)} by {year}."
    ]


def _fair_share(book: Book, ally: str) -> Section:
    shares = book.shares.filter(pl.col("ally") == ally)
    named = shares.filter(pl.col("added") > 0).head(SHARES)
    burdens = book.comparison.burdens.filter(pl.col("ally") == ally)
    relative = dict(burdens.select("rule", "relative").iter_rows())
    rule = book.comparison.rule
    others = [
        f"{RULE_NAMES[each]} {wording.number(value, 2)}" for each, value in relative.items() if each != rule
    ]
    cost = common.total(shares, "cost")
    if not any(relative.values()):
        return Section("fair_share", "Your fair share", ("Nothing is asked of it, under any of the rules.",))
    sentences = (
        f"All that it is to add costs {book.money(cost)} over its life: {wording.number(relative[rule], 2)} "
        f"times the Alliance’s burden in relation to ability to pay (rule: {RULE_NAMES[rule]}).",
        f"Under other rules it would be: {', '.join(others)}.",
        *filter(None, [sentence(book.published.filter(pl.col("ally") == ally))]),
    )
    table = common.facts(
        "fair_share",
        f"The dearest of {shares.filter(pl.col('added') > 0).height} targets that grow; life-cycle cost",
        [
            Column("capability", "Capability", "text"),
            Column("held", "Today"),
            Column("target", f"Target {book.horizon}"),
            Column("cost", "Cost, m", "millions"),
        ],
        [(row["name"], row["held"], row["target"], row["cost"]) for row in named.iter_rows(named=True)],
    )
    return Section("fair_share", "Your fair share", sentences, (table,) if named.height else ())


def _bottlenecks(book: Book, ally: str) -> Section:
    found = book.holding_back.filter(pl.col("ally") == ally)
    missed = book.behind.filter((pl.col("ally") == ally) & (pl.col("year") == common.milestone(book)))
    if found.is_empty():
        return Section("bottlenecks", "Your bottlenecks", ("No limit holds back its targets.",))
    behind = [
        f"{wording.lower(row['name'])} "
        f"({wording.quantity(row['closing'])} of {wording.quantity(row['target'])})"
        for row in missed.head(BEHIND).iter_rows(named=True)
    ]
    sentences = [f"Furthest behind in {common.milestone(book)}: {wording.listed(behind)}."] if behind else []
    table = common.facts(
        "bottlenecks",
        "What holds back its targets most: its part of what is missing, and by how many months one step more "
        "a year would bring that forward",
        [
            Column("limit", "Limit", "text"),
            Column("binds", "Binds", "span"),
            Column("holds_back", "Holds back", "text"),
            Column("part", "Part, %", "percent"),
            Column("step", "Step", "figure"),
            Column("months", "Months", "percent"),
        ],
        [
            (
                row["name"],
                common.span(row["first_year"], row["last_year"]),
                row["held_back"],
                100.0 * row["part"],
                row["step"],
                row["months"],
            )
            for row in found.head(BOTTLENECKS).iter_rows(named=True)
        ],
    )
    return Section("bottlenecks", "Your bottlenecks", tuple(sentences), (table,))


def _jobs(book: Book, ally: str) -> Section:
    growth = book.review.growth
    if growth is None:
        return Section("jobs", "Your jobs", ("The case has no table of input and output.",))
    paid = growth.leakage.filter(pl.col("payer") == ally).select(
        pl.col("spending", "at_home", "allies", "elsewhere").sum()
    )
    spending, at_home, allies, elsewhere = paid.row(0)
    sentences = []
    if spending > 0:
        sentences.append(
            f"Of what it pays for work, {wording.share(at_home / spending)} stays at home at the first step, "
            f"{wording.share(allies / spending)} goes to other allies and "
            f"{wording.share(elsewhere / spending)} elsewhere."
        )
    here = pl.col("country") == ally
    made = growth.countries.filter(here & pl.col("year").is_in(book.years)).sort("year")
    if made.is_empty():
        return Section("jobs", "Your jobs", (*sentences, "No line of the plan stands in the country."))
    training = dict(growth.apprentices.filter(here).select("year", "in_training").iter_rows())
    rows: list[tuple[Value, ...]] = [
        (row["year"], row["demand"], row["value_added"], row["jobs"], training.get(row["year"]))
        for row in made.iter_rows(named=True)
    ]
    table = sections.jobs_table(rows, "in the country")
    return Section("jobs", "Your jobs", tuple(sentences), (table,))


def _contributions(book: Book, ally: str) -> tuple[str, ...]:
    """Return what holds formations back, and what goes to Ukraine."""
    sentences = []
    ready = book.review.formations
    if ready is not None:
        sentences += _formations_held_back(book, ready.filter(pl.col("ally") == ally))
    given = book.given.filter(pl.col("ally") == ally)
    within = [f"{wording.quantity(row['quantity'])} {row['name']}" for row in given.iter_rows(named=True)]
    sentences.append(sections.aid_given(book, ally))
    if within:
        sentences.append(f"Within the plan it gives {wording.listed(within)}.")
    return tuple(sentences)


def _formations_held_back(book: Book, formations: pl.DataFrame) -> list[str]:
    """Return what holds most formations back on the last day of the force model, in the milestone year."""
    then = (pl.col("year") == common.milestone(book)) & (pl.col("day") == pl.col("day").max())
    short = formations.filter(then & (pl.col("limit") != ""))
    if short.is_empty():
        return []
    names = dict(book.case["capabilities"].select("capability", "name").iter_rows())
    limits = (
        short.group_by("limit", maintain_order=True)
        .agg(missing=(pl.col("held") - pl.col("ready")).sum())
        .sort("missing", "limit", descending=[True, False])
    )
    told = [
        f"{wording.lower(names.get(row['limit'], row['limit']))} ({row['missing']})"
        for row in limits.head(BEHIND).iter_rows(named=True)
    ]
    return [
        f"Formations not ready within {short['day'][0]} days in {common.milestone(book)}, by what they lack: "
        f"{wording.listed(told)}."
    ]


def _decisions(book: Book, ally: str, rows: pl.DataFrame) -> Section:
    orders = book.orders.filter(pl.col("ally") == ally)
    return decide_section(
        book,
        rows,
        orders=orders.with_columns(built_in=pl.col("countries").list.join(", ")),
        where=Column("built_in", "Built in", "span"),
        expansions=book.expansions.filter(pl.col("country") == ally),
        host=False,
        intake=book.intake.filter(pl.col("country") == ally),
    )
