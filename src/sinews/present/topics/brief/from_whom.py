"""Who buys from whom, on a summit page: the Alliance's ribbons, an ally's suppliers and its types."""

from __future__ import annotations

from functools import partial

import polars as pl

from sinews.assessment.types_in_service import types_in_service
from sinews.document import Column, Figure, Note, Section, Table, wording
from sinews.present.charts.buyers import buyers_sankey
from sinews.present.topics.brief.book import Subject
from sinews.present.topics.plan.buyers import who_buys

MOST = 6
"""Countries that a page names."""


def from_whom(subject: Subject) -> Section:
    """Return in which countries the subject's money for equipment pays for work."""
    book = subject.book
    names = {**wording.COUNTRY_NAMES, **book.allies}
    bought = subject.of(who_buys(book.plan))
    title = "Who buys from whom" if subject.ally is None else "From whom you buy"
    if bought.is_empty():
        return Section("from_whom", title, (Note("Nothing is paid for equipment."),))
    settings = book.case.settings
    prices = wording.Prices(settings.currency, settings.price_year)
    figure: tuple[Figure, ...] = ()
    if subject.ally is None:
        draw = partial(buyers_sankey, bought, names, prices)
        chart = draw()
        figure = (
            Figure(
                "buyers",
                chart.title.text,
                "bn, to the country of the work; grey: at home",
                bought,
                lambda: chart,
            ),
        )
    value = float(bought["value"].sum())
    rows = (
        bought.group_by("country", maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", "country", descending=[True, False])
        .head(MOST)
        .with_columns(name=pl.col("country").replace(names), part=pl.col("value") / value)
    )
    home = float(bought.filter(part="home")["value"].sum()) / value
    return Section(
        "from_whom",
        title,
        (
            Note(f"{wording.share(home)} of {book.money(value)} for equipment pays for work at home."),
            *figure,
            Table(
                "from-whom",
                "Work for the money for equipment, by country",
                rows,
                (
                    Column("name", "Country"),
                    Column("value", "Money, bn", "bn"),
                    Column("part", "Part", "share"),
                ),
                sortable=False,
            ),
            *_types(subject),
        ),
    )


def _types(subject: Subject) -> tuple[Note, ...]:
    """Return how many types an ally has in service today and at the end, in a sentence."""
    if subject.ally is None:
        return ()
    book = subject.book
    names = dict(book.case["capabilities"].select("capability", "name").iter_rows())
    types = subject.of(types_in_service(book.plan)).group_by("capability", maintain_order=True)
    of = types.agg(pl.col("today", "end").sum().cast(pl.Int64)).filter(pl.col("today") != pl.col("end"))
    if of.is_empty():
        return ()
    moved = of.sort((pl.col("end") - pl.col("today")).abs(), descending=True, maintain_order=True).head(MOST)
    told = [f"{names[capability].lower()} {today} to {end}" for capability, today, end in moved.iter_rows()]
    return (Note(f"Types in service change by {book.horizon}, from today's number: {wording.listed(told)}."),)
