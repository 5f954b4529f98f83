"""What a plan does, for its report: spending, capabilities, allies, bottlenecks, support to Ukraine."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import polars as pl

from sinews.case import Case, pledged_last
from sinews.document import Block, Column, Heading, Items, Note, Section, Table, wording
from sinews.document.charts.marks import capitalised
from sinews.implementation import Plan
from sinews.present import charts, figures
from sinews.present import support as given_to
from sinews.present.attribution import group_cost
from sinews.present.line_schedule import line_schedule
from sinews.present.loans import loans_told
from sinews.present.money_flow import money_flow
from sinews.present.summary import Summary
from sinews.present.topics.plan.last_years import last_years
from sinews.present.topics.plan.topic import (
    all_allies,
    by_year,
    cost_figure,
    cost_table,
    drawn,
    groups_table,
    met_in,
    milestone,
)

MOST_PANELS = 60
MOST_LIMITS = 40
NO_TARGETS = "Nothing is required of any capability, and nothing is held."
NO_LIMIT = "No limit of industry or money binds: nothing falls short that more could cure."


def spending(plan: Plan, summary: Summary) -> Section:
    """Return what the plan costs by element and pledge group, and what the allies spend."""
    prices = wording.Prices(summary.currency, summary.price_year)
    groups, flow = group_cost(plan), money_flow(plan)
    path, allies = plan.tables["spending_path"], plan.case["allies"]
    pledged = pledged_last(plan.case, "gdp_share")
    return Section(
        "spending",
        "Spending",
        (
            cost_figure(plan, summary),
            drawn(
                "cost-by-group",
                groups,
                partial(charts.cost_by_group, groups, prices),
                "The same cost, divided among the groups in which the pledges speak of capabilities.",
                "The plan costs nothing.",
            ),
            groups_table(summary),
            cost_table(summary),
            *last_years(plan, summary),
            *map(Note, filter(None, [loans_told(plan)])),
            drawn(
                "money-flow",
                flow,
                partial(charts.money_sankey, flow, allies, prices),
                "A ribbon is as wide as the money that it stands for. A line counts where it stands, whoever "
                "owns it; expansion of industry and operation of forces are not in this picture.",
                "Nothing is paid for equipment.",
            ),
            drawn(
                "core-by-region",
                path,
                partial(charts.core_by_region, path, allies, prices),
                "All core defence expenditure on the pledged path, of which the plan is a part.",
            ),
            drawn(
                "spending-shares",
                path,
                partial(charts.spending_shares, path, allies, None if pledged is None else pledged[0]),
                "Each ally moves in a straight line from today's share of GDP to its own pledges, then to "
                "the Alliance's.",
            ),
        ),
    )


def capabilities(plan: Plan, summary: Summary) -> Section:
    """Return what is required and held of each capability, year by year."""
    results, fulfilment = figures.something(figures.capability_results(plan)), plan.fulfilment
    prices = wording.Prices(summary.currency, summary.price_year)
    growing = results.filter(pl.col("required") > pl.col("baseline"))
    panels, paid = growing.head(MOST_PANELS), plan.paid_to_lines
    rest = "" if panels.height == growing.height else f" The first {panels.height} of {growing.height}."
    domains = plan.case["capabilities"].select("capability", "domain")
    return Section(
        "capabilities",
        "Capabilities",
        (
            drawn(
                "fulfilment",
                results,
                partial(charts.fulfilment_heat_map, fulfilment, results),
                "Sums of several capabilities come first. An ally's stock counts up to its own target: what "
                "one holds beyond it does not make up for what another lacks.",
                NO_TARGETS,
            ),
            drawn(
                "build-up",
                panels,
                partial(charts.build_up, fulfilment, panels),
                "Stock of the whole Alliance. It can lie above the line while some allies still miss their "
                f"targets.{rest}",
                "No capability must grow.",
            ),
            drawn(
                "deliveries",
                paid,
                partial(charts.deliveries_by_year, paid, domains, prices),
                "New orders, contracts of the start and deliveries to Ukraine, in the year in which they are "
                "paid.",
                "Nothing is paid for deliveries.",
            ),
            _every_capability(summary),
        ),
    )


def _every_capability(summary: Summary) -> Table:
    kinds = {"pledge": "Pledge", "published": "Published", "sized": "Sized"}
    driver = pl.col("driver").replace_strict(kinds, default=None, return_dtype=pl.String)
    return Table(
        "every-capability",
        "Every capability: what drives the requirement, what is held today, what is required, when it is met",
        figures.something(summary.capabilities).with_columns(
            capitalised("domain"),
            met_in(summary),
            drives=pl.format("{}: {}", driver, "reason").fill_null("Today's level is kept"),
        ),
        (
            Column("name", "Capability"),
            Column("domain", "Domain"),
            Column("unit", "Unit"),
            Column("drives", "What drives it"),
            Column("baseline", "Today", "units"),
            Column("required", "Required", "units", term="requirement"),
            Column("stock", f"Held in {summary.horizon}", "units", hint="stock of the whole Alliance"),
            Column("met", "Met", "met", hint=f"share in {summary.horizon}, ally by ally", term="fulfilment"),
            Column("in", "Met in", "key", term="met"),
            Column("lowest_met", "Lowest", "met", hint="lowest share of a year's requirement on the way"),
            Column("lowest_year", "Lowest in", "year"),
        ),
        empty=NO_TARGETS,
    )


def allies(plan: Plan, summary: Summary) -> Section:
    """Return what each ally holds of its targets, and what it pays."""
    year, results = milestone(plan), figures.capability_results(plan)
    targets = plan.stock.filter((pl.col("year") == year) & (pl.col("target") > 0))
    return Section(
        "allies",
        "Allies",
        (
            drawn(
                "ally-targets",
                targets,
                partial(charts.ally_heat_map, plan.stock, results, plan.case["allies"], year),
                f"{year} is the year in which the last pledge on a capability falls due.",
                f"No ally has a target in {year}.",
            ),
            all_allies(plan, summary),
            by_year(plan, summary),
        ),
    )


def bottlenecks(plan: Plan, summary: Summary) -> Section:
    """Return the limits that hold the plan back, and how full the production lines are."""
    limits, schedule = plan.bottlenecks.sort("rank"), line_schedule(plan)
    kinds = {kind: wording.named(wording.KIND_NAMES, kind) for kind in limits["kind"].unique()}
    blocks: list[Block] = [
        drawn(
            "bottlenecks-relief",
            limits,
            partial(charts.bottleneck_bars, limits),
            "From the shadow prices of the planning model; they hold for small changes of one limit at a "
            "time. sinews explain PLAN --line ID (or --material ID) solves the plan again with more of one.",
            NO_LIMIT,
        ),
        Table(
            "limits",
            "Every limit that binds, the tightest first"
            if limits.height <= MOST_LIMITS
            else f"The {MOST_LIMITS} tightest of {limits.height} limits that bind; the plan's table of "
            "bottlenecks has all",
            limits.head(MOST_LIMITS).with_columns(
                pl.col("kind").replace_strict(kinds, return_dtype=pl.String)
            ),
            (
                Column("name", "Limit"),
                Column("kind", "Kind"),
                Column("first_year", "From", "year"),
                Column("last_year", "To", "year"),
                Column(
                    "relief",
                    "Relief of 1 % wider, %",
                    "number",
                    hint="fall in the weighted shortfall for a 1 % wider limit",
                    status="estimated",
                ),
                Column(
                    "value",
                    "Worth, m",
                    "m",
                    hint="money in the budgets that bind that would do as much as a step",
                    status="estimated",
                ),
                Column("statement", "In words"),
            ),
        ),
    ]
    if limits.is_empty():
        blocks = [Items(summary.waits) if summary.waits else Note(NO_LIMIT)]
    promised = plan.tables["contradictions"]
    if promised.height:
        blocks += [
            Heading("Where the case promises more than there is"),
            Note(
                "Such promises are kept in the plan; the limit gives way by the excess. The plan's table of "
                "contradictions tells which rows of the case they are, and what to change."
            ),
            _promised(plan.case, promised),
        ]
    blocks.append(
        drawn(
            "line-schedule",
            schedule,
            partial(charts.line_gantt, schedule, plan.case["lines"], plan.paid_to_lines),
            "The lines that are paid most, and those that build for Ukraine. What is pale stands idle: grey "
            "what was there or announced, blue what the plan adds by expansion.",
            "No line builds anything.",
        )
    )
    return Section("bottlenecks", "Bottlenecks", tuple(blocks))


NAMED = (
    ("allies", "ally"), ("capabilities", "capability"), ("lines", "line"), ("materials", "material"),
    ("products", "product"),
)  # fmt: skip


def _promised(case: Case, promised: pl.DataFrame) -> Table:
    """Return what is promised beyond limits, by names where the plan's table says keys."""
    names = {key: name for table, each in NAMED for key, name in case[table].select(each, "name").iter_rows()}
    people = case["workforce"].select(pl.format("{}/{}", "country", "trade"), "name")
    names |= dict(people.iter_rows())

    def told(row: dict[str, Any]) -> dict[str, str]:
        parts = [row["key"]] if row["key"] in names else row["key"].split("/")
        here = {part: names[part] for part in parts if part in names}
        years = {f"in {row['first_year']}", f"from {row['first_year']} to {row['last_year']}"}
        words = re.split("|".join(f"{each}, " for each in sorted(years)), row["statement"], maxsplit=1)[-1]
        words = re.sub(r" \(\w+_\w+\)", "", words.split(". ")[0])
        named = re.sub(r"\w+", lambda found: here.get(found[0], found[0]), words)
        return {"what": ", ".join(here.values()) or row["key"], "why": f"{named[:1].upper()}{named[1:]}."}

    return Table(
        "promised",
        "What is promised in a year beyond what there is, at most",
        promised.with_columns(
            pl.DataFrame([told(row) for row in promised.iter_rows(named=True)]).get_columns()
        ),
        (
            Column("what", "What"),
            Column("first_year", "From", "year"),
            Column("last_year", "To", "year"),
            Column("excess", "Beyond", "count", status="estimated"),
            Column("unit", "Unit"),
            Column("why", "Why"),
        ),
    )


