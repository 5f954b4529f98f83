"""What was promised, and whose share of it is whose."""

from __future__ import annotations

import polars as pl

from sinews.case import every_pledge, pledged_last, pledges_of
from sinews.document import Block, Column, Note, Section, Table, wording
from sinews.present.figures import in_percent
from sinews.present.published_targets import sentence
from sinews.present.topics.apportion.topic import RULE_NAMES
from sinews.present.topics.brief.book import Book, Subject, total

SHARES, CARRIERS = 5, 5
TOLD = ("gdp_share", "multiple_of_baseline", "level")
"""Kinds of pledges that have sentences of their own."""


def promise(subject: Subject) -> Section:
    """Return what an ally, or all of them, have pledged, and the path of expenditure that follows."""
    money = _money_of_all(subject.book) if subject.ally is None else _money_of(subject.book, subject.ally)
    general = every_pledge(subject.book.case).filter(
        pl.col("ally").is_null() & ~pl.col("kind").is_in(list(TOLD))
    )
    sentences = [*money, _capabilities(subject)]
    if general.height:
        titles = "; ".join(wording.lower(title) for title in general["title"])
        sentences.insert(-1, f"With all allies: {titles}.")
    title = "What was promised" if subject.ally is None else "What you promised"
    return Section("promise", title, (*map(Note, sentences), _path(subject)))


def _money_of_all(book: Book) -> list[str]:
    general = pledges_of(book.case, "gdp_share")
    if general.is_empty():
        return []
    share = general.sort("target_year")["share"][-1]
    reached = book.plan.tables["spending_path"].filter(pl.col("gdp_share") >= share - 1e-9)
    told = [f"{reached.filter(pl.col('year') == year).height} in {year}" for year in book.years]
    return [
        f"Money: {'; '.join(general['title'])}.",
        f"Allies at {wording.percentage(share)} of GDP or more: {wording.listed(told)} of "
        f"{len(book.allies)}.",
    ]


def _money_of(book: Book, ally: str) -> list[str]:
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
    money = "; ".join(followed) or "no pledge on expenditure"
    return [f"Money: {money}{start}.", *_opt_out(book, ally)]


def _opt_out(book: Book, ally: str) -> list[str]:
    """Return that an ally's own pledge ends lower than the Alliance's, and no earlier, if so."""
    general, own = pledged_last(book.case, "gdp_share"), pledged_last(book.case, "gdp_share", ally)
    if general is None or own is None or own[1] < general[1] or own[0] >= general[0]:
        return []
    return [
        f"Opt-out: it keeps to {wording.percentage(own[0])} of GDP, below the Alliance’s "
        f"{wording.percentage(general[0])} by {general[1]}."
    ]


def _capabilities(subject: Subject) -> str:
    """Return the pledges on capabilities in force for the subject, in a sentence."""
    pledges = every_pledge(subject.book.case, "multiple_of_baseline", "level").filter(
        pl.col("ally").is_null() | (pl.col("ally") == (subject.ally or ""))
    )
    if pledges.is_empty():
        return "No pledge on capabilities is in force."
    due = sorted(set(pledges["target_year"]))
    titles = [wording.lower(title) for title in pledges["title"]]
    years = str(due[0]) if len(due) == 1 else f"{due[0]} to {due[-1]}"
    return f"All allies together: {wording.listed(titles)}, by {years}."


def _path(subject: Subject) -> Table:
    plan = subject.book.plan
    drawn = subject.of(plan.spending).group_by("year", maintain_order=True).agg(pl.col("resilience").sum())
    totals = (
        subject.of(plan.tables["spending_path"])
        .with_columns(equipment=pl.col("core") * pl.col("equipment_share") / 100.0)
        .group_by("year", maintain_order=True)
        .agg(pl.col("gdp", "core", "equipment").sum())
        .join(drawn, on="year", maintain_order="left")
        .with_columns(
            core_share=in_percent(pl.col("core"), "gdp"),
            equipment_share=in_percent(pl.col("equipment"), "core"),
        )
    )
    return Table(
        "path_of_expenditure",
        "Core expenditure promised; what the plan draws of funds for resilience",
        subject.years(totals),
        (
            Column("year", "Year", "year"),
            Column("core_share", "Core, % of GDP", "percent"),
            Column("core", "Core, bn", "bn"),
            Column("equipment_share", "Equipment, %", "percent"),
            Column("resilience", "Resilience, m", "m"),
        ),
        sortable=False,
    )


