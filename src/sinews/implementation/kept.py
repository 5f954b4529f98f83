"""What a plan folder holds is read as what a plan has: whole, of the types that were written, and finite.

A folder may have been altered since, by a program or a bad disk. Whether the plan is right is for
`sinews.verify.plan` to say; here it is seen to that there is a plan to say it of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from pydantic import TypeAdapter

from sinews.case import Case, file_in
from sinews.case.bounded import read_bounded_size
from sinews.case.frames import FIRST_ROW, shown
from sinews.case.limits import PARQUET_BYTES
from sinews.implementation.families.element import Element
from sinews.implementation.measures import MEASURES, measures

Kept = TypeVar("Kept")

MADE_IN_ROUNDS = {"rounds", "sized"}
"""Tables that a plan has only if it was made by `sinews.hold`."""

KEYS = {
    "ally": ("allies", "ally"),
    "payer": ("allies", "ally"),
    "capability": ("capabilities", "capability"),
    "product": ("products", "product"),
    "line": ("lines", "line"),
    "material": ("materials", "material"),
    "trade": ("workforce", "trade"),
}
"""Tables and columns of the case that columns of these names refer to; empty text stands for none."""

FILES = ("parquet", "csv")
"""The files that each table is kept in."""

FILE_BYTES = 16 * PARQUET_BYTES
"""The most that one of them is read of: as CSV a table is a dozen times as large as in Parquet."""

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Years that a table may name, as in a case."""


def record(name: str, frame: pl.DataFrame, elements: Iterable[Element], folder: Path) -> dict[str, Any]:
    """Return what the manifest of a plan folder tells of a table whose files lie in the folder."""
    return {
        "rows": frame.height,
        "columns": frame.columns,
        "types": [str(kind) for kind in frame.dtypes],
        "gaps": [each.name for each in frame if each.null_count()],
        "measures": measures(name, list(elements)),
        "sha256": {kind: _hash(file_in(folder, f"{name}.{kind}")) for kind in FILES},
    }


def dictionary(tables: Mapping[str, pl.DataFrame], elements: Iterable[Element]) -> pl.DataFrame:
    """Return table, column, type and unit of every column of a plan; keys, names and years have no unit."""
    paid = list(elements)
    rows = [
        (name, column, str(kind), measures(name, paid).get(column, ""))
        for name, frame in tables.items()
        for column, kind in frame.schema.items()
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("table", "column", "type", "unit"), pl.String), orient="row"
    )


def made_of(kind: type[Kept], values: Any) -> Kept:
    """Return a dataclass of values that the manifest tells; raise ValueError if they are of other types."""
    if not isinstance(values, Mapping):
        raise ValueError(f"the manifest has no {kind.__name__.lower()}")
    unknown = set(values) - set(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    if unknown:
        raise ValueError(f"the manifest has {', '.join(sorted(unknown))} in {kind.__name__.lower()}")
    return TypeAdapter(kind).validate_python(dict(values))


def refuse_unsound(
    manifest: Mapping[str, Any], tables: Mapping[str, pl.DataFrame], elements: Iterable[Element], case: Case
) -> None:
    """Raise ValueError unless tables are all that a plan has, as the manifest tells them.

    Parameters
    ----------
    manifest
        The manifest of the plan folder.
    tables
        The tables that it names.
    elements
        What the plan pays for.
    case
        The case in the folder.
    """
    if manifest["case"]["hash"] != case.hash:
        raise ValueError("the case in it is not the one that the plan was made from")
    missing = sorted(set(MEASURES) - MADE_IN_ROUNDS - set(tables))
    if missing:
        raise ValueError(f"the manifest names no table {missing[0]}")
    for name, frame in tables.items():
        told = manifest["tables"][name]
        if frame.columns != told["columns"] or [str(kind) for kind in frame.dtypes] != told["types"]:
            raise ValueError(f"{name}.parquet has other columns than were written, or of other types")
        if frame.height != told["rows"]:
            raise ValueError(f"{name}.parquet has {frame.height} rows, where {told['rows']} were written")
        for column in frame:
            _refuse_odd(name, column, told["gaps"])
            if column.name in KEYS:
                table, key = KEYS[column.name]
                _refuse_unknown(name, column, set(case[table][key]))
    unpaid = sorted({element.key for element in elements} - set(tables["spending"].columns))
    if unpaid:
        raise ValueError(f"spending.parquet has no column {unpaid[0]}")


def refuse_altered(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raise ValueError unless the files of all tables are those that were written with the manifest.

    That somebody who means to deceive can write new hashes is no matter: the figures are checked, too, by
    `sinews.verify.plan`. This tells of a file that another program has saved, or that is of another plan.
    """
    for name, told in manifest["tables"].items():
        for kind in FILES:
            file = file_in(folder, f"{name}.{kind}")
            if _hash(file) != told["sha256"][kind]:
                raise ValueError(
                    f"{file.name} is not the file that was written with this plan: it was altered, or is of "
                    "another plan"
                )


def _hash(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    read_bounded_size(file, FILE_BYTES)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refuse_odd(name: str, column: pl.Series, gaps: Iterable[str]) -> None:
    """Raise ValueError if a column has empty cells where none were written, or what is no number or year."""
    if column.name not in gaps and column.null_count():
        raise ValueError(f"{_where(name, column, column.is_null())} is empty")
    if column.dtype.is_float():
        odd = ~column.is_finite()
        expected = "a finite number"
    elif column.dtype.is_integer() and column.name.endswith("year"):
        odd = ~column.is_between(FIRST_YEAR, LAST_YEAR)
        expected = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
    else:
        return
    if odd.any():
        raise ValueError(f"{_where(name, column, odd)} is no {expected.removeprefix('a ')}")


def _refuse_unknown(name: str, column: pl.Series, known: set[str]) -> None:
    """Raise ValueError if a column names something that the case has not."""
    odd = ~column.is_in([*known, ""])
    if odd.any():
        raise ValueError(f"{_where(name, column, odd)} is not in the case")


def _where(name: str, column: pl.Series, odd: pl.Series) -> str:
    """Return where the first odd cell of a column stands, and what stands there."""
    row = odd.fill_null(False).arg_max() or 0
    return f"{name}.parquet, row {row + FIRST_ROW}, {column.name}: {shown(column[row])!r}"
