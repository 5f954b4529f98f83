"""The long form that every publisher's file is brought to, and how cells of text become numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from sinews.case.figures import to_digits

SCHEMA = {
    "iso3": pl.String,
    "year": pl.String,
    "item": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "flag": pl.String,
}

NOT_AVAILABLE = "not available"


class Figure(NamedTuple):
    """One published figure.

    ``year`` is a calendar or fiscal year, a day, a month or a span of years, as the publisher dates it;
    ``flag`` holds the publisher's marks, separated by semicolons.
    """

    iso3: str
    year: str | int | None
    item: str
    value: float | None
    unit: str
    flag: str = ""


def long_frame(figures: Iterable[Figure]) -> pl.DataFrame:
    """Return figures as a frame of iso3, year, item, value, unit and flag."""
    rows = [(one.iso3, None if one.year is None else str(one.year), *one[2:]) for one in figures]
    return finished(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def finished(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a long frame with fifteen digits, empty text for no flag, and whole years where all are."""
    years = frame.get_column("year").cast(pl.String)
    whole = years.cast(pl.Int64, strict=False)
    return frame.select(
        "iso3",
        whole.alias("year") if whole.null_count() == years.null_count() else years.alias("year"),
        "item",
        to_digits(frame.get_column("value").cast(pl.Float64)),
        "unit",
        pl.col("flag").fill_null(""),
    )


def flags(*marks: str) -> str:
    """Return marks that are not empty, separated by semicolons."""
    return ";".join(mark for mark in marks if mark)


def year_and_mark(text: object) -> tuple[int, str] | None:
    """Return the year of a header and the mark behind it: ``2024e`` is (2024, "e"); else None."""
    if isinstance(text, float):
        return (int(text), "") if text == int(text) and 1900 <= text <= 2100 else None
    match = re.fullmatch(r"\s*((?:19|20)\d\d)\s*([a-z]?)\s*", str(text or ""))
    return (int(match[1]), match[2]) if match else None


def plain_number(text: str) -> float | None:
    """Return the number that a text is, with commas between thousands or without; None if it is none."""
    bare = text.strip().replace("\u2212", "-")
    if re.fullmatch(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][-+]?\d+)?", bare) and re.search(r"\d", bare):
        return float(bare.replace(",", ""))
    return None