def fair_share(subject: Subject) -> Section:
    """Return who carries what in relation to ability to pay, under the rule used and under others."""
    blocks = _carriers(subject.book) if subject.ally is None else _own_share(subject.book, subject.ally)
    return Section("fair_share", "Fair shares" if subject.ally is None else "Your fair share", blocks)


def _carriers(book: Book) -> tuple[Block, ...]:
    rule = book.comparison.rule
    measures = {row["rule"]: row for row in book.comparison.measures.iter_rows(named=True)}
    gini = {key: wording.number(row["gini"], 2) for key, row in measures.items()}
    others = [f"{RULE_NAMES[each]} {told}" for each, told in gini.items() if each != rule]
    burdens = book.comparison.burdens.filter(pl.col("rule") == rule).select("ally", "relative")
    largest = book.carried.head(CARRIERS).join(burdens, on="ally", how="left", maintain_order="left")
    return (
        Note(
            "Relative to ability to pay, the heaviest burden is "
            f"{wording.number(measures[rule]['highest'], 2)} times the average (rule: {RULE_NAMES[rule]}); "
            f"Gini coefficient {gini[rule]}."
        ),
        Note(f"Gini coefficient under other rules: {', '.join(others)}."),
        Table(
            "fair_share",
            "Who carries most of the plan’s cost; burden of what is added relative to ability to pay",
            largest.select(
                ally="name",
                cost="total",
                share=100.0 * pl.col("share"),
                gdp_part=100.0 * pl.col("gdp_part"),
                relative="relative",
            ),
            (
                Column("ally", "Ally"),
                Column("cost", "Cost, bn", "bn"),
                Column("share", "Of cost, %", "percent"),
                Column("gdp_part", "Of GDP, %", "percent"),
                Column("relative", "Burden", "times"),
            ),
            sortable=False,
        ),
    )


def _own_share(book: Book, ally: str) -> tuple[Block, ...]:
    shares = book.shares.filter(pl.col("ally") == ally)
    growing = shares.filter(pl.col("added") > 0)
    burdens = book.comparison.burdens.filter(pl.col("ally") == ally)
    relative = dict(burdens.select("rule", "relative").iter_rows())
    rule = book.comparison.rule
    if not any(relative.values()):
        return (Note("Nothing is asked of it, under any of the rules."),)
    others = [f"{RULE_NAMES[each]} {wording.number(x, 2)}" for each, x in relative.items() if each != rule]
    sentences = (
        f"All that it is to add costs {book.money(total(shares, 'cost'))} over its life: "
        f"{wording.number(relative[rule], 2)} times the Alliance’s burden in relation to ability to pay "
        f"(rule: {RULE_NAMES[rule]}).",
        f"Under other rules it would be: {', '.join(others)}.",
        *filter(None, [sentence(book.published.filter(pl.col("ally") == ally))]),
    )
    return (
        *map(Note, sentences),
        Table(
            "fair_share",
            f"The dearest of {growing.height} targets that grow; life-cycle cost",
            growing.head(SHARES).select("held", "target", "cost", capability="name"),
            (
                Column("capability", "Capability"),
                Column("held", "Today", "count"),
                Column("target", f"Target {book.horizon}", "count"),
                Column("cost", "Cost, m", "m", status="estimated"),
            ),
            empty="None of its targets grows.",
            sortable=False,
        ),
    )
