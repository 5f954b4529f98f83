"""World Bank: an indicator as CSV, with a preamble above its header, or as JSON of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from sinews.case.bounded import parse_json
from sinews.case.public.figures import NOT_AVAILABLE, Figure, long_frame, plain_number, year_and_mark
from sinews.case.public.grid import csv_rows, read_text
from sinews.case.public.publisher import PublicFile, allies

DOLLARS = "USD (single dollars), current"
UNITS = {
    "NY.GDP.MKTP.CD": DOLLARS,
    "MS.MIL.XPND.CD": DOLLARS,
    "MS.MIL.XPND.GD.ZS": "per cent of GDP",
    "MS.MIL.XPND.ZS": "per cent of general government expenditure",
    "MS.MIL.TOTL.P1": "persons",
    "SP.POP.TOTL": "persons",
    "NY.GDP.DEFL.ZS": "index (base year differs by country)",
    "PA.NUS.FCRF": "national currency per USD",
}
"""The unit of each indicator that is known; the files do not say it but in the indicator's name."""

SINGLE = {"MS.MIL.XPND.GD.ZS": "military expenditure"}
"""What an indicator is called in a file of one indicator alone, if not by its code."""

HEADER = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")


def read(file: PublicFile) -> pl.DataFrame:
    """Return the figures of allies, whose codes are those of ISO; groups of countries are left out."""
    text = read_text(file.content)
    if text.lstrip().startswith(("[", "{")):
        return long_frame(_observations(file, text))
    rows = csv_rows(text)
    header = next((n for n, row in enumerate(rows) if tuple(row[:4]) == HEADER), None)
    if header is None:
        raise file.refuse("", "a header that begins with Country Name, Country Code")
    return long_frame(_rows(rows[header], rows[header + 1 :]))


def edition(file: PublicFile) -> str:
    """Return the day of the last update."""
    text = read_text(file.content)
    if text.lstrip().startswith("["):
        return str(parse_json(text)[0].get("lastupdated") or "")
    return next((row[1] for row in csv_rows(text)[:10] if row[:1] == ["Last Updated Date"]), "")


def _rows(header: list[str], rows: list[list[str]]) -> Iterator[Figure]:
    """Yield the figures of the rows of countries and indicators, years as columns."""
    years = {
        place: marked[0] for place, cell in enumerate(header) if (marked := year_and_mark(cell)) is not None
    }
    known = [row for row in rows if len(row) > len(HEADER)]
    alone = len({row[3] for row in known}) == 1
    for row in known:
        _, iso3, name, code = row[:4]
        if iso3 not in allies():
            continue
        item = SINGLE.get(code, code) if alone else code
        for place, year in years.items():
            value = plain_number(row[place]) if place < len(row) else None
            mark = "" if value is not None else NOT_AVAILABLE
            yield Figure(iso3, year, item, value, UNITS.get(code, name), mark)


def _observations(file: PublicFile, text: str) -> Iterator[Figure]:
    """Yield the observations of a page of JSON."""
    pages: Any = parse_json(text)
    if not isinstance(pages, list) or len(pages) < 2:
        raise file.refuse(
            text[:60], "a list of two: the page, and its observations", "the interface tells an error"
        )
    if int(pages[0].get("pages") or 1) > 1:
        found = f"page {pages[0].get('page')} of {pages[0]['pages']}"
        remedy = "ask for more on a page: per_page=20000"
        raise file.refuse(found, "all observations on one page", remedy)
    for one in pages[1] or []:
        iso3, code, value = one["countryiso3code"], one["indicator"]["id"], one["value"]
        if iso3 in allies():
            mark = one.get("obs_status") or ("" if value is not None else NOT_AVAILABLE)
            number = None if value is None else float(value)
            yield Figure(iso3, one["date"], code, number, UNITS.get(code, one["indicator"]["value"]), mark)
