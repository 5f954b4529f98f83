"""The document of `sinews show`: the headline of a plan, with all years of every ally."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import polars as pl

from sinews.case import every_pledge
from sinews.document import Block, Column, Document, Figure, Items, Note, Plot, Section, Table, wording
from sinews.document.charts.marks import capitalised
from sinews.document.charts.style import Chart
from sinews.implementation import Plan
from sinews.present import charts, figures
from sinews.present.headline import foundations, headline, pledged
from sinews.present.rounds import broken_table, raised_table, verdict
from sinews.present.summary import Summary, as_json
from sinews.present.topics.plan.contracts import signed
from sinews.present.topics.plan.last_years import last_years
from sinews.present.topics.review.scoreboard import scoreboard_table

FIRST_ALLIES = 12
ESTIMATED = "estimated"


def page(plan: Plan, summary: Summary) -> Document:
    """Return the headline of a plan as a document; its review is in the summary."""
    sections = [
        Section(
            "cost",
            "What it costs",
            (
                cost_figure(plan, summary),
                cost_table(summary),
                *last_years(plan, summary),
                groups_table(summary),
            ),
        ),
        Section("capabilities", "When each pledge is met", (pledged_table(summary),)),
        Section(
            "allies",
            "Who carries what",
            (first_allies(summary), all_allies(plan, summary), by_year(plan, summary)),
        ),
        Section("bottlenecks", "What holds the plan back", (_bottlenecks(summary),)),
    ]
    if not plan.contracts_signed.is_empty():
        sections.append(Section("contracts", "What is signed", signed(plan, in_money(summary))))
    if summary.rounds.height:
        tables = (raised_table(summary.rounds), broken_table(summary.rounds))
        blocks: tuple[Block, ...] = (
            Items(tuple(verdict(summary.rounds))),
            *(table for table in tables if table.frame.height),
        )
        sections.append(Section("rounds", "Does it hold?", blocks))
    if summary.scoreboard.height:
        years = wording.milestones(summary.scoreboard["year"])
        sections.append(Section("scoreboard", "Scoreboard", (scoreboard_table(summary.scoreboard, years),)))
    solution = summary.solution
    sections.append(
        Section(
            "foundations",
            "What it rests on",
            (
                *map(Note, foundations(summary)),
                Note(
                    f"{solution.solver}: {solution.status}, {wording.number(solution.columns)} "
                    f"columns, {wording.number(solution.rows)} rows, "
                    f"{wording.number(solution.seconds, 1)} s; "
                    f"case {summary.case_hash[:12]}"
                ),
            ),
        )
    )
    return Document(
        "plan",
        summary.title or summary.name,
        f"Case “{summary.name}” · {summary.base_year}–{summary.horizon} · money in {summary.currency} at "
        f"constant {summary.price_year} prices and exchange rates",
        plan.case,
        None,
        headline(summary),
        sections,
        as_json(summary),
    )


def drawn(key: str, data: pl.DataFrame, draw: Callable[[], Chart], caption: str, empty: str = "") -> Figure:
    """Return a figure that says what its chart says; without data `empty` stands in its place."""
    if data.is_empty():
        return Figure(key, empty, caption, data, draw, empty=empty)
    chart = draw()
    return Figure(key, chart.title.text, caption, data, lambda: chart)


def cost_figure(plan: Plan, summary: Summary) -> Figure:
    """Return what the plan costs in each year, by element."""
    prices = wording.Prices(summary.currency, summary.price_year)
    cost = figures.yearly_cost(plan)
    made = drawn(
        "cost-by-year",
        cost,
        partial(charts.cost_by_year, cost, summary.elements, prices),
        "Contracts and new orders are paid on the terms of their class of product, between the order and the "
        "delivery. Operation counts what is held above today's stock, less what retires.",
    )
    return replace(made, plot=Plot("column", "year", ("total",)))


def cost_table(summary: Summary) -> Table:
    """Return what the plan costs, and what the allies spend, in each year."""
    core = summary.core.select("year", "core", core_share="gdp_share")
    return Table(
        "cost",
        f"Cost of the plan and core defence expenditure by year, {in_money(summary)}",
        summary.cost.join(core, on="year", how="left", maintain_order="left"),
        (
            Column("year", "Year", "year"),
            *(
                Column(element.key, element.name, "bn", element.heading, status=ESTIMATED)
                for element in summary.elements
            ),
            Column("total", "Plan in total", "bn", "Total", term="cost"),
            Column("then_year", "In prices of the year", "bn", wide_only=True, term="then_year_prices"),
            Column("committed", "Committed in the year", "bn", wide_only=True, term="commitment"),
            Column("gdp_share", "% of GDP", "percent", "% GDP", "cost of the plan"),
            Column("core", "Core expenditure", "bn", "Core", term="core_expenditure"),
            Column("core_share", "Core, % of GDP", "percent", "% GDP", "core defence expenditure"),
        ),
        sortable=False,
    )


def in_money(summary: Summary) -> str:
    """Return in what the tables of money are."""
    return f"bn {summary.currency}, {summary.price_year} prices"


def groups_table(summary: Summary) -> Table:
    """Return what each pledge group costs."""
    total, years, name = pl.col("total"), summary.cost.height, pl.col("pledge_group")
    return Table(
        "groups",
        "Cost by pledge group",
        summary.pledge_groups.with_columns(
            name=name.map_elements(partial(wording.named, wording.GROUP_NAMES), pl.String),
            yearly=total / years,
            share=pl.when(summary.total_cost > 0).then(total / summary.total_cost),
        ),
        (
            Column("name", "Group"),
            Column("total", "Total, bn", "bn"),
            Column("yearly", "A year, bn", "bn"),
            Column("share", "Share", "share"),
        ),
        empty="The plan costs nothing.",
    )


def pledged_table(summary: Summary) -> Table:
    """Return when what must grow is met."""
    return Table(
        "capabilities",
        "Capabilities that must grow: the year in which the full requirement is first met",
        pledged(summary).with_columns(met_in(summary)),
        (
            Column("name", "Capability"),
            Column("unit", "Unit", wide_only=True),
            Column("baseline", "Today", "units"),
            Column("required", "Required", "units"),
            Column("in", "Met in", "key", term="met"),
            Column("met", f"Share met in {summary.horizon}", "met", "Met", term="fulfilment"),
            Column("reason", "Why", wide_only=True),
        ),
    )


def met_in(summary: Summary) -> pl.Expr:
    """Return in words when a capability is met, as the column `in`."""
    beyond = wording.year(None, summary.horizon)
    return pl.col("met_year").cast(pl.String).fill_null(beyond).alias("in")


CARRIED = (
    Column("total", "Cost, bn", "bn"),
    Column("share", "Share of cost", "share"),
    Column("gdp_part", "Share of GDP", "share", hint="the ally's part of the allies' GDP"),
    Column(
        "gdp_share", "Cost, % of its GDP", "percent", "% of its GDP", "average over the years of the plan"
    ),
)


def first_allies(summary: Summary) -> Table:
    """Return what the first allies carry, and all others together."""
    shown = ["name", "total", "share", "gdp", "gdp_part"]
    allies = summary.allies.select(shown)
    first, rest = allies[:FIRST_ALLIES], allies[FIRST_ALLIES:]
    others = rest.sum().with_columns(name=pl.lit(f"{rest.height} others")).head(rest.height)
    return Table(
        "allies",
        f"Who carries what, {summary.base_year}–{summary.horizon}, {in_money(summary)}",
        pl.concat([first, others]).with_columns(gdp_share=figures.in_percent(pl.col("total"), "gdp")),
        (Column("name", "Ally"), *CARRIED),
        sortable=False,
    )


def all_allies(plan: Plan, summary: Summary) -> Table:
    """Return what every ally carries, and what it then holds of its targets."""
    year = milestone(plan)
    held = (
        plan.stock.filter((pl.col("year") == year) & (pl.col("target") > 0))
        .group_by("ally", maintain_order=True)
        .agg(held=(pl.col("closing") / pl.col("target")).clip(0, 1).mean())
    )
    return Table(
        "all-allies",
        f"What each ally carries from {summary.base_year} to {summary.horizon}, {in_money(summary)}",
        figures.ally_cost(plan)
        .join(held, on="ally", how="left", maintain_order="left")
        .with_columns(capitalised("region")),
        (
            Column("name", "Ally"),
            Column("region", "Region", wide_only=True),
            *CARRIED,
            Column("held", f"Targets met in {year}", "met", hint="mean over its targets", term="fulfilment"),
        ),
        aside=True,
    )


def milestone(plan: Plan) -> int:
    """Return the year in which the last pledge on a capability falls due, at most the horizon."""
    due = every_pledge(plan.case, "multiple_of_baseline", "level")["target_year"].to_list()
    horizon = plan.case.settings.horizon
    return min(max(due, default=horizon), horizon)


def by_year(plan: Plan, summary: Summary) -> Table:
    """Return what every ally pays in each year."""
    names = dict(plan.case["allies"].select("ally", "name").iter_rows())
    years = [str(year) for year in plan.case.years]
    costs = plan.cost.pivot("year", index="ally", values="cost", maintain_order=True)
    return Table(
        "allies-by-year",
        f"What every ally pays in each year, {in_money(summary)}",
        costs.with_columns(name=pl.col("ally").replace_strict(names)).sort("name"),
        (Column("name", "Ally"), *(Column(year, year, "bn") for year in years)),
        aside=True,
    )


def _bottlenecks(summary: Summary) -> Table:
    waits = pl.DataFrame({"statement": summary.waits}, schema={"statement": pl.String}).select(
        pl.lit(None, pl.Int64).alias("rank"), pl.lit("time").alias("name"), "statement"
    )
    return Table(
        "bottlenecks",
        "The tightest bottlenecks",
        waits if summary.bottlenecks.is_empty() else summary.bottlenecks,
        (Column("rank", "Rank", "day", short="#"), Column("name", "Limit"), Column("statement", "In words")),
        empty="No limit of industry or money holds the plan back.",
    )
