"""The page that `sinews review` writes: scoreboard, requirements, readiness, depth, stress test."""

from __future__ import annotations

import polars as pl

from sinews.document import wording
from sinews.present.charts import review as charts
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Cell, Column, figure_cell
from sinews.present.report.page import document
from sinews.present.report.review_economy import burden, growth
from sinews.present.review import INTERCEPTORS, Answer
from sinews.present.scoreboard import lines_of
from sinews.present.summary import Measure


def render_review(answer: Answer) -> str:
    """Return the page as HTML text."""
    settings = answer.plan.case.settings
    subtitle = f"Case “{settings.name}” · money in {settings.currency} at {settings.price_year} prices"
    parts = [
        _board(answer),
        _requirements(answer),
        burden(answer),
        *_readiness(answer),
        *_depth(answer),
        *_stress(answer),
        *growth(answer),
    ]
    return document(
        "Would it hold, who carries it, does the economy grow?", subtitle, parts, answer.plan.case
    )


def _board(answer: Answer) -> Part:
    draft = Draft("scoreboard", "Scoreboard")
    columns = [
        Column("Measure", hint="A link leads to the tables behind it"),
        Column("Dimension"),
        Column("Unit"),
        *(Column(str(year), numeric=True) for year in answer.years),
    ]
    rows: list[list[Cell | str]] = [
        [
            Cell(line.measure, leads_to=line.table),
            line.dimension,
            line.unit,
            *(_banded(line.of_year.get(year)) for year in answer.years),
        ]
        for line in lines_of(answer.measures)
    ]
    draft.add(
        markup.table("Measures by year, and their band where the case gives a range", columns, rows),
        markup.paragraph(
            "Bands: studies of fiscal multipliers (quartiles), raids, shots and engagement of interceptors, "
            "rates of consumption and radii of air defence (low and high values of the case), sampled worlds "
            "of medical support (8 of 10). The other measures have no range in the case.", "note",
        ),
    )  # fmt: skip
    return draft.finished()


def _banded(measure: Measure | None) -> Cell:
    """Return a value and its band."""
    if measure is None:
        return Cell(wording.NOTHING)
    value, band = wording.figure(measure.value), wording.band(measure.low, measure.high)
    return Cell(f"{value} ({band})" if band else value, measure.value)


def _requirements(answer: Answer) -> Part:
    draft = Draft("requirements", "Requirements")
    plan = answer.plan
    last = plan.requirements.filter(pl.col("year") == plan.case.settings.horizon).select(
        "capability", "required"
    )
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
    columns = [
        Column("Capability"), Column("Unit"), Column("Required in the last year", numeric=True),
        *(Column(f"Held {year}", numeric=True) for year in answer.years),
    ]  # fmt: skip
    rows = [
        [
            row["name"], row["unit"], figure_cell(row["required"]),
            *(figure_cell(row[str(year)]) for year in answer.years),
        ]
        for row in held.iter_rows(named=True)
    ]  # fmt: skip
    draft.add(
        markup.table("What the Alliance holds of what is required", columns, rows),
        markup.paragraph(
            "No public table of the age of equipment is in the case. What the scoreboard says of new "
            "equipment counts the deliveries of the plan alone, and is a lower bound.", "note",
        ),
    )  # fmt: skip
    return draft.finished()


