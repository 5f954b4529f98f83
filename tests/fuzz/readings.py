"""Readings of cases, overlays, workbooks and plan folders that somebody has altered."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from tests.fuzz import edits, material
from tests.fuzz.edits import Edit, texts, toml_values
from tests.fuzz.material import OVERLAY, WORKBOOK, Files, put
from tests.fuzz.told import outcome
from tests.signed import sign
from tests.small_case import small_case

import sinews
from sinews.case import open_case
from sinews.case.catalogue import TABLES
from sinews.case.schema import Column, Kind, Table
from sinews.present.summary import summarise
from sinews.verify.plan import violations


@dataclass(frozen=True)
class Text:
    """A file with another text."""

    file: str
    text: str

    def apply(self, files: Files) -> None:
        files[self.file] = self.text.encode("utf-8", "replace")


def some(*kinds: st.SearchStrategy[Edit]) -> st.SearchStrategy[list[Edit]]:
    """Return one edit or a few."""
    return st.lists(st.one_of(*kinds), min_size=1, max_size=4)


def cases() -> st.SearchStrategy[list[Edit]]:
    """Return edits of the folder of a case."""
    names = sorted(material.case_files())
    tables = [name for name in names if name.endswith(".csv")]
    return some(edits.of_tables(tables), edits.octets(names), edits.settings_of("case.toml"))


def read_case(altered: list[Edit]) -> str:
    """Read a case in a folder."""
    return _read(material.case_files(), altered, open_case)


def plan_folders() -> st.SearchStrategy[list[Edit]]:
    """Return edits of a plan folder; half of the time of what its own programs write."""
    names = sorted(material.plan_files())
    return some(edits.of_plans(names), edits.octets(names))


def read_plan(altered: list[Edit]) -> str:
    """Open a plan folder, check it, review it and sum it up."""

    def work(folder: Path) -> None:
        # most folders that do not fit their hashes are refused for that alone
        with suppress(Exception):
            sign(folder)
        plan = sinews.open_plan(folder)
        violations(plan)
        summarise(plan, sinews.review(plan))

    return _read(material.plan_files(), altered, work)


def workbooks() -> st.SearchStrategy[list[Edit]]:
    """Return edits of a workbook, as an archive and within its parts."""
    return some(edits.of_workbooks(WORKBOOK), edits.octets([WORKBOOK]))


def read_workbook(altered: list[Edit]) -> str:
    """Read a workbook."""
    return _read(material.workbook_files(), altered, lambda folder: open_case(folder / WORKBOOK))


def overlays() -> st.SearchStrategy[str]:
    """Return the text of an overlay: of any content, or one in three of tables and keys that there are."""
    return _any_overlays() | _any_overlays() | _likely_overlays()


def _any_overlays() -> st.SearchStrategy[str]:
    """Return the text of an overlay: sound in its form, mostly, and with any content."""
    table = st.sampled_from([table.name for table in TABLES]) | texts
    column = st.sampled_from(sorted({name for table in TABLES for name in table.column_names})) | texts
    key = (
        st.sampled_from(["*", "amd_*", "DEU", "DEU/truck", "DEU/*", "*/*", "long_line", "truck_level"])
        | texts
    )
    value = toml_values | st.builds(
        "{{{} = {}}}".format, st.sampled_from(["times", "plus", "x"]), toml_values
    )
    pair = st.builds("{} = {}".format, column.map(_quoted), value)
    pairs = st.lists(pair, max_size=3).map("\n".join)
    change = st.builds("[change.{}.{}]\n{}".format, table.map(_quoted), key.map(_quoted), pairs)
    add = st.builds("[[add.{}]]\n{}".format, table.map(_quoted), pairs)
    keys = st.lists(key.map(_quoted), max_size=2).map(", ".join)
    remove = st.builds("[remove]\n{} = [{}]".format, table.map(_quoted), keys)
    settings = st.builds("[settings]\n{}".format, pairs)
    head = st.sampled_from(
        ['extends = "below"', 'extends = "below"', 'extends = "overlay.toml"', ""]
    ) | st.builds(
        "{} = {}".format,
        st.sampled_from(["extends", "name", "title", "why", "remove", "add", "change"]),
        toml_values,
    )
    parts = st.lists(change | add | remove | settings | toml_values, max_size=4)
    return st.builds(lambda first, rest: "\n".join([first, *rest]), head, parts)


def _likely_overlays() -> st.SearchStrategy[str]:
    """Return the text of an overlay that changes, adds and removes rows of tables that there are."""
    filled = [table for table in TABLES if small_case()[table.name].height]
    parts = st.lists(st.sampled_from(filled).flatmap(_change), min_size=1, max_size=3)
    return parts.map(lambda changes: "\n".join(['extends = "below"', *changes]))


@cache
def _change(table: Table) -> st.SearchStrategy[str]:
    """Return a change of a table: of rows that it has, of a row more, or of rows taken out."""
    held = [
        "/".join(map(str, row)) for row in small_case()[table.name].select(table.key).head(40).iter_rows()
    ]
    key = st.sampled_from([*held, *held, "/".join("*" * len(table.key))])
    columns = [column for column in table.columns if column.name not in table.key] or list(table.columns)
    pair = st.sampled_from(columns).flatmap(_value_of)
    pairs = st.lists(pair, min_size=1, max_size=2).map(dict).map(_lines)
    change = st.builds("[change.{}.{}]\n{}".format, st.just(table.name), key.map(_quoted), pairs)
    whole = st.tuples(*(_value_of(column) for column in table.columns)).map(dict).map(_lines)
    add = st.builds("[[add.{}]]\n{}".format, st.just(table.name), whole)
    remove = st.builds("[remove]\n{} = [{}]".format, st.just(table.name), key.map(_quoted))
    return change | change | add | remove


@cache
def _value_of(column: Column) -> st.SearchStrategy[tuple[str, str]]:
    """Return a column's name and a value for it that is of its kind, and may lie in its range."""
    if column.kind is Kind.BOOLEAN:
        value = st.sampled_from(["true", "false"])
    elif column.kind is Kind.TEXT:
        words = [*column.choices, "DEU", "truck", "gbad_long", "long_line", "2 words", "new"]
        value = (st.sampled_from(words) | texts).map(json.dumps)
    elif column.kind is Kind.YEAR:
        value = st.integers(2020, 2045).map(str)
    else:
        number = st.integers(0, 100) | st.floats(0.0, 2.0) | st.sampled_from([-1, 1e-9, 1e6, 1e15, 1e300])
        plain = number.map(str)
        value = plain | st.builds("{{{} = {}}}".format, st.sampled_from(["times", "plus"]), plain)
    return value.map(lambda text: (column.name, text))


