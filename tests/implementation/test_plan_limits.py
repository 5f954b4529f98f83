"""Plan folders that somebody has altered: refused in a sentence, or planned from nothing."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
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
from sinews.verify.plan import violations


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


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("orders", pl.lit(None, pl.String).alias("ally"), r"orders.parquet, row 2, ally: '' is empty"),
        (
            "stock",
            pl.lit(float("nan")).alias("closing"),
            r"stock.parquet, row 2, closing: 'nan' is no finite",
        ),
        (
            "orders",
            pl.lit(10**9, pl.Int64).alias("delivery_year"),
            r"delivery_year: '1000000000' is no year from 1800",
        ),
        ("orders", pl.lit("XXX").alias("line"), r"row 2, line: 'XXX' is not in the case"),
        ("workforce", pl.lit("XXX").alias("trade"), r"trade: 'XXX' is not in the case"),
        ("prices", pl.lit("cheap").alias("operating"), r"other columns than were written, or of other types"),
        ("prices", pl.lit(1.0).alias("more"), r"other columns than were written, or of other types"),
    ],
)
def test_a_table_holds_what_a_plan_can_have(folder: Path, name: str, change: pl.Expr, expected: str) -> None:
    pl.read_parquet(folder / f"{name}.parquet").with_columns(change).write_parquet(folder / f"{name}.parquet")
    with pytest.raises(OutputError, match=expected):
        sinews.open_plan(folder)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_file_of_another_plan_is_told(plan: Plan, folder: Path, tmp_path: Path, kind: str) -> None:
    other = replace(
        plan, tables={**plan.tables, "prices": plan.tables["prices"].with_columns(pl.col("procurement") * 2)}
    )
    other.save(tmp_path / "other")
    shutil.copy(tmp_path / "other" / f"prices.{kind}", folder / f"prices.{kind}")
    with pytest.raises(OutputError, match=rf"prices\.{kind} is not the file that was written with this plan"):
        sinews.open_plan(folder)


def test_a_table_is_whole(folder: Path) -> None:
    pl.read_parquet(folder / "stock.parquet").head(5).write_parquet(folder / "stock.parquet")
    with pytest.raises(OutputError, match=r"stock.parquet has 5 rows, where \d+ were written"):
        sinews.open_plan(folder)


@pytest.mark.parametrize(
    ("at", "value", "expected"),
    [
        (("tables",), {}, "the manifest names no table ambition"),
        (("case", "hash"), "dead", "not the one that the plan was made from"),
        (("solution", "gap"), "small", "valid number"),
        (("solution", "more"), 1, "the manifest has more in solution"),
        (("elements",), [1], "the manifest has no element"),
        (("elements", 0, "key"), "free", "has no column free"),
    ],
)
def test_a_manifest_tells_what_a_plan_has(
    folder: Path, at: tuple[str | int, ...], value: Any, expected: str
) -> None:
    manifest = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    holder = manifest
    for key in at[:-1]:
        holder = holder[key]
    holder[at[-1]] = value
    (folder / "plan.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(OutputError, match=expected):
        sinews.open_plan(folder)


def test_a_case_that_was_altered_is_told(folder: Path) -> None:
    file = folder / "case" / "pledges.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("amd,5.0", "amd,6.0"), encoding="utf-8")
    with pytest.raises(OutputError, match="the case in it is not the one"):
        sinews.open_plan(folder)


def test_rows_that_do_not_fit_each_other_are_a_finding(plan: Plan) -> None:
    odd = replace(plan, tables={**plan.tables, "prices": plan.tables["prices"].head(1)})
    found = [each for findings in violations(odd).values() for each in findings]
    assert "prices, product sam_short: the row is missing" in found
    path = plan.tables["spending_path"].with_columns(ally=pl.lit("XXX"))
    odd = replace(plan, tables={**plan.tables, "spending_path": path})
    found = [each for findings in violations(odd).values() for each in findings]
    assert any(each.startswith("spending_path, ally XXX, year 2026: ") for each in found)
    assert any("do not fit each other" in each for each in found)
