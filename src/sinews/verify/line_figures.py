"""Lines: what a plan has them build in its first two years, beside output that others have published.

A figure counts only where its text is not that of an order in the line's book, where it is no single
customer's (what one ally gets, or what is exported, is a floor), and where no order in the book is assumed.
It is adopted where the line's rate rests on it, and independent where the rate rests on something else.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

import polars as pl

from sinews.implementation import Plan

WITHIN = 0.2
"""How far off what is built may be, as a part of the published figure."""

NOISE = 1e-9

FIRST_YEARS = 4
"""Years of a plan in which lines that stand still are told."""

OPENING = (
    "This page is made by `tools/line_figures.py` from the plan of the baseline. A figure counts where its",
    "text is not that of an order in the line's book, and where it is no single customer's: what is",
    "exported, or what one ally gets, is a floor. It is *adopted* where the line's rate rests on it: then",
    "the page shows that the plan builds what was published, and no more. It is *independent* where the rate",
    "rests on another text or on an estimate: then it is evidence for the rate as well. A line with an",
    "assumed order in its book is not evidenced, whatever it builds. In the first two years new orders of",
    "most lines are still being built: a line builds what its public order book says, and the rest of its",
    "rate, as far as today's materials and people go, for buyers that no list names, which is assumed of all",
    "lines alike (`settings.unlisted_orders`). A rate of less than one a year is a slow builder's: it has",
    "buyers that are known, builds what is on contract, and what it hands over in one year says little.",
)

WITHOUT = (
    (
        "Raised by whoever wants them",
        "Formations, depots and beds have no order book: no maker sells them.",
        "raised",
    ),
    (
        "Slow builders",
        "Less than one a year: they build what is on contract, which is told ally by ally in `contracts`.",
        "slow",
    ),
    (
        "No figure read",
        "No text beside those of their own orders was read that says what these build in a year.",
        "unread",
    ),
)
"""Titles, reasons and keys of the lines without a figure."""

STILL = {
    "closed": "Not open at the start: announced for later, or for a plan to open",
    "later": "Slow builders none of whose orders is due before",
    "new": "Products that no force has yet, of which allies order none in time or go elsewhere",
    "unwanted": "What was ordered before is built, and no ally orders more from the line in time",
}
"""Why a line builds nothing, by the key of `standing_still`."""

COLUMNS = {
    "line": pl.String,
    "name": pl.String,
    "figure": pl.Float64,
    "years": pl.String,
    "kind": pl.String,
    "first": pl.Float64,
    "second": pl.Float64,
    "within": pl.Boolean,
    "adopted": pl.Boolean,
    "gap": pl.String,
    "value": pl.Float64,
    "read_in": pl.String,
    "reason": pl.String,
}


def line_figures() -> pl.DataFrame:
    """Return the published figures.

    Returns
    -------
    polars.DataFrame
        line, figure (in `unit`, a year), unit, products (of the line, in one unit), years (that it is about),
        kind (``built``, ``planned``, ``announced``, ``ordered`` or ``capacity``), source (of the case, where
        the line's rate rests on it; else empty), publisher, title, date (else), reason (why ours may
        differ); one row a line.
    """
    text = (files("sinews.verify") / "data" / "line_figures.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("figure", "products").cast(float))


def beside_published(plan: Plan) -> pl.DataFrame:
    """Set what each line builds in the first two years beside what was published of it.

    Returns
    -------
    polars.DataFrame
        Columns as `COLUMNS`, a row for each line of the case: the published figure (products a year), the
        years and the kind of it, what the plan builds in the first and second year, whether both are within
        a fifth of the figure and no order of the line is assumed (null without a figure), whether the line's
        rate rests on the figure, why there is none (``raised``, ``slow`` or ``unread``), the part of the
        plan's value of new orders (0 to 1), where the figure was read, and why ours may differ.
    """
    first = plan.case.settings.base_year
    built = plan.tables["lines"].select("line", "year", "output")
    value = plan.orders.group_by("line", maintain_order=True).agg(value=pl.col("value").sum())
    figures = _read_in(plan).with_columns(figure=pl.col("figure") * pl.col("products"))
    years = [
        built.filter(year=first + n).select("line", pl.col("output").alias(name))
        for n, name in enumerate(("first", "second"))
    ]
    gap = (
        pl.when(pl.col("country").is_null())
        .then(pl.lit("raised"))
        .when(pl.col("rate") < 1.0)
        .then(pl.lit("slow"))
        .otherwise(pl.lit("unread"))
    )
    found = plan.case["lines"].select("line", "name", gap=gap)
    for other in (*years, figures.drop("products", "unit"), value):
        found = found.join(other, on="line", how="left", maintain_order="left")
    near = [
        (pl.col(name) - pl.col("figure")).abs() <= WITHIN * pl.col("figure") * (1 + NOISE)
        for name in ("first", "second")
    ]
    # orders that are assumed say nothing of what is built
    books = [plan.case[name].select("line", "status") for name in ("contracts", "order_books")]
    assumed = pl.concat(books).filter(pl.col("status") == "assumed")["line"]
    near.append(~pl.col("line").is_in(assumed.implode()))
    total = pl.col("value").fill_null(0.0) / pl.col("value").sum()
    known = pl.when(pl.col("figure").is_not_null())
    told = found.with_columns(
        within=known.then(pl.all_horizontal(near)),
        gap=pl.when(pl.col("figure").is_null()).then("gap"),
        value=total,
    )
    return told.select(*COLUMNS).cast(pl.Schema(COLUMNS))


def standing_still(plan: Plan) -> pl.DataFrame:
    """Return the lines that build nothing in one of the first four years of a plan, and why.

    Lines without a country are left out: formations are raised when they are wanted.

    Returns
    -------
    polars.DataFrame
        line, name, years (in which it builds nothing), why: ``closed`` (today's rate is nothing), ``later``
        (less than one a year, none of which is due before), ``new`` (a product that no force has yet) or
        ``unwanted`` (what was ordered before is built, and no ally orders more of it in time).
    """
    years = list(plan.case.years)[:FIRST_YEARS]
    nothing = (
        plan.tables["lines"]
        .filter(pl.col("year").is_in(years), pl.col("output") < NOISE)
        .group_by("line", maintain_order=True)
        .agg(years=pl.col("year").cast(pl.String).str.join(", "))
    )
    new = plan.case["novel_products"]["product"]
    why = (
        pl.when(pl.col("rate") == 0.0)
        .then(pl.lit("closed"))
        .when(pl.col("rate") < 1.0)
        .then(pl.lit("later"))
        .when(pl.col("product").is_in(new.implode()))
        .then(pl.lit("new"))
        .otherwise(pl.lit("unwanted"))
    )
    return (
        plan.case["lines"]
        .filter(pl.col("country").is_not_null())
        .join(nothing, on="line", maintain_order="left")
        .select("line", "name", "years", why=why)
    )


def _read_in(plan: Plan) -> pl.DataFrame:
    """Return the figures with where each was read, and whether the rate of its line rests on it."""
    sources = plan.case["sources"].select(
        "source", by=pl.col("publisher"), of=pl.col("title"), in_=pl.col("year").cast(pl.String)
    )
    own = pl.concat_str("publisher", "title", "date", separator=", ", ignore_nulls=True)
    told = pl.concat_str("by", "of", "in_", separator=", ", ignore_nulls=True)
    return (
        line_figures()
        .with_columns(adopted=pl.col("source") != "")
        .join(sources, on="source", how="left", maintain_order="left")
        .with_columns(read_in=pl.when("adopted").then(told).otherwise(own))
        .drop("source", "by", "of", "in_")
    )


def as_markdown(found: pl.DataFrame, still: pl.DataFrame) -> str:
    """Return the page of the documentation: lines with a figure, without one, and those that stand still."""
    return "\n".join([*_page(found), *_still(still)]) + "\n"


def _still(still: pl.DataFrame) -> Iterator[str]:
    yield ""
    yield f"## Lines that build nothing in one of the first {FIRST_YEARS} years"
    for key, reason in STILL.items():
        rows = still.filter(why=key)
        if rows.height:
            told = ", ".join(f"{row['name']} ({row['years']})" for row in rows.iter_rows(named=True))
            yield ""
            yield f"{reason}: {told}."


def _page(found: pl.DataFrame) -> Iterator[str]:
    within, outside = (found.filter(pl.col("within") == which) for which in (True, False))
    independent, adopted = (within.filter(pl.col("adopted") == which) for which in (False, True))
    none = found.filter(pl.col("within").is_null())
    yield "# What lines build, beside what was published of them"
    yield ""
    yield from OPENING
    yield ""
    yield (
        f"- **Evidenced**: {within.height} lines build within a fifth of the figure in both years; "
        f"{within['value'].sum():.0%} of the value of new orders. The figure of {independent.height} of them "
        f"is independent of the line's rate, that of {adopted.height} is the rate's own."
    )
    for words, rows in (("with", outside), ("without", none)):
        value = f"{rows['value'].sum():.0%} of the value"
        yield f"- **Not evidenced, {words} a figure**: {rows.height} lines; {value}."
    for title, rows in (
        ("Evidenced by a figure that is independent of the rate", independent),
        ("Evidenced by the figure that is adopted as the rate", adopted),
        ("Not evidenced, with a figure", outside),
    ):
        yield ""
        yield f"## {title}"
        yield ""
        yield from _table(rows)
    yield ""
    yield "## Not evidenced, without a figure"
    for title, reason, key in WITHOUT:
        rows = none.filter(gap=key)
        yield ""
        yield f"**{title}** ({rows['value'].sum():.1%} of the value). {reason}"
        yield ", ".join(f"{row['name']} ({row['value']:.1%})" for row in rows.iter_rows(named=True)) + "."


def _table(rows: pl.DataFrame) -> Iterator[str]:
    yield (
        "| line | published, a year | of | kind | first year | second year | value | why ours may differ "
        "| read in |"
    )
    yield "| --- | ---: | --- | --- | ---: | ---: | ---: | --- | --- |"
    for row in rows.iter_rows(named=True):
        yield (
            f"| {row['name']} (`{row['line']}`) | {row['figure']:.3g} | {row['years']} | {row['kind']} "
            f"| {row['first']:.3g} | {row['second']:.3g} | {row['value']:.1%} | {row['reason']} "
            f"| {row['read_in']} |"
        )
