"""Columns of a case as polars series: the types that the schema's kinds have in memory."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.case.figures import (
    DIGITS,
    GROUPED,
    PRINTED_DIGITS,
    VALUELESS,
    ambiguous_thousands,
    remedy,
    to_digits,
    without_grouped,
)
from sinews.case.problems import Problem
from sinews.case.schema import Column, Kind, Table

DTYPES: dict[Kind, type[pl.DataType]] = {
    Kind.TEXT: pl.String,
    Kind.NUMBER: pl.Float64,
    Kind.INTEGER: pl.Int64,
    Kind.YEAR: pl.Int64,
    Kind.BOOLEAN: pl.Boolean,
}

EXPECTED: dict[Kind, str] = {
    Kind.TEXT: "text",
    Kind.NUMBER: "a number",
    Kind.INTEGER: "a whole number",
    Kind.YEAR: "a year",
    Kind.BOOLEAN: "true or false",
}

_INVENTED = re.compile(r"|Unnamed: \d+(_level_\d+)?|__UNNAMED__\d+|_duplicated_\d+|column_\d+")
"""Names that libraries give to columns without one."""

FIRST_ROW = 2
"""The line of a file that holds the first row: the header is line 1."""


def empty_frame(table: Table) -> pl.DataFrame:
    """Return a frame without rows that has the table's columns in their types."""
    return pl.DataFrame(schema={column.name: DTYPES[column.kind] for column in table.columns})


def named(keys: Sequence[str], positions: NDArray[np.int64]) -> pl.Series:
    """Return the key at each position of an axis, as a column of text."""
    return pl.Series(keys, dtype=pl.String).gather(positions)


def named_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame without empty columns that have no name of their own, as libraries invent them."""
    nameless = [
        name
        for name in frame.columns
        if _INVENTED.fullmatch(name) and frame.get_column(name).null_count() == frame.height
    ]
    return frame.drop(nameless) if nameless else frame


def conform(table: Table, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """Cast the columns that `table` declares to their types, and order them as declared.

    Parameters
    ----------
    table
        The declaration.
    frame
        Columns of any type, text included; missing ones stay missing, undeclared ones are dropped.

    Returns
    -------
    frame
        The declared columns that were there. Text has lost blanks at its ends, and is null where
        nothing is left; letters with accents are composed ones. Numbers have 15 significant digits.
        A cell that could not be cast, or can be read in two ways, is null.
    problems
        One for each cell that could not be cast.
    """
    series: list[pl.Series] = []
    problems: list[Problem] = []
    present = [column for column in table.columns if column.name in frame.columns]
    if frame.is_empty():
        # most cases leave many tables empty, and each operation takes its time whatever it finds
        here = [each for each in table.columns if each in present or (present and each.may_be_missing)]
        return pl.DataFrame(schema={each.name: DTYPES[each.kind] for each in here}), []
    tidy = _tidy(frame.select([column.name for column in present]))
    odd = _odd(tidy)
    for column in present:
        raw = tidy.get_column(column.name)
        cast = _cast(raw, column.kind, odd.get(column.name, True))
        series.append(cast)
        if cast.null_count() == raw.null_count():
            continue
        wrong = (raw.is_not_null() & cast.is_null()).arg_true()
        problems += [
            Problem(
                table.name, row + FIRST_ROW, column.name, str(value), _expectation(column),
                remedy(str(value), column.kind),
            )
            for row, value in zip(wrong, raw.gather(wrong), strict=True)
        ]  # fmt: skip
    conformed = pl.DataFrame(series)
    lacking = [column for column in table.columns if column.may_be_missing and column.name not in conformed]
    if lacking and present:
        conformed = conformed.with_columns(
            pl.lit(None, DTYPES[column.kind]).alias(column.name) for column in lacking
        ).select(name for name in table.column_names if name in {*conformed.columns, *_names(lacking)})
    return conformed, problems


def _names(columns: Sequence[Column]) -> list[str]:
    """Return the names of columns."""
    return [column.name for column in columns]


def _expectation(column: Column) -> str:
    """Return what a cell of the column must be, in words."""
    unit = f" ({column.unit})" if column.unit else ""
    return f"{EXPECTED[column.kind]}{unit}"


def _tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Return text without blanks at its ends and with one kind of line break; no text becomes null."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    if not texts or frame.is_empty():
        return frame
    text = pl.col(texts)
    frame = frame.with_columns(text.str.strip_chars())
    breaks, letters = frame.select(
        pl.any_horizontal(text.str.contains("\r", literal=True).any()).alias("breaks"),
        pl.any_horizontal((text.str.len_bytes() != text.str.len_chars()).any()).alias("letters"),
    ).row(0)
    if breaks:
        frame = frame.with_columns(text.str.replace_all("\r\n?", "\n"))
    if letters:
        # the same letter may be one character, or a bare letter and its accent
        frame = frame.with_columns(text.str.normalize("NFC"))
    return frame.with_columns(pl.when(text != "").then(text))


def _odd(frame: pl.DataFrame) -> dict[str, bool]:
    """Return whether a column of text holds anything that needs a closer look before it is cast.

    That is a formula without a value, what may be grouped by thousands points, and more letters than the
    figures have digits. One look at all columns, as each operation takes its time whatever it finds.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    if not texts or frame.is_empty():
        return dict.fromkeys(texts, False)
    text = pl.col(texts)
    closer = text.str.starts_with("= (") | text.str.contains(GROUPED) | (text.str.len_chars() > DIGITS)
    return dict(zip(texts, frame.select(closer.any()).row(0), strict=True))


