"""Plan folders that somebody has altered: refused in a sentence, or planned from nothing."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.small_case import small_case

import sinews
from sinews.case import OutputError
from sinews.case.limits import CELLS
from sinews.implementation import Plan
from sinews.implementation.ending import open_ending


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sinews.plan(small_case())


@pytest.fixture
def folder(plan: Plan, tmp_path: Path) -> Path:
    plan.save(tmp_path / "plan")
    return tmp_path / "plan"


@pytest.mark.parametrize(
    ("name", "frame", "expected"),
    [
        (
            "orders",
            pl.DataFrame({"x": pl.zeros(CELLS + 1, pl.Int8, eager=True)}),
            f"{CELLS:,} cells are read",
        ),
        ("orders", pl.DataFrame({f"c{n}": [0] for n in range(1_001)}), "at most 1,000 columns"),
        ("orders", pl.DataFrame({"x": [[0] * 5]}), "no lists"),
    ],
)
def test_a_table_is_not_larger_than_a_plan(
    folder: Path, name: str, frame: pl.DataFrame, expected: str
) -> None:
    frame.write_parquet(folder / f"{name}.parquet")
    with pytest.raises(OutputError, match=expected):
        sinews.open_plan(folder)


def test_a_damaged_table_is_told(folder: Path) -> None:
    content = bytearray((folder / "orders.parquet").read_bytes())
    content[4:200] = b"\xff" * 196
    (folder / "orders.parquet").write_bytes(bytes(content))
    with pytest.raises(OutputError, match="no complete plan folder"):
        sinews.open_plan(folder)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"format": ' + "[" * 50 + "]" * 50 + "}", "3", "", '{"format": 3}']
)
def test_a_manifest_of_another_form_is_told(folder: Path, text: str) -> None:
    (folder / "plan.json").write_text(text)
    with pytest.raises(OutputError, match="no complete plan folder"):
        sinews.open_plan(folder)


def test_a_table_that_never_ends_is_not_read(folder: Path) -> None:
    (folder / "orders.parquet").unlink()
    (folder / "orders.parquet").symlink_to("/dev/zero")
    with pytest.raises(OutputError, match="no regular file"):
        sinews.open_plan(folder)


ALTERED: dict[str, Any] = {
    "group": [np.zeros(1, np.int64), np.int64(0), np.array(["a", "b", "c"]), np.array([0, 1, -1]),
              np.array([0, 1, 99]), np.array([0.0, 1.0, np.nan])],
    "ordered": [np.zeros((1, 7)), np.zeros(21), np.full((3, 7), np.nan), np.full((3, 7), -1e300),
                np.full((3, 7), 1e300), np.zeros((3, 7), np.str_)],
    "basis columns": [np.full(121, 99, np.int8), np.zeros(5, np.int8), np.full(121, -1, np.int8),
                      np.array(["x"] * 121), np.zeros((11, 11), np.int8)],
    "basis row keys": [np.zeros(0, np.int64), np.arange(107)[::-1].copy()],
    "division rows": [np.zeros(3, np.int8)],
    "axis allies": [np.array(3), np.array([1, 2, 3])],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "array"), [(name, array) for name, arrays in ALTERED.items() for array in arrays]
)
def test_an_ending_that_does_not_fit_is_left(plan: Plan, folder: Path, name: str, array: Any) -> None:
    with np.load(folder / "ending.npz") as held:
        arrays = dict(held.items())
    assert open_ending(folder / "ending.npz") is not None
    np.savez_compressed(folder / "ending.npz", **(arrays | {name: array}))
    assert open_ending(folder / "ending.npz") is None
    again = sinews.plan(plan.case, after=sinews.open_plan(folder))
    assert again.solution.start.startswith("from nothing")


def test_an_array_of_eight_terabytes_takes_no_memory(folder: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": (10**6, 10**6)}
    )
    with zipfile.ZipFile(folder / "ending.npz", "w") as archive:
        archive.writestr("ordered.npy", header.getvalue())
    assert open_ending(folder / "ending.npz") is None
    assert json.loads((folder / "plan.json").read_text())["ending"]
