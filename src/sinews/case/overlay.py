"""Overlays: a scenario as the rows of another case that it changes, adds and removes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import polars as pl

from sinews.case.bounded import parse_toml, read_or_refuse, refuse_too_large_together
from sinews.case.case import Case, checked_case, declared
from sinews.case.frames import FIRST_ROW, conform
from sinews.case.limits import TABLE_BYTES, TOML_BYTES
from sinews.case.problems import CaseError, Problem, did_you_mean
from sinews.case.rows import changed_row, keys_of
from sinews.case.schema import Kind, Table
from sinews.case.settings import make_settings
from sinews.case.text import TextTable, parse_text

OVERLAY_FILE = "overlay.toml"
"""The file that makes a folder an overlay; CSV files beside it hold rows to change, add or remove."""

ACTION = "action"
"""Column of an overlay's CSV file that says ``remove`` where a row shall go."""

_FIELDS = ("extends", "name", "title", "why", "settings", "change", "add", "remove")
_TIMES, _PLUS = "times", "plus"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a scenario changes in the case that it extends.

    Parameters
    ----------
    name, title, why
        Its short name, what it is in a line, and the reason for it.
    extends
        The case or overlay below: the name of one that comes with the package, or a path.
    settings
        New values by setting.
    change
        By table and key: new values by column. A key may have ``*`` for any text; a number may be
        ``{times = x}`` or ``{plus = x}``; empty text empties a cell.
    add
        By table: whole rows.
    remove
        By table: keys, which may have ``*`` for any text.
    notes
        What was unusual where its files were read.
    """

    name: str
    title: str
    why: str
    extends: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    change: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    add: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    remove: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def is_overlay(path: Path) -> bool:
    """Return whether a path is an overlay: a TOML file, or a folder that holds one for it."""
    return (path.is_file() and path.suffix == ".toml") or (path / OVERLAY_FILE).is_file()


def read_overlay(entry: Traversable) -> Overlay:
    """Return the overlay in a TOML file, or in a folder with ``overlay.toml`` and CSV files beside it.

    In a CSV file each row has the key's columns and any others: with a key that the case has, the cells
    that are not empty change; with a new key the row is added; ``remove`` in a column ``action`` takes
    the row out.

    Raises
    ------
    CaseError
        If a file cannot be read or has another form.
    """
    if entry.is_file():
        return parse_overlay(read_or_refuse(entry, TOML_BYTES), entry.name)
    refuse_too_large_together(entry, entry.name)
    overlay = parse_overlay(read_or_refuse(entry / OVERLAY_FILE, TOML_BYTES), entry.name)
    change: dict[str, dict[str, Mapping[str, Any]]] = {t: dict(rows) for t, rows in overlay.change.items()}
    remove = {table: list(keys) for table, keys in overlay.remove.items()}
    notes: list[str] = []
    problems: list[Problem] = []
    for file in sorted(entry.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".csv"):
            continue
        try:
            table = declared(file.name.removesuffix(".csv"))
            text = _csv_table(table, read_or_refuse(file, TABLE_BYTES))
            notes += text.notes
            for key, line, row in _csv_rows(table, text):
                action = (row.pop(ACTION, None) or "").strip().lower()
                if action not in ("", REMOVE):
                    problems.append(Problem(table.name, line, ACTION, action, f"one of {REMOVE}, or nothing"))
                elif action:
                    remove.setdefault(table.name, []).append(key)
                else:
                    rows = change.setdefault(table.name, {})
                    problems += _given_twice(table, line, row, rows.get(key, {}))
                    rows[key] = {**rows.get(key, {}), **row, _OR_ADD: True, _LINE: line}
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return replace(overlay, change=change, remove=remove, notes=tuple(notes))


REMOVE = "remove"
_OR_ADD = "*or add*"
"""Marks a change that becomes an added row where no row has the key."""

_LINE = "*line*"
"""Under this name a change has the line of the CSV file that it stands in."""


def parse_overlay(content: bytes, name: str) -> Overlay:
    """Return the overlay written in the bytes of a TOML file.

    Raises
    ------
    CaseError
        If the file is no TOML, or has fields that an overlay has not.
    """
    values = parse_toml(content, name)
    problems = [*_unknown_fields(values, name), *_wrong_shapes(values, name)]
    if problems:
        raise CaseError(problems)
    stem = name.removesuffix(".toml")
    return Overlay(**{"name": stem, "title": "", "why": "", **values})


def apply_overlay(case: Case, overlay: Overlay) -> Case:
    """Return the case with an overlay's changes: removals first, then changes, then additions.

    Rows that are changed tell so in their note, with status ``assumed``, unless the overlay gives status
    or note itself.

    Raises
    ------
    CaseError
        With every change that cannot be made; or, where each can, with the problems of the case made.
    """
    problems: list[Problem] = []
    tables = dict(case.tables)
    origins: dict[tuple[str, int], str] = {}
    named = {"name": overlay.name, "title": overlay.title or case.settings.title}
    settings = case.settings
    try:
        settings = make_settings({**settings.model_dump(), **named, **overlay.settings}, strict=False)
    except CaseError as error:
        problems += error.problems
    for name in dict.fromkeys([*overlay.remove, *overlay.change, *overlay.add]):
        try:
            table = declared(name)
        except CaseError as error:
            problems += error.problems
            continue
        frame, found = _without(table, tables[name], overlay.remove.get(name, ()), overlay.name)
        problems += found
        change = _Changes(table, overlay.change.get(name, {}), overlay.name)
        frame, added = change.applied_to(frame)
        problems += change.problems
        rows = [*added, *({**row, _LINE: None} for row in overlay.add.get(name, ()))]
        origins |= {(name, place + FIRST_ROW): words for place, words in change.origins.items()}
        for number, row in enumerate(rows, start=1):
            line = row[_LINE]
            where = f"added row {number} of {overlay.name}" if line is None else _line_of(name, line)
            origins[name, frame.height + number - 1 + FIRST_ROW] = where
        frame, found = _with_rows(table, frame, rows)
        problems += _in_words(found, origins)
        tables[name] = frame
    if problems:
        raise CaseError(problems)
    try:
        return checked_case(settings, tables, notes=(*case.notes, *overlay.notes))
    except CaseError as error:
        raise CaseError(_in_words(error.problems, origins)) from None


def _unknown_fields(values: Mapping[str, Any], name: str) -> list[Problem]:
    """Return a problem for each field that an overlay has not, and for the one that it must have."""
    problems = [
        Problem(name, None, key, "", "only " + ", ".join(_FIELDS), did_you_mean(key, _FIELDS) or "remove it")
        for key in values
        if key not in _FIELDS
    ]
    if "extends" not in values:
        problems.append(
            Problem(name, None, "extends", "", "the case that it changes, e.g. extends = 'baseline'")
        )
    return problems


def _wrong_shapes(values: Mapping[str, Any], name: str) -> list[Problem]:
    """Return a problem for each field that does not have the form of its kind."""
    shapes: list[tuple[str, bool, str]] = []
    for key in ("extends", "name", "title", "why"):
        shapes.append((key, isinstance(values.get(key, ""), str), "text"))
    shapes.append(("settings", isinstance(values.get("settings", {}), dict), "a table of settings"))
    shapes.append(
        ("change", _nested(values.get("change", {}), 2), '[change.table."key"] with columns and values')
    )
    add, remove = values.get("add", {}), values.get("remove", {})
    shapes.append(("add", _lists(add, dict), "[[add.table]] with the columns and values of a row"))
    shapes.append(("remove", _lists(remove, str), 'table = ["key", ...]'))
    return [Problem(name, None, key, "", form) for key, right, form in shapes if not right]


def _nested(value: Any, depth: int) -> bool:
    """Return whether a value is a table of tables, so many levels deep."""
    if not isinstance(value, dict):
        return False
    return depth == 0 or all(_nested(inner, depth - 1) for inner in value.values())


def _lists(value: Any, kind: type) -> bool:
    """Return whether a value is a table of lists whose items are of a kind."""
    return isinstance(value, dict) and all(
        isinstance(items, list) and all(isinstance(item, kind) for item in items) for items in value.values()
    )


def _csv_table(table: Table, content: bytes) -> TextTable:
    """Return what an overlay's CSV file holds; raise CaseError if it has not the columns of the key."""
    text = parse_text(content, table.name)
    if text.frame is None or text.problems:
        raise CaseError(text.problems)
    missing = [name for name in table.key if name not in text.frame.columns]
    if missing:
        raise CaseError([Problem(table.name, 1, name, "", "the columns of the key") for name in missing])
    return text


