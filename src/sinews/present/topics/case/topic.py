"""The documents of `sinews case`: what it holds, how two differ, where a figure is from."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl

from sinews.case import Case, Provenance, changes, describe_table, list_sources
from sinews.case import describe as describe_case
from sinews.case import scenarios as shipped
from sinews.case.public import BroughtIn
from sinews.document import Block, Column, Document, Note, Section, Table
from sinews.document.tables import frame_table

SHOWN = 40
"""Changes of a file that are shown where there is little room."""


def describe(case: Case) -> Document:
    """Return what a case holds."""
    frame = describe_case(case)
    return _listed(case, f"What the case {case.settings.name} holds", frame, frame)


def columns(table: str) -> Document:
    """Return what the columns of a table mean."""
    frame = describe_table(table)
    use = pl.format("{} ({}: {})", "description", "used_by", "effect")
    told = pl.when(pl.col("used_by") == "").then("description").otherwise(use)
    shown = frame.with_columns(description=told).drop("used_by", "effect")
    return _listed(None, f"What the columns of {table} mean", shown, frame)


def diff(before: Case, after: Case, names: tuple[str, str]) -> Document:
    """Return every value that differs between two cases, which the user calls so."""
    frame = changes(before, after)
    answer = f"{frame.height:,} values differ." if frame.height else "The two cases are the same."
    return _listed(after, f"What differs from {names[0]} to {names[1]}?", frame, frame, answer)


def sources(case: Case) -> Document:
    """Return the publications of a case, and how many rows rest on each."""
    frame = list_sources(case)
    shown = frame.select("source", "rows", "title", "publisher", "year", "address", "visibility")
    return _listed(case, f"{frame.height} sources of {case.settings.name}", shown, frame)


def scenarios() -> Document:
    """Return the scenarios that come with the product."""
    frame = pl.DataFrame(list(shipped().items()), schema=["name", "title"], orient="row")
    return _listed(None, "Scenarios, each planned by “sinews plan NAME”", frame, frame)


def where(case: Case, found: Provenance) -> Document:
    """Return where a figure comes from, and what rests on it."""
    blocks: list[Block] = [frame_table("values", "Its figures", found.values)]
    lead = [f"{found.status}: {found.note or 'no note'}"] if found.source else []
    if found.source:
        parts = (found.source[name] for name in ("title", "publisher", "year", "address"))
        lead.append("Source: " + ", ".join(part for part in parts if part))
    rests = "No other row names it."
    blocks += (
        [Note(rests)]
        if found.dependants.is_empty()
        else [frame_table("dependants", "What rests on it", found.dependants)]
    )
    return Document(
        "where",
        f"Where is {found.table} {found.key} from?",
        f"Case “{case.settings.name}”",
        case,
        None,
        lead,
        (Section("row", "The row", tuple(blocks)),),
        asdict(found),
    )


def brought_in(name: str, found: BroughtIn) -> Document:
    """Return what a publisher's file changes in a case: how many figures, and those that change most."""
    all_of = found.differences
    counts = dict(all_of.group_by("state", maintain_order=True).len().iter_rows())
    told = ", ".join(f"{counts.get(state, 0):,} {state}" for state in ("new", "changed", "untouched"))
    most = all_of.filter(pl.col("state") != "untouched").sort(
        pl.col("ratio").log().abs().fill_null(float("inf")), descending=True, maintain_order=True
    )
    kinds = {"old": "exact", "new": "exact", "ratio": "number"}
    names = ("table", "key", "column", "state", "old", "new", "ratio", "estimate")
    columns = tuple(Column(each, each, kinds.get(each, "text")) for each in names)
    shown = most.with_columns(estimate=pl.when("estimate").then(pl.lit("yes")).otherwise(pl.lit("no")))
    table = Table("changes", "What changes most", shown, columns, SHOWN, "Nothing changes.")
    title = f"{name} as {found.source.key}: {told}"
    return Document("import", title, "", None, None, (), (Section("changes", "Changes", (table,)),), all_of)


def _listed(
    case: Case | None, title: str, shown: pl.DataFrame, frame: pl.DataFrame, answer: str = ""
) -> Document:
    """Return a document of one table; JSON carries the whole frame."""
    blocks = (frame_table("rows", "As they stand in the case", shown),) if frame.height else ()
    lead = [answer] if answer else []
    return Document("case", title, "", case, None, lead, (Section("rows", title, blocks),), frame)
