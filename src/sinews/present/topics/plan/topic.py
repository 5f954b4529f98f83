"""The document of `sinews show`: the headline of a plan, with all years of every ally."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
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
    if summary.rounds:
        tables = (raised_table(summary.rounds), broken_table(summary.rounds))
        blocks: tuple[Block, ...] = (
            Items(tuple(verdict(summary.rounds))),
            *(table for table in tables if table.frame.height),
        )
        sections.append(Section("rounds", "Does it hold?", blocks))
    if summary.scoreboard:
        board = pl.DataFrame([asdict(score) for score in summary.scoreboard])
        years = wording.milestones(score.year for score in summary.scoreboard)
        sections.append(Section("scoreboard", "Scoreboard", (scoreboard_table(board, years),)))
    solution = summary.solution
    sections.append(
        Section(
            "foundations",
            "What it rests on",
            (
                *map(Note, foundations(summary)),
                Note(
                    f"{solution.solver}: {solution.status}, {wording.number(solution.columns)} columns, "
                    f"{wording.number(solution.rows)} rows, {wording.number(solution.seconds, 1)} s; "
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
    core = {spending.year: spending for spending in summary.core}
    rows = [
        {"year": cost.year, **cost.paid, "total": cost.total, "gdp_share": cost.gdp_share}
        | {"then_year": cost.then_year, "committed": cost.committed}
        | {"core": core[cost.year].core, "core_share": core[cost.year].gdp_share}
        for cost in summary.cost
    ]
    return Table(
        "cost",
        f"Cost of the plan and core defence expenditure by year, {in_money(summary)}",
        pl.DataFrame(rows, schema_overrides={"gdp_share": pl.Float64, "core_share": pl.Float64}),
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
    total, years = summary.total_cost, len(summary.cost)
    rows = [
        (
            wording.named(wording.GROUP_NAMES, group.pledge_group),
            group.total,
            group.total / years,
            group.total / total if total > 0 else None,
        )
        for group in summary.pledge_groups
    ]
    schema = {"name": pl.String, "total": pl.Float64, "yearly": pl.Float64, "share": pl.Float64}
    return Table(
        "groups",
        "Cost by pledge group",
        pl.DataFrame(rows, schema=schema, orient="row"),
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
    rows = [
        asdict(result) | {"in": wording.year(result.met_year, summary.horizon)} for result in pledged(summary)
    ]
    return Table(
        "capabilities",
        "Capabilities that must grow: the year in which the full requirement is first met",
        pl.DataFrame(rows, schema_overrides={"met_year": pl.Int64}),
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
    first, rest = summary.allies[:FIRST_ALLIES], summary.allies[FIRST_ALLIES:]
    rows = [{name: getattr(ally, name) for name in ("name", *SHARES)} for ally in first]
    if rest:
        total, gdp = sum(ally.total for ally in rest), sum(ally.gdp for ally in rest)
        rows.append(
            {
                "name": f"{len(rest)} others",
                "total": total,
                "share": sum(ally.share for ally in rest),
                "gdp_part": sum(ally.gdp_part for ally in rest),
                "gdp_share": 100 * total / gdp if gdp > 0 else None,
            }
        )
    return Table(
        "allies",
        f"Who carries what, {summary.base_year}–{summary.horizon}, {in_money(summary)}",
        pl.DataFrame(rows, schema={"name": pl.String, **dict.fromkeys(SHARES, pl.Float64)}),
        (Column("name", "Ally"), *CARRIED),
        sortable=False,
    )


SHARES = [column.name for column in CARRIED]


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
    rows: list[tuple[int | None, str, str]] = [
        (each.rank, each.name, each.statement) for each in summary.bottlenecks
    ]
    rows = rows or [(None, "time", wait) for wait in summary.waits]
    return Table(
        "bottlenecks",
        "The tightest bottlenecks",
        pl.DataFrame(
            rows, schema={"rank": pl.Int64, "name": pl.String, "statement": pl.String}, orient="row"
        ),
        (Column("rank", "Rank", "day", short="#"), Column("name", "Limit"), Column("statement", "In words")),
        empty="No limit of industry or money holds the plan back.",
    )