def _csv_rows(table: Table, text: TextTable) -> Iterable[tuple[str, int, dict[str, Any]]]:
    """Yield the key of each row of an overlay's CSV file, its line, and its cells that are not empty."""
    frame = text.frame if text.frame is not None else pl.DataFrame()
    for line, row in zip(text.lines, frame.iter_rows(named=True), strict=True):
        yield (
            "/".join(str(row[name] or "") for name in table.key),
            line,
            {k: v for k, v in row.items() if v is not None},
        )


def _given_twice(table: Table, line: int, row: Mapping[str, Any], before: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each cell of a CSV row that another entry of the overlay gives as well."""
    expected, remedy = (
        "one entry for each cell",
        f"{OVERLAY_FILE} or another line of {table.name}.csv gives it",
    )
    twice = (name for name in row if name in before and name not in table.key)
    return [Problem(table.name, line, name, str(row[name]), expected, remedy) for name in twice]


def _without(
    table: Table, frame: pl.DataFrame, patterns: Sequence[str], by: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the frame without the rows that have the keys."""
    if not patterns:
        return frame, []
    keys = keys_of(table, frame)
    gone: set[str] = set()
    problems: list[Problem] = []
    for pattern in patterns:
        matching = _matching(keys, pattern)
        gone |= set(matching)
        if not matching:
            problems.append(_no_row(table, pattern, keys, f"{by}: remove"))
    return frame.filter(~pl.Series(keys, dtype=pl.String).is_in(sorted(gone))), problems


class _Changes:
    """The changes of one table: applied one after the other, each cell once."""

    def __init__(self, table: Table, changes: Mapping[str, Mapping[str, Any]], by: str) -> None:
        self.table, self.changes, self.by = table, changes, by
        self.problems: list[Problem] = []
        self.origins: dict[int, str] = {}

    def applied_to(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Mapping[str, Any]]]:
        """Return the frame with changed rows, and the rows to add; keep what cannot be changed."""
        added: list[Mapping[str, Any]] = []
        keys = keys_of(self.table, frame) if self.changes else []
        changed: dict[tuple[str, str], str] = {}
        for pattern, values in self.changes.items():
            plain = {name: value for name, value in values.items() if name not in (_OR_ADD, _LINE)}
            matching = _matching(keys, pattern)
            if not matching and _OR_ADD in values:
                added.append({**plain, _LINE: values[_LINE]})
            elif not matching:
                self.problems.append(_no_row(self.table, pattern, keys, f"{self.by}: change"))
            for key in matching:
                self.problems += self._twice(changed, key, pattern, plain)
                frame = self._change(frame, keys.index(key), key, plain, values.get(_LINE))
        return frame, added

    def _twice(
        self, changed: dict[tuple[str, str], str], key: str, pattern: str, values: Mapping[str, Any]
    ) -> list[Problem]:
        """Return a problem for each cell that another entry changes too, as their order means nothing."""
        twice = [(name, changed[key, name]) for name in values if (key, name) in changed]
        changed |= {(key, name): pattern for name in values if name not in self.table.key}
        return [
            Problem(
                self.table.name, None, name, key, "one entry for each cell",
                f"the entries {other!r} and {pattern!r} of {self.by} both change it",
            )
            for name, other in twice
        ]  # fmt: skip

    def _change(
        self, frame: pl.DataFrame, row: int, key: str, values: Mapping[str, Any], line: int | None
    ) -> pl.DataFrame:
        """Return the frame with one row changed, or as it is with its problems kept."""
        where = f"change.{self.table.name}.{key!r} of {self.by}"
        self.origins[row] = _line_of(self.table.name, line) if line is not None else where
        try:
            new = {name: _computed(self.table, frame, row, name, value) for name, value in values.items()}
            return changed_row(self.table, frame, key, new, by=self.by)
        except CaseError as error:
            here = {(self.table.name, row + FIRST_ROW): self.origins[row]}
            self.problems += _in_words(error.problems, here)
            return frame


