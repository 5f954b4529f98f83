"""Reading files of strangers within limits; what exceeds them is refused in a sentence."""

from __future__ import annotations

import errno
import json
import os
import stat
import tomllib
from contextlib import suppress
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import polars as pl

from sinews.case.limits import (
    CASE_BYTES,
    CELL_BYTES,
    CELLS,
    COLUMNS,
    MIB,
    PARQUET_BYTES,
    PARQUET_UNPACKED,
    TOML_BYTES,
    TOML_DEPTH,
)
from sinews.case.parquet_pages import refuse_large_pages
from sinews.case.problems import CaseError, Problem


def read_bounded(file: Traversable, most: int) -> bytes:
    """Return the bytes of a regular file.

    Parameters
    ----------
    file
        A path, or a file that comes with the package.
    most
        Bytes that it may have.

    Raises
    ------
    OSError
        If it cannot be read, is larger, or is a pipe, device or socket, which may never end.
    """
    if not isinstance(file, Path):
        return file.read_bytes()
    # a pipe would wait for somebody to write into it
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags), "rb") as stream:
        kind = os.fstat(stream.fileno())
        if stat.S_ISDIR(kind.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
        if not stat.S_ISREG(kind.st_mode):
            raise OSError(errno.EINVAL, "it is a pipe, a device or a socket and no regular file", str(file))
        content = stream.read(most + 1) if kind.st_size <= most else b""
    if kind.st_size > most or len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / MIB:,.0f} MiB", str(file))
    return content


def read_or_refuse(file: Traversable, most: int) -> bytes:
    """Return the bytes of a file as `read_bounded` does; raise CaseError if it cannot be read."""
    try:
        return read_bounded(file, most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CaseError([Problem(file.name[:200], None, "", "", "a file that can be read", reason)]) from None


def refuse_too_large_together(folder: Traversable, name: str) -> None:
    """Raise CaseError if the tables in a folder are together larger than a case may be.

    Each within its own limit, they would fill any memory. What cannot be looked at is told where it is read.
    """
    if not isinstance(folder, Path):
        return
    total = 0
    for file in folder.glob("*.csv"):
        with suppress(OSError):
            total += file.stat().st_size
    if total > CASE_BYTES:
        found = f"tables of {total / MIB:,.0f} MiB together"
        expected = f"at most {CASE_BYTES / MIB:,.0f} MiB in one folder"
        raise CaseError([Problem(name, None, "", found, expected, "plan a part of it")])


def there(path: Path) -> bool:
    """Return whether a path exists; one that no file can have does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def parse_toml(content: bytes, name: str) -> dict[str, Any]:
    """Return what is written in the bytes of a TOML file.

    Raises
    ------
    CaseError
        If it is no TOML in UTF-8, or has lists or tables that lie too deep in each other.
    """
    try:
        if len(content) > TOML_BYTES:
            raise ValueError(f"it is larger than {TOML_BYTES / MIB:,.0f} MiB")
        values = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CaseError([Problem(name, line, "", "", "text in UTF-8", "save the file as UTF-8")]) from None
    except ValueError as error:
        raise CaseError([Problem(name, None, "", "", "a valid TOML file", str(error))]) from None
    except RecursionError:
        raise _too_deep(name) from None
    if _deeper_than(values, TOML_DEPTH):
        raise _too_deep(name)
    return values


def parse_json(text: str | bytes) -> Any:
    """Return what is written in a text of JSON; raise ValueError if it is none, or lies too deep."""
    try:
        values = json.loads(text)
    except RecursionError:
        values = None
        deep = True
    else:
        deep = _deeper_than(values, TOML_DEPTH)
    if deep:
        raise ValueError(f"lists and objects lie more than {TOML_DEPTH} deep in each other")
    return values


def read_parquet(file: Path) -> pl.DataFrame:
    """Return the table in a Parquet file.

    Raises
    ------
    OSError, polars.exceptions.PolarsError
        If it cannot be read.
    ValueError
        If it is damaged, or larger than the limits.
    """
    read_bounded_size(file, PARQUET_BYTES)
    refuse_large_pages(file)
    try:
        lazy = pl.scan_parquet(file, glob=False)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item()
        nested = [name for name, kind in schema.items() if kind.is_nested()]
        if len(schema) > COLUMNS or rows * len(schema) > CELLS or nested:
            raise ValueError(
                f"{file.name} has {len(schema):,} columns and {rows:,} rows; at most {COLUMNS:,} columns and "
                f"{CELLS:,} cells are read, and no lists"
            )
        frame = lazy.collect()
        _refuse_long_text(frame, file.name)
        return frame
    except pl.exceptions.PanicException as error:
        raise ValueError(f"{file.name} is damaged ({error})") from None


def _refuse_long_text(frame: pl.DataFrame, name: str) -> None:
    """Raise ValueError if cells of text are longer than a limit, or all together.

    A word that stands in many rows lies in the file, and in memory, only once, but whoever writes it out
    needs room for every time.
    """
    longest = total = 0
    for column in frame.iter_columns():
        if column.dtype in (pl.String, pl.Binary) and len(column):
            text = column.dtype == pl.String
            sizes = (column.str.len_bytes() if text else column.bin.size()).cast(pl.UInt64)
            largest, together = sizes.to_frame("x").select(pl.max("x"), pl.sum("x").alias("all")).row(0)
            longest, total = max(longest, largest or 0), total + together
    if longest > CELL_BYTES or total > PARQUET_UNPACKED:
        raise ValueError(
            f"{name} holds a cell of {longest:,} bytes, and {total / MIB:,.0f} MiB of text; at most "
            f"{CELL_BYTES:,} bytes a cell and {PARQUET_UNPACKED // MIB:,} MiB are read"
        )


def read_bounded_size(file: Path, most: int) -> None:
    """Raise OSError unless a path is a regular file of so many bytes at most."""
    kind = file.stat()
    if not stat.S_ISREG(kind.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe, a device or a socket and no regular file", str(file))
    if kind.st_size > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / MIB:,.0f} MiB", str(file))


def _deeper_than(value: Any, depth: int) -> bool:
    """Return whether lists and tables lie more than so many levels deep in each other."""
    level = [value]
    while level and depth >= 0:
        inner = [
            each.values() if isinstance(each, dict) else each
            for each in level
            if isinstance(each, dict | list)
        ]
        level = [one for each in inner for one in each]
        depth -= 1
    return any(isinstance(each, dict | list) for each in level)


def _too_deep(name: str) -> CaseError:
    """Return the error for a file whose lists or tables lie too deep in each other."""
    expected = f"lists and tables that lie at most {TOML_DEPTH} deep in each other"
    return CaseError([Problem(name, None, "", "", expected)])
