"""The section of the report on support to Ukraine."""

from __future__ import annotations

import polars as pl

from sinews.document import wording
from sinews.present import support
from sinews.present.report import markup
from sinews.present.report.content import Content, Draft, Part
from sinews.present.report.markup import Cell, Column, number_cell, quantity_cell


def support_section(content: Content) -> Part:
    """Return what support costs in delay, and what its orders do for learning and for capacity."""
    plan = content.plan
    draft = Draft("support", "Support to Ukraine")
    given = support.given(plan)
    if given.is_empty():
        draft.add(markup.paragraph("The case has no support in kind to Ukraine."))
        return draft.finished()
    cost = float(plan.tables["support_cost"]["shortfall"].sum())
    paid = float(plan.spending["support"].sum())
    paths = support.price_paths(plan)
    saved = float(paths["saved"].sum())
    draft.add(
        markup.paragraph(
            "Support in kind raises the Alliance's weighted shortfall by at most "
            f"{wording.percentage(cost, 3)}. Allies pay {content.prices.amount(paid)} for what lines build "
            f"for Ukraine; by what these lines learn from it, the allies' own orders cost "
            f"{content.prices.amount(saved)} less.",
            "lead",
        ),
        markup.paragraph(
            "The figures of delay are first-order bounds from the duals of the planning model: what is "
            "given, at the price of the slots, materials, people and money that it takes; a unit from stock "
            "counts in every later year in which its ally is below target. The plan has not been solved "
            "without support here; sinews explain PLAN --support does that.",
            "note",
        ),
        _given_table(given),
        markup.subheading("What its orders do for prices and lines"),
        _price_table(content, paths),
        _line_table(support.line_shares(plan)),
    )
    return draft.finished()


def _given_table(given: pl.DataFrame) -> str:
    return markup.table(
        "What is given, and by how much at most it delays the allies' own targets",
        [
            Column("What"),
            Column("From"),
            Column("Quantity", numeric=True),
            Column("Unit"),
            Column("Years", fixed=True),
            Column("Allies", numeric=True),
            Column("Shortfall, %", numeric=True, hint="rise of the weighted shortfall of the plan, at most"),
            Column(
                "Delay, months", numeric=True, hint="of what is late of the capability, on average, at most"
            ),
        ],
        [
            [
                row["name"],
                row["origin"],
                quantity_cell(row["quantity"]),
                row["unit"],
                f"{row['first_year']}–{row['last_year']}",
                number_cell(row["allies"]),
                number_cell(row["shortfall"], 3),
                number_cell(row["months"], 2),
            ]
            for row in given.iter_rows(named=True)
        ],
    )


def _price_table(content: Content, paths: pl.DataFrame) -> str:
    """Return prices with and without support at the end of support and at the horizon."""
    until = (
        paths.filter(pl.col("for_ukraine") > 0)
        .group_by("product", maintain_order=True)
        .agg(until=pl.col("year").max())
    )
    totals = paths.group_by("product", "name", maintain_order=True).agg(
        pl.col("for_ukraine", "to_allies", "saved").sum()
    )
    rows = []
    for row in totals.join(until, on="product", how="left", maintain_order="left").iter_rows(named=True):
        end = paths.filter(product=row["product"], year=row["until"]).row(0, named=True)
        rows.append(
            [
                row["name"],
                quantity_cell(row["for_ukraine"]),
                quantity_cell(row["to_allies"]),
                Cell(str(row["until"]), row["until"]),
                number_cell(end["without_support"], 1),
                number_cell(end["with_support"], 1),
                number_cell(row["saved"], 1),
            ]
        )
    return markup.table(
        "Learning: prices with and without what is built for Ukraine, in closed form from the curves",
        [
            Column("Product"),
            Column("For Ukraine", numeric=True),
            Column("For allies", numeric=True, hint="over all years of the plan"),
            Column("Year", numeric=True, hint="last year of support"),
            Column("Price without, %", numeric=True, hint="of today's price, in that year"),
            Column("Price with, %", numeric=True, hint="of today's price, in that year"),
            Column(f"Saved, m {content.prices.currency}", numeric=True, hint="on the allies' new orders"),
        ],
        rows,
    )


def _line_table(shares: pl.DataFrame) -> str:
    return markup.table(
        "Capacity: what lines build for Ukraine, and what else they could build",
        [
            Column("Line"),
            Column("For Ukraine", numeric=True, hint="share of capacity in the years of support"),
            Column("Idle meanwhile", numeric=True),
            Column("Used afterwards", numeric=True),
        ],
        [
            [
                row["name"],
                Cell(wording.share(row["share"]), row["share"]),
                Cell(wording.share(row["idle"]), row["idle"]),
                Cell(wording.share(row["after"]), row["after"]),
            ]
            for row in shares.iter_rows(named=True)
        ],
    )
