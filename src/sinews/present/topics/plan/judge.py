"""What lets readers judge a plan, for its report: fairness of shares, rules, method and provenance."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.apportionment import ABILITIES, RULES, beside_published, compare_rules
from sinews.assessment import Review
from sinews.case import every_pledge
from sinews.case.schema import Status
from sinews.document import Block, Column, Heading, Items, Note, Section, Table, wording
from sinews.implementation import Plan, Solution
from sinews.present import charts, figures
from sinews.present.charts.fairness import rule_slopes
from sinews.present.headline import foundations
from sinews.present.summary import Summary
from sinews.present.topics import apportion
from sinews.present.topics.plan.topic import drawn
from sinews.present.topics.review.scoreboard import scoreboard_table

LEFT_OUT = (
    "The requirement is what pledges and published requirements say. What the defence plans themselves would "
    "need (movements, consumption, casualties, raids) is not computed; the true need may be higher or lower.",
    "Quantities stand for numbers, not for quality: a unit counts the same whoever fields it, whatever its "
    "readiness, training or age.",
    "Soldiers are not a limit on the plan: units count when their equipment is there. Where recruiting or "
    "training of crews is slower, they come later than shown.",
    "Only the materials and trades in the tables limit industry beyond its lines' capacity and ramp. "
    "Other shared suppliers can make it slower.",
    "Allies choose as if by one plan, with today's knowledge of all years, and buy where the Alliance gains "
    "most. Real procurement is national, political and learns as it goes: costs and delays are lower bounds.",
    "Prices fall with the quantity built, along each product's learning curve; scarcity and haste, which "
    "make products dearer, are left out.",
    "Work may go on for parts of a product; what is ordered whole is paid as the work on it goes on, and "
    "what else counts whole is handed over so, while allies settle who paid for which part.",
    "One path of growth, prices and production is followed; there is no risk, delay or cost growth in it.",
)
"""What the model leaves out, and what that does to the answer."""


def fairness(plan: Plan, review: Review) -> Section:
    """Return how the cost compares with ability to pay, how targets were shared, and the scoreboard."""
    names = dict(plan.case["allies"].select("ally", "name").iter_rows())
    carried = figures.ally_cost(plan)
    beside = beside_published(plan.case, plan.tables["targets"])
    board = scoreboard_table(
        review.scoreboard,
        wording.milestones(review.scoreboard["year"]),
        "Stronger, fairer, more lethal: the review's measures by year",
    )
    published: list[Block] = [Heading("What others have published of national targets")]
    return Section(
        "fairness",
        "Fairness of shares",
        (
            drawn(
                "burden",
                carried.drop_nulls("gdp_share"),
                partial(charts.burden_bars, carried),
                "A bar above the average is no proof of unfairness: allies that start with less must add "
                "more.",
                "No ally has an economy to carry anything.",
            ),
            _shares(plan, carried),
            *([*published, apportion.published(plan.case, beside)] if beside.height else []),
            Heading("Scoreboard"),
            board,
            _burden(review, names),
            *_first_year(review, names),
        ),
    )


def _shares(plan: Plan, carried: pl.DataFrame) -> Table:
    """Return for each ally how its targets were set: what it asks beyond today, and what limited it."""
    shares = (
        plan.tables["shares"]
        .group_by("ally", maintain_order=True)
        .agg(
            targets=(pl.col("target") > 0).sum(),
            grow=(pl.col("target") > pl.col("held")).sum(),
            capped=(pl.col("limit") == "cap").sum(),
            ineligible=pl.col("limit").is_in(["scope", "ineligible"]).sum(),
        )
    )
    ratio = pl.when(pl.col("gdp_part") > 0).then(pl.col("share") / pl.col("gdp_part"))
    return Table(
        "shares",
        "How targets were shared out: share of cost against share of GDP, and what limited the targets",
        carried.join(shares, on="ally", how="left").with_columns(ratio=ratio).sort("name"),
        (
            Column("name", "Ally"),
            Column("share", "Share of cost", "share"),
            Column("gdp_part", "Share of GDP", "share"),
            Column("ratio", "Ratio", "times", hint="share of cost / share of GDP; 1 is in proportion"),
            Column("targets", "Targets", "day", term="capability_target"),
            Column("grow", "to grow", "day", hint="targets above what the ally holds today"),
            Column(
                "capped", "at the cap", "day", hint="limited by the largest share that one ally may provide"
            ),
            Column("ineligible", "not eligible", "day", hint="capabilities that it is not asked for"),
        ),
    )


def _burden(review: Review, names: dict[str, str]) -> Table:
    """Return the review's burden of each ally in the last year that it looks at."""
    year = max(review.burden["year"].to_list())
    return Table(
        "burden",
        f"Burden of each ally in {year}: spending, equipment and fulfilment of targets",
        review.burden.filter(pl.col("year") == year)
        .with_columns(
            name=pl.col("ally").replace_strict(names),
            # of nothing there is no part
            equipment_share=pl.when(pl.col("gdp_share") > 0).then("equipment_share"),
            held=pl.col("target_fulfilment") / 100.0,
        )
        .sort("name"),
        (
            Column("name", "Ally"),
            Column("gdp_share", "Core, % of GDP", "percent", term="core_expenditure"),
            Column("equipment_share", "Equipment, % of core", "percent", term="equipment_share"),
            Column("held", "Targets met", "met", hint="mean over its targets", term="fulfilment"),
            Column("additional_cost", "Additional cost, bn", "bn"),
        ),
    )


