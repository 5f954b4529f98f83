"""Checks that a plan folder tells the same in both files of a table: CSV for people, Parquet for programs."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from sinews.case import file_in, write_csv
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings

SHOWN = 100
"""Characters of a row that are shown."""


def both_alike(plan: Plan, folder: Path) -> Findings:
    """Check each table's CSV in a plan folder against the table.

    Parameters
    ----------
    plan
        The plan, opened from the folder: its tables are those in Parquet.
    folder
        The plan folder.
    """
    found = Findings()
    with TemporaryDirectory() as place:
        for name, frame in plan.tables.items():
            due = Path(place) / f"{name}.csv"
            write_csv(frame, due)
            mine, right = file_in(folder, due.name).read_bytes(), due.read_bytes()
            found.rows += frame.height
            if mine != right:
                found.append(_first_difference(name, mine, right))
    return found


def _first_difference(name: str, mine: bytes, right: bytes) -> str:
    """Return the first row in which a CSV is not what its table says, in words."""
    pairs = zip_longest(mine.splitlines(), right.splitlines(), fillvalue=b"")
    for row, (found, due) in enumerate(pairs, start=1):
        if found != due:
            shown = [line.decode("utf-8", "replace")[:SHOWN] for line in (found, due)]
            return f"{name}.csv, row {row}: {shown[0]!r} where {name}.parquet has {shown[1]!r}"
    return f"{name}.csv: ends of its lines are other than were written"
