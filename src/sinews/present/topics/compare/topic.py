"""The document of `sinews compare`: what the two plans are, and only what differs between them."""

from __future__ import annotations

import polars as pl

from sinews.document import Column, Document, Fact, Section, Sentence, Table, said
from sinews.present.compare import Comparison

SHOWN = 15
NAMED = 3
"""Values that a sentence names."""


def page(comparison: Comparison) -> Document:
    """Return a comparison as a document."""
    settings, a, b = comparison.case.settings, comparison.name_a, comparison.name_b
    frames = ("case_changes", "cost", "capabilities", "allies", "bottlenecks")
    tables = () if comparison.same else _tables(comparison)
    return Document(
        "compare",
        f"What changed from {a} to {b}?",
        f"Money in {settings.currency} at {settings.price_year} prices · what does not differ is left out",
        comparison.case,
        None,
        _lead(comparison, settings.currency),
        tuple(Section(table.key, table.caption, (table,)) for table in tables),
        {"a": a, "b": b, "same": comparison.same} | {name: getattr(comparison, name) for name in frames},
    )


def _lead(comparison: Comparison, currency: str) -> list[Sentence]:
    a, b = comparison.name_a, comparison.name_b
    if comparison.same:
        return [said("{a} and {b} are the same.", a=a, b=b)]
    change = float(comparison.cost["change"].sum())
    later = comparison.capabilities.filter(pl.col("met_year_a").ne_missing(pl.col("met_year_b"))).height
    counts = {
        name: Fact(getattr(comparison, name).height, "day")
        for name in ("capabilities", "allies", "bottlenecks")
    }
    sentences = [
        said("{what}.", what=_what_differs(comparison)),
        said(
            "What changes, by number: capabilities {capabilities}, costs of allies {allies}, bottlenecks "
            "{bottlenecks}.",
            **counts,
        ),
    ]
    if abs(change) >= 0.5:
        sentences.append(
            said(
                "{b} costs {currency} {amount} {more} than {a} over all years; capabilities that are met in "
                "another year: {later}.",
                a=a,
                b=b,
                currency=currency,
                amount=Fact(abs(change), "money", status="estimated"),
                more="more" if change > 0 else "less",
                later=Fact(later, "day"),
            )
        )
    return sentences


def _what_differs(comparison: Comparison) -> str:
    """Return what the plan after is, by what its case has other than that of the plan before."""
    told = [
        f"{' '.join(part for part in (row['table'], row['key'], row['column']) if part)} "
        f"{row['after'] or 'nothing'} instead of {row['before'] or 'nothing'}"
        for row in comparison.values.head(NAMED).iter_rows(named=True)
    ]
    more = comparison.values.height - len(told)
    listed = "; ".join([*told, f"and {more} values more"] if more > 0 else told) or "the same case"
    return f"{comparison.name_b} is {comparison.name_a} with {listed}"


def _tables(comparison: Comparison) -> list[Table]:
    """Return the tables that have rows; years in which the cost is the same are left out."""
    a, b = comparison.name_a, comparison.name_b
    cost = comparison.cost.filter(pl.col("change").abs() >= 0.5)
    tables = (
        Table(
            "case_changes",
            f"Changed values of the case: {comparison.values.height}",
            comparison.values,
            tuple(Column(name, name.capitalize()) for name in ("table", "key", "column", "before", "after")),
            SHOWN,
        ),
        Table(
            "cost", "Cost per year, bn", cost, (Column("year", "Year", "year"), *_sides(a, b)), sortable=False
        ),
        Table(
            "capabilities",
            "Capabilities that change",
            comparison.capabilities,
            (
                Column("name", "Capability"),
                Column("required_a", f"required, {a}", "count"),
                Column("required_b", b, "count"),
                Column("met_year_a", f"met in, {a}", "year", term="met"),
                Column("met_year_b", b, "year"),
                Column("met_a", f"share met, {a}", "share", term="fulfilment"),
                Column("met_b", b, "share"),
            ),
            SHOWN,
        ),
        Table(
            "allies",
            "Allies whose cost changes, bn",
            comparison.allies,
            (Column("name", "Ally"), *_sides(a, b)),
            SHOWN,
        ),
        Table(
            "bottlenecks",
            "Bottlenecks that change: rank and relief, %",
            comparison.bottlenecks,
            (
                Column("name", "Limit"),
                Column("rank_a", f"rank, {a}", "day"),
                Column("rank_b", f"rank, {b}", "day"),
                Column("relief_a", f"relief, {a}", "number", term="bottleneck"),
                Column("relief_b", f"relief, {b}", "number"),
            ),
            SHOWN,
        ),
    )
    return [table for table in tables if table.frame.height]


def _sides(a: str, b: str) -> tuple[Column, ...]:
    """Return the columns of money of both plans, and of the change."""
    return Column("a", a, "bn"), Column("b", b, "bn"), Column("change", "Change", "bn", status="estimated")
