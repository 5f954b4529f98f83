"""Lines: what a plan has them build in its first two years, beside output that others have published.

A figure counts only where its text is neither the source of the line's rate nor that of an order in its
book, and where it is no single customer's: what one ally gets, or what is exported, is a floor.
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

OPENING = (
    "This page is made by `tools/line_figures.py` from the plan of the baseline. A figure counts where its",
    "text is neither that of the line's rate nor that of an order in its book, and where it is no single",
    "customer's: what is exported, or what one ally gets, is a floor. In the first two years new orders of",
    "most lines are still being built: a line builds what its public order book says, and the rest of its",
    "rate for buyers that no list names (`settings.unlisted_orders`).",
)

COLUMNS = {
    "line": pl.String,
    "name": pl.String,
    "figure": pl.Float64,
    "years": pl.String,
    "kind": pl.String,
    "first": pl.Float64,
    "second": pl.Float64,
    "within": pl.Boolean,
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
        kind (``built``, ``planned``, ``announced``, ``ordered`` or ``capacity``), publisher, title, date,
        reason (why ours may differ); one row a line.
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
        a fifth of the figure (null without one), the part of the plan's value of new orders (0 to 1), where
        the figure was read, and why ours may differ.
    """
    first = plan.case.settings.base_year
    built = plan.tables["lines"].select("line", "year", "output")
    value = plan.orders.group_by("line", maintain_order=True).agg(value=pl.col("value").sum())
    figures = line_figures().with_columns(
        figure=pl.col("figure") * pl.col("products"),
        read_in=pl.concat_str("publisher", "title", "date", separator=", ", ignore_nulls=True),
    )
    years = [
        built.filter(year=first + n).select("line", pl.col("output").alias(name))
        for n, name in enumerate(("first", "second"))
    ]
    found = plan.case["lines"].select("line", "name")
    for other in (*years, figures.drop("products", "unit"), value):
        found = found.join(other, on="line", how="left", maintain_order="left")
    near = [
        (pl.col(name) - pl.col("figure")).abs() <= WITHIN * pl.col("figure") * (1 + NOISE)
        for name in ("first", "second")
    ]
    total = pl.col("value").fill_null(0.0) / pl.col("value").sum()
    return found.with_columns(within=near[0] & near[1], value=total).select(*COLUMNS).cast(pl.Schema(COLUMNS))


def as_markdown(found: pl.DataFrame) -> str:
    """Return the page of the documentation: lines with a figure, and those without one."""
    return "\n".join(_page(found)) + "\n"


def _page(found: pl.DataFrame) -> Iterator[str]:
    shares = {
        words: found.filter(of)["value"].sum()
        for words, of in (
            ("within", pl.col("within")),
            ("outside", ~pl.col("within")),
            ("none", pl.col("within").is_null()),
        )
    }
    within, outside = (found.filter(pl.col("within") == which) for which in (True, False))
    none = found.filter(pl.col("within").is_null())
    yield "# What lines build, beside what was published of them"
    yield ""
    yield from OPENING
    yield ""
    yield (
        f"- **Evidenced**: {within.height} lines build within a fifth of the figure in both years; "
        f"{shares['within']:.0%} of the value of new orders."
    )
    for words, rows, key in (("with", outside, "outside"), ("without", none, "none")):
        yield f"- **Not evidenced, {words} a figure**: {rows.height} lines; {shares[key]:.0%} of the value."
    for title, rows in (("Evidenced", within), ("Not evidenced, with a figure", outside)):
        yield ""
        yield f"## {title}"
        yield ""
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
    yield ""
    yield "## Not evidenced, without a figure"
    yield ""
    yield ", ".join(f"{row['name']} ({row['value']:.1%})" for row in none.iter_rows(named=True)) + "."
