"""Kiel Institute: the workbook of the Ukraine Support Tracker, in the layouts of 2022 and of since 2024.

A package's value stands on the first of its rows alone; allocations and commitments share a sheet and are
never to be added; words stand for numbers that are not known. Columns are found by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import Figure, flags, long_frame, plain_number
from sinews.case.public.grid import Cell, Sheet, read_sheets
from sinews.case.public.publisher import PublicFile

SINGLE_EUROS = "EUR (single euros)"
UNITS = {"€ billion": "EUR billion", "US$ billion": "USD billion", "% GDP": "per cent of GDP 2021"}
"""Units of the summary by country, from the second row of its header."""

COVERED = {28: "2022-01/2026-02"}
"""The months that a release covers, where its first page does not say it."""

FIRST_MONTH = (2021, 12)
"""The month that months are counted from: 1 is January 2022."""

_MAIN = re.compile(r"bilateral assistance, main data", re.IGNORECASE)
_SUMMARY = re.compile(r"country summary(\s*\(€\))?", re.IGNORECASE)


def read(file: PublicFile) -> pl.DataFrame:
    """Return units and values by package or month, and the sums by country since the beginning."""
    sheets = read_sheets(file.content, file.name)
    main = next((sheet for sheet in sheets if _MAIN.fullmatch(sheet.name.strip())), None)
    summary = next((sheet for sheet in sheets if _SUMMARY.fullmatch(sheet.name.strip())), None)
    if main is None or not main.rows:
        found = ", ".join(sheet.name for sheet in sheets[:6])
        raise file.refuse(found, "a sheet 'Bilateral Assistance, MAIN DATA'",
                          "the tracker of procurement is not read: no file of it was known")  # fmt: skip
    names = [_text(cell) for cell in main.rows[0]]
    figures = list(_by_month(names, main) if "measure" in names else _by_package(names, main))
    if summary is not None:
        figures += _sums(summary, _span(sheets))
    return long_frame(figures)


def edition(file: PublicFile) -> str:
    """Return the release, from the first page or from the name of the file."""
    release = _release(read_sheets(file.content, file.name))
    named = re.search(r"[Rr]elease_?(\d+)", file.name)
    return f"release {release}" if release else f"release {named[1]}" if named else ""


def _release(sheets: list[Sheet]) -> int | None:
    """Return the number of the release that the first page tells."""
    found = re.search(r"(\d+)(?:st|nd|rd|th) release", _first_page(sheets))
    return int(found[1]) if found else None


def _first_page(sheets: list[Sheet]) -> str:
    """Return the words of the first page."""
    return " ".join(
        _text(cell) for sheet in sheets if sheet.name == "ReadMe" for row in sheet.rows for cell in row
    )


def _span(sheets: list[Sheet]) -> str | None:
    """Return the days or months that the sums cover, if the first page or the release tells."""
    found = re.search(r"covering (\w+ \d+)(?:, (\d{4}))? to (\w+ \d+), (\d{4})", _first_page(sheets))
    if not found:
        return COVERED.get(_release(sheets) or 0)
    days = (f"{found[1]} {found[2] or found[4]}", f"{found[3]} {found[4]}")
    return "/".join(f"{datetime.strptime(day, '%B %d %Y'):%Y-%m-%d}" for day in days)


def _by_package(names: list[str], sheet: Sheet) -> Iterator[Figure]:
    """Yield units of each item and the value of each package, in the layout of 2022."""
    item = names.index("Monetary Value as Given by Source") + 1
    units, value = names.index("No. of Units"), names.index("Converted Value in EUR")
    first = next(place for place, name in enumerate(names) if name.startswith("Total_value_dummy"))
    for row in sheet.rows[1:]:
        country = known_countries().key(_text(row[names.index("countries")]))
        if country is None:
            continue
        key = _text(row[names.index("ID")])
        year, told = _year(_text(row[names.index("Announcement Date")]))
        number, words = _number(row[units])
        what = " ".join(_text(row[item]).replace("\u00a0", " ").split())
        yield Figure(country, year, f"{key} units committed: {what}", number, "units", flags(told, words))
        worth, _ = _number(row[value])
        place = (
            "first row of package"
            if row[first] == 1.0
            else "no value on this row (further row of the package)"
        )
        yield Figure(country, year, f"{key} package value committed", worth, SINGLE_EUROS, flags(told, place))


def _by_month(names: list[str], sheet: Sheet) -> Iterator[Figure]:
    """Yield the value of each row that gives the published sums, in the layout of since 2024."""
    value, month = names.index("tot_sub_activity_value_EUR_redistr"), names.index("month")
    for number, row in enumerate(sheet.rows[1:], start=2):
        country = known_countries().key(_text(row[names.index("donor")]))
        if country is None:
            continue
        kind = _text(row[names.index("aid_type_general")])
        measure = _text(row[names.index("measure")]).lower()
        worth = row[value] if isinstance(row[value], float) else None
        when = _month(row[month])
        mark = flags(
            "" if when else "month unknown",
            "not given" if worth is None else "correction" if float(worth) < 0 else "",
        )
        item = f"{kind} {measure} (redistributed), row {number}"
        yield Figure(country, when, item, None if worth is None else float(worth), SINGLE_EUROS, mark)


def _month(cell: Cell) -> str | None:
    """Return the month of a number counted from December 2021; 0 is unknown."""
    if not isinstance(cell, float) or cell < 1:
        return None
    year, month = divmod(FIRST_MONTH[1] - 1 + int(cell), 12)
    return f"{FIRST_MONTH[0] + year}-{month + 1:02}"


def _sums(sheet: Sheet, span: str | None) -> Iterator[Figure]:
    """Yield the sums by country, below a header of two rows: names, and units."""
    header = next((n for n, row in enumerate(sheet.rows) if "Country" in [_text(cell) for cell in row]), None)
    if header is None:
        return
    names = [_text(cell) for cell in sheet.rows[header]]
    units = [_text(cell) for cell in sheet.rows[header + 1]]
    new = any(name.endswith("allocations") for name in names)
    for row in sheet.rows[header + 2 :]:
        country = known_countries().key(_text(row[names.index("Country")]))
        if country is None:
            continue
        for place, name in enumerate(names):
            cell = row[place]
            if units[place] in UNITS and isinstance(cell, float):
                item = name if name[1:2].isupper() else name[:1].lower() + name[1:]
                if new:
                    item = re.sub(r"^total bilateral", "total", item).removesuffix("s")
                yield Figure(country, span, item, cell, UNITS[units[place]], "cumulated")


def _year(text: str) -> tuple[str | None, str]:
    """Return the year of a date, and how a date that is text stands there: with the month first."""
    day = re.match(r"(\d{4})-\d\d-\d\d", text)
    if day:
        return day[1], ""
    words = re.search(r"\d{1,2}/\d{1,2}/(\d{4})", text)
    return (words[1] if words else None), f"date text: {text}" if text not in ("", ".") else ""


def _number(cell: Cell) -> tuple[float | None, str]:
    """Return a number, or the words that stand for one."""
    if isinstance(cell, float):
        return cell, ""
    text = _text(cell)
    number = plain_number(text)
    return number, "" if number is not None or text in ("", ".") else f"not a number: {text}"


def _text(cell: Cell) -> str:
    """Return a cell as text without blanks at its ends."""
    return f"{cell:g}" if isinstance(cell, float) else str(cell or "").strip()
