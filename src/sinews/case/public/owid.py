"""Our World in Data: the CSV files of its charts, one row for a country and year."""

from __future__ import annotations

import re

import polars as pl

from sinews.case.public.figures import finished
from sinews.case.public.grid import read_text, text_frame
from sinews.case.public.publisher import PublicFile, allies

LABELS = ("entity", "code", "year")
"""Columns that say what a row is; the value is the first behind them."""

DOLLARS = "USD (single dollars; price basis only in the metadata file)"
UNITS = {"military_expenditure": DOLLARS, "% of GDP": "per cent of GDP"}
"""Units by the short name of a column, or by what stands in brackets in a long one."""


def read(file: PublicFile) -> pl.DataFrame:
    """Return the figures of countries; groups and areas with a code of the publisher's own are left out."""
    frame = text_frame(read_text(file.content))
    names = {name.lower(): name for name in frame.columns}
    if not {"code", "year"} <= names.keys():
        raise file.refuse(", ".join(frame.columns[:6]), "the columns Entity, Code, Year and a value")
    value = next((name for name in frame.columns if name.lower() not in LABELS), None)
    if value is None:
        raise file.refuse(", ".join(frame.columns[:6]), "a column of values behind Entity, Code, Year")
    unit = file.unit or unit_of(value)
    if unit is None:
        raise file.refuse(value, "the unit of the column",
                          "it stands in the metadata beside the file; give it: unit='...'")  # fmt: skip
    code = pl.col(names["code"])
    return finished(
        frame.filter(code.is_in(sorted(allies())) & pl.col(value).is_not_null()).select(
            iso3=code,
            year=pl.col(names["year"]),
            item=pl.lit(value),
            value=pl.col(value).cast(pl.Float64),
            unit=pl.lit(unit),
            flag=pl.lit(""),
        )
    )


def edition(_: PublicFile) -> str:
    """Return ``""``: the edition stands only in the metadata beside the file."""
    return ""


def unit_of(column: str) -> str | None:
    """Return the unit that a column's name tells, or None."""
    brackets = re.search(r"\(([^)]*)\)\s*$", column)
    return UNITS.get(column) or (UNITS.get(brackets[1], brackets[1]) if brackets else None)
