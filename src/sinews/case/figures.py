"""Figures as they are read: how many digits count, and what only looks like a number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import isfinite

import polars as pl

from sinews.case.schema import Kind

DIGITS = 15
"""Significant digits that a figure is read to: as many as every spreadsheet and every CSV file keeps."""

PRINTED_DIGITS = 10
"""Significant digits that are printed: as many as a spreadsheet shows and writes to a CSV file."""

GROUPED = r"^[-+]?[1-9]\d{0,2}\.\d{3}$"
"""Text that may be a whole number with a thousands point."""

NOT_COMPUTED = "= (not computed)"
"""What stands for a formula whose value is not in the file; no column takes it."""

VALUELESS = r"^= \((not computed|#[A-Z0-9/!?]+)\)$"
"""What stands for a formula without a value, whether it was never computed or ended in an error."""

TEXT_MARK = "'"
"""What stands before text among numbers, as spreadsheets show it."""

_SERIAL_DAY_0 = date(1899, 12, 30)
_SERIALS = range(18_000, 110_000)
"""Serial numbers of the days from 1949 to 2201, as spreadsheets count them."""

_DATE = re.compile(r"(?P<year>\d{4})-\d{1,2}-\d{1,2}.*|\d{1,2}([./])\d{1,2}\2(?P<last>\d{4})")
_USUAL = (1e-6, 1e30)
"""Between these, a whole number of fifteen digits divided or multiplied by a power of ten is rounded once."""

_TRAILING_ZERO = r"^[-+]?[1-9]\d{0,2}\.\d{2}0$"
_THREE_DECIMALS = r"^[-+]?\d+\.\d{3}$"


def to_digits(series: pl.Series) -> pl.Series:
    """Return floats rounded to the significant digits that count, each the number its decimal text reads as.

    Parameters
    ----------
    series
        Floats; missing and infinite ones stay as they are.

    Returns
    -------
    polars.Series
        Rounded as ``float(format(x, ".15g"))`` rounds: the decimal nearest to the number, read back. To
        round again changes nothing.
    """
    # the quick rounding is exact for numbers of usual size that it leaves as they are; it proposes the others
    quick = series.round_sig_figs(DIGITS)
    unusual = (series.abs() > _USUAL[1]) | ((series.abs() < _USUAL[0]) & (series != 0.0))
    closer = ((quick != series) | unusual) & series.is_finite()
    if not closer.any():
        return series
    places = closer.fill_null(False).arg_true()
    rounded = [round_to_digits(number) for number in series.gather(places).to_list()]
    return series.clone().scatter(places, rounded)


def round_to_digits(number: float) -> float:
    """Return a number rounded to the significant digits that count, unless it would be too large then."""
    rounded = float(f"{number:.{DIGITS}g}")
    return rounded if isfinite(rounded) else number


def ambiguous_thousands(text: pl.Series) -> pl.Series:
    """Return where a number as text may be grouped by thousands points: ``1.430`` for 1,430.

    No program writes 1.43 as 1.430 but one that writes every number of a column with three decimals. So a
    number that ends with a zero in the third decimal, in a column that is not written that way throughout or
    in which every number could be grouped, is not taken for a decimal.

    Parameters
    ----------
    text
        A column of numbers as text.

    Returns
    -------
    polars.Series
        True where the text can be read in two ways; never null.
    """
    doubtful = text.str.contains(_TRAILING_ZERO).fill_null(False)
    if not doubtful.any():
        return doubtful
    there = text.drop_nulls()
    fixed = there.str.contains(_THREE_DECIMALS).all() and not there.str.contains(GROUPED).all()
    return pl.Series(text.name, [False] * text.len()) if fixed else doubtful


def is_grouped(text: str) -> bool:
    """Return whether text may be a whole number grouped by a thousands point, as ``1.430``."""
    return re.match(GROUPED, text) is not None


def without_grouped(text: pl.Series) -> pl.Series:
    """Return text without what may be a whole number grouped by a thousands point: ``1.430``, ``2.000``."""
    grouped = text.str.contains(GROUPED)
    return text.set(grouped, None) if grouped.any() else text


def remedy(value: str, kind: Kind) -> str:
    """Return what to do with a text that is no value of its kind, where the text itself tells; else ``""``.

    Parameters
    ----------
    value
        What stands in the cell.
    kind
        What the column holds.
    """
    if value == NOT_COMPUTED:
        return "a formula without its value; save the file in a spreadsheet program, or write the value"
    if re.match(VALUELESS, value):
        return "an error of the spreadsheet; mend the formula, or write the value"
    if kind in (Kind.TEXT, Kind.BOOLEAN):
        return ""
    if value.startswith("="):
        return "a formula is not computed here; write its value"
    if (day := _DATE.fullmatch(value)) is not None:
        year = day["year"] or day["last"]
        return (
            f"a date; write the year alone, {year}" if kind is Kind.YEAR else "a date, where a number belongs"
        )
    bare = value.removeprefix(TEXT_MARK).replace("\u00a0", " ").replace("\u202f", " ").strip()
    if bare.endswith("%"):
        return f"write the number of per cent without the sign: {bare[:-1].strip()}"
    if is_grouped(bare):
        return f"write {bare.replace('.', '')}, or {float(bare):g} if the point is a decimal point"
    if re.fullmatch(r"[-+]?\d{1,3}([ ',.]\d{3})+", bare):
        return f"write it without marks between the thousands: {re.sub(r'[^-+0-9]', '', bare)}"
    if re.fullmatch(r"[-+]?\d+,\d+", bare):
        return f"write a decimal point: {bare.replace(',', '.')}"
    return ""


def serial_day(number: float) -> date | None:
    """Return the day that a spreadsheet keeps as this number, or None if it is none of our times."""
    whole = int(number)
    return _SERIAL_DAY_0 + timedelta(days=whole) if number == whole and whole in _SERIALS else None