def _readiness(answer: Answer) -> list[Part]:
    review = answer.review
    if review.tiers is None or review.formations is None or review.missing is None:
        return []
    draft = Draft("readiness", "Readiness")
    met = review.tiers.filter("met").height
    draft.draw(
        "tiers",
        charts.tiers(review.tiers, f"{met} of {review.tiers.height} tiers are met in the years shown"),
        "Soldiers of formations that have people, usable equipment, supply and training by the day. Other "
        "soldiers of the force model (air, sea, support outside the formations listed) are not counted. "
        "Shares of people, reserves, equipment and training by day are assumed.",
    )
    year = answer.years[-1]
    names = dict(answer.plan.case["allies"].select("ally", "name").iter_rows())
    kinds = dict(answer.plan.case["formations"].select("formation", "name").iter_rows())
    days = review.tiers["day"].unique().sort().to_list()
    sent = (
        review.formations.filter(pl.col("year") == year)
        .pivot(on="day", index=["ally", "formation", "held"], values="ready", maintain_order=True)
        .join(_last_limits(review.formations, year), on=["ally", "formation"], maintain_order="left")
    )
    columns = [
        Column("Ally"), Column("Formation"), Column("Held", numeric=True),
        *(Column(f"Ready within {day} days", numeric=True) for day in days),
        Column("Holds the next one back"),
    ]  # fmt: skip
    rows = [
        [
            names[row["ally"]], kinds[row["formation"]], figure_cell(row["held"]),
            *(figure_cell(row[str(day)]) for day in days), row["limit"],
        ]
        for row in sent.iter_rows(named=True)
    ]  # fmt: skip
    draft.add(markup.table(f"Who can send what, and by when, {year}: formations", columns, rows))
    rows = [
        [names[row["ally"]], row["tier"], figure_cell(row["missing"])]
        for row in review.missing.filter(pl.col("year") == year).iter_rows(named=True)
    ]
    columns = [Column("Ally"), Column("Tier"), Column("Soldiers not ready", numeric=True)]
    draft.add(markup.table(f"Whose formations are not ready by the day of the tier, {year}", columns, rows))
    limits = (
        review.formations.filter((pl.col("year") == year) & (pl.col("limit") != ""))
        .group_by("tier", "limit", maintain_order=True)
        .agg((pl.col("held") - pl.col("ready")).sum().alias("formations"))
    )
    draft.add(
        markup.table(
            f"What holds the next formation back, {year}",
            [Column("Limit"), Column("Tier"), Column("Formations", numeric=True)],
            [
                [row["limit"], row["tier"], figure_cell(row["formations"])]
                for row in limits.iter_rows(named=True)
            ],
        )
    )
    return [draft.finished()]


def _last_limits(formations: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return ally, formation, limit: what holds the next formation back by the last day."""
    own = formations.filter(pl.col("year") == year).sort("day", maintain_order=True)
    return own.group_by("ally", "formation", maintain_order=True).agg(pl.col("limit").last())


def _depth(answer: Answer) -> list[Part]:
    lasting = answer.review.depth
    if lasting.is_empty():
        return []
    draft = Draft("depth", "Depth of magazines and stocks")
    columns = [
        Column("Year"), Column("What"), Column("Kind"), Column("Days it lasts", numeric=True),
        Column("At the high end of use", numeric=True), Column("At the low end", numeric=True),
        Column("Should last", numeric=True),
    ]  # fmt: skip
    rows = [
        [
            str(row["year"]), row["name"], row["kind"],
            *(figure_cell(row[name]) for name in ("days", "low", "high", "target")),
        ]
        for row in lasting.iter_rows(named=True)
    ]  # fmt: skip
    draft.add(
        markup.table(
            "Days that the Alliance's magazines last under raids, and stocks at high intensity", columns, rows
        ),
        markup.paragraph(f"A dash where production keeps up, or no target is set. {INTERCEPTORS}", "note"),
    )
    return [draft.finished()]


def _stress(answer: Answer) -> list[Part]:
    if answer.stress is None:
        return []
    draft = Draft("stress", "Stress test")
    columns = [
        Column("Plan"), Column("Year"), Column("Enabler"), Column("Holds"), Column("Breaks first"),
        Column("Day", numeric=True), Column("Extent"), Column("What would mend it"),
        Column(f"Cost, {answer.plan.case.settings.currency} bn", numeric=True),
    ]  # fmt: skip
    plans = dict(answer.plan.case["defence_plans"].select("plan", "name").iter_rows())
    rows = [
        [
            plans.get(row["plan"], "all plans at once"), str(row["year"]), row["enabler"],
            "yes" if row["holds"] else "no", row["breaks"],
            Cell("" if row["day"] is None else str(row["day"]), row["day"]), row["extent"], row["mend"],
            figure_cell(None if row["cost"] is None else row["cost"] / 1000.0),
        ]
        for row in answer.stress.iter_rows(named=True)
    ]  # fmt: skip
    draft.add(
        markup.table("What holds, and what breaks first", columns, rows),
        markup.paragraph(INTERCEPTORS, "note"),
    )
    return [draft.finished()]
