"""The document of `sinews track`: spending, holdings with what they do to the dates, people."""

from __future__ import annotations

import polars as pl

from sinews.assessment import Tracking
from sinews.case import Case
from sinews.document import Column, Document, Fact, Section, Sentence, Table, said

SHOWN = 15
"""Rows of each table that are shown where there is little room."""

MEASURES = {"gdp_share": "% of GDP", "equipment_share": "% of spending for equipment"}


def page(case: Case, found: Tracking) -> Document:
    """Return the comparison of a plan with what has happened as a document; `case` is that of the plan."""
    names = ("reported", "spending", "holdings", "people")
    tables = [table for table in _tables(case, found) if getattr(found, table.key).height]
    return Document(
        "track",
        "Is the plan on its way?",
        f"Case “{case.settings.name}” · beside newer figures of its planning years",
        case,
        found.late.is_empty(),
        _lead(found),
        tuple(Section(table.key, table.caption, (table,)) for table in tables),
        {name: getattr(found, name) for name in names},
    )


def _lead(found: Tracking) -> list[Sentence]:
    if all(frame.is_empty() for frame in (found.spending, found.holdings, found.people)):
        return [said("The case has no figure of a planning year: nothing has happened yet that it knows of.")]
    return [
        said("{late} of {all} {what}.", late=Fact(late.height, "day"), all=Fact(of.height, "day"), what=what)
        for late, of, what in (
            (found.late, found.holdings, "holdings that are newly counted are behind the plan"),
            (_behind(found.spending), found.spending, "shares of spending are below the plan's"),
            (_behind(found.people), found.people, "allies have fewer soldiers than the plan counts on"),
        )
        if of.height
    ]


def _behind(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("difference") < 0).sort("difference")


def _tables(case: Case, found: Tracking) -> tuple[Table, ...]:
    allies = pl.col("ally").replace_strict(dict(case["allies"].select("ally", "name").iter_rows()))
    kinds = dict(case["capabilities"].select("capability", "name").iter_rows())
    ally, year = Column("ally", "Ally"), Column("year", "Year", "year")
    sides = (Column("planned", "Planned", "count"), Column("happened", "Happened", "count"))
    parts = ("personnel", "infrastructure", "other")
    met = pl.col("met_planned", "met").cast(pl.String).fill_null("beyond")
    return (
        Table(
            "reported",
            "Expenditure as reported, money in m at prices of the year",
            found.reported.with_columns(allies),
            (
                ally,
                year,
                Column("spent", "Spent", "m", status="published"),
                Column("gdp", "GDP", "m", status="published"),
                Column("real_change", "Real change, %", "change"),
                *(Column(f"{part}_share", f"{part.capitalize()}, %", "percent") for part in parts),
            ),
            SHOWN,
        ),
        Table(
            "spending",
            "Spending behind the plan",
            _behind(found.spending).with_columns(
                allies, pl.col("measure").replace_strict(MEASURES, return_dtype=pl.String)
            ),
            (ally, year, Column("measure", "Of what"), *sides, Column("difference", "Change", "change")),
            SHOWN,
            "No spending is behind the plan.",
        ),
        Table(
            "holdings",
            "Holdings behind the plan, and when targets are met",
            found.late.with_columns(met, allies, pl.col("capability").replace_strict(kinds)),
            (
                ally,
                Column("capability", "Capability"),
                year,
                *sides,
                Column("late", "Years late", "days"),
                Column("met_planned", "Met by plan", "key"),
                Column("met", "Met", "key", term="met"),
            ),
            SHOWN,
            "No holding is behind the plan.",
        ),
        Table(
            "people",
            "Fewer soldiers than the plan counts on, thousands",
            _behind(found.people).with_columns(allies),
            (ally, year, *sides, Column("difference", "Change", "change")),
            SHOWN,
            "No ally has fewer soldiers than the plan counts on.",
        ),
    )
