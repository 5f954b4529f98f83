"""Equipment tables of the web: those of GlobalFirepower, and tables of aircraft as taken from encyclopaedias.

Counts are those of one website and unofficial; a nought may mean that nothing is known. The codes of
countries in the first are not those of ISO, so that countries are known by their names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import Figure, flags, long_frame, plain_number
from sinews.case.public.grid import csv_rows, read_text
from sinews.case.public.publisher import PublicFile, allies

NAMES, CODES = ("country",), ("iso3", "country_code")
PERSONS = (
    "Personnel",
    "Population",
    "Manpower",
    "Paramilitary",
    "Labor Force",
    "Fit-for-Service",
    "Reaching Mil",
)
DOLLARS = ("Defense Budget", "External Debt", "Foreign Exchange", "Purchasing Power")
OTHERS = {"bbl": "barrels", "Oil": "barrels", "(km": "km", "Coverage": "km", "Border": "km",
          "Coastline": "km", "Area": "sq km", "Waterways": "km", "Rank": "rank"}  # fmt: skip
"""What tells the unit of a column, by a part of its name; the rest are pieces."""

IN_SERVICE = ("inservice", "in service", "quantity", "number")
_FOOTNOTES = re.compile(r"\[[^\]]*\]")


def read(file: PublicFile) -> pl.DataFrame:
    """Return counts by country and kind of equipment, or by type for a country that is given."""
    rows = csv_rows(read_text(file.content))
    header = [cell.strip() for cell in rows[0]] if rows else []
    small = [name.lower() for name in header]
    name = next((place for place, cell in enumerate(small) if cell in NAMES), None)
    count = next((place for place, cell in enumerate(small) if cell in IN_SERVICE), None)
    if name is not None:
        code = next((place for place, cell in enumerate(small) if cell in CODES), None)
        return long_frame(_by_country(file, header, rows[1:], name, code))
    if count is not None:
        return long_frame(_by_type(file, rows[1:], count))
    raise file.refuse(", ".join(header[:5]), "a column Country, or one of counts such as Inservice",
                      "a file without a header cannot be read")  # fmt: skip


def edition(file: PublicFile) -> str:
    """Return the year that is given or that the name holds."""
    year = _year(file)
    return "" if year is None else str(year)


def _by_country(
    file: PublicFile, header: list[str], rows: list[list[str]], name: int, code: int | None
) -> Iterator[Figure]:
    """Yield the counts of allies."""
    year = _year(file)
    if year is None:
        raise file.refuse(
            file.name, "the year of the counts", "neither the file nor its name says it; give it: year=..."
        )
    for row in rows:
        iso3 = known_countries().key(row[name]) if len(row) > name else None
        if iso3 not in allies():
            continue
        given = "" if code is None else row[code].strip()
        mark = f"code in file {given}" if given not in ("", iso3) else ""
        for place, column in enumerate(header):
            if place in (name, code) or place >= len(row):
                continue
            value = plain_number(row[place])
            words = "" if value is not None or not row[place] else f"not a plain number: {row[place]}"
            yield Figure(iso3, year, column, value, _unit(column), flags(mark, words))


def _by_type(file: PublicFile, rows: list[list[str]], count: int) -> Iterator[Figure]:
    """Yield the counts of one country's types; anything but one number is kept as words."""
    if file.country is None:
        raise file.refuse(
            "", "the country that the types are of", "the file does not say it; give it: country='...'"
        )
    for row in rows:
        if len(row) <= count or not row[0].strip():
            continue
        notes = "".join(_FOOTNOTES.findall(row[count]))
        bare = _FOOTNOTES.sub("", row[count]).strip()
        value = plain_number(bare)
        words = "" if value is not None else f"not a plain number: {bare}"
        yield Figure(file.country, file.year, f"{row[0].strip()} in service", value, "pieces",
                     flags(f"footnotes {notes}" if notes else "", words))  # fmt: skip


def _year(file: PublicFile) -> int | None:
    """Return the year that is given, or the one in the name of the file."""
    named = re.search(r"(?<!\d)(20\d\d)(?!\d)", file.name)
    return file.year or (int(named[1]) if named else None)


def _unit(column: str) -> str:
    """Return the unit of a column by its name."""
    if any(part in column for part in PERSONS):
        return "persons"
    if any(part in column for part in DOLLARS):
        return "USD (single dollars)"
    return next((unit for part, unit in OTHERS.items() if part in column), "pieces")
