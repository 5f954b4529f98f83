"""The sections of the report that show the plan: headline, spending, capabilities, allies, bottlenecks."""

from __future__ import annotations

import polars as pl

from sinews.case import pledged_last
from sinews.document import wording
from sinews.present import charts
from sinews.present.headline import FIRM, headline, pledged
from sinews.present.line_schedule import line_schedule
from sinews.present.loans import loans_told
from sinews.present.money_flow import money_flow
from sinews.present.report import markup
from sinews.present.report.content import Content, Draft, Part
from sinews.present.report.foundations import fairness, method
from sinews.present.report.markup import Cell, Column, met_cell, number_cell, quantity_cell
from sinews.present.report.rules import rules_section
from sinews.present.report.support import support_section
from sinews.present.summary import AllyCost, CapabilityResult

FIRST_ALLIES = 12
MOST_PANELS = 60
MOST_LIMITS = 40


def headline_section(content: Content) -> Part:
    """Return what the pledges cost, when each is met, who carries what, and what holds the plan back."""
    summary = content.summary
    growing = pledged(summary)
    leaves = [result for result in growing if not result.aggregate]
    met = sum(result.met_year is not None for result in leaves)
    last = summary.core[-1]
    draft = Draft("headline", "The headline")
    draft.add(*(markup.paragraph(sentence, "lead") for sentence in headline(summary)))
    draft.add(
        markup.key_figures(
            [
                (
                    f"a year on average, {summary.base_year}–{summary.horizon}",
                    content.prices.amount(summary.total_cost / len(summary.cost)),
                ),
                (f"capabilities that must grow are met by {summary.horizon}", f"{met} of {len(leaves)}"),
                (f"of GDP on core defence in {last.year}", wording.percentage(last.gdp_share, 1)),
                (
                    "of the value ordered rests on published or derived prices",
                    wording.share(sum(summary.price_foundation.get(status, 0.0) for status in FIRM)),
                ),
            ]
        ),
        markup.subheading("When is each pledge met?"),
        markup.table(
            "Capabilities that must grow: the year in which the full requirement is first met",
            [
                Column("Capability"),
                Column("Today", numeric=True),
                Column("Required", numeric=True),
                Column("Met in", fixed=True),
                Column(f"Share met in {summary.horizon}", numeric=True),
                Column("Why"),
            ],
            [
                [
                    result.name,
                    quantity_cell(result.baseline),
                    quantity_cell(result.required),
                    Cell(wording.year(result.met_year, summary.horizon), result.met_year),
                    met_cell(result.met),
                    result.reason,
                ]
                for result in growing
            ],
        ),
        markup.subheading("Who carries what?"),
        _ally_table(content, summary.allies[:FIRST_ALLIES], rest=summary.allies[FIRST_ALLIES:]),
        markup.subheading("What holds the plan back?"),
    )
    if summary.bottlenecks:
        draft.add(markup.items((bottleneck.statement for bottleneck in summary.bottlenecks), ordered=True))
    elif summary.waits:
        draft.add(markup.items(summary.waits))
    else:
        draft.add(markup.paragraph("No limit of industry or money binds."))
    return draft.finished()


def spending_section(content: Content) -> Part:
    """Return what the plan costs by element and pledge group, and what the allies spend."""
    case, plan = content.plan.case, content.plan
    draft = Draft("spending", "Spending")
    draft.draw(
        "cost-by-year",
        charts.cost_by_year(content.cost, content.summary.elements, content.prices),
        "Contracts and new orders are paid on the terms of their class of product, between the order and the "
        "delivery. Operation counts what is held above today's stock, less what retires.",
    )
    draft.draw(
        "cost-by-group",
        charts.cost_by_group(content.groups, content.prices),
        "The same cost, divided among the groups in which the pledges speak of capabilities.",
    )
    draft.add(_cost_table(content))
    draft.add(*(markup.paragraph(told) for told in [loans_told(plan)] if told))
    draft.draw(
        "money-flow",
        charts.money_sankey(money_flow(plan), case["allies"], content.prices),
        "A ribbon is as wide as the money that it stands for. A line counts where it stands, whoever owns "
        "it; expansion of industry and operation of forces are not in this picture.",
    )
    draft.draw(
        "core-by-region",
        charts.core_by_region(plan.tables["spending_path"], case["allies"], content.prices),
        "All core defence expenditure on the pledged path, of which the plan is a part.",
    )
    draft.draw(
        "spending-shares",
        charts.spending_shares(plan.tables["spending_path"], case["allies"], _pledged_share(content)),
        "Each ally moves in a straight line from today's share of GDP to its own pledges, then "
        "to the Alliance's.",
    )
    return draft.finished()


