"""A case of frames that somebody has at hand, from whatever library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from sinews.case.case import Case, checked_case, declared
from sinews.case.catalogue import TABLES
from sinews.case.frames import conform, named_columns
from sinews.case.problems import CaseError, Problem
from sinews.case.settings import make_settings

SETTINGS = "settings"


def case_of_frames(frames: Mapping[str, Any], base: Case) -> Case:
    """Return a case with some tables given as frames, and the others of a base case.

    Parameters
    ----------
    frames
        By name of the table: frames of polars, or of pandas or another library that narwhals knows. Under
        ``"settings"`` a mapping of settings.
    base
        Where what is not given comes from.

    Raises
    ------
    CaseError
        If a name is no table, or a thing is no frame; with every problem of the case otherwise.
    """
    problems: list[Problem] = []
    tables = dict(base.tables)
    given: dict[str, pl.DataFrame] = {}
    for name, frame in frames.items():
        if name == SETTINGS:
            continue
        try:
            table = declared(name)
            given[name] = named_columns(_as_polars(name, frame))
            tables[name], found = conform(table, given[name])
            problems += found
        except CaseError as error:
            problems += error.problems
    settings = base.settings
    try:
        settings = make_settings({**settings.model_dump(), **dict(frames.get(SETTINGS, {}))}, strict=False)
    except CaseError as error:
        problems += error.problems
    unknown = [problem for problem in problems if problem.table not in {table.name for table in TABLES}]
    if unknown:
        raise CaseError(problems)
    return checked_case(settings, tables, wrong=problems, given=given)


def _as_polars(name: str, frame: Any) -> pl.DataFrame:
    """Return a frame of any library as one of polars; a missing value of any kind becomes null."""
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    import narwhals

    try:
        eager = narwhals.from_native(frame, eager_only=True)
    except TypeError:
        expected = "a frame of polars, pandas or another library that narwhals knows"
        raise CaseError([Problem(name, None, "", type(frame).__name__, expected)]) from None
    # column by column through plain values, so that no bridge between the libraries is needed
    return pl.DataFrame([_series(column, eager.get_column(column).to_list()) for column in eager.columns])


def _series(name: str, values: list[Any]) -> pl.Series:
    """Return plain values as a series; what is not a number, text or truth value becomes text."""
    plain = [None if value is None or value != value else value for value in values]
    kinds = {type(value) for value in plain if value is not None}
    if kinds <= {bool} or kinds <= {int} or kinds <= {int, float} or kinds <= {str}:
        return pl.Series(name, plain, strict=False)
    return pl.Series(name, [None if value is None else str(value) for value in plain], dtype=pl.String)
