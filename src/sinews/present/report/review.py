"""The page that `sinews review` writes: scoreboard, readiness, stress test, growth."""

from __future__ import annotations

import polars as pl

from sinews.present import wording
from sinews.present.charts import review as charts
from sinews.present.report import markup
from sinews.present.report.content import Draft, Part
from sinews.present.report.markup import Cell, Column
from sinews.present.report.page import document
from sinews.present.review import Answer


def render_review(answer: Answer) -> str:
    """Return the page as HTML text."""
    settings = answer.plan.case.settings
    subtitle = f"Case “{settings.name}” · money in {settings.currency} at {settings.price_year} prices"
    parts = [_board(answer), *_readiness(answer), *_stress(answer), _burden(answer), *_growth(answer)]
    return document(
        "Would it hold, who carries it, does the economy grow?", subtitle, parts, answer.plan.case.hash
    )


def _cell(value: float | None) -> Cell:
    return Cell(wording.figure(value), value)


def _board(answer: Answer) -> Part:
    draft = Draft("scoreboard", "Scoreboard")
    years = [str(year) for year in answer.years]
    columns = [
        Column("Measure"),
        Column("Dimension"),
        Column("Unit"),
        *(Column(year, numeric=True) for year in years),
    ]
    rows = [
        [row["measure"], row["dimension"], row["unit"], *(_cell(row[year]) for year in years)]
        for row in answer.board.iter_rows(named=True)
    ]
    draft.add(markup.table("Measures by year; each rests on the tables below and in the plan", columns, rows))
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
        "Soldiers of formations that have people, usable equipment and training by the day. Other soldiers "
        "of the force model (air, sea, support outside the formations listed) are not counted. Shares of "
        "people, equipment and training by day are assumed.",
    )
    year = answer.years[-1]
    names = dict(answer.plan.case["allies"].select("ally", "name").iter_rows())
    rows = [
        [names[row["ally"]], row["tier"], _cell(row["missing"])]
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
            [[row["limit"], row["tier"], _cell(row["formations"])] for row in limits.iter_rows(named=True)],
        )
    )
    return [draft.finished()]


def _stress(answer: Answer) -> list[Part]:
    if answer.stress is None:
        return []
    draft = Draft("stress", "Stress test")
    columns = [
        Column("Plan"), Column("Year"), Column("Enabler"), Column("Holds"), Column("Breaks first"),
        Column("Day", numeric=True), Column("Extent"), Column("What would mend it"),
        Column("Cost, USD bn", numeric=True),
    ]  # fmt: skip
    plans = dict(answer.plan.case["defence_plans"].select("plan", "name").iter_rows())
    rows = [
        [
            plans.get(row["plan"], "all plans at once"), str(row["year"]), row["enabler"],
            "yes" if row["holds"] else "no", row["breaks"],
            Cell("" if row["day"] is None else str(row["day"]), row["day"]), row["extent"], row["mend"],
            _cell(None if row["cost"] is None else row["cost"] / 1000.0),
        ]
        for row in answer.stress.iter_rows(named=True)
    ]  # fmt: skip
    draft.add(markup.table("What holds, and what breaks first", columns, rows))
    return [draft.finished()]


def _burden(answer: Answer) -> Part:
    draft = Draft("burden", "Who carries it")
    year = answer.years[-1]
    names = dict(answer.plan.case["allies"].select("ally", "name").iter_rows())
    columns = [
        Column("Ally"), Column("Core, % of GDP", numeric=True), Column("Equipment, % of core", numeric=True),
        Column("USD per head", numeric=True), Column("Targets fulfilled, %", numeric=True),
        Column("Added cost, USD m", numeric=True),
    ]  # fmt: skip
    rows = [
        [
            names[row["ally"]],
            *(
                _cell(row[name])
                for name in (
                    "gdp_share",
                    "equipment_share",
                    "per_head",
                    "target_fulfilment",
                    "additional_cost",
                )
            ),
        ]
        for row in answer.review.burden.filter(pl.col("year") == year).iter_rows(named=True)
    ]
    draft.add(
        markup.table(
            f"Measures of burden side by side, {year}; none of them is the one right measure", columns, rows
        )
    )
    return draft.finished()


def _growth(answer: Answer) -> list[Part]:
    growth = answer.review.growth
    if growth is None or growth.countries.is_empty():
        return []
    draft = Draft("growth", "Growth")
    total = growth.countries.group_by("year", maintain_order=True).agg(pl.col("jobs").sum())
    peak = total.sort("jobs", descending=True).row(0, named=True)
    draft.draw(
        "jobs",
        charts.jobs(
            growth.countries,
            f"The work supports {wording.number(peak['jobs'] / 1000.0)} thousand jobs in {peak['year']}",
        ),
        "Jobs with suppliers (type I). The British table of 2010 stands for every ally, scaled by size and "
        "GDP per head: every figure of another ally is assumed.",
    )
    year = answer.years[-1]
    fiscal = growth.fiscal.filter(pl.col("year") == year)
    titles = ("Paid, USD m", "Output", "Value added", "Imports", "Taxes", "Jobs", "Jobs with households")
    columns = [Column("Country"), *(Column(name, numeric=True) for name in titles)]
    names = ("demand", "output", "value_added", "imports", "taxes", "jobs", "jobs_induced")
    rows = [
        [row["country"], *(_cell(row[name]) for name in names)]
        for row in growth.countries.filter(pl.col("year") == year).iter_rows(named=True)
    ]
    draft.add(markup.table(f"What the plan's work makes, by country, {year}", columns, rows))
    leakage = growth.leakage.filter(pl.col("year") == year)
    draft.add(
        markup.table(
            f"Where an ally's money goes at the first step, {year}, USD m",
            [
                Column("Ally"),
                *(Column(name, numeric=True) for name in ("Paid", "At home", "Other allies", "Elsewhere")),
            ],
            [
                [row["payer"], *(_cell(row[name]) for name in ("spending", "at_home", "allies", "elsewhere"))]
                for row in leakage.iter_rows(named=True)
            ],
        ),
        markup.table(
            f"Effect on GDP of core spending above its share in the base year, {year}: % of GDP, by study",
            [Column("Ally"), *(Column(name, numeric=True) for name in ("Low", "Middle", "High"))],
            [
                [row["ally"], *(_cell(row[name]) for name in ("low", "middle", "high"))]
                for row in fiscal.iter_rows(named=True)
            ],
        ),
    )
    return [draft.finished()]
