"""The plan's headline as tables on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.present.headline import foundations, headline, pledged
from sinews.present.rounds import broken_table, raised_table, verdict
from sinews.present.scoreboard import scoreboard_table
from sinews.present.summary import Summary
from sinews.present.titled import titled_table

FIRST_ALLIES = 12


def print_plan(console: Console, summary: Summary) -> None:
    """Print the headline of a plan: cost, pledges met, who carries what, bottlenecks and scoreboard.

    Parameters
    ----------
    console
        Where to print; its width decides how much fits on a line.
    summary
        The plan's summary.
    """
    console.print(Text(summary.title or summary.name, style="bold"))
    for sentence in headline(summary):
        console.print(Text(f"• {sentence}"))
    for table in (
        _cost(summary),
        _groups(summary),
        _capabilities(summary),
        _allies(summary),
        _bottlenecks(summary),
    ):
        console.print()
        console.print(table)
    if summary.rounds:
        console.print()
        for sentence in verdict(summary.rounds):
            console.print(Text(sentence))
        for table in (raised_table(summary.rounds), broken_table(summary.rounds)):
            if table.row_count:
                console.print(table)
    if summary.scoreboard:
        console.print()
        years = wording.milestones(score.year for score in summary.scoreboard)
        console.print(scoreboard_table(summary.scoreboard, years))
    console.print()
    for sentence in foundations(summary):
        console.print(Text(sentence))
    solution = summary.solution
    console.print()
    console.print(
        Text(
            f"{solution.solver}: {solution.status}, {wording.number(solution.columns)} columns, "
            f"{wording.number(solution.rows)} rows, {wording.number(solution.seconds, 1)} s; "
            f"case {summary.case_hash[:12]}",
            style="dim",
        )
    )


def _cost(summary: Summary) -> Table:
    table = titled_table(f"Cost per year, bn {summary.currency}, {summary.price_year} prices", "Year")
    for element in summary.elements:
        table.add_column(element.heading, justify="right")
    table.caption = "; ".join(f"{element.heading}: {element.name}" for element in summary.elements)
    table.caption_justify = "left"
    table.padding = (0, 0)
    for title in ("Total", "% GDP", "Core", "% GDP"):
        table.add_column(title, justify="right")
    core = {spending.year: spending for spending in summary.core}
    for cost in summary.cost:
        amounts = [paid / 1000 for paid in (*cost.paid.values(), cost.total)]
        table.add_row(
            str(cost.year),
            *(wording.number(amount, 1) for amount in amounts),
            wording.number(cost.gdp_share, 2),
            wording.number(core[cost.year].core / 1000),
            wording.number(core[cost.year].gdp_share, 2),
        )
    return table


def _groups(summary: Summary) -> Table:
    table = titled_table("Cost by pledge group", "Group")
    for title in ("Total, bn", "A year, bn", "Share"):
        table.add_column(title, justify="right")
    for group in summary.pledge_groups:
        table.add_row(
            Text(wording.named(wording.GROUP_NAMES, group.pledge_group)),
            wording.number(group.total / 1000, 1),
            wording.number(group.total / 1000 / len(summary.cost), 1),
            wording.share(group.total / summary.total_cost if summary.total_cost > 0 else None),
        )
    return table


def _capabilities(summary: Summary) -> Table:
    table = titled_table("When is each pledge met?", "Capability")
    for title in ("Today", "Required", "Met in", f"Share met {summary.horizon}"):
        table.add_column(title, justify="right")
    for result in pledged(summary):
        style = "" if result.met >= FULLY_MET else "yellow"
        table.add_row(
            Text(result.name, style="bold" if result.aggregate else ""),
            wording.quantity(result.baseline),
            wording.quantity(result.required),
            Text(wording.year(result.met_year, summary.horizon), style=style),
            Text(wording.share(result.met), style=style),
        )
    return table


def _allies(summary: Summary) -> Table:
    table = titled_table(f"Who carries what, {summary.base_year}–{summary.horizon}", "Ally")
    for title in ("Cost, bn", "Share of cost", "Share of GDP", "% of its GDP"):
        table.add_column(title, justify="right")
    for ally in summary.allies[:FIRST_ALLIES]:
        table.add_row(
            Text(ally.name),
            wording.number(ally.total / 1000, 1),
            wording.share(ally.share, 1),
            wording.share(ally.gdp_part, 1),
            wording.number(ally.gdp_share, 2),
        )
    rest = summary.allies[FIRST_ALLIES:]
    if rest:
        total, part = sum(ally.total for ally in rest), sum(ally.gdp_part for ally in rest)
        gdp = sum(ally.gdp for ally in rest)
        table.add_row(
            f"{len(rest)} others",
            wording.number(total / 1000, 1),
            wording.share(sum(ally.share for ally in rest), 1),
            wording.share(part, 1),
            wording.number(100 * total / gdp if gdp > 0 else None, 2),
            style="dim",
        )
    return table


def _bottlenecks(summary: Summary) -> Table:
    table = titled_table("The tightest bottlenecks", "", "Limit", "In words")
    for bottleneck in summary.bottlenecks:
        table.add_row(str(bottleneck.rank), Text(bottleneck.name), Text(bottleneck.statement))
    if not summary.bottlenecks:
        for wait in summary.waits:
            table.add_row("", "time", Text(wait))
    if not summary.bottlenecks and not summary.waits:
        table.add_row("", "none", "No limit of industry or money holds the plan back.")
    return table