def support(plan: Plan, summary: Summary) -> Section:
    """Return what support to Ukraine costs in delay, and what its orders do for learning and capacity."""
    given = given_to.given(plan)
    if given.is_empty():
        return Section(
            "support", "Support to Ukraine", (Note("The case has no support in kind to Ukraine."),)
        )
    paths = given_to.price_paths(plan)
    cost = float(plan.tables["support_cost"]["shortfall"].sum())
    paid, saved = float(plan.spending["support"].sum()), float(paths["saved"].sum())
    amount = partial(wording.money, currency=summary.currency, digits=3)
    return Section(
        "support",
        "Support to Ukraine",
        (
            Note(
                "Support in kind raises the Alliance's weighted shortfall by at most "
                f"{wording.significant(cost, 2, 3)} %. Allies pay {amount(paid)} for what lines build for "
                f"Ukraine; by what these lines learn from it, the allies' own orders cost {amount(saved)} "
                "less.",
                "lead",
            ),
            Note(
                "The figures of delay are first-order bounds from the duals of the planning model: what is "
                "given, at the price of the slots, materials, people and money that it takes; a unit from "
                "stock counts in every later year in which its ally is below target. The plan has not been "
                "solved without support here; sinews explain PLAN --support does that.",
                "note",
            ),
            Table(
                "given",
                "What is given, and by how much at most it delays the allies' own targets",
                given.with_columns(years=pl.format("{}–{}", "first_year", "last_year")),
                (
                    Column("name", "What"),
                    Column("origin", "From"),
                    Column("quantity", "Quantity", "units"),
                    Column("unit", "Unit"),
                    Column("years", "Years", "key"),
                    Column("allies", "Allies", "day"),
                    Column(
                        "shortfall",
                        "Shortfall, %",
                        "number",
                        hint="rise of the weighted shortfall of the plan, at most",
                        status="estimated",
                    ),
                    Column(
                        "months",
                        "Delay, months",
                        "number",
                        hint="of what is late of the capability, on average, at most",
                        status="estimated",
                    ),
                ),
            ),
            Heading("What its orders do for prices and lines"),
            _prices(paths, summary.currency),
            Table(
                "line-shares",
                "Capacity: what lines build for Ukraine, and what else they could build",
                given_to.line_shares(plan),
                (
                    Column("name", "Line"),
                    Column("share", "For Ukraine", "share", hint="of capacity in the years of support"),
                    Column("idle", "Idle meanwhile", "share"),
                    Column("after", "Used afterwards", "share"),
                ),
                empty="No line builds for Ukraine.",
            ),
        ),
    )


def _prices(paths: pl.DataFrame, currency: str) -> Table:
    """Return prices with and without support at the end of support."""
    last = (
        paths.filter(pl.col("for_ukraine") > 0)
        .group_by("product", maintain_order=True)
        .agg(year=pl.col("year").max())
    )
    totals = paths.group_by("product", "name", maintain_order=True).agg(
        pl.col("for_ukraine", "to_allies", "saved").sum()
    )
    ends = paths.select("product", "year", "with_support", "without_support")
    return Table(
        "prices",
        "Learning: prices with and without what is built for Ukraine, in closed form from the curves",
        totals.join(last, on="product", maintain_order="left").join(
            ends, on=["product", "year"], maintain_order="left"
        ),
        (
            Column("name", "Product"),
            Column("for_ukraine", "For Ukraine", "count"),
            Column("to_allies", "For allies", "count", hint="over all years of the plan"),
            Column("year", "Year", "year", hint="last year of support"),
            Column("without_support", "Price without, %", "percent", hint="of today's price, in that year"),
            Column("with_support", "Price with, %", "percent", hint="of today's price, in that year"),
            Column("saved", f"Saved, m {currency}", "m", hint="on the allies' new orders"),
        ),
        empty="No product is built for Ukraine.",
    )
