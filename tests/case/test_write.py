from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_case import small_case

from sinews.case import Case, OutputError, open_case, write_case
from sinews.case.catalogue import TABLES

# hidden characters are refused: tests/case/test_names.py says which
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"], include_characters="\t\n", exclude_characters=BIDIRECTIONAL
)
TEXT = st.text(LETTERS, max_size=20)


def test_the_small_case_reads_back_as_it_was(case: Case, tmp_path: Path) -> None:
    written = open_case(write_case(case, tmp_path / "written"))
    assert written.hash == case.hash
    assert written.settings == case.settings
    for name, frame in case.tables.items():
        assert written[name].equals(frame)


@settings(max_examples=15, deadline=None)
@given(
    notes=st.lists(st.none() | TEXT, min_size=7, max_size=7),
    quantities=st.lists(st.floats(0, 1e9), min_size=7, max_size=7),
    population=st.lists(st.integers(0, 10**10), min_size=3, max_size=3),
    coastal=st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_any_values_read_back_as_they_were(
    notes: list[str | None], quantities: list[float], population: list[int], coastal: list[bool]
) -> None:
    case = small_case()
    inventory = case["inventory"].with_columns(
        note=pl.Series(notes, dtype=pl.String), quantity=pl.Series(quantities, dtype=pl.Float64)
    )
    allies = case["allies"].with_columns(population=pl.Series(population), coastal=pl.Series(coastal))
    case = case.with_tables({"inventory": inventory, "allies": allies})
    with TemporaryDirectory() as parent:
        written = open_case(write_case(case, Path(parent) / "written"))
    assert written["inventory"].equals(case["inventory"])
    assert written["allies"].equals(case["allies"])
    assert written.hash == case.hash


def test_a_case_is_replaced_as_a_whole(case: Case, tmp_path: Path) -> None:
    folder = write_case(case, tmp_path / "written")
    (folder / "left-over.txt").write_text("from before")
    write_case(case.with_settings(seed=2), folder)
    assert open_case(folder).settings.seed == 2
    names = {"case.toml", "datapackage.json", *(f"{table.name}.csv" for table in TABLES)}
    assert {entry.name for entry in folder.iterdir()} == names


def test_a_folder_of_something_else_is_not_replaced(case: Case, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(OutputError, match=r"not empty and has no case\.toml"):
        write_case(case, tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_write_that_fails_leaves_the_earlier_case(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_case(case, tmp_path / "written")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", full)
    with pytest.raises(OutputError, match="No space left"):
        write_case(case.with_settings(seed=2), folder)
    assert open_case(folder).hash == case.hash
    assert [entry.name for entry in tmp_path.iterdir()] == ["written"]
