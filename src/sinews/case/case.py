"""A case: all that a plan is made from. Cases never change; a change makes a new case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import polars as pl

from sinews.case.catalogue import TABLES, table_named
from sinews.case.checks import check, unlikely_magnitudes
from sinews.case.figures import to_digits
from sinews.case.frames import conform, named_columns
from sinews.case.html import as_html
from sinews.case.problems import CaseError, Problem, did_you_mean
from sinews.case.rows import Key, changed_row
from sinews.case.schema import Table
from sinews.case.settings import Settings, make_settings


@dataclass(frozen=True, eq=False)
class Case:
    """The settings and the tables of a case.

    Make one with `open_case`, or from another one with `with_value`, `with_table`, `with_tables` or
    `with_settings`: these check what they make, the constructor does not.

    Parameters
    ----------
    settings
        Horizon, prices, discount rate and seed.
    tables
        One frame for each table of the catalogue, with the catalogue's columns and types.
    notes
        What was found unusual where the case was read, but read all the same: see `warnings`.
    """

    settings: Settings
    tables: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep the tables in a mapping that nobody can write to."""
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def __getitem__(self, name: str) -> pl.DataFrame:
        """Return the table called `name`; raise CaseError if there is none."""
        # a copy shares its data, but what is written into it does not reach the case
        return self.tables[declared(name).name].clone()

    def __reduce__(self) -> tuple[type[Case], tuple[Settings, dict[str, pl.DataFrame], tuple[str, ...]]]:
        """Let a case travel to another process, which a read-only mapping by itself cannot."""
        return Case, (self.settings, dict(self.tables), self.notes)

    def __repr__(self) -> str:
        """Return the case's name, years and size."""
        rows = sum(frame.height for frame in self.tables.values())
        years = f"{self.settings.base_year}-{self.settings.horizon}"
        return f"Case({self.settings.name!r}, {years}, {len(self.tables)} tables, {rows:,} rows)"

    def _repr_html_(self) -> str:
        """Return the case as a notebook shows it: title, years, and the rows of each table by status."""
        return as_html(self.settings, self.tables)

    @property
    def years(self) -> range:
        """The planning years, from the base year to the horizon."""
        return self.settings.years

    @cached_property
    def hash(self) -> str:
        """SHA-256 of settings and tables, in hexadecimal.

        The order of rows does not matter, nor do digits of a figure beyond the fifteenth.
        """
        return _digest(self)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should look at, although it stops nothing: a sentence each.

        What was unusual where the case was read, and figures whose magnitude does not fit what the case
        knows of the same thing.
        """
        return (*self.notes, *unlikely_magnitudes(self.tables))

    def with_value(self, table: str, key: Key, /, **values: Any) -> Case:
        """Return this case with other values in one row.

        In a table with provenance the row's status becomes ``assumed`` and its note tells what was
        changed, because the source no longer vouches for the figure; give ``status`` or ``note``
        yourself to say otherwise. Values equal to what stands there change nothing.

        Parameters
        ----------
        table
            Name of the table.
        key
            The row's key: text for one column; for several a tuple, or text with slashes between.
        values
            New value by column; None empties an optional cell.

        Raises
        ------
        CaseError
            If the table, the row or a column is unknown, or the case would not be valid.

        Examples
        --------
        >>> import sinews
        >>> case = sinews.open_case()
        >>> case = case.with_value("pledges", "amd_increase", factor=4.0)
        >>> case = case.with_value("inventory", ("DEU", "truck_cargo"), quantity=9000)
        """
        return self.with_table(table, changed_row(declared(table), self[table], key, values))

    def with_table(self, name: str, frame: pl.DataFrame) -> Case:
        """Return this case with another frame as one of its tables; see `with_tables`."""
        return self.with_tables({name: frame})

    def with_tables(self, frames: Mapping[str, pl.DataFrame]) -> Case:
        """Return this case with other frames as some of its tables.

        Parameters
        ----------
        frames
            By name of the table, each with all columns of the catalogue, in any order.

        Raises
        ------
        CaseError
            With every problem that the new tables have or cause; rows count as in a file, whose header is
            row 1, so that the first row of a frame is row 2.
        """
        tables = dict(self.tables)
        wrong: list[Problem] = []
        given = {name: named_columns(frame) for name, frame in frames.items()}
        for name, frame in given.items():
            tables[name], found = conform(declared(name), frame)
            wrong += found
        return checked_case(self.settings, tables, wrong=wrong, given=given)

    def with_settings(self, **values: Any) -> Case:
        """Return this case with other settings.

        Raises
        ------
        CaseError
            If a setting is unknown or out of bounds, or the tables do not fit it.
        """
        settings = make_settings({**self.settings.model_dump(), **values}, strict=False)
        return checked_case(settings, self.tables)


def checked_case(
    settings: Settings,
    tables: Mapping[str, pl.DataFrame],
    *,
    wrong: Sequence[Problem] = (),
    given: Mapping[str, pl.DataFrame] | None = None,
    notes: tuple[str, ...] = (),
) -> Case:
    """Return a case of settings and tables in the catalogue's types.

    Parameters
    ----------
    settings, tables
        What it is made of.
    wrong, given
        Cells that could not be cast, and the frames before they were; see `conform` and `check`.
    notes
        What was unusual where the case was read.

    Raises
    ------
    CaseError
        With every problem that any check finds.
    """
    problems = check(settings, tables, found=wrong, given=given)
    if problems:
        raise CaseError(problems)
    return Case(settings, tables, notes)


def declared(name: str) -> Table:
    """Return the declaration of a table; raise CaseError with similar names if there is none."""
    try:
        return table_named(name)
    except KeyError:
        names = [table.name for table in TABLES]
        remedy = did_you_mean(name, names) or "the tables are " + ", ".join(names)
        raise CaseError([Problem(name, None, "", "", "the name of a table", remedy)]) from None


def _digest(case: Case) -> str:
    """Return the SHA-256 of a case over values alone, so that it outlives any way to write them."""
    digest = hashlib.sha256(case.settings.model_dump_json().encode())
    for table in TABLES:
        frame = case.tables[table.name].sort(table.key, nulls_last=False)
        digest.update(f"\n{table.name} {frame.height}".encode())
        for name in table.column_names:
            digest.update(f"\n{name} ".encode())
            for part in _bytes(frame.get_column(name)):
                digest.update(part)
    return digest.hexdigest()


def _bytes(series: pl.Series) -> tuple[bytes, ...]:
    """Return a column's values as bytes: numbers in little-endian order, text with its lengths."""
    if series.is_empty():
        return ()
    if series.dtype == pl.String:
        lengths = series.str.len_bytes().cast(pl.Int64).fill_null(-1)
        return lengths.to_numpy().astype("<i8").tobytes(), "".join(series.drop_nulls()).encode()
    if series.dtype == pl.Float64:
        # adding zero makes -0.0 the 0.0 that it equals
        return ((to_digits(series) + 0.0).fill_null(float("nan")).to_numpy().astype("<f8").tobytes(),)
    if series.dtype == pl.Boolean:
        return (series.cast(pl.Int8).fill_null(-1).to_numpy().astype("<i1").tobytes(),)
    return (series.fill_null(-(2**63)).to_numpy().astype("<i8").tobytes(),)
