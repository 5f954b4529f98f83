"""Every reader has limits, and refuses in a sentence what exceeds them: no hang, no crash, no traceback."""

from __future__ import annotations

import os
import re
import struct
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from tests.small_case import small_case, write_small_case

from sinews.case import CaseError, open_case, write_workbook
from sinews.case.bounded import parse_json, read_parquet
from sinews.case.limits import CASE_BYTES, CELL_BYTES, CELLS, COLUMNS, LINE_BYTES, OVERLAYS, limits_table

if sys.platform != "win32":
    import resource

DOCS = Path(__file__).parents[2] / "docs" / "limits.md"
OVERLAY = 'extends = "{}"\n'


def refusal(source: Path | str) -> str:
    """Return the one problem for which a source is refused."""
    with pytest.raises(CaseError) as caught:
        open_case(source)
    (problem,) = caught.value.problems
    return str(problem)


def test_the_limits_stand_in_the_docs() -> None:
    assert limits_table() in DOCS.read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("name", ["allies.csv", "case.toml"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_pipes_and_devices_are_not_read(folder: Path, name: str, kind: str) -> None:
    (folder / name).unlink()
    if kind == "pipe":
        os.mkfifo(folder / name)
    else:
        (folder / name).symlink_to("/dev/zero")
    with pytest.raises(CaseError, match=r"a pipe, a device or a socket and no regular file"):
        open_case(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_an_overlay_does_not_read_pipes(tmp_path: Path) -> None:
    (tmp_path / "overlay.toml").write_text(OVERLAY.format("baseline"))
    os.mkfifo(tmp_path / "inventory.csv")
    assert "no regular file" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x" * (LINE_BYTES + 1), f"at most {LINE_BYTES:,} bytes in a line"),
        ('"' + "x\n" * CELL_BYTES + '"', f"at most {CELL_BYTES:,} bytes in a cell"),
    ],
)
def test_a_cell_ends_somewhere(folder: Path, cell: str, expected: str) -> None:
    file = folder / "learning.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("note")
    row = next(line.split(",") for line in lines[1:])
    row[place] = cell
    file.write_text("\n".join([lines[0], ",".join(row), *lines[2:], ""]), encoding="utf-8")
    assert expected in refusal(folder)


def test_a_table_is_not_endlessly_wide_or_long(folder: Path) -> None:
    file = folder / "learning.csv"
    good = file.read_bytes()
    file.write_bytes(good.split(b"\n")[0] + b",x" * 200_000 + b"\n")
    assert f"at most {COLUMNS:,} columns" in refusal(folder)
    file.write_bytes(good + b"\n" * CELLS)
    assert f"at most {CELLS:,} cells" in refusal(folder)


def test_tables_are_not_too_large_together(folder: Path, tmp_path: Path) -> None:
    """Files with holes, which take no room on the disk: each is within the limit of a file."""
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "overlay.toml").write_text(OVERLAY.format("baseline"))
    for place in (folder, tmp_path / "over"):
        for name in ("lines", "costs", "stock"):
            with (place / f"{name}.csv").open("ab") as file:
                file.truncate(CASE_BYTES // 3 + 1)
        assert "at most 512 MiB in one folder (plan a part of it)" in refusal(place)


def number(value: int) -> bytes:
    """Return a whole number as Parquet writes it: twice as large, seven bits a byte, the lowest first."""
    left, written = 2 * value, b""
    while left > 127:
        left, written = left >> 7, written + bytes([left & 127 | 128])
    return written + bytes([left])


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("claimed", [0, 10, 300_000_000, 2**62])
@pytest.mark.parametrize("times", [1, -1])
def test_a_table_that_claims_another_size_takes_no_room(claimed: int, times: int, tmp_path: Path) -> None:
    """The number of rows stands in the end of the file: for the whole, and for each part of it."""
    rows = 12_345
    good = tmp_path / "good.parquet"
    pl.DataFrame({"x": pl.zeros(rows, eager=True) + 0.5}).write_parquet(good)
    content = good.read_bytes()
    (size,) = struct.unpack("<I", content[-8:-4])
    end = content[-8 - size : -8]
    assert number(rows) in end
    end = end.replace(number(rows), number(claimed), times)
    false = tmp_path / "false.parquet"
    false.write_bytes(content[: -8 - size] + end + struct.pack("<I", len(end)) + content[-4:])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(ValueError, pl.exceptions.PolarsError):
        assert read_parquet(false).height <= rows
    # in KiB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000 + "]" * 100_000,
        ".".join("a" * 5_000) + " = 1",
        "[" + ".".join("a" * 5_000) + "]\nb = 1",
        "a = " + "{a=" * 5_000 + "1" + "}" * 5_000,
    ],
)
def test_toml_lies_only_so_deep(folder: Path, tmp_path: Path, text: str) -> None:
    overlay = tmp_path / "deep.toml"
    overlay.write_text(OVERLAY.format("baseline") + text)
    assert "deep in each other" in refusal(overlay)
    (folder / "case.toml").write_text(text)
    assert "deep in each other" in refusal(folder)


