"""The documents of `sinews brief`: a sheet for each ally, one for the Alliance, and an index of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from sinews.case import holdings
from sinews.case.schema import Status
from sinews.document import Column, Document, Note, Section, Table, wording
from sinews.implementation import Plan
from sinews.present.foundation import shortfall_foundation, spending_foundation
from sinews.present.topics.brief import standing
from sinews.present.topics.brief.book import Book, Subject, counted, total
from sinews.present.topics.brief.decide import decide
from sinews.present.topics.brief.from_whom import from_whom
from sinews.present.topics.brief.promise import fair_share, promise
from sinews.present.topics.explain.facts import known, names_of

ALLIANCE = "alliance"
"""The subject of the Alliance's page, and the name of its files."""

AGAINST_TODAY = ", mean over capabilities"
"""What measures of the scoreboard have in common, and a narrow table can do without."""


def subjects(plan: Plan) -> list[str]:
    """Return whom there is a page of: the Alliance, then all allies by name."""
    return [ALLIANCE, *plan.case["allies"].sort("name")["ally"]]


def subject_of(plan: Plan, ally: str) -> str:
    """Return the key of the ally that is meant by a key or by a name.

    Raises
    ------
    CaseError
        If no ally is called so; it names those that are spelt most alike.
    """
    return known("allies", "ally", ally, names_of(plan.case, "allies", "ally"), "an ally")


def page(book: Book, key: str) -> Document:
    """Return the summit page of an ally, by its key, or of the `ALLIANCE`.

    Examples
    --------
    >>> import sinews
    >>> from sinews.present.topics.brief import Book, page
    >>> book = Book.of(sinews.open_plan("sinews-plan"))  # doctest: +SKIP
    >>> print(*page(book, "LVA").sentences)  # doctest: +SKIP
    """
    subject = Subject(book, None if key == ALLIANCE else key)
    name = "The Alliance" if subject.ally is None else book.allies[key]
    lead = _all_allies(subject) if subject.ally is None else _ally(subject, key)
    foundation = _foundation(subject)
    sections = [
        promise(subject),
        fair_share(subject),
        standing.path(subject),
        standing.bottlenecks(subject),
        standing.jobs(subject),
        from_whom(subject),
        standing.readiness(subject),
        *([_scoreboard(book)] if subject.ally is None else []),
        decide(subject, foundation),
    ]
    data = {
        "subject": key,
        "name": name,
        "subtitle": book.subtitle,
        "headline": lead,
        "sections": [_content(section) for section in sections],
        "path": standing.drawn(subject.path),
        "foundation": foundation,
        "case": book.case.hash,
    }
    return Document(key, name, book.subtitle, book.case, None, lead, sections, data, sheet=True)


def index(documents: Sequence[Document], *, pdf: bool) -> Document:
    """Return the page that links all pages, and their PDF files if there are any."""
    rows = [
        {"name": each.title, "says": " ".join(each.sentences), "html": f"{each.key}.html"}
        | ({"as": "PDF", "pdf": f"{each.key}.pdf"} if pdf else {})
        for each in documents
    ]
    columns = [
        Column("name", "Page", "key", link="html"),
        *([Column("as", "File", "key", link="pdf")] if pdf else []),
        Column("says", "In short"),
    ]
    pages = Table("pages", "A page for each", pl.DataFrame(rows), tuple(columns), sortable=False)
    first = documents[0]
    sections = (Section("pages", "Pages", (pages,)),)
    return Document("index", "Summit pages", first.subtitle, first.case, None, (), sections, sheet=True)


def _content(section: Section) -> dict[str, Any]:
    """Return what JSON holds of a section: its sentences, and its tables by their keys."""
    tables = [block for block in section.blocks if isinstance(block, Table) and not block.nothing]
    return {
        "key": section.key,
        "title": section.title,
        "sentences": [each.text for each in section.blocks if isinstance(each, Note) and not each.kind],
        "tables": {
            table.key: {
                "caption": table.caption,
                "rows": table.frame.select(column.name for column in table.columns),
            }
            for table in tables
        },
    }


