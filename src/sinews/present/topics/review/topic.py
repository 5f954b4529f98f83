"""The document of `sinews review`: scoreboard, requirements, burden, readiness, depth, stress, growth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from sinews.assessment import Review
from sinews.document import (
    Block,
    Column,
    Document,
    Fact,
    Figure,
    Items,
    Note,
    Section,
    Sentence,
    Table,
    said,
    wording,
)
from sinews.implementation import Plan
from sinews.present.topics.review import charts
from sinews.present.topics.review.economy import burden, growth
from sinews.present.topics.review.scoreboard import scoreboard_table

ESTIMATED = "estimated"
INTERCEPTORS = (
    "Interceptors follow the raids that come, not the batteries that could fire them; what production adds "
    "stands with air and missile defence."
)
"""What the days of interceptors go by."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews review` answers with.

    Attributes
    ----------
    plan, review
        The plan and its review in `years`.
    years
        The years reviewed.
    stress
        The stress test, if it was run; columns as `sinews.assessment.stress.COLUMNS`.
    """

    plan: Plan
    review: Review
    years: list[int]
    stress: pl.DataFrame | None

    @property
    def holds(self) -> bool:
        """Whether every force tier is met in every year, and nothing breaks in the stress test."""
        tiers = self.review.tiers
        met = tiers is None or bool(tiers["met"].all())
        return met and (self.stress is None or bool(self.stress["holds"].all()))


def page(answer: Answer) -> Document:
    """Return the answer as a document."""
    case, review = answer.plan.case, answer.review
    currency, year = case.settings.currency, answer.years[-1]
    allies = dict(case["allies"].select("ally", "name").iter_rows())
    sections = [
        Section(
            "scoreboard",
            "Scoreboard",
            (scoreboard_table(review.scoreboard, answer.years, link="table"), BANDS),
        ),
        Section("requirements", "Requirements", _requirements(answer)),
        Section("burden", "Who carries it", burden(review.weight.filter(year=year), allies, year)),
        Section("readiness", "Readiness", _readiness(answer, allies)),
        Section("depth", "Depth of magazines and stocks", _depth(review.depth)),
        Section("stress", "Stress test", _stress(answer)),
        Section("growth", "Growth", growth(review.growth, case, currency, year)),
    ]
    return Document(
        "review",
        "Would it hold, who carries it, does the economy grow?",
        f"Case “{case.settings.name}” · money in {currency} at {case.settings.price_year} prices",
        case,
        answer.holds,
        _lead(answer),
        [section for section in sections if section.blocks],
        _data(answer),
    )


def stress_sentence(row: dict[str, Any], plans: dict[str, str], currency: str) -> str:
    """Return a row of the stress test in words.

    Parameters
    ----------
    row
        A row, as `sinews.assessment.stress.COLUMNS`.
    plans
        Names of the defence plans.
    currency
        That of the costs.
    """
    where = f"{row['year']}, {plans.get(row['plan'], 'all plans at once')}: {row['enabler']}"
    if row["holds"]:
        return f"{where} holds; {row['extent']}."
    cost = "" if row["cost"] is None else f", for {wording.money(row['cost'], currency, 2)}"
    return (
        f"{where} breaks first at {row['breaks']}, on day {row['day']}; {row['extent']}. "
        f"What would mend it: {row['mend']}{cost}."
    )


def _lead(answer: Answer) -> list[Sentence]:
    sentences = []
    if answer.review.tiers is not None:
        sentences.append(said("Force tiers that are met: {met}.", met=_tiers_met(answer.review.tiers)))
    if answer.stress is not None:
        held, tested = answer.stress.filter("holds").height, answer.stress.height
        facts = {"held": Fact(held, "day"), "all": Fact(tested, "day")}
        sentences.append(said("{held} of {all} stress tests hold.", **facts))
    return sentences


def _tiers_met(tiers: pl.DataFrame) -> str:
    """Return how many tiers are met in each year, in words."""
    years = tiers.group_by("year", maintain_order=True).agg(pl.col("met").sum(), all=pl.len())
    return wording.listed([f"{met} of {asked} in {year}" for year, met, asked in years.iter_rows()])


def _data(answer: Answer) -> dict[str, Any]:
    """Return what JSON carries."""
    review, growth = answer.review, answer.review.growth
    return {
        "holds": answer.holds,
        "years": answer.years,
        "scoreboard": review.scoreboard,
        "requirements": answer.plan.fulfilment.filter(pl.col("year").is_in(answer.years)),
        "burden": review.weight,
        "depth": review.depth,
        "first_year": [] if review.first_year is None else review.first_year,
        "tiers": [] if review.tiers is None else review.tiers,
        "readiness": [] if review.formations is None else review.formations,
        "growth": None
        if growth is None
        else {
            name: getattr(growth, name).filter(pl.col("year").is_in(answer.years))
            for name in ("countries", "sectors", "leakage", "apprentices", "fiscal")
        },
        "stress": answer.stress,
    }


BANDS = Note(
    "Bands: studies of fiscal multipliers (quartiles), raids, shots, kills and engagement of interceptors, "
    "rates of consumption and radii of air defence (low and high values of the case), sampled worlds "
    "of medical support (8 of 10). The other measures have no range in the case.",
    "note",
)


def _requirements(answer: Answer) -> tuple[Table | Note, ...]:
    plan = answer.plan
    last = plan.requirements.filter(year=plan.case.settings.horizon).select("capability", "required")
    held = (
        plan.fulfilment.filter(~pl.col("aggregate") & pl.col("year").is_in(answer.years))
        .pivot(on="year", index="capability", values="stock", maintain_order=True)
        .join(last, on="capability", maintain_order="left")
        .join(
            plan.case["capabilities"].select("capability", "name", "unit"),
            on="capability",
            maintain_order="left",
        )
    )
    return (
        Table(
            "requirements",
            "What the Alliance holds of what is required",
            held,
            (
                Column("name", "Capability"),
                Column("unit", "Unit"),
                Column("required", "Required in the last year", "count", term="requirement"),
                *(Column(str(year), f"Held {year}", "count", term="holding") for year in answer.years),
            ),
            aside=True,
        ),
        Note(
            "No public table of the age of equipment is in the case. What the scoreboard says of new "
            "equipment counts the deliveries of the plan alone, and is a lower bound.",
            "note",
        ),
    )


def _readiness(answer: Answer, allies: dict[str, str]) -> tuple[Block, ...]:
    tiers, formations, missing = answer.review.tiers, answer.review.formations, answer.review.missing
    if tiers is None or formations is None or missing is None:
        return ()
    year = answer.years[-1]
    kinds = dict(answer.plan.case["formations"].select("formation", "name").iter_rows())
    says = f"Force tiers that are met: {_tiers_met(tiers.filter(year=year))}"
    most = missing.group_by("year", "tier", maintain_order=True).agg(
        most=pl.col("ally").head(3).str.join(", ")
    )
    now = formations.filter(year=year).sort("day", maintain_order=True)
    last = now.group_by("ally", "formation", maintain_order=True).agg(pl.col("limit").last())
    days = tiers["day"].unique().sort().to_list()
    sent = (
        formations.filter(year=year)
        .pivot(on="day", index=["ally", "formation", "held"], values="ready", maintain_order=True)
        .join(last, on=["ally", "formation"], maintain_order="left")
        .with_columns(pl.col("ally").replace_strict(allies), kind=pl.col("formation").replace_strict(kinds))
    )
    limits = (
        formations.filter((pl.col("year") == year) & (pl.col("limit") != ""))
        .group_by("tier", "limit", maintain_order=True)
        .agg((pl.col("held") - pl.col("ready")).sum().alias("formations"))
    )
    return (
        Figure(
            "tiers",
            says,
            "Soldiers of formations that have people, usable equipment, supply and training by the day. "
            "Other "
            "soldiers of the force model (air, sea, support outside the formations listed) are not counted. "
            "Shares of people, reserves, equipment and training by day are assumed.",
            tiers,
            partial(charts.tiers, tiers, says),
            empty="The case asks for no tier.",
        ),
        Table(
            "tiers",
            "Soldiers of formations ready",
            tiers.join(most, on=["year", "tier"], how="left", maintain_order="left").with_columns(
                pl.col("most").fill_null(""),
                met_words=pl.when("met").then(pl.lit("yes")).otherwise(pl.lit("NO")),
            ),
            (
                Column("year", "Year", "year"),
                Column("name", "Tier", term="force_tier"),
                Column("day", "Within days", "day"),
                Column("required", "Asked for", "count"),
                Column("ready", "Ready", "count", status=ESTIMATED, term="readiness"),
                Column("met_words", "Met"),
                Column("most", "Most missing"),
            ),
        ),
        Table(
            "formations",
            f"Who can send what, and by when, {year}: formations",
            sent,
            (
                Column("ally", "Ally"),
                Column("kind", "Formation"),
                Column("held", "Held", "count"),
                *(Column(str(day), f"Ready within {day} days", "count", status=ESTIMATED) for day in days),
                Column("limit", "Holds the next one back"),
            ),
            aside=True,
        ),
        Table(
            "missing",
            f"Whose formations are not ready by the day of the tier, {year}",
            missing.filter(year=year).with_columns(pl.col("ally").replace_strict(allies)),
            (
                Column("ally", "Ally"),
                Column("tier", "Tier"),
                Column("missing", "Soldiers not ready", "count", status=ESTIMATED),
            ),
            empty=f"In {year} every formation is ready by the day of its tier.",
            aside=True,
        ),
        Table(
            "readiness-limits",
            f"What holds the next formation back, {year}",
            limits,
            (
                Column("limit", "Limit"),
                Column("tier", "Tier"),
                Column("formations", "Formations", "count", status=ESTIMATED),
            ),
            empty=f"Nothing holds a formation back in {year}.",
            aside=True,
        ),
    )


def _depth(lasting: pl.DataFrame) -> tuple[Block, ...]:
    if lasting.is_empty():
        return ()
    ends = {"days": "Days of supply", "low": "At the high end of use", "high": "At the low end"}
    return (
        Table(
            "depth",
            "Days of supply of the Alliance's magazines under raids, and of stocks at high intensity",
            lasting,
            (
                Column("year", "Year", "year"),
                Column("name", "What"),
                Column("kind", "Kind"),
                *(Column(name, title, "days", status=ESTIMATED) for name, title in ends.items()),
                Column("target", "Should last", "days"),
            ),
            aside=True,
        ),
        Note(f"A dash where nothing is used, or no target is set. {INTERCEPTORS}", "note"),
    )


def _stress(answer: Answer) -> tuple[Block, ...]:
    if answer.stress is None:
        return ()
    plans = dict(answer.plan.case["defence_plans"].select("plan", "name").iter_rows())
    currency = answer.plan.case.settings.currency
    sentences = tuple(stress_sentence(row, plans, currency) for row in answer.stress.iter_rows(named=True))
    return (
        Items(sentences),
        Table(
            "stress",
            "What holds, and what breaks first",
            answer.stress.with_columns(
                plan_name=pl.col("plan").replace_strict(
                    plans, default="all plans at once", return_dtype=pl.String
                ),
                holds_words=pl.when("holds").then(pl.lit("yes")).otherwise(pl.lit("no")),
            ),
            (
                Column("plan_name", "Plan"),
                Column("year", "Year", "year"),
                Column("enabler", "Enabler"),
                Column("holds_words", "Holds"),
                Column("breaks", "Breaks first"),
                Column("day", "Day", "day"),
                Column("extent", "Extent"),
                Column("mend", "What would mend it"),
                Column("cost", f"Cost, {currency} bn", "bn", status=ESTIMATED),
            ),
            aside=True,
        ),
        Note(INTERCEPTORS, "note"),
    )