def capabilities_section(content: Content) -> Part:
    """Return what is required and held of each capability, year by year."""
    plan, summary = content.plan, content.summary
    fulfilment = plan.tables["fulfilment"]
    draft = Draft("capabilities", "Capabilities")
    draft.draw(
        "fulfilment",
        charts.fulfilment_heat_map(fulfilment, content.results),
        "Sums of several capabilities come first. An ally's stock counts up to its own target: "
        "what one holds "
        "beyond it does not make up for what another lacks.",
    )
    growing = content.results.filter(pl.col("required") > pl.col("baseline"))
    if not growing.is_empty():
        panels = growing.head(MOST_PANELS)
        draft.draw(
            "build-up",
            charts.build_up(fulfilment, panels),
            "Stock of the whole Alliance. It can lie above the line while some allies still miss "
            "their targets."
            + ("" if panels.height == growing.height else f" The first {panels.height} of {growing.height}."),
        )
    domains = plan.case["capabilities"].select("capability", "domain")
    draft.draw(
        "deliveries",
        charts.deliveries_by_year(plan.paid_to_lines, domains, content.prices),
        "New orders, contracts of the start and deliveries to Ukraine, in the year in which they are paid.",
    )
    draft.add(
        markup.table(
            "Every capability: what drives the requirement, what is held today, what is "
            "required, when it is met",
            [
                Column("Capability"),
                Column("Domain"),
                Column("Unit"),
                Column("What drives it"),
                Column("Today", numeric=True),
                Column("Required", numeric=True),
                Column(f"Held in {summary.horizon}", numeric=True, hint="stock of the whole Alliance"),
                Column(
                    "Met", numeric=True, hint=f"share of the requirement in {summary.horizon}, ally by ally"
                ),
                Column("Met in", fixed=True),
                Column("Lowest", numeric=True, hint="lowest share of a year's requirement on the way"),
            ],
            [
                [
                    result.name,
                    wording.named({}, result.domain),
                    result.unit,
                    _reason(result),
                    quantity_cell(result.baseline),
                    quantity_cell(result.required),
                    quantity_cell(result.stock),
                    met_cell(result.met),
                    Cell(wording.year(result.met_year, summary.horizon), result.met_year),
                    Cell(f"{wording.share(result.lowest_met)} ({result.lowest_year})", result.lowest_met),
                ]
                for result in summary.capabilities
            ],
        )
    )
    return draft.finished()


def allies_section(content: Content) -> Part:
    """Return what each ally holds of its targets, and what it pays."""
    plan, year = content.plan, content.milestone
    draft = Draft("allies", "Allies")
    draft.draw(
        "ally-targets",
        charts.ally_heat_map(plan.tables["stock"], content.results, plan.case["allies"], year),
        f"{year} is the year in which the last pledge on a capability falls due.",
    )
    draft.add(_ally_table(content, content.summary.allies, rest=()))
    return draft.finished()


def bottlenecks_section(content: Content) -> Part:
    """Return the limits that hold the plan back, and how full the production lines are."""
    plan = content.plan
    limits = plan.tables["bottlenecks"].sort("rank")
    draft = Draft("bottlenecks", "Bottlenecks")
    if limits.is_empty() and content.summary.waits:
        draft.add(markup.items(content.summary.waits))
    elif limits.is_empty():
        draft.add(
            markup.paragraph("No limit of industry or money binds: nothing falls short that more could cure.")
        )
    else:
        draft.draw(
            "bottlenecks-relief",
            charts.bottleneck_bars(limits),
            "From the shadow prices of the planning model; they hold for small changes of one limit at a "
            "time. sinews explain PLAN --line ID (or --material ID) solves the plan again with more of one.",
        )
        draft.add(
            markup.table(
                _limits_caption(limits.height),
                [
                    Column("Limit"),
                    Column("Kind"),
                    Column("From", numeric=True),
                    Column("To", numeric=True),
                    Column(
                        "Relief of 1 % wider, %",
                        numeric=True,
                        hint="fall in the weighted shortfall for a 1 % wider limit",
                    ),
                    Column(
                        "Worth, m",
                        numeric=True,
                        hint="money in the budgets that bind that would do as much as a step",
                    ),
                    Column("In words"),
                ],
                [
                    [
                        row["name"],
                        wording.named(wording.KIND_NAMES, row["kind"]),
                        Cell(str(row["first_year"]), row["first_year"]),
                        Cell(str(row["last_year"]), row["last_year"]),
                        number_cell(row["relief"], 3),
                        number_cell(row["value"]),
                        row["statement"],
                    ]
                    for row in limits.head(MOST_LIMITS).iter_rows(named=True)
                ],
            )
        )
    promised = plan.tables["contradictions"]
    if not promised.is_empty():
        draft.add(
            markup.subheading("Where the case promises more than there is"),
            markup.paragraph("Such promises are kept in the plan; the limit gives way by the excess."),
            markup.items(promised["statement"]),
        )
    draft.draw(
        "line-schedule",
        charts.line_gantt(line_schedule(plan), plan.case["lines"], plan.paid_to_lines),
        "The lines that are paid most, and those that build for Ukraine. What is pale stands idle: "
        "grey what was there or announced, blue what the plan adds by expansion.",
    )
    return draft.finished()


