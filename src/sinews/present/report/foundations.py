"""The sections of the report that let readers judge it: fairness of shares, method and provenance."""

from __future__ import annotations

import polars as pl

from sinews.apportionment import beside_published
from sinews.case import every_pledge
from sinews.case.schema import Status
from sinews.document import wording
from sinews.document.wording import NOTHING
from sinews.present import charts
from sinews.present.headline import foundations
from sinews.present.published_targets import figure
from sinews.present.report import markup
from sinews.present.report.content import Content, Draft, Part
from sinews.present.report.markup import Cell, Column, number_cell, quantity_cell

LEFT_OUT = (
    "The requirement is what pledges and published requirements say. What the defence plans "
    "themselves would need "
    "(movements, consumption, casualties, raids) is not computed; the true need may be higher or lower.",
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


def fairness(content: Content) -> Part:
    """Return how the cost compares with ability to pay, how targets were shared, and the scoreboard."""
    draft = Draft("fairness", "Fairness of shares")
    draft.draw(
        "burden",
        charts.burden_bars(content.allies),
        "A bar above the average is no proof of unfairness: allies that start with less must add more.",
    )
    draft.add(
        _shares_table(content),
        *_published(content),
        markup.subheading("Scoreboard"),
        _scoreboard(content),
        _burden_table(content),
        _first_year_table(content),
    )
    return draft.finished()


def method(content: Content) -> Part:
    """Return what the figures rest on, how the plan was solved, and what it leaves out."""
    summary = content.summary
    solution = summary.solution
    draft = Draft("method", "Method and provenance")
    draft.add(
        markup.paragraph(
            "The plan follows the five steps of NATO's defence planning: political guidance (the "
            "pledges as levels "
            "by year), requirements (the higher of pledge and published requirement), "
            "apportionment by ability to "
            "pay, implementation (one linear programme over orders, deliveries, stock, line "
            "capacity and budgets "
            "that first closes the weighted shortfall, then saves money), and review."
        ),
        markup.table(
            "How the plan was solved",
            [Column("What"), Column("Value")],
            [
                ["Solver", solution.solver],
                ["Status", solution.status],
                ["Remaining gap", NOTHING if solution.gap is None else f"{solution.gap:.1e}"],
                [
                    "Expansion in whole steps costs at most",
                    wording.share(max(solution.whole_steps_gap, 0.0), 2),
                ],
                ["Whole orders, ships and batteries cost", wording.share(solution.whole_units_gap, 2)],
                ["Size", f"{wording.number(solution.columns)} columns, {wording.number(solution.rows)} rows"],
                ["Time to solve", f"{wording.number(solution.seconds, 1)} s"],
                ["Prices", f"{content.prices.words}, constant exchange rates of that year"],
                ["Years", f"{summary.base_year} to {summary.horizon}"],
                ["Case", f"{summary.name}, SHA-256 {summary.case_hash}"],
            ],
            sortable=False,
        ),
        markup.subheading("What the figures rest on"),
        markup.paragraph(
            "Each row of each table says how well its figure is founded: published; derived from "
            "published figures; "
            "estimated by an expert without a published source; or assumed, a placeholder that "
            "is easy to replace."
        ),
        _provenance(content),
        *(markup.paragraph(sentence) for sentence in foundations(content.summary)),
        markup.subheading("The pledges, as computed"),
        _pledges(content),
        markup.subheading("What is left out, and what that does to the answer"),
        markup.items(LEFT_OUT),
        markup.subheading("Sources"),
        _sources(content),
    )
    return draft.finished()


def _shares_table(content: Content) -> str:
    """Return for each ally how its targets were set: what it asks beyond today, and what limited it."""
    shares = (
        content.plan.tables["shares"]
        .group_by("ally", maintain_order=True)
        .agg(
            targets=(pl.col("target") > 0).sum(),
            grow=(pl.col("target") > pl.col("held")).sum(),
            capped=(pl.col("limit") == "cap").sum(),
            ineligible=pl.col("limit").is_in(["scope", "ineligible"]).sum(),
        )
    )
    rows = content.allies.join(shares, on="ally", how="left").sort("name")
    return markup.table(
        "How targets were shared out: share of cost against share of GDP, and what limited the targets",
        [
            Column("Ally"),
            Column("Share of cost", numeric=True),
            Column("Share of GDP", numeric=True),
            Column("Ratio", numeric=True, hint="share of cost / share of GDP; 1 is in proportion"),
            Column("Targets", numeric=True),
            Column("to grow", numeric=True, hint="targets above what the ally holds today"),
            Column("at the cap", numeric=True, hint="limited by the largest share that one ally may provide"),
            Column("not eligible", numeric=True, hint="capabilities that it is not asked for"),
        ],
        [
            [
                row["name"],
                Cell(wording.share(row["share"], 1), row["share"]),
                Cell(wording.share(row["gdp_part"], 1), row["gdp_part"]),
                number_cell(row["share"] / row["gdp_part"] if row["gdp_part"] > 0 else None, 2),
                *(number_cell(row[column]) for column in ("targets", "grow", "capped", "ineligible")),
            ]
            for row in rows.iter_rows(named=True)
        ],
    )


def _published(content: Content) -> list[str]:
    """Return published national targets beside those of the plan."""
    case = content.plan.case
    beside = beside_published(case, content.plan.tables["targets"])
    if beside.is_empty():
        return []
    names = dict(case["allies"].select("ally", "name").iter_rows())
    titles = dict(case["sources"].select("source", "title").iter_rows())
    table = markup.table(
        "Published national targets beside ours: level, addition, multiple or people, as published",
        [
            Column("Ally"),
            Column("Published target"),
            Column("Published", numeric=True),
            Column("Ours", numeric=True),
            Column("Unit"),
            Column("By", numeric=True),
            Column("Ratio", numeric=True, hint="ours / published; 1 is the same"),
            Column("Source"),
        ],
        [
            [
                names[row["ally"]],
                row["title"],
                Cell(figure(row), row["low"]),
                quantity_cell(row["ours"]),
                row["unit"],
                str(row["year"]),
                number_cell(row["ratio"], 2),
                titles.get(row["source"], row["source"]),
            ]
            for row in beside.iter_rows(named=True)
        ],
    )
    return [markup.subheading("What others have published of national targets"), table]


def _scoreboard(content: Content) -> str:
    """Return the scoreboard: a row per measure, a column per year."""
    scores = content.review.scoreboard
    years = wording.milestones(scores["year"].to_list())
    values = {
        (row["dimension"], row["measure"], row["unit"], row["year"]): row["value"]
        for row in scores.to_dicts()
    }
    measures = list(
        dict.fromkeys((row["dimension"], row["measure"], row["unit"]) for row in scores.to_dicts())
    )
    return markup.table(
        "Stronger, fairer, more lethal: the review's measures by year",
        [
            Column("Measure"),
            Column("Dimension"),
            Column("Unit"),
            *(Column(str(year), numeric=True) for year in years),
        ],
        [
            [
                measure,
                dimension,
                unit,
                *(number_cell(values.get((dimension, measure, unit, year)), 2) for year in years),
            ]
            for dimension, measure, unit in measures
        ],
    )


def _burden_table(content: Content) -> str:
    """Return the review's burden of each ally in the last year that it looks at."""
    burden = content.review.burden
    year = max(burden["year"].to_list())
    names = content.plan.case["allies"].select("ally", "name")
    rows = burden.filter(pl.col("year") == year).join(names, on="ally", how="left").sort("name")
    return markup.table(
        f"Burden of each ally in {year}: spending, equipment and fulfilment of targets",
        [
            Column("Ally"),
            Column("Core, % of GDP", numeric=True),
            Column("Equipment, % of core", numeric=True),
            Column("Targets met", numeric=True),
            Column("Additional cost, bn", numeric=True),
        ],
        [
            [
                row["name"],
                number_cell(row["gdp_share"], 2),
                number_cell(row["equipment_share"], 1),
                markup.met_cell(_part(row["target_fulfilment"])),
                number_cell(None if row["additional_cost"] is None else row["additional_cost"] / 1000, 2),
            ]
            for row in rows.iter_rows(named=True)
        ],
    )


def _first_year_table(content: Content) -> str:
    """Return where each ally's published money for equipment of the first year goes, bn."""
    accounts = content.review.first_year
    if accounts is None or accounts.is_empty():
        return ""
    names = content.plan.case["allies"].select("ally", "name")
    outside = pl.col("account").str.starts_with("outside: ")
    rows = (
        accounts.with_columns(account=pl.when(outside).then(pl.lit("outside")).otherwise("account"))
        .pivot("account", index="ally", values="amount", aggregate_function="sum")
        .join(names, on="ally", how="left", maintain_order="left")
        .sort("name")
    )
    columns = {
        "equipment": "Equipment",
        "outside": "Outside the case",
        "plan": "Plan",
        "support": "Further support to Ukraine",
        "rest": "Rest",
        "basis": "of it, another basis",
        "unspent": "of it, not spent by the plan",
    }
    return markup.table(
        f"Where money for equipment goes in {accounts['year'][0]}, as NATO publishes it, by ally, bn",
        [Column("Ally"), *(Column(title, numeric=True) for title in columns.values())],
        [
            [row["name"], *(number_cell((row.get(name) or 0.0) / 1000, 2) for name in columns)]
            for row in rows.iter_rows(named=True)
        ],
    )


def _provenance(content: Content) -> str:
    statuses = [status.value for status in Status]
    return markup.table(
        "Share of the rows of each table by how well they are founded, %; quantities of zero left out",
        [
            Column("Table"),
            Column("Rows", numeric=True),
            *(Column(status.capitalize(), numeric=True) for status in statuses),
        ],
        [
            [
                founded.table.replace("_", " "),
                number_cell(founded.rows),
                *(Cell(wording.share(getattr(founded, s)), getattr(founded, s)) for s in statuses),
            ]
            for founded in content.summary.provenance
        ],
    )


def _pledges(content: Content) -> str:
    """Return the pledges of the Alliance and of its members, with what is computed from each."""
    names = dict(content.plan.case["allies"].select("ally", "name").iter_rows())
    return markup.table(
        "Pledges",
        [
            Column("Pledge"),
            Column("By"),
            Column("Kind"),
            Column("Amount", numeric=True),
            Column("From", numeric=True),
            Column("Until", numeric=True),
            Column("Status"),
        ],
        [
            [
                row["title"],
                "Alliance" if row["ally"] is None else names.get(row["ally"], row["ally"]),
                row["kind"].replace("_", " "),
                _amount(row["factor"], row["level"], row["share"]),
                Cell(str(row["start_year"]), row["start_year"]),
                Cell(str(row["target_year"]), row["target_year"]),
                row["status"],
            ]
            for row in every_pledge(content.plan.case).iter_rows(named=True)
        ],
    )


def _amount(factor: float | None, level: float | None, share: float | None) -> Cell:
    """Return what a pledge promises: a multiple, a level or a share."""
    if factor is not None:
        return Cell(f"× {factor:g}", factor)
    if level is not None:
        return Cell(wording.quantity(level), level)
    return Cell(NOTHING if share is None else f"{share:g} %", share)


def _sources(content: Content) -> str:
    return markup.table(
        "Publications that the case draws on",
        [
            Column("Title"),
            Column("Publisher"),
            Column("Year", numeric=True),
            Column("Address"),
            Column("Licence"),
        ],
        [
            [
                row["title"],
                row["publisher"],
                Cell(NOTHING if row["year"] is None else str(row["year"]), row["year"]),
                row["address"] or NOTHING,
                row["licence"] or NOTHING,
            ]
            for row in content.plan.case["sources"].iter_rows(named=True)
        ],
    )


def _part(per_cent: float | None) -> float | None:
    """Return a percentage as a share, 0..1."""
    return None if per_cent is None else per_cent / 100
