"""SIPRI: the workbook of the Military Expenditure Database, a sheet for each way to measure.

What a sheet measures, and in what unit, stands in its name and in prose above its header; some sheets are
in single units of a currency, some in millions, shares are fractions. Estimates show by the colour of the
figure alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import NOT_AVAILABLE, Figure, flags, long_frame, year_and_mark
from sinews.case.public.grid import Cell, Sheet, read_sheets
from sinews.case.public.publisher import PublicFile, allies

UNITS = {
    "Local currency financial years": "national currency units (ones), current prices, financial year",
    "Local currency calendar years": "national currency units (ones), current prices, calendar year",
    "Current US$": "million USD, current prices and exchange rates",
    "Share of GDP": "fraction of GDP (1 = 100 %)",
    "Per capita": "USD per person, current",
    "Share of Govt. spending": "fraction of general government expenditure (1 = 100 %)",
}
"""The unit of each sheet that is read; constant prices have theirs in the sheet's name."""

BLUE, RED = "0000FF", "FF0000"
"""Colours of the letters of what SIPRI estimates, and of what is highly uncertain."""

MISSING = ("...", ". .", "..")
NO_STATE = "xxx"
"""What stands where the state did not exist in the year."""

_CONSTANT = re.compile(r"Constant \((\d{4})\) US\$")


def read(file: PublicFile) -> pl.DataFrame:
    """Return the figures of the allies of all sheets; sums of regions and states of the past are left out."""
    figures = [one for sheet in read_sheets(file.content, file.name) for one in _sheet(sheet)]
    if not figures:
        raise file.refuse("", "sheets such as 'Current US$' with a header that begins with Country")
    return long_frame(figures)


def edition(file: PublicFile) -> str:
    """Return the years of the database; the copyright in the file is not that of the edition."""
    named = re.search(r"(\d{4})-(\d{4})", file.name)
    return f"{named[1]}-{named[2]}" if named else ""


def unit_of(sheet: str) -> str | None:
    """Return the unit of a sheet's figures, or None if it is none of those that are read."""
    if (constant := _CONSTANT.fullmatch(sheet.strip())) is not None:
        return f"million USD, constant {constant[1]} prices and exchange rates"
    return UNITS.get(sheet.strip())


def _sheet(sheet: Sheet) -> Iterator[Figure]:
    """Yield the figures of a sheet."""
    unit = unit_of(sheet.name)
    header = next((n for n, row in enumerate(sheet.rows) if row and _text(row[0]) == "Country"), None)
    if unit is None or header is None:
        return
    names = sheet.rows[header]
    years = {place: marked for place, cell in enumerate(names) if (marked := year_and_mark(cell)) is not None}
    notes = next((place for place, cell in enumerate(names) if _text(cell) == "Notes"), None)
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 1):
        iso3 = known_countries().key(_text(row[0])) if row else None
        # a region stands alone in its row
        if iso3 not in allies() or all(row[place] is None for place in years):
            continue
        note = "" if notes is None else _mark(row[notes])
        for place, (year, _) in years.items():
            value, mark = _value(row[place])
            colour = sheet.colour(number, place)
            estimate = {BLUE: "SIPRI estimate (blue)", RED: "highly uncertain (red)"}.get(colour, "")
            yield Figure(
                iso3, year, sheet.name.strip(), value, unit,
                flags(mark, estimate, f"notes {note}" if note else ""),
            )  # fmt: skip


def _value(cell: Cell) -> tuple[float | None, str]:
    """Return a figure and the mark that stands instead of it; zero is a figure."""
    if isinstance(cell, float):
        return cell, ""
    text = _text(cell)
    return None, "state did not exist" if text == NO_STATE else NOT_AVAILABLE


def _mark(cell: Cell) -> str:
    """Return a note as it stands; one that is a number alone without decimals."""
    return f"{cell:g}" if isinstance(cell, float) else _text(cell)


def _text(cell: Cell) -> str:
    """Return a cell as text without blanks at its ends."""
    return "" if cell is None else str(cell).strip()