def test_a_number_of_toml_has_only_so_many_digits(tmp_path: Path) -> None:
    overlay = tmp_path / "long.toml"
    overlay.write_text(OVERLAY.format("baseline") + "seed = " + "1" * 5_000)
    assert "a valid TOML file" in refusal(overlay)


def test_json_lies_only_so_deep() -> None:
    for deep in ("[" * 100_000, "[" * 30 + "]" * 30):
        with pytest.raises(ValueError, match="deep in each other"):
            parse_json(deep)
    assert parse_json('{"a": [[1]]}') == {"a": [[1]]}


def test_a_chain_of_overlays_ends(tmp_path: Path) -> None:
    write_small_case(tmp_path / "case")
    for place in range(OVERLAYS + 1):
        below = f"{place - 1}.toml" if place else "case"
        (tmp_path / f"{place}.toml").write_text(OVERLAY.format(below))
    assert open_case(tmp_path / f"{OVERLAYS - 1}.toml").settings.name == str(OVERLAYS - 1)
    assert f"at most {OVERLAYS} overlays" in refusal(tmp_path / f"{OVERLAYS}.toml")


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    overlay = tmp_path / "long.toml"
    overlay.write_text(OVERLAY.format("x" * 5_000))
    for source in (overlay, "x" * 5_000, "a\x00b"):
        told = refusal(source)
        assert "expected a case" in told
        assert len(told) < 2_000


def with_part(workbook: Path, name: str, old: str, new: str) -> Path:
    """Return a workbook with the first match of a pattern in one of its parts replaced."""
    target = workbook.with_name("altered.xlsx")
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            text = source.read(part)
            if part.filename == name:
                changed, count = re.subn(old, new, text.decode(), count=1)
                assert count == 1
                text = changed.encode()
            copy.writestr(part.filename, text)
    return target


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        ("xl/worksheets/sheet3.xml", r'<c r="A1"', '<c r="ZZZZZ99999999"', "references of cells as A1"),
        ("xl/worksheets/sheet3.xml", r'<c r="A1"', '<c\nr = "XFD1048576"', "cells a sheet"),
        ("xl/sharedStrings.xml", r'uniqueCount="\d+"', 'uniqueCount="4000000000"', "in 4 GiB of memory"),
    ],
)
def test_a_workbook_that_would_end_the_process_is_refused(
    tmp_path: Path, part: str, old: str, new: str, expected: str
) -> None:
    workbook = write_workbook(small_case(), tmp_path / "book.xlsx")
    assert expected in refusal(with_part(workbook, part, old, new))


def test_a_sheet_of_repeated_cells_ends_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinews.case.workbook.apart.WORKBOOK_SECONDS", 5)
    book = tmp_path / "endless.ods"
    cell = '<table:table-cell table:number-columns-repeated="1000000000" office:value-type="string"/>'
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="o" xmlns:table="t"><office:body><office:spreadsheet>'
            '<table:table table:name="allies"><table:table-row table:number-rows-repeated="1000000000">'
            f"{cell}</table:table-row></table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    assert "a workbook" in refusal(book)
