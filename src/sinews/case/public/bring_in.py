"""Bringing published figures into a case: what would change first, and then the case with it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from sinews.case.case import Case, declared
from sinews.case.checks.spending import ONE_EDITION
from sinews.case.frames import shown
from sinews.case.problems import CaseError, Problem
from sinews.case.public.by_type import brought_to, counted_by_type
from sinews.case.public.kinds import KINDS
from sinews.case.public.mapping import Mapping, read_mapped
from sinews.case.public.mixing import refuse_mixing
from sinews.case.public.placing import Cell, Cells, Key, placed
from sinews.case.public.publisher import PublicFile
from sinews.case.public.source import Source, source_of, with_source
from sinews.case.public.targets import TARGETS, Target, targets_of
from sinews.case.schema import Kind, Status, Table

NEW, CHANGED, UNTOUCHED = "new", "changed", "untouched"

COLUMNS = {
    "table": pl.String, "key": pl.String, "column": pl.String, "state": pl.String, "old": pl.Float64,
    "new": pl.Float64, "ratio": pl.Float64, "estimate": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What bringing in a file makes of a case.

    Parameters
    ----------
    case
        The case with the figures.
    differences
        table, key, column, state (new, changed, untouched), old, new, ratio, estimate: a row for each figure
        of the file that has a place in the case.
    source
        Where the figures come from.
    notes
        What was left out, and why, in sentences.
    """

    case: Case
    differences: pl.DataFrame
    source: Source
    notes: tuple[str, ...]


def bring_in(case: Case, file: PublicFile, kind: str | Mapping, *, mix: bool = False) -> BroughtIn:
    """Return a case with the figures of a publisher's file, and what differs.

    Parameters
    ----------
    case
        The case that the figures go into; it stays as it is.
    file
        The file.
    kind
        One of `KINDS`, or a mapping with a table ``[into]``.
    mix
        Whether figures of another edition or on another basis of the same publisher may stay beside the new.

    Raises
    ------
    CaseError
        If the file cannot be read, no table takes its figures, or editions would be mixed without leave.
    """
    if isinstance(kind, Mapping):
        frame, targets = read_mapped(kind, file), _targets_of(kind, file)
        source = source_of(kind.kind, kind.title, kind.publisher, kind.licence, kind.edition, file)
    else:
        publisher = KINDS[kind]
        frame, edition = publisher.figures(file), publisher.edition_of(file)
        targets = targets_of(kind, edition)
        source = source_of(kind, publisher.title, publisher.publisher, publisher.licence, edition, file)
    if not targets:
        remedy = "sinews.read_public gives the figures; kinds with a table: " + ", ".join(TARGETS)
        raise file.refuse(source.key, "a kind whose figures a table of the case takes", remedy)
    cells, notes = placed(case, frame, targets)
    if not cells:
        raise file.refuse("", "figures that a table of the case takes", "; ".join(notes))
    refuse_mixing(case, source, cells, mix=mix)
    tables, differences = {}, []
    types, cells = counted_by_type(case, cells)
    if types:
        tables["fleets"], scaled = brought_to(case, types, source)
        differences += [
            (table, key, column, UNTOUCHED if new == old else CHANGED, old, new, ratio, estimate)
            for table, key, column, old, new, ratio, estimate in scaled
        ]
    for name in dict.fromkeys(table for table, _ in cells):
        changed, told, left = _changed(case, declared(name), cells, source)
        tables[name] = changed
        differences += told
        notes += left
    tables["sources"] = with_source(case["sources"], source)
    found = pl.DataFrame(differences, schema=COLUMNS, orient="row")
    return BroughtIn(case.with_tables(tables), found, source, tuple(notes))


def _targets_of(mapping: Mapping, file: PublicFile) -> tuple[Target, ...]:
    """Return the one target of a mapping; raise CaseError if its table or column is unknown."""
    if not mapping.into:
        raise file.refuse("", "a table [into] with table and column in the mapping")
    table = declared(str(mapping.into.get("table", "")))
    column = str(mapping.into.get("column", ""))
    if column not in table.column_names:
        remedy = "the columns are " + ", ".join(table.column_names)
        raise CaseError([Problem(table.name, None, column, "", "a column of the table", remedy)])
    return (
        Target(table.name, column, ".*", ".*", currency=str(mapping.into.get("currency", "")),
               price_year=int(mapping.into.get("price_year", 0)), newest="year" not in table.column_names),
    )  # fmt: skip


