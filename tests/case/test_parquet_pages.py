"""A Parquet file says nothing true of itself: its pages are walked before any is unpacked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinews.case.bounded import read_parquet
from sinews.case.limits import CELL_BYTES
from sinews.case.parquet_pages import refuse_large_pages

if sys.platform == "linux":
    import resource

GIGABYTES = """
import polars, sys
polars.DataFrame({"ally": ["a" * 700_000_000]}).write_parquet(sys.argv[1], compression="zstd")
"""


def grown(work: Callable[[], object]) -> int:
    """Return how much more memory this process has come to hold with some work, KiB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_a_cell_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.parquet"
    subprocess.run([sys.executable, "-c", GIGABYTES, file], check=True)
    assert file.stat().st_size < 2**20

    def read() -> None:
        with pytest.raises(ValueError, match=r"bomb\.parquet would unpack to more than 512 MiB"):
            read_parquet(file)

    assert grown(read) < 50_000


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_a_word_that_stands_in_every_row_is_not_written_out(tmp_path: Path) -> None:
    file = tmp_path / "word.parquet"
    rows = 100_000
    pl.DataFrame({"ally": pl.Series(["a" * 100_000]).new_from_index(0, rows)}).write_parquet(
        file, row_group_size=rows
    )
    assert file.stat().st_size < 2**20

    def read() -> None:
        with pytest.raises(ValueError, match=r"9,537 MiB of text; at most 131,072 bytes a cell and 512 MiB"):
            read_parquet(file)

    assert grown(read) < 100_000


def test_a_long_cell_of_a_plan_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.parquet"
    pl.DataFrame({"ally": ["DEU", "a" * (CELL_BYTES + 1)]}).write_parquet(file)
    with pytest.raises(ValueError, match=f"a cell of {CELL_BYTES + 1:,} bytes"):
        read_parquet(file)
    pl.DataFrame({"ally": ["DEU", "a" * CELL_BYTES]}).write_parquet(file)
    assert read_parquet(file).height == 2


@pytest.mark.parametrize("compression", ["zstd", "snappy", "gzip", "lz4", "brotli", "uncompressed"])
@pytest.mark.parametrize(
    "layout", [{}, {"row_group_size": 700}, {"data_page_size": 1_000}, {"statistics": "full"}]
)
def test_the_pages_of_a_sound_table_are_found_however_it_is_written(
    tmp_path: Path, compression: Any, layout: dict[str, Any]
) -> None:
    rows = 3_000
    frame = pl.DataFrame(
        {
            "whole": range(rows),
            "few": [f"x{n % 7}" for n in range(rows)],
            "many": [f"{n}" for n in range(rows)],
            "some": [None if n % 3 else n / 7 for n in range(rows)],
            "flag": [n % 2 == 0 for n in range(rows)],
        }
    )
    for part in (frame, frame.clear(), frame.head(1)):
        part.write_parquet(tmp_path / "x.parquet", compression=compression, **layout)
        assert read_parquet(tmp_path / "x.parquet").equals(part)


@given(place=st.integers(0, 999), put=st.binary(min_size=1, max_size=4), cut=st.integers(0, 4))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_altered_bytes_of_a_table_end_in_a_sentence(tmp_path: Path, place: int, put: bytes, cut: int) -> None:
    file = tmp_path / "x.parquet"
    pl.DataFrame({"ally": ["DEU", "LVA"] * 30, "quantity": range(60)}).write_parquet(file)
    content = file.read_bytes()
    at = len(content) * place // 1000
    file.write_bytes(content[:at] + put + content[at + cut :])
    with suppress(ValueError, OSError):
        refuse_large_pages(file)