def _cast(series: pl.Series, kind: Kind, odd: bool) -> pl.Series:
    """Return the series in the kind's type; what cannot be cast without loss becomes null."""
    dtype = DTYPES[kind]
    if series.dtype == pl.String and odd:
        valueless = series.str.contains(VALUELESS)
        series = series.set(valueless, None) if valueless.any() else series
    if series.dtype == dtype:
        return to_digits(series) if kind is Kind.NUMBER else series
    # neither a truth value nor a date is a number, although both are kept as one
    if (series.dtype == pl.Boolean or series.dtype.is_temporal()) and kind is not Kind.TEXT:
        return pl.Series(series.name, [None] * series.len(), dtype=dtype)
    if kind is Kind.NUMBER:
        number = series.cast(pl.Float64, strict=False)
        if series.dtype != pl.String or not odd:
            return number if series.dtype == pl.String else to_digits(number)
        doubtful = ambiguous_thousands(series)
        return to_digits(number.set(doubtful, None) if doubtful.any() else number)
    if kind is Kind.BOOLEAN:
        words = {"true": True, "false": False, "1": True, "0": False}
        lower = series.cast(pl.String, strict=False).str.to_lowercase()
        return lower.replace_strict(words, default=None, return_dtype=pl.Boolean)
    if dtype == pl.Int64 and (series.dtype == pl.String or series.dtype.is_float()):
        if series.dtype == pl.String and odd:
            series = without_grouped(series)
        whole = series.cast(pl.Int64, strict=False) if series.dtype == pl.String else None
        if whole is not None and whole.null_count() == series.null_count():
            return whole
        # a spreadsheet may write the year 2026 as 2026.0
        number = series.cast(pl.Float64, strict=False)
        exact = number.set(~((number == number.floor()) & (number.abs() < 2**53)), None)
        rescued = exact.cast(pl.Int64, strict=False)
        return rescued if whole is None else whole.zip_with(whole.is_not_null(), rescued)
    return series.cast(dtype, strict=False)


def shown(value: object) -> str:
    """Return a value as it is printed, a number with ten significant digits at most."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.{PRINTED_DIGITS}g}" if isinstance(value, float) else str(value)
