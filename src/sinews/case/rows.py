"""One row of a case's table: found by its key, changed with a trace in its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from sinews.case.countries import known_countries
from sinews.case.frames import FIRST_ROW, conform, shown
from sinews.case.problems import CaseError, Problem, did_you_mean
from sinews.case.schema import Status, Table

Key = str | int | tuple[str | int, ...]
"""A row's key: one value, several as a tuple, or several as text with slashes between."""

_PROVENANCE = ("source", "status", "note")


def changed_row(
    table: Table, frame: pl.DataFrame, key: Key, values: Mapping[str, Any], by: str = "the user"
) -> pl.DataFrame:
    """Return the frame with other values in the row that has the key.

    Parameters
    ----------
    table
        The declaration of the table.
    frame
        Its rows.
    key
        Key of the row to change.
    values
        New value by column: in the column's type, or as text that can be read as such.
    by
        Who changes it, for the note.

    Returns
    -------
    polars.DataFrame
        Same rows in the same order. If a value changed and the table has provenance, then the row's
        status is ``assumed`` and its note tells the change, unless `values` names these columns.

    Raises
    ------
    CaseError
        If a column or the row is unknown, or a value is not of the column's kind.
    """
    here = row_with_key(table, frame, key)
    new = _typed(table, values, row=(here.arg_max() or 0) + FIRST_ROW)
    old = frame.filter(here).row(0, named=True)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return frame
    figures = [name for name in changed if name not in _PROVENANCE]
    if figures and "status" in table.column_names:
        told = ", ".join(f"{name} {_shown(old[name])} -> {_shown(changed[name])}" for name in figures)
        note = f"set by {by}: {told}"
        traced = {
            "status": str(Status.ASSUMED),
            "note": f"{old['note']}; {note}" if old["note"] else note,
        }
        changed = {**traced, **new}
    return frame.with_columns(
        pl.when(here).then(pl.lit(value, dtype=frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in changed.items()
    )


def row_with_key(table: Table, frame: pl.DataFrame, key: Key) -> pl.Series:
    """Return a boolean series that is true in the row that has the key.

    Raises
    ------
    CaseError
        If no row has it, with the keys that are most like it.
    """
    parts = key if isinstance(key, tuple) else (key,)
    if len(parts) == 1 and len(table.key) > 1:
        parts = tuple(str(parts[0]).split("/"))
    spelt = "/".join(table.key)
    if len(parts) != len(table.key):
        raise CaseError([Problem(table.name, None, spelt, _spelt(parts), f"a key of {len(table.key)} parts")])
    here = _where(frame, dict(zip(table.key, map(str, parts), strict=True)))
    if not here.any():
        # an ally may be named as others name it: UK, Deutschland
        here = _where(
            frame, {name: _spelt_out(table, name, str(p)) for name, p in zip(table.key, parts, strict=True)}
        )
    if not here.any():
        remedy = did_you_mean(_spelt(parts), keys_of(table, frame))
        raise CaseError([Problem(table.name, None, spelt, _spelt(parts), "the key of a row", remedy)])
    return here


def _where(frame: pl.DataFrame, named: Mapping[str, str]) -> pl.Series:
    """Return where the columns of a key have these values."""
    return reduce(and_, (frame.get_column(name).cast(pl.String) == part for name, part in named.items()))


def _spelt_out(table: Table, column: str, part: str) -> str:
    """Return a part of a key, with the code of a country for another name or code of it."""
    of_a_country = table.column(column).references == "allies.ally" or column in ("ally", "country")
    return (known_countries().key(part) if of_a_country else None) or part


def keys_of(table: Table, frame: pl.DataFrame) -> list[str]:
    """Return the key of each row as text, with slashes between its parts; ``""`` where a part is missing."""
    parts = [pl.col(name).cast(pl.String) for name in table.key]
    return frame.select(pl.concat_str(parts, separator="/").fill_null("")).to_series().to_list()


def _typed(table: Table, values: Mapping[str, Any], row: int) -> dict[str, Any]:
    """Return the values in the types of their columns; raise CaseError with every one that is not."""
    unknown = [name for name in values if name not in table.column_names]
    problems = [
        Problem(
            table.name, None, name, "", "the name of a column",
            did_you_mean(name, table.column_names) or "the columns are " + ", ".join(table.column_names),
        )
        for name in unknown
    ]  # fmt: skip
    typed: dict[str, Any] = {}
    for name in [name for name in values if name not in unknown]:
        frame, wrong = conform(table, _cell(name, values[name]))
        typed[name] = frame.get_column(name)[0] if not frame.is_empty() else None
        problems += [replace(problem, row=row) for problem in wrong]
    if problems:
        raise CaseError(problems)
    return typed


def _cell(name: str, value: Any) -> pl.DataFrame:
    """Return a frame of one cell, of the value's own type where it is a scalar and of text otherwise."""
    plain = value if value is None or isinstance(value, str | int | float | bool) else str(value)
    if isinstance(plain, int) and not -(2**63) <= plain < 2**63:
        plain = str(plain)
    return pl.DataFrame({name: pl.Series(name, [plain])})


def _spelt(parts: tuple[str | int, ...]) -> str:
    """Return a key as it is written in an override."""
    return "/".join(str(part) for part in parts)


def _shown(value: object) -> str:
    """Return a value as a note tells it."""
    return "(empty)" if value is None else shown(value)
