"""Any table by a mapping: which sheet, header, columns and units, written down once in a TOML file.

kind = "my_ministry"
publisher = "Ministry of Defence"
title = "Annual report, table 3"
sheet = "Table 3"            # for a workbook; the first if left out
header_row = 5               # counted as the spreadsheet does; 1 if left out
separator = ";"              # for text; a comma if left out
decimal_comma = true         # for text; false if left out
country = "Country"          # a column of names or codes, or `country_is = "DEU"`
year = "Year"                # a column of years; or `years_are_columns = true`; or `year_is = 2025`
item = "Item"                # a column; or `item_is = "tanks"`
value = "Number"             # the column of figures; not where years are columns
unit = "pieces"
factor = 1000                # what a figure is multiplied by; 1 if left out
flag = "Remark"              # a column; left out if there is none
[names]                      # names of countries that the table of aliases does not know
"Bundesrepublik" = "DEU"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sinews.case.bounded import parse_toml
from sinews.case.countries import known_countries
from sinews.case.problems import CaseError, Problem, did_you_mean
from sinews.case.public.figures import Figure, long_frame, plain_number, year_and_mark
from sinews.case.public.grid import Cell, csv_rows, read_sheets, read_text
from sinews.case.public.publisher import PublicFile
from sinews.case.sniff import ZIP


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table of anybody becomes figures; see the module for the meaning of each field."""

    kind: str
    unit: str
    publisher: str = ""
    title: str = ""
    licence: str = ""
    edition: str = ""
    sheet: str = ""
    header_row: int = 1
    separator: str = ","
    decimal_comma: bool = False
    country: str = ""
    country_is: str = ""
    year: str = ""
    year_is: int = 0
    years_are_columns: bool = False
    item: str = ""
    item_is: str = ""
    value: str = ""
    factor: float = 1.0
    flag: str = ""
    file: str = ""
    names: dict[str, str] = field(default_factory=dict)
    into: dict[str, Any] = field(default_factory=dict)


def parse_mapping(content: bytes, name: str) -> Mapping:
    """Return the mapping in the bytes of a TOML file.

    Raises
    ------
    CaseError
        With every field that is unknown, missing, of another type, or at odds with another.
    """
    values = parse_toml(content, name)
    fields = Mapping.__dataclass_fields__
    problems = [
        Problem(name, None, key, "", "only " + ", ".join(fields), did_you_mean(key, fields) or "remove it")
        for key in values
        if key not in fields
    ]
    problems += [Problem(name, None, key, "", "a value") for key in ("kind", "unit") if not values.get(key)]
    problems += [
        Problem(name, None, key, str(value), f"a value such as {fields[key].default!r}")
        for key, value in values.items()
        if key in fields and not _fits(key, value)
    ]
    choices = (("country", "country_is"), ("year", "year_is", "years_are_columns"), ("item", "item_is"))
    for names in choices:
        given = [one for one in names if values.get(one)]
        if len(given) != 1:
            problems.append(Problem(name, None, " or ".join(names), ", ".join(given), "one of these"))
    if bool(values.get("value")) == bool(values.get("years_are_columns")):
        problems.append(Problem(name, None, "value", "", "a column of figures, unless years are columns"))
    if problems:
        raise CaseError(problems)
    return Mapping(**values)


def _fits(key: str, value: Any) -> bool:
    """Return whether a value has the type of its field."""
    if key == "names":
        return isinstance(value, dict) and all(isinstance(code, str) for code in value.values())
    if key == "into":
        return isinstance(value, dict) and set(value) <= {"table", "column", "currency", "price_year"}
    default = Mapping.__dataclass_fields__[key].default
    kind = type(default) if isinstance(default, bool | int | float | str) else str
    number = kind is float and isinstance(value, int) and not isinstance(value, bool)
    return number or type(value) is kind


