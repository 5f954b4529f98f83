"""NATO: "Defence Expenditure of NATO Countries", the workbooks of its tables and the text of their pages.

Editions differ in where a table stands on its sheet, in whether a block has its own header, in the base
year of constant prices, in the currency of an ally and, since 2026, in what is counted ("core" defence
expenditure). So nothing is found by a fixed cell: a table begins at its title, a block at its own, years
stand in the last header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from sinews.case.countries import known_countries, without_remarks
from sinews.case.problems import CaseError
from sinews.case.public.figures import Figure, flags, long_frame, plain_number, year_and_mark
from sinews.case.public.grid import Cell, Sheet, read_sheets, read_text
from sinews.case.public.publisher import PublicFile, allies
from sinews.case.sniff import ZIP

AGGREGATES = {"NATO Europe and Canada": "NATO_EUR_CAN", "NATO Europe": "NATO_EUR", "NATO Total": "NATO",
              "NATO total": "NATO", "North America": "NATO_AMERICA"}  # fmt: skip
"""Rows that sum allies, and the keys that they get."""

SHARES = {"Equipment": "equipment share", "Personnel": "personnel share",
          "Infrastructure": "infrastructure share", "Other": "other share"}  # fmt: skip
"""The blocks of tables 8a and 8b."""

_TITLE = re.compile(r"\s*Table\s+(\d+)([ab]?)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_BASE = re.compile(r"[Cc]onstant\s+(\d{4})\s+prices|\((\d{4})\s+prices")
_CURRENCY = re.compile(r"\(([^)]*)\)\s*$")
_MISSING = ("..", ". .", "-", "")


@dataclass
class _Table:
    """What has been read of a table so far: its number, its title, the title of its block, its header."""

    number: str
    title: str
    lines: list[str] = field(default_factory=list)
    block: str = ""
    header: dict[int, tuple[int, str]] = field(default_factory=dict)
    labels: list[Cell] = field(default_factory=list)
    ended: bool = False

    @property
    def what(self) -> str:
        """What is counted: since 2026 core defence expenditure."""
        return "core defence expenditure" if "core" in self.title.lower() else "defence expenditure"

    def base(self) -> str:
        """Return the base year of constant prices, or ``""``."""
        found = _BASE.search(" ".join([self.block, *self.lines]))
        return (found[1] or found[2]) if found else ""


def read(file: PublicFile) -> pl.DataFrame:
    """Return the figures of a workbook, or of the text of the printed tables."""
    if file.content.startswith(ZIP):
        figures = [one for sheet in read_sheets(file.content, file.name) for one in _sheet(sheet)]
    else:
        figures = list(_pages(read_text(file.content)))
    if not figures:
        raise file.refuse("", "tables with a title such as 'Table 1: Defence expenditure'")
    return long_frame(figures)


def edition(file: PublicFile) -> str:
    """Return the last year of the tables, which is the year of the edition, and what is counted."""
    try:
        frame = read(file)
    except CaseError:
        return ""
    years = frame.get_column("year").cast(pl.String).str.extract(r"(\d{4})$").drop_nulls()
    core = frame.get_column("item").str.starts_with("core").any()
    base = frame.get_column("unit").str.extract(r"constant (\d{4})").drop_nulls()
    parts = [str(years.max()), "core" if core else "", f"prices of {base[0]}" if base.len() else ""]
    return ", ".join(part for part in parts if part)


def _sheet(sheet: Sheet) -> Iterator[Figure]:
    """Yield the figures of a sheet; rows that are hidden, or hold errors, are no data."""
    table: _Table | None = None
    for number, row in enumerate(sheet.rows):
        filled = [(place, cell) for place, cell in enumerate(row) if cell is not None]
        if not filled or sheet.is_hidden(number):
            continue
        first = str(filled[0][1])
        if (title := _TITLE.match(first)) is not None:
            table = _Table(title[1] + title[2], title[3].strip())
        elif table is not None:
            yield from _row(table, row, filled, first)


def _row(table: _Table, row: list[Cell], filled: Sequence[tuple[int, Cell]], first: str) -> Iterator[Figure]:
    """Take in a row of a table: a header, the title of a block, notes, or the figures of an ally."""
    years = {place: year for place, cell in filled if (year := year_and_mark(cell)) is not None}
    if filled[0][0] in years and len(years) > 1:
        table.header, table.labels = years, row
    elif len(filled) == 1:
        if first.lstrip().startswith(("Notes", "*", "-")):
            table.ended = True
        table.block = first.strip()
        table.lines.append(table.block)
    else:
        place, label = filled[0]
        if not table.ended and isinstance(label, str) and place < min(table.header, default=0):
            yield from _figures(table, label, row)


def _figures(table: _Table, label: str, row: list[Cell]) -> Iterator[Figure]:
    """Yield the figures of the row of an ally or of an aggregate."""
    star = "star" if "*" in label else ""
    name = label.replace("*", "").strip()
    iso3 = AGGREGATES.get(name) or known_countries().key(without_remarks(name))
    if iso3 is None or (iso3 not in allies() and name not in AGGREGATES):
        return
    aggregate = "aggregate" if name in AGGREGATES else ""
    currency = _CURRENCY.search(name)
    item, unit = _meaning(table, currency[1].strip() if currency else "national currency")
    for place, (year, mark) in table.header.items():
        value = _number(row[place] if place < len(row) else None)
        if value is not None:
            yield Figure(iso3, year, item, value, unit, flags(mark, star, aggregate))
    if table.number == "4":
        yield from _other_columns(table, iso3, row)


def _other_columns(table: _Table, iso3: str, row: list[Cell]) -> Iterator[Figure]:
    """Yield the figures of table 4 whose column is more than a year."""
    for place, label in enumerate(table.labels):
        if not isinstance(label, str) or place in table.header or place >= len(row):
            continue
        value = _number(row[place])
        span = re.search(r"[Rr]eal change\s+(\d{4})-(\d{4})([a-z]?)", label)
        share = re.search(r"[Ss]hare of real GDP\s+(\d{4})([a-z]?)", label)
        if span and value is not None:
            yield Figure(iso3, f"{span[1]}-{span[2]}", "real change", value, "per cent", span[3])
        elif share and value is not None:
            yield Figure(iso3, share[1], "share of real GDP (T4)", value, "per cent", share[2])


def _meaning(table: _Table, currency: str) -> tuple[str, str]:
    """Return the item and the unit of the figures of a block."""
    base = table.base()
    basis = "constant" if base and "urrent" not in table.block else "current"
    prices = f"constant {base} prices" if basis == "constant" else "current prices"
    match table.number:
        case "1":
            return f"{table.what} (T1 {basis})", f"million {currency}, {prices}"
        case "2":
            return f"{table.what} (T2 {basis})", f"million USD, {prices} and exchange rates"
        case "3":
            return ("annual real change" if "change" in table.block else "share of real GDP"), "per cent"
        case "4":
            return f"{table.what} (T4)", f"million USD, constant {base}"
        case "7":
            return "military personnel", "thousand persons"
    if table.number.startswith("8"):
        block = table.block.split("(")[0].strip()
        return SHARES.get(block, block.lower()), f"per cent of {table.what}"
    return f"{table.title.strip()} ({table.block})".lower(), table.lines[0] if table.lines else ""


def _number(cell: Cell) -> float | None:
    """Return a figure, None for what is not available."""
    if isinstance(cell, float):
        return cell
    return None if cell is None or cell.strip() in _MISSING else plain_number(cell)


def _pages(text: str) -> Iterator[Figure]:
    """Yield the figures of the text of printed pages: a row a line, columns apart by at least two blanks."""
    table: _Table | None = None
    for line in text.replace("\f", "\n").splitlines():
        cells = re.split(r"\s{2,}", line.strip())
        if (title := _TITLE.match(line)) is not None:
            table = _Table(title[1] + title[2], title[3].strip())
        elif table is None or not line.strip():
            continue
        elif line.startswith(" ") and all(year_and_mark(cell) for cell in cells):
            found = [year_and_mark(cell) for cell in cells]
            table.header = {place: year for place, year in enumerate(found, start=1) if year}
        else:
            # in the printed pages the star points to a note of the page, and says nothing of the figure
            row: list[Cell] = [cells[0].replace("*", ""), *cells[1:]]
            yield from _row(table, row, list(enumerate(row)), cells[0])