def _all_allies(subject: Subject) -> list[str]:
    book = subject.book
    cost, gdp = total(book.carried, "total"), total(book.carried, "gdp")
    return [
        f"The plan costs {book.money(cost)} from {book.base_year} to {book.horizon}, "
        f"{wording.percentage(100.0 * cost / gdp if gdp > 0 else None)} of the allies’ GDP.",
        _met(subject, "Of their targets for the year the allies meet"),
        f"In {book.base_year}, orders worth {book.money(total(book.orders, 'value'))} must be placed "
        f"and {counted(book.expansions.height, 'plant')} must begin to expand.",
    ]


def _ally(subject: Subject, ally: str) -> list[str]:
    book, name = subject.book, subject.book.allies[ally]
    if not int(subject.path["lasting"].sum()):
        return [
            f"{name} has no targets in this plan: it keeps no armed forces or can provide nothing of what is "
            "required, and spends nothing of the plan’s money."
        ]
    carried = book.carried.filter(pl.col("ally") == ally).row(0, named=True)
    whole = book.carried.select(100.0 * pl.col("total").sum() / pl.col("gdp").sum()).item()
    orders = subject.of(book.orders)
    expansions = subject.of(book.expansions, "country").height
    plants = counted(expansions, "plant")
    begin = f", and {plants} in the country must begin to expand" if expansions else ""
    return [
        f"{name} carries {book.money(carried['total'])} of the plan, "
        f"{wording.percentage(carried['gdp_share'])} of its GDP; the Alliance as a whole "
        f"{wording.percentage(whole)}.",
        _met(subject, "Of its targets for the year it meets"),
        f"In {book.base_year}, orders for {counted(orders.height, 'kind')} of product worth "
        f"{book.money(total(orders, 'value'))} must be placed{begin}.",
    ]


def _met(subject: Subject, start: str) -> str:
    """Return how many targets are met in the years shown after the first."""
    years = [year for year in subject.book.years if year != subject.book.base_year] or subject.book.years
    rows = subject.path.filter(pl.col("year").is_in(years)).select("met", "targets", "year")
    told = [f"{met:,} of {targets:,} in {year}" for met, targets, year in rows.iter_rows()]
    return f"{start} {wording.listed(told)}."


def _scoreboard(book: Book) -> Section:
    board = book.review.scoreboard.pivot(
        on="year", index=["dimension", "measure", "unit"], values="value", maintain_order=True
    )
    what = pl.col("measure").str.strip_suffix(AGAINST_TODAY)
    columns = (
        Column("dimension", "Dimension", "key"),
        Column("measure", "Measure, unit"),
        *(Column(str(year), str(year), "number", status="estimated") for year in book.years),
    )
    rows = board.with_columns(measure=pl.format("{}, {}", what, "unit"))
    board_table = Table("scoreboard", "At the end of the year", rows, columns, sortable=False)
    return Section("scoreboard", "Scoreboard", (board_table,))


def _foundation(subject: Subject) -> list[str]:
    """Return how much of a page rests on which figures."""
    book = subject.book
    there = subject.of(holdings(book.case)).filter(pl.col("quantity") > 0)
    held = there.group_by("status", maintain_order=True).agg(share=pl.len() / max(there.height, 1))
    found = (
        _founded("Money of the plan", spending_foundation(book.plan, subject.ally)),
        _founded("What is missing", shortfall_foundation(book.plan, subject.ally)),
        _founded("Holdings", held),
    )
    rest = []
    if book.review.growth is not None:
        rest.append("Jobs: input-output tables of 2010 and 2014, at wages that are assumed.")
    if book.review.formations is not None:
        rest.append("Readiness: parts of people, training and usable equipment estimated or assumed.")
    return ["What this page rests on.", *filter(None, found), *rest]


def _founded(what: str, shares: pl.DataFrame) -> str:
    """Return in a sentence what rests on which figures; `shares` has status and share. Empty for nothing."""
    part = dict(shares.select("status", "share").iter_rows())
    if sum(part.values()) <= 0:
        return ""
    firm = part.get(Status.PUBLISHED, 0.0) + part.get(Status.DERIVED, 0.0)
    return (
        f"{what}: {wording.share(firm)} published or derived, "
        f"{wording.share(part.get(Status.ESTIMATED, 0.0))} estimated, "
        f"{wording.share(part.get(Status.ASSUMED, 0.0))} assumed."
    )