def _first_year(review: Review, names: dict[str, str]) -> list[Block]:
    """Return where each ally's published money for equipment of the first year goes."""
    accounts = review.first_year
    if accounts is None or accounts.is_empty():
        return []
    outside = pl.col("account").str.starts_with("outside: ")
    titles = {
        "equipment": "Equipment",
        "loans": "Loans, less what is paid for them",
        "outside": "Outside the case",
        "plan": "Plan",
        "support": "Further support to Ukraine",
        "rest": "Rest",
        "basis": "of it, another basis",
        "unspent": "of it, not spent by the plan",
    }
    rows = accounts.with_columns(account=pl.when(outside).then(pl.lit("outside")).otherwise("account")).pivot(
        "account", index="ally", values="amount", aggregate_function="sum"
    )
    absent = [pl.lit(0.0).alias(name) for name in titles if name not in rows.columns]
    table = Table(
        "first-year",
        f"Where money for equipment goes in {accounts['year'][0]}, as NATO publishes it, by ally, bn",
        rows.with_columns(absent)
        .with_columns(pl.col(list(titles)).fill_null(0.0), name=pl.col("ally").replace_strict(names))
        .sort("name"),
        (Column("name", "Ally"), *(Column(name, title, "bn") for name, title in titles.items())),
    )
    note = (
        "Further support to Ukraine is what is published of equipment given, less what lines deliver in the "
        "plan: where they deliver more than is published, it is below nothing. What stands on another basis "
        "or is not spent by the plan can be below nothing, too."
    )
    return [table, Note(note, "note")]


def rules(plan: Plan) -> Section:
    """Return what each ally bears under each rule, how even that is, and what rests on the ability chosen."""
    case, targets = plan.case, plan.apportioned
    comparison = compare_rules(case, targets.requirements)
    allies = dict(case["allies"].select("ally", "name").iter_rows())
    used = [apportion.RULE_NAMES[rule] for rule in comparison.measures["rule"]]
    burdens = comparison.burdens.select(
        pl.col("rule").replace_strict(apportion.RULE_NAMES),
        "relative",
        "rank",
        name=pl.col("ally").replace_strict(allies),
        cost=pl.col("cost") / 1000,
    )
    some = not burdens.filter(pl.col("rule") == used[0], pl.col("relative") > 0).is_empty()
    blocks: list[Block] = [
        Note(
            f"Targets follow this rule: {RULES[comparison.rule]}. An ally's burden is the life-cycle cost of "
            f"all that it adds (purchase, and {case.settings.service_life} years of operation with crews, "
            f"discounted), over its ability to bear it: {ABILITIES[comparison.ability]}."
        ),
        Note(apportion.proof_in_words(targets, case.settings.currency)),
        drawn(
            "rule-slopes",
            burdens if some else burdens.clear(),
            partial(rule_slopes, burdens, used),
            "Allies that a rule asks for nothing are left out under it. Claims of the claims rules are the "
            "most that each ally could be asked for within all limits.",
            "Nobody is asked for anything that costs: there is nothing to compare.",
        ),
        *apportion.rules(comparison, allies),
    ]
    if targets.relief.height:
        told = (f"{row['statement']} ({row['rows']})" for row in targets.relief.iter_rows(named=True))
        blocks += [Heading("Limits that contradict each other"), Items(tuple(told))]
    return Section("rules", "Who bears what, under which rule", tuple(blocks))