def read_mapped(mapping: Mapping, file: PublicFile) -> pl.DataFrame:
    """Return the figures of a file by a mapping, each country by its key.

    Raises
    ------
    CaseError
        If the sheet or a column is missing, or with every name and number that cannot be read, by its row.
    """
    rows = _rows(mapping, file)
    if len(rows) < mapping.header_row:
        raise file.refuse(f"{len(rows)} rows", f"a header in row {mapping.header_row}")
    header = [_text(cell) for cell in rows[mapping.header_row - 1]]
    wanted = [
        name for name in (mapping.country, mapping.year, mapping.item, mapping.value, mapping.flag) if name
    ]
    lacking = [name for name in wanted if name not in header]
    if lacking:
        raise CaseError(
            Problem(file.name, mapping.header_row, name, "", "a column of this name",
                    did_you_mean(name, header) or "the columns are " + ", ".join(filter(None, header)))
            for name in lacking
        )  # fmt: skip
    problems: list[Problem] = []
    reader = _Reader(mapping, file, header, problems)
    frame = long_frame(
        one
        for number, row in enumerate(rows[mapping.header_row :], start=mapping.header_row + 1)
        for one in reader.figures(number, row)
    )
    if problems:
        raise CaseError(problems)
    return frame


def _rows(mapping: Mapping, file: PublicFile) -> list[list[Cell]]:
    """Return the rows of the table in the file."""
    if not file.content.startswith(ZIP):
        return [list(row) for row in csv_rows(read_text(file.content), mapping.separator)]
    sheets = read_sheets(file.content, file.name)
    chosen = [sheet for sheet in sheets if not mapping.sheet or sheet.name == mapping.sheet]
    if not chosen:
        names = [sheet.name for sheet in sheets]
        remedy = did_you_mean(mapping.sheet, names) or "the sheets are " + ", ".join(names)
        raise file.refuse(mapping.sheet, "a sheet of this name", remedy)
    return chosen[0].rows


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows by a mapping, and keeps what cannot be read."""

    mapping: Mapping
    file: PublicFile
    header: list[str]
    problems: list[Problem]

    def figures(self, number: int, row: list[Cell]) -> Iterator[Figure]:
        """Yield the figures of a row; a row without anything has none."""
        cells = dict(zip(self.header, row, strict=False))
        if all(cell is None or _text(cell) == "" for cell in row):
            return
        country = self._country(number, cells)
        item = self.mapping.item_is or _text(cells.get(self.mapping.item))
        flag = _text(cells.get(self.mapping.flag))
        if country is None:
            return
        if self.mapping.years_are_columns:
            for name, cell in zip(self.header, row, strict=False):
                year = year_and_mark(name)
                if year is not None:
                    yield Figure(
                        country, year[0], item, self._number(number, name, cell), self.mapping.unit, flag
                    )
            return
        year_text = self.mapping.year_is or _year(cells.get(self.mapping.year))
        value = self._number(number, self.mapping.value, cells.get(self.mapping.value))
        yield Figure(country, year_text, item, value, self.mapping.unit, flag)

    def _country(self, number: int, cells: dict[str, Cell]) -> str | None:
        """Return the key of the country of a row, or keep the problem that nobody is known by its name."""
        if self.mapping.country_is:
            return self.mapping.country_is
        name = _text(cells.get(self.mapping.country))
        key = self.mapping.names.get(name) or known_countries().key(name)
        if key is None:
            remedy = "say who it is under [names] in the mapping, or '' to leave it out"
            if name not in self.mapping.names:
                expected = "the name or code of a country"
                self.problems.append(
                    Problem(self.file.name, number, self.mapping.country, name, expected, remedy)
                )
        return key

    def _number(self, number: int, column: str, cell: Cell) -> float | None:
        """Return a figure times the factor, None for an empty cell, or keep the problem that it is none."""
        if isinstance(cell, float):
            return cell * self.mapping.factor
        text = _text(cell)
        if not text:
            return None
        value = plain_number(text.replace(".", "").replace(",", ".") if self.mapping.decimal_comma else text)
        if value is None:
            self.problems.append(Problem(self.file.name, number, column, text, "a number"))
            return None
        return value * self.mapping.factor


def _year(cell: Cell) -> str:
    """Return a year, or another date, as text."""
    return f"{cell:g}" if isinstance(cell, float) else _text(cell)


def _text(cell: Cell) -> str:
    """Return a cell as text without blanks at its ends."""
    return f"{cell:g}" if isinstance(cell, float) else str(cell or "").strip()
