"""Checks of single cells against what their column declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.catalogue.ranges import FIRST_YEAR, LAST_YEAR
from sinews.case.checks.marking import Frames, all_among, marked
from sinews.case.figures import serial_day
from sinews.case.problems import Problem, did_you_mean
from sinews.case.schema import Column, Kind, Table
from sinews.case.settings import Settings


def empty_cells(tables: Frames, known: Sequence[Problem] = ()) -> list[Problem]:
    """Report each empty cell of a column that is not optional, unless `known` names the cell."""
    told = {(problem.table, problem.row, problem.column) for problem in known}
    found = [
        problem
        for table, column, values in _columns(tables)
        if not column.optional and values.null_count()
        for problem in marked(
            table.name, column.name, values, values.is_null(), f"a value: {column.description}"
        )
    ]
    return [problem for problem in found if (problem.table, problem.row, problem.column) not in told]


def not_finite(tables: Frames) -> list[Problem]:
    """Report each number that is infinite or not a number."""
    return [
        problem
        for table, column, values in _columns(tables)
        # what is not finite makes the sum so, too
        if column.kind is Kind.NUMBER and not isfinite(values.sum())
        for problem in marked(table.name, column.name, values, ~values.is_finite(), "a finite number")
    ]


def out_of_bounds(tables: Frames) -> list[Problem]:
    """Report each finite number below its column's minimum or above its maximum."""
    problems: list[Problem] = []
    for table, column, values in _columns(tables):
        if column.kind in (Kind.TEXT, Kind.BOOLEAN):
            continue
        if _within(values, column.minimum, column.maximum):
            continue
        finite = values.is_finite() if column.kind is Kind.NUMBER else values.is_not_null()
        if column.kind is Kind.YEAR:
            # what can be no year at all is told for itself
            finite = values.is_between(FIRST_YEAR, LAST_YEAR)
        unit = f" ({column.unit})" if column.unit else ""
        if column.minimum is not None:
            below = finite & (values < column.minimum)
            problems += marked(table.name, column.name, values, below, f"at least {column.minimum:g}{unit}")
        if column.maximum is not None:
            above = finite & (values > column.maximum)
            problems += marked(table.name, column.name, values, above, f"at most {column.maximum:g}{unit}")
    return problems


def not_a_year(tables: Frames) -> list[Problem]:
    """Report each year that can be none, as the serial numbers by which spreadsheets keep dates."""
    return [
        problem
        for table, column, values in _columns(tables)
        if column.kind is Kind.YEAR and not _within(values, FIRST_YEAR, LAST_YEAR)
        for problem in marked(
            table.name, column.name, values, ~values.is_between(FIRST_YEAR, LAST_YEAR),
            f"a year from {FIRST_YEAR} to {LAST_YEAR}", _year_of,
        )
    ]  # fmt: skip


def _year_of(value: str) -> str:
    """Return which year the serial number of a date stands for, or ``""``."""
    day = serial_day(float(value))
    if day is None:
        return ""
    return (
        f"spreadsheets keep the date {day.day} {day:%B %Y} as this number; write the year alone, {day.year}"
    )


def not_in_choices(tables: Frames) -> list[Problem]:
    """Report each text that is not among its column's choices."""
    problems: list[Problem] = []
    for table, column, values in _columns(tables):
        if column.choices and not all_among(values, {None, *(str(choice) for choice in column.choices)}):
            other = ~values.is_in([str(choice) for choice in column.choices])
            expected = "one of " + ", ".join(column.choices)
            problems += marked(table.name, column.name, values, other, expected, _similar_to(column.choices))
    return problems


def outside_horizon(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each year outside the planning years, in columns that must lie within them."""
    first, last = settings.base_year, settings.horizon
    return [
        problem
        for table, column, values in _columns(tables)
        if column.within_horizon and not _within(values, first, last)
        for problem in marked(
            table.name, column.name, values, ~values.is_between(first, last), f"a year from {first} to {last}"
        )
    ]


def _within(values: pl.Series, least: float | None, most: float | None) -> bool:
    """Return whether all values that are there lie within bounds, a missing one standing for none."""
    low, high = values.min(), values.max()
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return low is None
    return (least is None or low >= least) and (most is None or high <= most)


def _similar_to(choices: Sequence[str]) -> Callable[[str], str]:
    """Return a function that proposes the choices most like a word."""
    return lambda value: did_you_mean(value, choices)


def _columns(tables: Frames) -> Iterator[tuple[Table, Column, pl.Series]]:
    """Yield every declared column that is there and has rows, with its values."""
    for table in TABLES:
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        there = set(frame.columns)
        for column in table.columns:
            if column.name in there:
                yield table, column, frame.get_column(column.name)
