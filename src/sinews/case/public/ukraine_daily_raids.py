"""Daily raids on Ukraine, as reported by its Air Force: the data set "Massive Missile Attacks on Ukraine".

A raid spans midnight, and is dated by its end. What is not given is empty, which is not nought; what was
shot down, lost or hit need not add up to what was launched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from sinews.case.public.figures import Figure, flags, long_frame, plain_number
from sinews.case.public.grid import csv_rows, read_text
from sinews.case.public.publisher import PublicFile

COUNTS = ("launched", "destroyed", "not_reach_goal")
"""Columns of counts, in pieces."""

NEEDED = ("time_start", "time_end", "model", "launched", "destroyed")
NOT_GIVEN = "not given"
_NUMBER = re.compile(r"(\d+)\.0\b")


def read(file: PublicFile) -> pl.DataFrame:
    """Return what was launched and destroyed by raid and model; several models in one field are one group."""
    rows = csv_rows(read_text(file.content))
    names = {name.strip(): place for place, name in enumerate(rows[0])} if rows else {}
    if lacking := [name for name in NEEDED if name not in names]:
        raise file.refuse(
            ", ".join(names), "the columns " + ", ".join(NEEDED), "missing: " + ", ".join(lacking)
        )
    return long_frame(one for row in rows[1:] if len(row) >= len(names) for one in _raid(names, row))


def edition(file: PublicFile) -> str:
    """Return the last day in the file."""
    days = read(file).get_column("year").cast(pl.String)
    return str(days.max()) if days.len() else ""


def _raid(names: dict[str, int], row: list[str]) -> Iterator[Figure]:
    """Yield the counts of one raid and model."""
    start, end = row[names["time_start"]][:10], row[names["time_end"]][:10]
    night = f"night of {start}" if start != end else ""
    borders = row[names["border_crossing"]].strip() if "border_crossing" in names else ""
    whole = _NUMBER.sub(r"\1", borders)
    crossing = f"also border crossing {whole}" if borders not in ("", "{}") else ""
    for count in COUNTS:
        if count not in names:
            continue
        value = plain_number(row[names[count]])
        mark = NOT_GIVEN if value is None else ""
        yield Figure("UKR", end, f"{row[names['model']].strip()} {count}", value, "pieces",
                     flags(mark, night, crossing if count == "launched" else ""))  # fmt: skip
