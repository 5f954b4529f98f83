"""SIPRI: the register of transfers of major arms, in both layouts in use: by delivery year, and by deal.

Values are in millions of an index of military value (TIV), which is no money. A deal's deliveries cannot be
split by year, and a nought may mean that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import Figure, flags, long_frame, plain_number
from sinews.case.public.grid import csv_rows, read_text
from sinews.case.public.publisher import PublicFile

TIV = "million TIV (SIPRI trend indicator, no currency)"
BY_YEAR, BY_DEAL = "SIPRI AT Database ID,", "Recipient,Supplier,"
"""How the headers of the two layouts begin."""

FIELDS_BY_YEAR = (
    "deal", "supplier", "recipient", "weapon", "description", "category", "order_year", "order_estimate",
    "number", "number_estimate", "year", "year_estimate", "status", "tiv_unit", "tiv_deal", "tiv", "local",
)  # fmt: skip
FIELDS_BY_DEAL = (
    "recipient", "supplier", "order_year", "order_year_mark", "ordered", "ordered_mark", "weapon",
    "description",
    "delivered", "delivered_mark", "years", "status", "comments", "tiv_unit", "tiv_order", "tiv",
)  # fmt: skip
"""Names for the fields in their order, as the second header has three that are a blank."""


def read(file: PublicFile) -> pl.DataFrame:
    """Return what was delivered by deal and year, or what was ordered and delivered by deal."""
    lines = read_text(file.content).splitlines()
    for number, line in enumerate(lines):
        if line.startswith(BY_YEAR):
            return long_frame(_by_year(_fields(file, lines, number, FIELDS_BY_YEAR)))
        if line.startswith(BY_DEAL):
            return long_frame(_by_deal(_fields(file, lines, number, FIELDS_BY_DEAL)))
    raise file.refuse("", f"a header that begins with {BY_YEAR!r} or {BY_DEAL!r}", "the RTF form is not read")


def edition(file: PublicFile) -> str:
    """Return the day on which the register was made."""
    for line in read_text(file.content).splitlines()[:20]:
        if line.startswith("Data generated:"):
            return " ".join(line.removeprefix("Data generated:").strip(" ;").split()[:3])
    return ""


def _fields(file: PublicFile, lines: list[str], header: int, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows below a header by the names of the fields; raise CaseError for one of another width."""
    rows = []
    for number, line in enumerate(lines[header + 1 :], start=header + 2):
        if not line.strip(" ;"):
            continue
        # commas never stand in a field; a semicolon at the end belongs to the line
        cells = csv_rows(line.rstrip(";") if names is FIELDS_BY_YEAR else line, quotes=False)[0]
        if len(cells) != len(names):
            remedy = "take the file as it was downloaded; a spreadsheet may have changed it"
            raise file.refuse(
                f"{len(cells)} fields in line {number}", f"{len(names)} fields in each line", remedy
            )
        rows.append(dict(zip(names, (cell.strip() for cell in cells), strict=True)))
    return rows


def _by_year(rows: list[dict[str, str]]) -> Iterator[Figure]:
    """Yield units and TIV delivered, for each deal and year."""
    for row in rows:
        item = f"{_deal(row)}, order {row['order_year']}, deal {row['deal']}"
        mark = flags(
            _estimate(row["order_estimate"], "order date"),
            _estimate(row["number_estimate"], "number"),
            _estimate(row["year_estimate"], "delivery year"),
            "local production" if row["local"] == "Yes" else "",
            row["status"].lower(),
        )
        recipient = _country(row["recipient"])
        yield Figure(
            recipient, row["year"], item, plain_number(row["number"]), "units delivered in the year", mark
        )
        yield Figure(recipient, row["year"], f"{item}, TIV", plain_number(row["tiv"]), TIV, mark)


def _by_deal(rows: list[dict[str, str]]) -> Iterator[Figure]:
    """Yield what each deal ordered and what it has delivered over the years that it names."""
    for row in rows:
        name, years = _deal(row), [year.strip() for year in row["years"].split(";") if year.strip()]
        delivered = None if not years else years[0] if len(years) == 1 else f"{years[0]}/{years[-1]}"
        mark = flags(
            "selected, not yet ordered" if "not yet ordered" in row["comments"] else "",
            "order year uncertain" if row["order_year_mark"] == "?" else "",
            "number ordered uncertain" if row["ordered_mark"] == "?" else "",
            "delivered or year of delivery uncertain" if row["delivered_mark"] == "?" else "",
            row["status"].lower(),
        )
        recipient, ordered = _country(row["recipient"]), plain_number(row["ordered"])
        yield Figure(recipient, row["order_year"], f"{name}, number ordered", ordered, "units",
                     flags(mark, "" if row["ordered"] else "not yet known"))  # fmt: skip
        sums = f"delivery years {'; '.join(years)}" if years else "none delivered yet"
        yield Figure(recipient, delivered, f"{name}, delivered, sum over the years named",
                     plain_number(row["delivered"]), "units", flags(mark, sums))  # fmt: skip
        value = plain_number(row["tiv_order"])
        unknown = value == 0.0 and (plain_number(row["tiv_unit"]) == 0.0 or ordered is None)
        told = "0 stands for not known" if unknown else ""
        yield Figure(recipient, row["order_year"], f"{name}, TIV of total order",
                     None if unknown else value, TIV, flags(mark, told))  # fmt: skip
        yield Figure(recipient, delivered, f"{name}, TIV delivered", plain_number(row["tiv"]), TIV, mark)


def _deal(row: dict[str, str]) -> str:
    """Return weapon, description and supplier of a deal."""
    return f"{row['weapon']} ({row['description']}) from {_country(row['supplier'])}"


def _country(name: str) -> str:
    """Return the code of a country; of what is no state the name as it stands, with its stars."""
    return name if "*" in name else known_countries().key(name) or name


def _estimate(mark: str, what: str) -> str:
    """Return the flag of one of the three states of a mark: an empty one is not a no."""
    return {"Yes": f"{what} estimate", "No": "", "": f"{what} mark empty"}.get(mark, f"{what} {mark}")