def _changed(
    case: Case, table: Table, cells: Cells, source: Source
) -> tuple[pl.DataFrame, list[tuple[Any, ...]], list[str]]:
    """Return the rows of a table with new figures, what differs, and what could not be added."""
    rows = case[table.name].to_dicts()
    places = {tuple(shown(row[name]) for name in table.key): place for place, row in enumerate(rows)}
    publishers = dict(case["sources"].select("source", "publisher").iter_rows())
    told: list[tuple[Any, ...]] = []
    left: list[str] = []
    for (name, key), figures in cells.items():
        if name != table.name:
            continue
        place = places.get(key)
        if place is None:
            added = _new_row(case, table, key, figures)
            if added is None:
                left.append(f"{table.name} {'/'.join(key)} has no row, and the file does not fill one")
                continue
            rows.append(added)
            place = len(rows) - 1
        row = rows[place]
        new = [column for column, cell in figures.items() if shown(row.get(column)) != shown(cell.value)]
        for column, cell in figures.items():
            old = row.get(column)
            state = UNTOUCHED if column not in new else NEW if old is None else CHANGED
            ratio = cell.value / old if old else None
            told.append((table.name, "/".join(key), column, state, old, cell.value, ratio, cell.estimate))
        if new:
            row.update({column: _typed(row, column, figures[column].value) for column in new})
            others = [
                column.name for column in table.columns
                if column.kind in (Kind.NUMBER, Kind.INTEGER) and row[column.name] is not None
                and column.name not in new
            ]  # fmt: skip
            same = publishers.get(row.get("source")) in (None, source.publisher)
            if same and table.name in ONE_EDITION and row.get("source") not in (None, source.key):
                # what the row has of an earlier edition does not stay beside this one's figures
                row.update({c.name: None for c in table.columns if c.optional and c.name not in figures})
                others = []
            leads = same or len(new) >= len(others)
            row.update(_provenance(row, new, figures, source, leads=leads, alone=not others))
    frame = pl.DataFrame(rows, schema=case[table.name].schema, orient="row")
    return frame, told, left


def _typed(row: MappingOf[str, Any], column: str, value: float) -> float | int:
    """Return a value as a whole number where one stands."""
    return round(value) if isinstance(row.get(column), int) else value


def _new_row(case: Case, table: Table, key: Key, figures: MappingOf[str, Cell]) -> dict[str, Any] | None:
    """Return a row for a key that has none, or None if a column would stay without its value."""
    row: dict[str, Any] = dict.fromkeys(table.column_names)
    for name, part in zip(table.key, key, strict=True):
        row[name] = int(part) if name == "year" else part
    year = max(cell.year for cell in figures.values())
    if "member" in row:
        joined = dict(case["allies"].select("ally", "joined").iter_rows())
        row["member"] = joined.get(key[0], 9999) <= year
    if "as_of" in row:
        row["as_of"] = year
    needed = [
        column.name for column in table.columns
        if not column.optional and row[column.name] is None and column.name not in ("source", "status")
    ]  # fmt: skip
    return row if set(needed) <= set(figures) else None


def _provenance(
    row: MappingOf[str, Any], new: Sequence[str], figures: MappingOf[str, Cell], source: Source,
    *, leads: bool, alone: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return source, status and note of a row with new figures; the note names what comes from elsewhere.

    Parameters
    ----------
    row, new, figures, source
        The row, which of its columns have new figures, these figures, and where they come from.
    leads
        Whether the row is the new publication's from now on; where most is another publisher's, it stays
        that one's, and the note alone tells.
    alone
        Whether the row has no other figures.
    """
    if "status" not in row:
        return {}
    if all(figures[column].carried for column in new):
        moved = f"moved with the figures of {source.key} before it, growth as it was"
        return {"note": "; ".join(filter(None, [row["note"], moved]))}
    estimates = [column for column in new if figures[column].estimate]
    marks = [f"{', '.join(estimates)} estimated by the publisher"] if estimates else []
    names = ", ".join(new)
    if not leads:
        return {"note": "; ".join(filter(None, [row["note"], f"{names} from {source.key}", *marks]))}
    if row["source"] not in (None, source.key) and not alone:
        marks.insert(0, f"{names} from {source.key}, the rest from {row['source']}")
    derived = all(figures[column].derived for column in new)
    if derived:
        marks.append("growth as published, applied to the year before")
    status = Status.DERIVED if derived else Status.PUBLISHED
    changed: dict[str, Any] = {"source": source.key, "status": str(status)}
    changed["note"] = "; ".join(marks) or None
    if "as_of" in row:
        changed["as_of"] = max(figures[column].year for column in new)
    return changed
