"""IMF: the World Economic Outlook, the whole database or a report, as text with tabs that is called .xls.

Letters are those of UTF-16 without a mark, of UTF-8 or of Windows-1252; whether a comma is decimal depends
on the system of the person who exported the file, and shows only in all numbers of the file together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import NOT_AVAILABLE, Figure, long_frame, plain_number, year_and_mark
from sinews.case.public.grid import csv_rows, read_text
from sinews.case.public.publisher import PublicFile, allies
from sinews.case.sniff import OLD_EXCEL

SHORT = {("Gross domestic product, current prices", "U.S. dollars"): ("GDP current prices", "USD")}
"""Short names of a subject and its unit."""

SCALES = {"Billions": "billion ", "Millions": "million "}
MISSING = ("n/a", "--", "")
NOT_TOLD = "no estimate column"
_EDITION = re.compile(r"World Economic Outlook Database, (\w+ \d{4})")


def read(file: PublicFile) -> pl.DataFrame:
    """Return the series of allies, with the years that the IMF estimates marked."""
    if file.content.startswith(OLD_EXCEL):
        raise file.refuse("a workbook of Excel 97 to 2003", "text with tabs, as the IMF gives it",
                          "the file has been saved again; download it anew, or save it as .xlsx")  # fmt: skip
    rows = csv_rows(read_text(file.content), "\t", quotes=False)
    header = [cell.strip() for cell in rows[0]] if rows else []
    if "Country" not in header or "Subject Descriptor" not in header:
        raise file.refuse(", ".join(header[:5]), "the columns Country, Subject Descriptor, Units and years")
    body = [row for row in rows[1:] if len(row) > header.index("Subject Descriptor") and any(row)]
    years = {place: year[0] for place, cell in enumerate(header) if (year := year_and_mark(cell)) is not None}
    comma = _decimal_comma([row[place] for row in body for place in years if place < len(row)])
    return long_frame(one for row in body for one in _series(header, years, row, comma))


def edition(file: PublicFile) -> str:
    """Return month and year of the edition, from the last lines or from the name of the file."""
    found = _EDITION.search(read_text(file.content)[-2000:])
    named = re.search(r"WEO([A-Z][a-z]{2})(\d{4})", file.name)
    return found[1] if found else f"{named[1]} {named[2]}" if named else ""


def _decimal_comma(cells: list[str]) -> bool:
    """Return whether commas are decimal: no number has a point, one has other than three digits behind."""
    numbers = [cell.strip() for cell in cells if re.search(r"\d", cell)]
    if any("." in number for number in numbers):
        return False
    return any(re.search(r",(\d{1,2}|\d{4,})$", number) for number in numbers)


def _series(header: list[str], years: dict[int, int], row: list[str], comma: bool) -> Iterator[Figure]:
    """Yield the figures of one series."""
    cells = dict(zip(header, (cell.strip().strip('"') for cell in row), strict=False))
    iso3 = known_countries().key(cells.get("ISO") or cells["Country"])
    if iso3 not in allies():
        return
    scale = SCALES.get(cells.get("Scale", ""), "")
    subject, unit = cells["Subject Descriptor"], cells.get("Units", "")
    subject, unit = SHORT.get((subject, unit), (subject, unit))
    code = cells.get("WEO Subject Code", "")
    item = f"{code} {subject}" if code else subject
    told = "Estimates Start After" in header
    last = plain_number(cells.get("Estimates Start After", "")) or None
    for place, year in years.items():
        text = row[place].strip() if place < len(row) else ""
        value = None if text in MISSING else plain_number(text.replace(",", ".") if comma else text)
        estimate = "estimate" if last is not None and year > last else ""
        mark = NOT_AVAILABLE if value is None else estimate if told else NOT_TOLD
        yield Figure(iso3, year, item, value, f"{scale}{unit}", mark)
