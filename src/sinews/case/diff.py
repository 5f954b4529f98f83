"""What differs between two cases: row by row, in the units of each column."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.frames import shown
from sinews.case.schema import Table

NOTHING = ""
COLUMNS = ("table", "key", "column", "before", "after", "unit")


def changes(before: Case, after: Case) -> pl.DataFrame:
    """Return every value that differs between two cases in the digits that are printed.

    Returns
    -------
    polars.DataFrame
        table, key (its parts joined by slashes), column, before, after, unit: all text. A row that only
        one case has shows as column "row" with "absent" and "present"; settings have the table "settings".
        In the order of the catalogue and of the keys.
    """
    old, new = before.settings.model_dump(), after.settings.model_dump()
    found: list[tuple[str, ...]] = [
        ("settings", NOTHING, name, shown(old.get(name)), shown(new.get(name)), NOTHING)
        for name in old | new
        if shown(old.get(name)) != shown(new.get(name))
    ]
    for table in TABLES:
        if not before[table.name].equals(after[table.name]):
            found += _table_changes(table, before[table.name], after[table.name])
    return pl.DataFrame(found, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _table_changes(table: Table, a: pl.DataFrame, b: pl.DataFrame) -> list[tuple[str, ...]]:
    """Return the changes of one table, in the order of its keys."""
    rows_a, rows_b = _by_key(table, a), _by_key(table, b)
    units = {column.name: column.unit for column in table.columns}
    found: list[tuple[str, ...]] = []
    for key in sorted(rows_a.keys() | rows_b.keys()):
        before, after = rows_a.get(key), rows_b.get(key)
        words = "/".join(key)
        if before is None:
            found.append((table.name, words, "row", "absent", "present", NOTHING))
        elif after is None:
            found.append((table.name, words, "row", "present", "absent", NOTHING))
        else:
            found += [
                (table.name, words, name, shown(before[name]), shown(after[name]), units[name])
                for name in table.column_names
                if shown(before[name]) != shown(after[name])
            ]
    return found


def _by_key(table: Table, frame: pl.DataFrame) -> dict[tuple[str, ...], dict[str, object]]:
    """Return the rows by their keys as text."""
    return {tuple(shown(row[name]) for name in table.key): row for row in frame.iter_rows(named=True)}