def read_overlay(text: str) -> str:
    """Read an overlay of the small case, which lies beside it."""
    overlay = Text(OVERLAY, text)
    return _read(material.overlay_files(), [overlay], lambda folder: open_case(folder / OVERLAY))


def _read(files: Files, altered: list[Edit], work: Any) -> str:
    """Do something with a folder in which some files are altered; the others lie there all the time."""
    folder = _laid_out(files)
    changed = dict(files)
    for edit in altered:
        edit.apply(changed)
    touched = [name for name in {**files, **changed} if changed.get(name) is not files.get(name)]
    try:
        for name in touched:
            _lay(folder / name, changed.get(name))
        return outcome(lambda: work(folder))
    finally:
        for name in touched:
            _lay(folder / name, files.get(name))


@cache
def _place() -> TemporaryDirectory[str]:
    """Return where files lie until the process ends."""
    return TemporaryDirectory()


_FOLDERS: dict[int, tuple[Files, Path]] = {}


def _laid_out(files: Files) -> Path:
    """Return a folder in which these files lie, made once for each of them."""
    if id(files) not in _FOLDERS:
        folder = Path(_place().name) / str(len(_FOLDERS))
        put(files, folder)
        _FOLDERS[id(files)] = files, folder
    return _FOLDERS[id(files)][1]


def _lay(path: Path, content: bytes | None) -> None:
    """Write a file, or take it away."""
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)


def _lines(values: dict[str, str]) -> str:
    """Return columns and values as lines of TOML."""
    return "\n".join(f"{name} = {value}" for name, value in values.items())


def _quoted(text: str) -> str:
    """Return a key of TOML; not every text makes a sound one."""
    return '"' + text.replace('"', "'") + '"'
