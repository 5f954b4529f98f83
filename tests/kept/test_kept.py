"""What is kept: read back as it was, made again where anything has changed, limited and cleared."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.small_case import small_case
from typer.testing import CliRunner

from sinews.case import Case, holdings
from sinews.cli import app
from sinews.enablers.air_defence import Coverage
from sinews.kept import cache_folder, clear, contents, kept, limit
from sinews.kept.folder import LIMIT_SETTING, SETTING, make_room
from sinews.kept.packing import UnfitError, pack, unpack


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    monkeypatch.setenv(SETTING, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def case() -> Case:
    return small_case()


def result(case: Case) -> Coverage:
    """Return a dataclass with tables, numbers, words and a list."""
    table = pl.DataFrame({"a": [1.5, None], "b": ["x", "y"]})
    return Coverage("even", table, table, table, table, table, table, 0.25, 0.1, 0.0, ["one", case.hash])


def same(one: Coverage, other: Coverage) -> bool:
    """Return whether two results are the same, tables and all else."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in NAMES]
    return all(
        mine.equals(theirs) if isinstance(mine, pl.DataFrame) else mine == theirs for mine, theirs in pairs
    )


NAMES = [each.name for each in fields(Coverage)]


def test_a_result_comes_back_as_it_was(case: Case, tmp_path: Path) -> None:
    value = {
        "result": result(case), "case": case, ("a", 1): np.array([[1, 2], [3, 4]]),
        "number": np.float64(0.1), "tuple": (None, True, 3, 0.1 + 0.2, "ü"),
    }  # fmt: skip
    pack(value, case, tmp_path / "kept.zip")
    back = unpack(tmp_path / "kept.zip", case)
    assert list(back) == list(value)
    assert same(back["result"], result(case))
    assert back["case"] is case
    assert back["a", 1].dtype == np.int64
    assert (back["a", 1] == value["a", 1]).all()
    assert back["number"] == 0.1
    assert back["tuple"] == value["tuple"]


@pytest.mark.parametrize("value", [object(), {1, 2}, Path("x"), len])
def test_what_cannot_be_kept_is_refused(case: Case, tmp_path: Path, value: object) -> None:
    with pytest.raises(UnfitError):
        pack(value, case, tmp_path / "kept.zip")


def test_no_code_is_run_by_a_file(case: Case, tmp_path: Path) -> None:
    pack(result(case), case, tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("result.json", json.dumps({"of": "os:system", "fields": {"command": "true"}}))
    with pytest.raises(UnfitError, match="none of ours"):
        unpack(tmp_path / "other.zip", case)


def test_it_is_made_once_and_again_where_anything_changes(case: Case, folder: Path) -> None:
    made: list[int] = []
    held = holdings(case).select("ally", "capability", "quantity")

    def make() -> pl.DataFrame:
        made.append(1)
        return held.head(3)

    told: list[str] = []
    first = kept("try", case, [held, 1, None], make, told.append)
    assert (len(made), told) == (1, [])
    # the order of rows changes nothing
    again = kept("try", case, [held.reverse(), 1, None], make, told.append)
    assert again.equals(first)
    assert len(made) == 1
    assert "nothing that it rests on has changed" in told[0]
    kept("try", case, [held.with_columns(pl.col("quantity") * 2), 1, None], make)
    kept("try", case, [held, 2, None], make)
    kept("other", case, [held, 1, None], make)
    kept("try", case.with_value("pledges", "amd_increase", factor=4.5), [held, 1, None], make)
    assert len(made) == 5
    assert len(list(folder.glob("*.zip"))) == 5


def test_what_is_broken_is_made_again(case: Case, folder: Path) -> None:
    kept("try", case, [], lambda: 1.0)
    (file,) = folder.glob("*.zip")
    file.write_bytes(b"no archive")
    assert kept("try", case, [], lambda: 2.0) == 2.0
    assert kept("try", case, [], lambda: 3.0) == 2.0


def test_a_folder_that_cannot_be_written_stops_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(SETTING, str(tmp_path / "file" / "cache"))
    assert kept("try", case, [], lambda: 7) == 7


def test_off_keeps_nothing(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "off")
    assert kept("try", case, [], lambda: 1) == 1
    assert kept("try", case, [], lambda: 2) == 2
    assert not folder.exists()


def test_the_folder_is_where_the_platform_has_it() -> None:
    home = Path.home()
    assert cache_folder({}, "linux") == home / ".cache" / "sinews"
    assert cache_folder({"XDG_CACHE_HOME": "/var/kept"}, "linux") == Path("/var/kept/sinews")
    assert cache_folder({"XDG_CACHE_HOME": "relative"}, "linux") == home / ".cache" / "sinews"
    assert cache_folder({}, "darwin") == home / "Library" / "Caches" / "sinews"
    assert cache_folder({"LOCALAPPDATA": "/local"}, "win32") == Path("/local/sinews/Cache")
    assert cache_folder({SETTING: "/here"}, "linux") == Path("/here")
    assert cache_folder({SETTING: "OFF"}, "linux") is None


def test_the_limit_is_a_number_of_megabytes() -> None:
    assert limit({}) == 500
    assert limit({LIMIT_SETTING: "20"}) == 20
    assert limit({LIMIT_SETTING: "much"}) == limit({LIMIT_SETTING: "-1"}) == 500


def test_those_used_longest_ago_go_first(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "middle", "old")):
        (tmp_path / f"{name}.zip").write_bytes(b"0" * 600_000)
        os.utime(tmp_path / f"{name}.zip", (1e9 - age, 1e9 - age))
    (tmp_path / "mine.txt").write_bytes(b"0" * 600_000)
    make_room(tmp_path, 1.3)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["middle.zip", "mine.txt", "new.zip"]


def test_clearing_removes_results_and_nothing_else(case: Case, folder: Path) -> None:
    kept("try", case, [], lambda: 1.0)
    (folder / "mine.txt").write_text("mine")
    assert contents().results == 1
    assert clear().results == 1
    assert contents().results == 0
    assert (folder / "mine.txt").is_file()


def test_the_command_tells_and_clears(case: Case, folder: Path) -> None:
    kept("try", case, [], lambda: 1.0)
    told = CliRunner().invoke(app, ["cache"])
    assert told.exit_code == 0
    assert "1 results" not in told.output
    assert "1 result of 0.0 MB" in told.output
    answer = json.loads(CliRunner().invoke(app, ["cache", "--clear", "--json"]).stdout)
    assert answer == {
        "folder": str(folder), "results": 1, "megabytes": answer["megabytes"], "limit": 500.0, "cleared": True
    }  # fmt: skip
    assert contents().results == 0
