"""Readings of cases, overlays, workbooks and plan folders that somebody has altered."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from tests.fuzz import edits, material
from tests.fuzz.edits import Edit, texts, toml_values
from tests.fuzz.material import OVERLAY, WORKBOOK, Files, put
from tests.fuzz.told import outcome
from tests.signed import sign

import sinews
from sinews.case import open_case
from sinews.case.catalogue import TABLES
from sinews.present.summary import summarise
from sinews.verify.plan import violations


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
        ['extends = "small"', 'extends = "small"', 'extends = "overlay.toml"', ""]
    ) | st.builds(
        "{} = {}".format,
        st.sampled_from(["extends", "name", "title", "why", "remove", "add", "change"]),
        toml_values,
    )
    parts = st.lists(change | add | remove | settings | toml_values, max_size=4)
    return st.builds(lambda first, rest: "\n".join([first, *rest]), head, parts)


def read_overlay(text: str) -> str:
    """Read an overlay of the small case, which lies beside it."""
    below = {f"small/{name}": content for name, content in material.small_files().items()}
    files = {**below, OVERLAY: text.encode("utf-8", "replace")}
    return _read(files, [], lambda folder: open_case(folder / OVERLAY))


def _read(files: Files, altered: list[Edit], work: Any) -> str:
    files = dict(files)
    for edit in altered:
        edit.apply(files)
    with TemporaryDirectory() as place:
        put(files, Path(place))
        return outcome(lambda: work(Path(place)))


def _quoted(text: str) -> str:
    """Return a key of TOML; not every text makes a sound one."""
    return '"' + text.replace('"', "'") + '"'
