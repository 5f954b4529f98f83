"""The document of `report.html` and of `sinews export`: all that there is to tell of a plan."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from sinews.assessment import Review
from sinews.document import (
    Block,
    Column,
    Document,
    Heading,
    Items,
    KeyFacts,
    Note,
    Section,
    Table,
    wording,
)
from sinews.implementation import Plan
from sinews.loop.rounds import RAISED
from sinews.present.charts.rounds import requirement_by_round
from sinews.present.headline import FIRM, counted
from sinews.present.rounds import broken_table, last_table, verdict
from sinews.present.summary import Summary
from sinews.present.topics import readings
from sinews.present.topics.plan import judge, sections
from sinews.present.topics.plan.buyers import buyers
from sinews.present.topics.plan.topic import drawn, page, pledged_table
from sinews.readings import Readings


def report(plan: Plan, review: Review, summary: Summary, found: Readings | None = None) -> Document:
    """Return all that there is to tell of a plan as a document.

    Parameters
    ----------
    plan, review, summary
        A plan, its review, and the summary of both.
    found
        The plan under each reading of the public texts, where it was made.
    """
    parts = [
        Section("headline", "The headline", _headline(summary)),
        *([_rounds(summary)] if summary.rounds.height else []),
        *([_readings(plan, summary, found)] if summary.additions.height else []),
        sections.spending(plan, summary),
        sections.capabilities(plan, summary),
        sections.allies(plan, summary),
        buyers(plan, summary),
        sections.bottlenecks(plan, summary),
        sections.support(plan, summary),
        judge.fairness(plan, review),
        judge.rules(plan),
        judge.method(plan, summary),
    ]
    return replace(page(plan, summary), sections=parts)


def _headline(summary: Summary) -> tuple[Block, ...]:
    growing = counted(summary)["met_year"]
    last, share = summary.core.select("year", "gdp_share").row(-1)
    yearly = wording.money(summary.total_cost / summary.cost.height, summary.currency, 3)
    firm = sum(summary.price_foundation.get(status, 0.0) for status in FIRM)
    limits = summary.bottlenecks["statement"].to_list() or list(summary.waits)
    return (
        KeyFacts(
            (
                (f"a year on average, {summary.base_year}–{summary.horizon}", yearly),
                (
                    f"capabilities that must grow are met by {summary.horizon}",
                    f"{growing.count()} of {growing.len()}",
                ),
                (f"of GDP on core defence in {last}", wording.percentage(share, 1)),
                ("of the value ordered rests on published or derived prices", wording.in_percent(firm)),
            )
        ),
        pledged_table(summary),
        Heading("What holds the plan back?"),
        Items(tuple(limits), ordered=bool(summary.bottlenecks.height))
        if limits
        else Note("No limit of industry or money binds."),
    )


def _rounds(summary: Summary) -> Section:
    """Return what held in each round, what became a requirement, and why the rest cannot be held."""
    needs = summary.rounds
    raised = needs.filter(outcome=RAISED)["capability"].implode()
    rows = needs.filter(pl.col("capability").is_in(raised))
    figure = drawn(
        "requirement-by-round",
        rows,
        partial(requirement_by_round, rows.select("name", "year", "round", "held", "needed", "required")),
        "What breaks in a round is required in the next. Requirements only ever rise. What is needed "
        "follows from the defence plans; needs of supply grow with the forces that are supplied.",
    )
    return Section(
        "rounds",
        "Does the plan hold?",
        (
            *map(Note, verdict(needs)),
            *([figure] if rows.height else []),
            broken_table(needs),
            last_table(needs),
        ),
    )


def _readings(plan: Plan, summary: Summary, found: Readings | None) -> Section:
    """Return what is to be added under each reading, and the plan under each where it was made."""
    counts = [
        _counted(*row)
        for row in summary.additions.select("counted", "counted_low", "counted_high").iter_rows()
    ]
    rows = summary.additions.with_columns(
        pl.Series("counts", counts, pl.String),
        under=pl.when("planned").then(pl.format("{} (ours)", "reading")).otherwise("reading"),
    )
    blocks: list[Block] = [
        Note(
            "Public texts leave open what the figures of 2021 were, which formations count towards a "
            "requirement, and whom a pledge binds. The case takes one reading of each; this is what others "
            "ask for."
        ),
        Table(
            "additions",
            "To be added under each reading",
            rows,
            (
                Column("name", "Capability"),
                Column("under", "Reading"),
                Column("exists", "In public lists", "day"),
                Column("forming", "Forming", "day"),
                Column("counts", "Counted", "key"),
                Column("required", "Required", "day"),
                Column("added", "To be added", "day"),
            ),
        ),
    ]
    if found is None:
        blocks.append(
            Note(
                "The command “sinews readings” makes the plan under each, and “sinews plan --readings” puts "
                "it here."
            )
        )
    else:
        blocks += [*map(Note, readings.sentences(plan.case, found)), *readings.tables(plan.case, found)]
        blocks.append(Note("A star marks the case's own reading; each changes one thing alone.", "note"))
    return Section("readings", readings.TITLE, tuple(blocks))


def _counted(counted: float, low: float | None, high: float | None) -> str:
    """Return what counts, with its band where units had to be converted."""
    band = "" if low is None else f" ({wording.number(low)}–{wording.number(high)})"
    return f"{wording.number(counted)}{band}"
