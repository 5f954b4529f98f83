"""Input-output tables of many countries: Eurostat's FIGARO, as matrix and flat, and the OECD's ICIO.

A label is an area and an industry, apart at the first underscore. FIGARO files value added under an area W2
that is none, and its areas are those of ISO (GR, GB), not of Eurostat. The year stands only in the name of
the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import Figure, finished, long_frame
from sinews.case.public.grid import read_text
from sinews.case.public.publisher import PublicFile, allies

EUROS, DOLLARS = "million EUR, basic prices", "million USD, current, basic prices"
WORLD = {"FIGW1": "ROW", "ROW": "ROW"}
"""What stands for the rest of the world."""

NO_AREA = "W2"
"""The area under which FIGARO files taxes and value added."""

VALUE_ADDED = ("D1", "D29X39", "B2A3G")
"""The rows of a FIGARO matrix that sum to value added at basic prices."""

TOTALS = ("TLS", "VA", "OUT", "VALU", "OUTPUT", "TOTAL")
FINAL = ("P3_", "P5", "HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "P33")
"""How the codes of final demand begin."""

ARMS = ("C25", "C30")
"""Industries that hold arms: what they buy is read from a matrix, as all flows would be millions."""

FLAT = ("refArea", "counterpartArea", "obsValue")


def read(file: PublicFile) -> pl.DataFrame:
    """Return output, value added and flows of the allies and of the rest of the world."""
    text = read_text(file.content)
    first = text.split("\n", 1)[0].split(",")
    year = _year(file)
    if set(FLAT) <= {name.strip() for name in first}:
        return _flat(text, year)
    if first[0].strip().strip('"') in ("rowLabels", "V1", ""):
        return long_frame(_matrix(text, year))
    raise file.refuse(", ".join(first[:4]), "a header that begins with rowLabels, V1 or icioiRow")


def edition(file: PublicFile) -> str:
    """Return the edition that the name of the file holds, as 26ed, and its year."""
    found = re.search(r"(\d\d)ed_(20\d\d)", file.name)
    return f"{found[1]}ed" if found else ""


def _year(file: PublicFile) -> int:
    """Return the year that is given or that the name holds."""
    named = re.findall(r"(?<!\d)(20\d\d)(?!\d)", file.name)
    year = file.year or (int(named[-1]) if named else None)
    if year is None:
        raise file.refuse(
            file.name, "the year of the table", "neither the file nor its name says it; give it: year=..."
        )
    return year


def _area(area: str) -> str | None:
    """Return the key of an ally or of the rest of the world, None for all others."""
    if area in WORLD:
        return WORLD[area]
    key = known_countries().key(area)
    return key if key in allies() else None


def _split(label: str) -> tuple[str, str]:
    """Return area and industry of a label; an industry may have an underscore itself."""
    area, _, industry = label.partition("_")
    return area, industry


def _matrix(text: str, year: int) -> Iterator[Figure]:
    """Yield the output and value added of industries, and what those that hold arms buy."""
    header = text.split("\n", 1)[0].strip().split(",")
    types = dict.fromkeys(range(1, len(header)), pl.Float64)
    frame = pl.read_csv(text.encode(), schema_overrides=[pl.String, *types.values()])
    labels, columns = frame.to_series(0).to_list(), frame.columns[1:]
    unit = EUROS if header[0].strip('"') == "rowLabels" else DOLLARS
    rows = {label: place for place, label in enumerate(labels)}
    for column in columns:
        area, industry = _split(column)
        iso3 = _area(area)
        if iso3 is None or not industry or industry.startswith(FINAL) or column not in rows:
            continue
        values = frame.get_column(column)
        if unit == EUROS:
            output = sum(cell for cell in frame.row(rows[column])[1:] if cell is not None)
            added = sum(values[rows[f"{NO_AREA}_{part}"]] or 0.0 for part in VALUE_ADDED)
            yield Figure(iso3, year, f"output of {industry}", output, unit, "row sum")
            yield Figure(iso3, year, f"value added of {industry} ({'+'.join(VALUE_ADDED)})", added, unit)
        else:
            yield Figure(iso3, year, f"output of {industry}", values[rows["OUT"]], unit)
            yield Figure(iso3, year, f"value added of {industry}", values[rows["VA"]], unit)
        if industry.startswith(ARMS):
            yield from _bought(labels, values, iso3, year, f"{industry} of {area}", unit)


def _bought(
    labels: list[str], values: pl.Series, iso3: str, year: int, buyer: str, unit: str
) -> Iterator[Figure]:
    """Yield what an industry buys of each other, taxes and value added left out."""
    for label, value in zip(labels, values.to_list(), strict=True):
        area, industry = _split(label)
        if value and area != NO_AREA and label not in TOTALS:
            yield Figure(iso3, year, f"{buyer} buys {industry} of {area}", value, unit)


def _flat(text: str, year: int) -> pl.DataFrame:
    """Return the flows to allies; supply is told by the area that supplies."""
    frame = pl.read_csv(text.encode(), schema_overrides={"obsValue": pl.Float64})
    row, column = frame.columns[3], frame.columns[5]
    kind = re.match(r"ic(\w+?)Row", frame.columns[0])
    supply = bool(kind and kind[1] == "sup")
    whose = "refArea" if supply else "counterpartArea"
    keys = {area: _area(area) for area in frame.get_column(whose).unique().to_list()}
    seller, buyer = pl.col(row).str.strip_prefix("CPA_"), pl.col(column).str.strip_prefix("CPA_")
    if supply:
        item = pl.format("supply of product {} by industry {}", seller, buyer)
    else:
        item = pl.format(
            "{} of {} from {} of {}", buyer, pl.col("counterpartArea"), seller, pl.col("refArea")
        )
    return finished(
        frame.with_columns(iso3=pl.col(whose).replace_strict(keys, return_dtype=pl.String))
        .filter(pl.col("iso3").is_not_null())
        .select(
            "iso3", year=pl.lit(str(year)), item=item, value="obsValue", unit=pl.lit(EUROS), flag=pl.lit("")
        )
    )
