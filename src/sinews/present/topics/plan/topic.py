"""The document of `sinews show` and `sinews export`: the headline of a plan, with all years of every ally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

import polars as pl

from sinews.case import Case
from sinews.document import Block, Column, Document, Figure, Items, Note, Plot, Section, Table, wording
from sinews.implementation import Plan
from sinews.present import charts, figures
from sinews.present.headline import foundations, headline, pledged
from sinews.present.rounds import broken_table, raised_table, verdict
from sinews.present.summary import AllyCost, Summary, as_json
from sinews.present.topics.plan.contracts import signed
from sinews.present.topics.review.scoreboard import scoreboard_table

FIRST_ALLIES = 12
ESTIMATED = "estimated"


def page(plan: Plan, summary: Summary) -> Document:
    """Return the headline of a plan as a document; its review is in the summary."""
    money = f"bn {summary.currency}, {summary.price_year} prices"
    sections = [
        Section(
            "cost", "What it costs", (_cost_figure(plan, summary), _cost(summary, money), _groups(summary))
        ),
        Section("capabilities", "When each pledge is met", (_capabilities(summary),)),
        Section("allies", "Who carries what", (*_allies(summary, money), _by_year(plan, money))),
        Section("bottlenecks", "What holds the plan back", (_bottlenecks(summary),)),
    ]
    if not plan.contracts_signed.is_empty():
        sections.append(Section("contracts", "What is signed", signed(plan, money)))
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
        f"Case “{summary.name}” · {summary.base_year}–{summary.horizon} · money in "
        f"{money.removeprefix('bn ')}",
        plan.case,
        None,
        headline(summary),
        sections,
        as_json(summary),
    )


def _cost_figure(plan: Plan, summary: Summary) -> Figure:
    prices = wording.Prices(summary.currency, summary.price_year)
    cost = figures.yearly_cost(plan)
    says = f"The plan costs {wording.money(summary.total_cost, summary.currency, 3)} in all"
    return Figure(
        "cost-by-year",
        says,
        "Contracts and new orders are paid on the terms of their class of product, between the order and the "
        "delivery. Operation counts what is held above today's stock, less what retires.",
        cost,
        partial(charts.cost_by_year, cost, summary.elements, prices),
        Plot("column", "year", ("total",)),
    )


def _cost(summary: Summary, money: str) -> Table:
    core = {spending.year: spending for spending in summary.core}
    rows = [
        {"year": cost.year, **cost.paid, "total": cost.total, "gdp_share": cost.gdp_share}
        | {"core": core[cost.year].core, "core_share": core[cost.year].gdp_share}
        for cost in summary.cost
    ]
    return Table(
        "cost",
        f"Cost per year, {money}",
        pl.DataFrame(rows, schema_overrides={"gdp_share": pl.Float64, "core_share": pl.Float64}),
        (
            Column("year", "Year", "year"),
            *(
                Column(element.key, element.heading, "bn", hint=element.name, status=ESTIMATED)
                for element in summary.elements
            ),
            Column("total", "Total", "bn"),
            Column("gdp_share", "% GDP", "percent", hint="cost of the plan"),
            Column("core", "Core", "bn", hint="core defence expenditure"),
            Column("core_share", "% GDP", "percent", hint="core defence expenditure"),
        ),
        sortable=False,
    )


def _groups(summary: Summary) -> Table:
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


def _capabilities(summary: Summary) -> Table:
    rows = [
        asdict(result) | {"in": wording.year(result.met_year, summary.horizon)} for result in pledged(summary)
    ]
    return Table(
        "capabilities",
        "When is each pledge met?",
        pl.DataFrame(rows, schema_overrides={"met_year": pl.Int64}),
        (
            Column("name", "Capability"),
            Column("unit", "Unit", wide_only=True),
            Column("baseline", "Today", "units"),
            Column("required", "Required", "units"),
            Column("in", "Met in", "key"),
            Column("met", f"Share met {summary.horizon}", "met"),
            Column("reason", "Why", wide_only=True),
        ),
    )


def _allies(summary: Summary, money: str) -> tuple[Table, ...]:
    """Return what the allies carry: the first of them and the others together, and all of them."""
    columns = (
        Column("name", "Ally"),
        Column("total", "Cost, bn", "bn"),
        Column("share", "Share of cost", "share"),
        Column("gdp_part", "Share of GDP", "share", hint="the ally's part of the allies' GDP"),
        Column("gdp_share", "% of its GDP", "percent", hint="average over the years of the plan"),
    )
    caption = f"Who carries what, {summary.base_year}–{summary.horizon}, {money}"
    first, rest = summary.allies[:FIRST_ALLIES], summary.allies[FIRST_ALLIES:]
    told = [*map(_ally, first), *([_others(rest)] if rest else [])]
    schema = dict.fromkeys(("total", "share", "gdp_part", "gdp_share"), pl.Float64)
    return (
        Table(
            "allies",
            caption,
            pl.DataFrame(told, schema={"name": pl.String, **schema}),
            columns,
            sortable=False,
        ),
        Table(
            "all-allies",
            f"What every ally carries, {summary.base_year}–{summary.horizon}, {money}",
            pl.DataFrame(list(map(_ally, summary.allies)), schema={"name": pl.String, **schema}),
            columns,
            aside=True,
        ),
    )


def _ally(ally: AllyCost) -> dict[str, object]:
    return {name: getattr(ally, name) for name in ("name", "total", "share", "gdp_part", "gdp_share")}


def _others(rest: Sequence[AllyCost]) -> dict[str, object]:
    total, gdp = sum(ally.total for ally in rest), sum(ally.gdp for ally in rest)
    return {
        "name": f"{len(rest)} others",
        "total": total,
        "share": sum(ally.share for ally in rest),
        "gdp_part": sum(ally.gdp_part for ally in rest),
        "gdp_share": 100 * total / gdp if gdp > 0 else None,
    }


def _by_year(plan: Plan, money: str) -> Table:
    names = _names(plan.case)
    years = [str(year) for year in plan.case.years]
    costs = plan.cost.pivot("year", index="ally", values="cost", maintain_order=True)
    return Table(
        "allies-by-year",
        f"What every ally pays in each year, {money}",
        costs.with_columns(name=pl.col("ally").replace_strict(names)).sort("name"),
        (Column("name", "Ally"), *(Column(year, year, "bn") for year in years)),
        aside=True,
    )


def _names(case: Case) -> dict[str, str]:
    return dict(case["allies"].select("ally", "name").iter_rows())


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
