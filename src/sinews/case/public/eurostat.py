"""Eurostat: bulk TSV in both layouts, SDMX-CSV with codes or labels, and CSV of the old Data Explorer.

All are brought to one frame of dimensions, time, value and flag, column by column, as the files are large.
"""

from __future__ import annotations

import re
from datetime import datetime

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.public.figures import NOT_AVAILABLE, finished
from sinews.case.public.grid import read_text, text_frame
from sinews.case.public.publisher import PublicFile, allies

ITEMS = {
    "B1GQ": "gross domestic product",
    "Gross domestic product at market prices": "gross domestic product",
    "B1G": "gross value added (B1G, not GDP)",
    "GD": "government debt",
    "GF02": "general government expenditure on defence (COFOG GF02)",
    "GF0201": "general government expenditure on military defence (COFOG GF0201)",
}
"""What is measured, by the code or the label of the national account or of the function of government."""

UNITS = {
    "MIO_EUR": "million EUR, current",
    "CP_MEUR": "million EUR, current",
    "Current prices, million euro": "million EUR, current",
    "MIO_NAC": "million national currency, current",
    "CP_MNAC": "million national currency, current",
    "PC_GDP": "per cent of GDP",
}
UNITS_OF = {("B1G", "CP_MEUR"): "million EUR, current prices"}
"""Units in words, by code or label, and those of one item alone; others stand as they are."""

GDP_OF_REGIONS = "nama_10r_"
"""How the data sets on the GDP of regions are called, which have no dimension that says so."""

DIMENSIONS = {
    "geopolitical entity (reporting)": "geo",
    "time": "time_period",
    "time period": "time_period",
    "value": "obs_value",
    "observation value": "obs_value",
    "flag and footnotes": "obs_flag",
    "observation status (flag) v2 structure": "obs_flag",
    "unit of measure": "unit",
    "national accounts indicator (esa 2010)": "na_item",
    "time frequency": "freq",
}
"""The names that columns have in a download with labels, in small letters."""

_NOT_ITEM = ("freq", "unit", "geo", "sector", "time_period", "obs_value", "obs_flag", "conf_status",
             "dataflow", "structure", "structure_id", "last update")  # fmt: skip
_CELL = r"^(?P<value>[-+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?|:)?\s*(?P<flag>.*)$"


def read(file: PublicFile) -> pl.DataFrame:
    """Return the figures of allies and of their regions, which are named as such; groups are left out."""
    text = read_text(file.content)
    first = text.split("\n", 1)[0]
    if first.lstrip().startswith("<"):
        raise file.refuse(
            first[:60], "a table", "the interface has answered with an error, or has queued the request"
        )
    if re.search(r"\\time", first, re.IGNORECASE):
        frame = _from_tsv(file, text, first)
    else:
        frame = text_frame(text)
        frame = frame.rename(lambda name: DIMENSIONS.get(name.lower(), name.lower()))
    if not {"geo", "time_period", "obs_value"} <= set(frame.columns):
        raise file.refuse(", ".join(frame.columns[:6]), "the dimensions geo, TIME_PERIOD and a value")
    return _in_words(frame, file.name)


def edition(file: PublicFile) -> str:
    """Return the day of the last update, where the file tells it, with two digits of the year."""
    lines = read_text(file.content).split("\n", 2)[:2]
    found = re.search(r"(\d\d/\d\d/\d\d) \d\d:\d\d:\d\d", lines[-1])
    return f"{datetime.strptime(found[1], '%d/%m/%y'):%Y-%m-%d}" if found else ""


def _from_tsv(file: PublicFile, text: str, first: str) -> pl.DataFrame:
    """Return the cells of a bulk file, one row each, with its dimensions; what is empty is no observation."""
    separator = "\t" if "\t" in first else ","
    if separator == ",":
        raise file.refuse("commas", "tabs between the years", "take the file as it was downloaded")
    frame = text_frame(text.replace("\r", ""), separator)
    key = frame.columns[0]
    names = [name.strip() for name in re.split(r"\\", key)[0].split(",")]
    parts = pl.col(key).str.split(",").list
    dimensions = frame.select(
        parts.get(place).str.strip_chars().alias(name) for place, name in enumerate(names)
    )
    years = frame.drop(key)
    return (
        pl.concat([dimensions, years], how="horizontal")
        .unpivot(index=names, variable_name="time_period", value_name="cell")
        .filter(pl.col("cell").str.strip_chars() != "")
        .with_columns(pl.col("cell").str.strip_chars().str.extract_groups(_CELL).alias("found"))
        .with_columns(
            obs_value=pl.col("found").struct.field("value"), obs_flag=pl.col("found").struct.field("flag")
        )
        .drop("cell", "found")
    )


def _in_words(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the long frame of dimensions, time, value and flag as text."""
    lacking = [column for column in ("unit", "obs_flag") if column not in frame.columns]
    frame = frame.with_columns(pl.lit(None, pl.String).alias(column) for column in lacking)
    items = [column for column in frame.columns if column not in _NOT_ITEM]
    geo = frame.get_column("geo")
    # a region begins with the letters of its country
    country = pl.when(pl.col("geo").str.contains(r"^[A-Z]{2}[A-Z0-9]{1,3}$")).then(pl.col("geo").str.head(2))
    places = frame.select(country.otherwise(pl.col("geo"))).to_series()
    value = pl.col("obs_value").str.replace_all(",", "").cast(pl.Float64, strict=False)
    flag = pl.col("obs_flag").fill_null("").str.strip_chars()
    known = frame.with_columns(iso3=known_countries().keys(places), geo=geo).filter(
        pl.col("iso3").is_in(sorted(allies()))
    )
    words = known.select(*items, "unit", "geo").unique(maintain_order=True)
    meanings = [_meaning(row, items, name) for row in words.iter_rows(named=True)]
    words = words.with_columns(
        item=pl.Series([item for item, _ in meanings], dtype=pl.String),
        words=pl.Series([unit for _, unit in meanings], dtype=pl.String),
    )
    long = known.join(words, on=[*items, "unit", "geo"], how="left", nulls_equal=True, maintain_order="left")
    missing = value.is_null()
    return finished(
        long.select(
            "iso3",
            year=pl.col("time_period").str.strip_chars(),
            item=pl.col("item"),
            value=value,
            unit=pl.col("words"),
            flag=pl.when(missing & (flag != "")).then(pl.lit(f"{NOT_AVAILABLE};") + flag)
            .when(missing).then(pl.lit(NOT_AVAILABLE)).otherwise(flag),
        )
    )  # fmt: skip


def _meaning(row: dict[str, str | None], items: list[str], name: str) -> tuple[str, str]:
    """Return what a series measures, and its unit, in words."""
    unit, geo = row["unit"] or "", row["geo"] or ""
    codes = [row[column] or "" for column in items]
    region = re.fullmatch(r"[A-Z]{2}[A-Z0-9]{1,3}", geo) is not None
    place = " (region, not the country)" if region else " (country)"
    if not codes and name.startswith(GDP_OF_REGIONS):
        return f"GDP {unit} of {geo}{place}", unit
    known = [ITEMS[code] for code in codes if code in ITEMS]
    item = known[0] if known else " ".join(code for code in codes if code) or name
    words = next((UNITS_OF[code, unit] for code in codes if (code, unit) in UNITS_OF), UNITS.get(unit, unit))
    return (f"{item} of {geo}{place}" if region else item), words
