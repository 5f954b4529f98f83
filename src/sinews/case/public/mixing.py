"""Editions of one publisher that would come to stand side by side."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case, declared
from sinews.case.checks.spending import ONE_EDITION
from sinews.case.frames import shown
from sinews.case.problems import CaseError, Problem
from sinews.case.public.placing import Cells
from sinews.case.public.source import Source


def refuse_mixing(case: Case, source: Source, cells: Cells, *, mix: bool) -> None:
    """Raise CaseError if figures of another edition of the publisher would stay beside the new ones.

    Editions restate earlier years, so a column that holds two of them is no series. Some tables are of one
    edition whatever is asked for (`ONE_EDITION`).

    Parameters
    ----------
    case, source, cells
        The case, the publication, and its figures by table and row.
    mix
        Whether it is asked for all the same.
    """
    problems = []
    for table in dict.fromkeys(name for name, _ in cells):
        frame = case[table]
        alone = table in ONE_EDITION
        if "source" not in frame.columns or (mix and not alone):
            continue
        earlier = _earlier(case, frame, source)
        staying = [
            row for row in earlier.select(*declared(table).key, "source").iter_rows()
            if (table, tuple(shown(part) for part in row[:-1])) not in cells
        ]  # fmt: skip
        if staying:
            others = ", ".join(sorted({row[-1] for row in staying}))
            expected = f"one edition of {source.publisher}, but {len(staying):,} rows of {others} would stay"
            remedy = "import all of one edition" + ("" if alone else "; or ask for both: --mix")
            problems.append(Problem(table, None, "source", source.key, expected, remedy))
    if problems:
        raise CaseError(problems)


def _earlier(case: Case, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Return the rows of a table that rest on another edition of the same publisher."""
    known = case["sources"].filter(
        (pl.col("publisher") == source.publisher) & (pl.col("source") != source.key)
    )
    return frame.join(known.select("source"), on="source", how="semi", maintain_order="left")
