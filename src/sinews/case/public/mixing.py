"""Editions and bases of one publisher that would come to stand side by side."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case, declared
from sinews.case.frames import shown
from sinews.case.problems import CaseError, Problem
from sinews.case.public.placing import Cells
from sinews.case.public.source import Source

CORE = "core"
"""What an edition says that counts another thing: NATO's "core" defence expenditure, since 2026."""


def refuse_mixing(case: Case, source: Source, cells: Cells, *, mix: bool) -> None:
    """Raise CaseError if figures of another edition of the publisher would stay beside the new ones.

    Editions restate earlier years, so a column that holds two of them is no series; and where the basis
    differs (what is counted), even replacing all of it changes the meaning of the case.

    Parameters
    ----------
    case, source, cells
        The case, the publication, and its figures by table and row.
    mix
        Whether it is asked for all the same.
    """
    if mix:
        return
    remedy = "import all of one edition; or ask for both: --mix"
    problems = []
    for table in dict.fromkeys(name for name, _ in cells):
        frame = case[table]
        if "source" not in frame.columns:
            continue
        earlier = _earlier(case, frame, source)
        bases = {CORE in title.lower() for title in earlier.get_column("title")}
        if bases - {CORE in source.edition}:
            was, new = ("core", "all") if CORE not in source.edition else ("all", "core")
            expected = f"the same basis as the figures there ({was} defence expenditure)"
            on_purpose = f"this edition counts {new} defence expenditure; replace it on purpose: --mix"
            problems.append(Problem(table, None, "", source.key, expected, on_purpose))
            continue
        staying = [
            row for row in earlier.select(*declared(table).key, "source").iter_rows()
            if (table, tuple(shown(part) for part in row[:-1])) not in cells
        ]  # fmt: skip
        if staying:
            others = ", ".join(sorted({row[-1] for row in staying}))
            expected = f"one edition of {source.publisher}, but {len(staying):,} rows of {others} would stay"
            problems.append(Problem(table, None, "source", source.key, expected, remedy))
    if problems:
        raise CaseError(problems)


def _earlier(case: Case, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Return the rows of a table that rest on another edition of the same publisher, with its title."""
    known = case["sources"].filter(
        (pl.col("publisher") == source.publisher) & (pl.col("source") != source.key)
    )
    return frame.join(known.select("source", "title"), on="source", how="inner", maintain_order="left")
