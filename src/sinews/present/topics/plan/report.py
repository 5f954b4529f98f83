"""The document of `report.html` and of `sinews export`: all that there is to tell of a plan."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial

import polars as pl

from sinews.assessment import Review
from sinews.assessment.needs import NAMES
from sinews.document import (
    Block,
    Column,
    Document,
    Figure,
    Heading,
    Items,
    KeyFacts,
    Note,
    Section,
    Table,
    wording,
)
from sinews.implementation import Plan
from sinews.loop.reasons import OUTCOMES
from sinews.loop.rounds import RAISED
from sinews.present.charts.rounds import requirement_by_round
from sinews.present.headline import FIRM, met_of
from sinews.present.rounds import last_round, verdict
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
        *([_rounds(summary)] if summary.rounds else []),
        *([_readings(plan, summary, found)] if summary.additions else []),
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
    met, of = met_of(summary)
    last = summary.core[-1]
    yearly = wording.money(summary.total_cost / len(summary.cost), summary.currency, 3)
    firm = sum(summary.price_foundation.get(status, 0.0) for status in FIRM)
    limits = [each.statement for each in summary.bottlenecks] or list(summary.waits)
    return (
        KeyFacts(
            (
                (f"a year on average, {summary.base_year}–{summary.horizon}", yearly),
                (f"capabilities that must grow are met by {summary.horizon}", f"{met} of {of}"),
                (f"of GDP on core defence in {last.year}", wording.percentage(last.gdp_share, 1)),
                ("of the value ordered rests on published or derived prices", wording.in_percent(firm)),
            )
        ),
        pledged_table(summary),
        Heading("What holds the plan back?"),
        Items(tuple(limits), ordered=bool(summary.bottlenecks))
        if limits
        else Note("No limit of industry or money binds."),
    )


def _rounds(summary: Summary) -> Section:
    """Return what held in each round, what became a requirement, and why the rest cannot be held."""
    needs, last = summary.rounds, last_round(summary.rounds)
    raised = {need.capability for need in needs if need.outcome == RAISED}
    rows = pl.DataFrame([asdict(need) for need in needs], infer_schema_length=None).filter(
        pl.col("capability").is_in(list(raised))
    )
    tested = pl.DataFrame([asdict(need) for need in last], infer_schema_length=None).with_columns(
        pl.col("enabler").replace_strict(NAMES),
        pl.col("outcome").replace(OUTCOMES),
        holds=pl.when("holds").then(pl.lit("yes")).otherwise(pl.lit("no")),
    )
    columns = (
        Column("name", "Capability"),
        Column("year", "Year", "year"),
        Column("enabler", "Enabler"),
        Column("held", "Held", "count"),
        Column("needed", "Needed", "count", status="estimated"),
    )
    figure: tuple[Figure, ...] = ()
    if raised:
        figure = (
            drawn(
                "requirement-by-round",
                rows,
                partial(
                    requirement_by_round,
                    rows.select("name", "year", "round", "held", "needed", "required"),
                ),
                "What breaks in a round is required in the next. Requirements only ever rise. What is needed "
                "follows from the defence plans; needs of supply grow with the forces that are supplied.",
            ),
        )
    return Section(
        "rounds",
        "Does the plan hold?",
        (
            *map(Note, verdict(needs)),
            *figure,
            Table(
                "broken",
                "What is not held in the end, and why",
                tested.filter(pl.col("holds") == "no"),
                (*columns, Column("outcome", "Verdict"), Column("reason", "Why")),
                empty="All that was tested is held in the end.",
            ),
            Table(
                "needs",
                "Every need in the last round",
                tested,
                (*columns, Column("required", "Required", "count"), Column("holds", "Holds")),
            ),
        ),
    )


def _readings(plan: Plan, summary: Summary, found: Readings | None) -> Section:
    """Return what is to be added under each reading, and the plan under each where it was made."""
    rows = [
        asdict(row)
        | {"under": f"{row.reading} (ours)" if row.planned else row.reading}
        | {"counts": _counted(row.counted, row.counted_low, row.counted_high)}
        for row in summary.additions
    ]
    blocks: list[Block] = [
        Note(
            "Public texts leave open what the figures of 2021 were, which formations count towards a "
            "requirement, and whom a pledge binds. The case takes one reading of each; this is what others "
            "ask for."
        ),
        Table(
            "additions",
            "To be added under each reading",
            pl.DataFrame(rows, infer_schema_length=None),
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