ALL = (
    headline_section,
    spending_section,
    capabilities_section,
    allies_section,
    bottlenecks_section,
    support_section,
    fairness,
    rules_section,
    method,
)


def _reason(result: CapabilityResult) -> str:
    """Return what drives a requirement, in words."""
    kinds = {"pledge": "Pledge", "published": "Published", "sized": "Sized"}
    return f"{kinds[result.driver]}: {result.reason}" if result.driver in kinds else "Today's level is kept"


def _limits_caption(count: int) -> str:
    """Return the caption of the table of limits."""
    if count <= MOST_LIMITS:
        return "Every limit that binds, the tightest first"
    return f"The {MOST_LIMITS} tightest of {count} limits that bind; the plan's table of bottlenecks has all"


def _pledged_share(content: Content) -> float | None:
    """Return the share of GDP that the whole Alliance has pledged last, in %."""
    pledged = pledged_last(content.plan.case, "gdp_share")
    return None if pledged is None else pledged[0]


def _ally_table(content: Content, allies: tuple[AllyCost, ...], rest: tuple[AllyCost, ...]) -> str:
    """Return the table of what allies carry; allies in `rest` are one line at its end."""
    summary = content.summary
    held = _targets_held(content)
    rows: list[list[Cell | str]] = [
        [
            ally.name,
            wording.named({}, ally.region),
            number_cell(ally.total / 1000, 1),
            Cell(wording.share(ally.share, 1), ally.share),
            Cell(wording.share(ally.gdp_part, 1), ally.gdp_part),
            number_cell(ally.gdp_share, 2),
            met_cell(held.get(ally.ally)),
        ]
        for ally in allies
    ]
    if rest:
        share, part = sum(ally.share for ally in rest), sum(ally.gdp_part for ally in rest)
        total = sum(ally.total for ally in rest)
        gdp = sum(ally.gdp for ally in rest)
        burden = 100 * total / gdp if gdp > 0 else None
        rows.append(
            [
                f"{len(rest)} other allies",
                "",
                number_cell(total / 1000, 1),
                Cell(wording.share(share, 1), share),
                Cell(wording.share(part, 1), part),
                number_cell(burden, 2),
                "",
            ]
        )
    return markup.table(
        f"What each ally carries from {summary.base_year} to {summary.horizon}, bn {content.prices.words}",
        [
            Column("Ally"),
            Column("Region"),
            Column("Cost, bn", numeric=True),
            Column("Share of cost", numeric=True),
            Column("Share of GDP", numeric=True, hint="the ally's part of the allies' GDP"),
            Column("Cost, % of its GDP", numeric=True, hint="average over the years of the plan"),
            Column(f"Targets met in {content.milestone}", numeric=True, hint="mean over its targets"),
        ],
        rows,
        sortable=not rest,
    )


def _targets_held(content: Content) -> dict[str, float]:
    """Return for each ally the mean share of its targets that it holds in the milestone year."""
    held = (
        content.plan.tables["stock"]
        .filter((pl.col("year") == content.milestone) & (pl.col("target") > 0))
        .group_by("ally", maintain_order=True)
        .agg((pl.col("closing") / pl.col("target")).clip(0, 1).mean())
    )
    return dict(held.iter_rows())


def _cost_table(content: Content) -> str:
    """Return the table of cost and core expenditure by year."""
    core = {spending.year: spending for spending in content.summary.core}
    return markup.table(
        f"Cost of the plan and core defence expenditure by year, bn {content.prices.words}",
        [
            Column("Year"),
            *(Column(element.name, numeric=True) for element in content.summary.elements),
            Column("Plan in total", numeric=True),
            Column("In prices of the year", numeric=True),
            Column("Committed in the year", numeric=True),
            Column("% of GDP", numeric=True),
            Column("Core expenditure", numeric=True),
            Column("% of GDP", numeric=True),
        ],
        [
            [
                Cell(str(cost.year), cost.year),
                *(number_cell(paid / 1000, 1) for paid in cost.paid.values()),
                number_cell(cost.total / 1000, 1),
                number_cell(cost.then_year / 1000, 1),
                number_cell(cost.committed / 1000, 1),
                number_cell(cost.gdp_share, 2),
                number_cell(core[cost.year].core / 1000, 1),
                number_cell(core[cost.year].gdp_share, 2),
            ]
            for cost in content.summary.cost
        ],
    )
