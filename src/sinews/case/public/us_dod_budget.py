"""US Department of Defense: the budget displays P-1 (procurement) and R-1 (research) of a fiscal year.

The first sheet holds all years, the others the same again. Amounts are in thousand dollars, which no cell
says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from sinews.case.public.figures import Figure, flags, long_frame
from sinews.case.public.grid import Cell, Sheet, read_sheets
from sinews.case.public.publisher import PublicFile

AMOUNT = "thousand USD"
CODES = ("Budget Line Item", "Line Item", "PE / BLI")
TITLES = ("Budget Line Item (BLI) Title", "Line Item Title", "Program Element / Budget Line Item (BLI) Title")
"""Names that the columns of a line's code and title have had, stars and line breaks left out."""

_YEAR = re.compile(r"FY (\d{4}) (.*?)( Quantity| Amount)?$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the display: its account, code and title, what it costs for, and whether it adds up."""

    account: str
    name: str
    cost: str
    adds: str
    in_total: str


def read(file: PublicFile) -> pl.DataFrame:
    """Return quantities and amounts of each line by fiscal year, and the net of the rows that add up."""
    sheet = read_sheets(file.content, file.name)[0]
    header = _header(sheet)
    if header is None:
        raise file.refuse("", "a sheet with the columns Account, Organization and FY ... in its first rows",
                          "the exhibits P-1 and R-1 are read")  # fmt: skip
    return long_frame(_figures(sheet, header))


def edition(file: PublicFile) -> str:
    """Return the fiscal year that is requested."""
    sheet = read_sheets(file.content, file.name)[0]
    header = _header(sheet)
    names = [] if header is None else [_name(cell) for cell in sheet.rows[header]]
    years = [match[1] for name in names if "Request" in name and (match := _YEAR.match(name))]
    return f"budget of fiscal year {max(years)}" if years else ""


def _header(sheet: Sheet) -> int | None:
    """Return the row of the header, which stands below a row of totals."""
    for number, row in enumerate(sheet.rows[:10]):
        if "Account" in {_name(cell) for cell in row}:
            return number
    return None


def _figures(sheet: Sheet, header: int) -> Iterator[Figure]:
    """Yield the figures of all rows; notes below the table have no line's title."""
    names = [_name(cell) for cell in sheet.rows[header]]
    years = {place: match for place, name in enumerate(names) if (match := _YEAR.match(name)) is not None}
    sums: dict[tuple[str, str, str, str], float] = {}
    for row in sheet.rows[header + 1 :]:
        line = _line(dict(zip(names, row, strict=False)))
        if line is None:
            continue
        for place, match in years.items():
            year, kind, what = match[1], match[2].strip(), (match[3] or "").strip()
            value = row[place] if isinstance(row[place], float) else None
            item = f"{line.name} / {line.cost}" if line.cost else line.name
            yield Figure("USA", year, f"{item} quantity" if what == "Quantity" else item, _as_float(value),
                         "units" if what == "Quantity" else AMOUNT,
                         flags(kind, line.adds, f"TOA {line.in_total}" if line.in_total else ""))  # fmt: skip
            if line.adds == "add" and what == "Amount" and isinstance(value, float):
                key = (line.account, line.name, year, kind)
                sums[key] = sums.get(key, 0.0) + value
    for (account, name, year, kind), value in sums.items():
        yield Figure("USA", year, f"{name} net of all Add rows (account {account})", value, AMOUNT,
                     flags(kind, "sum"))  # fmt: skip


def _line(cells: dict[str, Cell]) -> _Line | None:
    """Return what a row is about, or None if it is a note."""
    code = next((_text(cells[name]) for name in CODES if name in cells), "")
    title = next(
        (_text(cells[name]) for name in cells if name in TITLES or ("Title" in name and "BLI" in name)), ""
    )
    if not code or not title:
        return None
    return _Line(
        _text(cells.get("Account")),
        f"{code} {title}",
        _text(cells.get("Cost Type Title")),
        _text(cells.get("Add/ Non-Add") or cells.get("Add/Non-Add")).lower(),
        _text(cells.get("Include in TOA")),
    )


def _as_float(value: Cell) -> float | None:
    """Return a number, or None."""
    return value if isinstance(value, float) else None


def _name(cell: Cell) -> str:
    """Return a header without line breaks and stars."""
    return " ".join(str(cell or "").replace("*", "").split())


def _text(cell: Cell) -> str:
    """Return a cell as text; codes are text, with their leading noughts."""
    return f"{cell:.0f}" if isinstance(cell, float) else str(cell or "").strip()