def _line_of(table: str, line: int) -> str:
    """Return the place of a row in an overlay's CSV file, in words; `_in_words` takes the line from them."""
    return f"line {line} of {table}.csv of the overlay"


def _with_rows(
    table: Table, frame: pl.DataFrame, rows: Sequence[Mapping[str, Any]]
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the frame with rows added, and what is wrong with them."""
    if not rows:
        return frame, []
    problems = [
        Problem(table.name, None, name, "", "the name of a column", did_you_mean(name, table.column_names))
        for name in dict.fromkeys(name for row in rows for name in row)
        if name not in (*table.column_names, _LINE)
    ]
    text = pl.DataFrame(
        {
            name: pl.Series(name, [_text(row.get(name)) for row in rows], pl.String)
            for name in table.column_names
        }
    )
    new, wrong = conform(table, text)
    wrong = [replace(problem, row=(problem.row or 0) + frame.height) for problem in wrong]
    return pl.concat([frame, new]), [*problems, *wrong]


def _computed(table: Table, frame: pl.DataFrame, row: int, name: str, value: Any) -> Any:
    """Return a column's new value: as given, or computed from the one that stands there."""
    if not isinstance(value, dict):
        return value
    kinds = {column.name: column.kind for column in table.columns}
    (word, amount), *more = value.items() or [("", None)]
    sound = not more and word in (_TIMES, _PLUS) and isinstance(amount, int | float)
    if not sound or kinds.get(name) not in (Kind.NUMBER, Kind.INTEGER, Kind.YEAR):
        expected = "a value; for a number also {times = x} or {plus = x}"
        raise CaseError([Problem(table.name, row + FIRST_ROW, name, str(value), expected)])
    old = frame.get_column(name)[row]
    if old is None:
        return None
    return old * amount if word == _TIMES else old + amount


def _matching(keys: Sequence[str], pattern: str) -> list[str]:
    """Return the keys that a pattern names."""
    if "*" not in pattern:
        return [pattern] if pattern in keys else []
    # brackets and question marks are letters like any other here
    literal = pattern.replace("[", "[[]").replace("?", "[?]")
    return [key for key in keys if fnmatchcase(key, literal)]


def _no_row(table: Table, pattern: str, keys: Sequence[str], what: str) -> Problem:
    """Return the problem of a key that no row has."""
    remedy = did_you_mean(pattern, keys) or f"in {what}"
    return Problem(table.name, None, "/".join(table.key), pattern, "the key of a row", remedy)


def _in_words(problems: Iterable[Problem], origins: Mapping[tuple[str, int], str]) -> list[Problem]:
    """Return problems with the place in the overlay, where it made or changed the row that they are in."""
    told = []
    for problem in problems:
        where = origins.get((problem.table, problem.row or 0))
        if where is None:
            told.append(problem)
            continue
        line = re.match(r"line (\d+) ", where)
        row = int(line[1]) if line else problem.row
        told.append(
            replace(problem, row=row, remedy=f"{where}; {problem.remedy}" if problem.remedy else where)
        )
    return told


def _text(value: Any) -> str | None:
    """Return a TOML value as a CSV file would hold it."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