def method(plan: Plan, summary: Summary) -> Section:
    """Return what the figures rest on, how the plan was solved, and what it leaves out."""
    return Section(
        "method",
        "Method and provenance",
        (
            Note(
                "The plan follows the five steps of NATO's defence planning: political guidance (the pledges "
                "as levels by year), requirements (the higher of pledge and published requirement), "
                "apportionment by ability to pay, implementation (one linear programme over orders, "
                "deliveries, stock, line capacity and budgets that first closes the weighted shortfall, then "
                "saves money), and review."
            ),
            _solved(summary),
            Heading("What the figures rest on"),
            Note(
                "Each row of each table says how well its figure is founded: published; derived from "
                "published figures; estimated by an expert without a published source; or assumed, a "
                "placeholder that is easy to replace."
            ),
            Table(
                "provenance",
                "Share of the rows of each table by how well they are founded, %; quantities of zero left "
                "out",
                summary.provenance.with_columns(pl.col("table").str.replace_all("_", " ")),
                (
                    Column("table", "Table"),
                    Column("rows", "Rows", "day"),
                    *(Column(status.value, status.value.capitalize(), "share") for status in Status),
                ),
            ),
            *map(Note, foundations(summary)),
            Heading("The pledges, as computed"),
            _pledges(plan),
            Heading("What is left out, and what that does to the answer"),
            Items(LEFT_OUT),
            Heading("Sources"),
            Table(
                "sources",
                "Publications that the case draws on",
                plan.case["sources"].with_columns(pl.col("address", "licence").fill_null(wording.NOTHING)),
                (
                    Column("title", "Title"),
                    Column("publisher", "Publisher"),
                    Column("year", "Year", "year"),
                    Column("address", "Address", "address"),
                    Column("licence", "Licence"),
                ),
            ),
        ),
    )


def _split(solution: Solution) -> str:
    """Return how what lines deliver was split among the allies, and what that costs."""
    # plans of before do not say
    how = solution.split or "as the optimum has it"
    return f"{how} (shortfall and cost + {wording.in_percent(max(solution.split_gap, 0.0))})"


def _solved(summary: Summary) -> Table:
    solution = summary.solution
    rows = {
        "Solver": solution.solver,
        "Status": solution.status,
        "Remaining gap": f"{solution.gap:.1e}",
        "Expansion in whole steps costs at most": wording.in_percent(max(solution.whole_steps_gap, 0.0)),
        "Whole orders, ships and batteries cost": wording.in_percent(solution.whole_units_gap),
        "Few types cost at most": wording.in_percent(solution.few_types_gap),
        "Who gets what of a line": _split(solution),
        "Size": f"{wording.number(solution.columns)} columns, {wording.number(solution.rows)} rows",
        "Time to solve": f"{wording.number(solution.seconds, 1)} s",
        "Prices": f"{summary.currency}, {summary.price_year} prices, constant exchange rates of that year",
        "Years": f"{summary.base_year} to {summary.horizon}",
        "Case": f"{summary.name}, SHA-256 {summary.case_hash}",
    }
    return Table(
        "solved",
        "How the plan was solved",
        pl.DataFrame(list(rows.items()), schema={"what": pl.String, "value": pl.String}, orient="row"),
        (Column("what", "What"), Column("value", "Value")),
        sortable=False,
    )


def _pledges(plan: Plan) -> Table:
    """Return the pledges of the Alliance and of its members, with what is computed from each."""
    names = dict(plan.case["allies"].select("ally", "name").iter_rows())
    pledges = every_pledge(plan.case)
    amounts = [_amount(*row) for row in pledges.select("factor", "level", "share").iter_rows()]
    return Table(
        "pledges",
        "Pledges",
        pledges.with_columns(
            pl.Series("amount", amounts, pl.String),
            by=pl.col("ally").replace_strict(names, default=pl.col("ally")).fill_null("Alliance"),
            kind=pl.col("kind").str.replace_all("_", " "),
        ),
        (
            Column("title", "Pledge"),
            Column("by", "By"),
            Column("kind", "Kind"),
            Column("amount", "Amount", "key"),
            Column("start_year", "From", "year"),
            Column("target_year", "Until", "year"),
            Column("status", "Status"),
        ),
        empty="The case has no pledge.",
    )


def _amount(factor: float | None, level: float | None, share: float | None) -> str:
    """Return what a pledge promises: a multiple, a level or a share."""
    if factor is not None:
        return f"× {factor:g}"
    if level is not None:
        return wording.quantity(level)
    return wording.NOTHING if share is None else f"{share:g} %"
