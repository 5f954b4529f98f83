"""Edits of files that a person, a program or a bad disk may make; Hypothesis draws and shrinks them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import polars as pl
from hypothesis import strategies as st
from tests.fuzz.material import Files


class Edit(Protocol):
    """A change of files, in place; one that does not fit them does nothing."""

    def apply(self, files: Files) -> None: ...


ODD_TEXTS = (
    "", " ", "0", "-1", "1", "2", "0.5", "1e300", "-1e300", "1e-300", "NaN", "inf", "-inf", "1e15", "40000",
    "1,5", "1 000", "1_000", "0x10", "1e400", "true", "no", "*", "**", "?", "[a-", "DEU", "CZE", "LVA",
    "truck", "gbad", "long_line", "2026", "2032", "1799", "2201", "0000", "../../evil", "index", "con",
    "..", ".", "/", "\\", "\x00", "\x1b]0;owned\x07", "\u202egnp", "\ufeff", "\ud7ff", "e\u0301",
    "\u0661\u0662", "=1+1", "@SUM(A1)", "'", '"', '""', "a" * 300, "{", "[", "{times = 2}", "<script>",
    "a\nb", "a\r", "a;b", "a\tb", "baseline",
)  # fmt: skip

texts = st.sampled_from(ODD_TEXTS) | st.text(max_size=8) | st.floats().map(repr) | st.integers().map(str)

places = st.integers(min_value=0, max_value=999)
"""Where something lies, in thousandths of all there is, or a number to count on from the start again."""


def _at(place: int, size: int) -> int:
    """Return where a place in thousandths lies in so many."""
    return min(size * place // 1000, size - 1) if size else 0


@dataclass(frozen=True)
class Cell:
    """Another text in one cell of a CSV file; the header is its first row."""

    file: str
    row: int
    column: int
    text: str

    def apply(self, files: Files) -> None:
        rows = _rows(files, self.file)
        row = rows[_at(self.row, len(rows))] if rows else []
        if row:
            row[_at(self.column, len(row))] = self.text
            _put_rows(files, self.file, rows)


@dataclass(frozen=True)
class Lines:
    """Rows of a CSV file twice, gone, cut off, in another order, or longer than the others."""

    file: str
    row: int
    how: str

    HOWS = ("twice", "gone", "cut", "first", "longer", "blank", "only")

    def apply(self, files: Files) -> None:
        rows = _rows(files, self.file)
        if not rows:
            return
        place = _at(self.row, len(rows))
        row = rows[place]
        match self.how:
            case "twice":
                rows.append(list(row))
            case "gone":
                del rows[place]
            case "cut":
                del rows[place + 1 :]
                del row[len(row) // 2 :]
            case "first":
                rows.insert(0, rows.pop(place))
            case "longer":
                row.extend(["", "1"])
            case "blank":
                rows.insert(place, [])
            case "only":
                rows[:] = [row]
        _put_rows(files, self.file, rows)


@dataclass(frozen=True)
class ColumnOf:
    """A column of a CSV file gone, twice, emptied, or filled with one text."""

    file: str
    column: int
    how: str
    text: str

    HOWS = ("gone", "twice", "emptied", "filled")

    def apply(self, files: Files) -> None:
        rows = _rows(files, self.file)
        if not rows or not rows[0]:
            return
        place = _at(self.column, len(rows[0]))
        for number, row in enumerate(rows):
            if place >= len(row):
                continue
            if self.how == "gone":
                del row[place]
            elif self.how == "twice":
                row.append(row[place])
            elif number:
                row[place] = "" if self.how == "emptied" else self.text
        _put_rows(files, self.file, rows)


@dataclass(frozen=True)
class Octets:
    """Bytes of a file overwritten by others, or cut out."""

    file: str
    place: int
    removed: int
    put: bytes

    def apply(self, files: Files) -> None:
        if self.file in files:
            content = files[self.file]
            place = _at(self.place, len(content))
            files[self.file] = content[:place] + self.put + content[place + self.removed :]


@dataclass(frozen=True)
class Whole:
    """A file gone, empty, cut in half, in another encoding, or with the content of another one."""

    file: str
    how: str
    other: str

    HOWS = ("gone", "empty", "half", "utf-16", "latin-1", "utf-8-sig", "cr", "semicolons", "other", "twice")

    def apply(self, files: Files) -> None:
        if self.file not in files:
            return
        content = files[self.file]
        match self.how:
            case "gone":
                del files[self.file]
            case "empty":
                files[self.file] = b""
            case "half":
                files[self.file] = content[: len(content) // 2]
            case "cr":
                files[self.file] = content.replace(b"\n", b"\r")
            case "semicolons":
                files[self.file] = content.replace(b",", b";")
            case "other":
                files[self.file] = files.get(self.other, b"")
            case "twice":
                files[self.file] = content * 2
            case encoding:
                files[self.file] = content.decode("utf-8", "replace").encode(encoding, "replace")


@dataclass(frozen=True)
class Setting:
    """Another value of a setting in a TOML file, written as it stands, or a line more."""

    file: str
    line: int
    value: str

    def apply(self, files: Files) -> None:
        lines = files.get(self.file, b"").decode("utf-8", "replace").splitlines()
        if lines:
            place = _at(self.line, len(lines))
            name, equals, _ = lines[place].partition("=")
            lines[place] = f"{name}= {self.value}" if equals else self.value
            files[self.file] = "\n".join(lines).encode("utf-8", "replace")


@dataclass(frozen=True)
class Leaf:
    """Another value somewhere in a file of JSON, or a value gone."""

    file: str
    place: int
    value: Any

    GONE = "*gone*"

    def apply(self, files: Files) -> None:
        try:
            found = json.loads(files[self.file])
        except (KeyError, ValueError):
            return
        inside = list(_containers(found))
        if not inside:
            return
        holder, key = inside[_at(self.place, len(inside))]
        if self.value == self.GONE:
            del holder[key]
        else:
            holder[key] = self.value
        files[self.file] = json.dumps(found).encode()


@dataclass(frozen=True)
class Stored:
    """A table in Parquet with another cell, rows, or type, written by a program that can do so."""

    file: str
    row: int
    column: int
    how: str

    HOWS = ("null", "nan", "huge", "negative", "text", "gone", "as text", "as number", "no rows", "half",
            "twice", "nested", "renamed")  # fmt: skip

    def apply(self, files: Files) -> None:
        try:
            frame = pl.read_parquet(io.BytesIO(files[self.file]))
        except (KeyError, pl.exceptions.PolarsError):
            return
        if not frame.width:
            return
        name = frame.columns[_at(self.column, frame.width)]
        stream = io.BytesIO()
        self._changed(frame, name).write_parquet(stream)
        files[self.file] = stream.getvalue()

    def _changed(self, frame: pl.DataFrame, name: str) -> pl.DataFrame:
        here = pl.int_range(pl.len()) == _at(self.row, frame.height)
        values = {
            "null": None,
            "nan": float("nan"),
            "huge": 1e300,
            "negative": -1.0,
            "text": "nothing like it",
        }
        if self.how in values:
            value = values[self.how]
            if isinstance(value, float) and frame.schema[name] != pl.Float64:
                value = 10**15
            if isinstance(value, str) != (frame.schema[name] == pl.String):
                value = None
            return frame.with_columns(
                pl.when(here).then(pl.lit(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
            )
        match self.how:
            case "gone":
                return frame.drop(name)
            case "as text":
                return frame.with_columns(pl.col(name).cast(pl.String))
            case "as number":
                return frame.with_columns(pl.lit(1.5).alias(name))
            case "no rows":
                return frame.clear()
            case "half":
                return frame.head(frame.height // 2)
            case "twice":
                return pl.concat([frame, frame])
            case "nested":
                return frame.with_columns(pl.concat_list(pl.col(name)).alias(name))
            case _:
                return frame.rename({name: "x"})


@dataclass(frozen=True)
class Array:
    """An array of an NPZ file in another shape, type or size, or with other values."""

    file: str
    place: int
    how: str

    HOWS = (
        "gone",
        "scalar",
        "short",
        "long",
        "float",
        "text",
        "negative",
        "huge",
        "nan",
        "flat",
        "empty",
        "shape",
    )

    def apply(self, files: Files) -> None:
        try:
            with np.load(io.BytesIO(files[self.file]), allow_pickle=False) as held:
                arrays = dict(held.items())
        except (KeyError, OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile):
            return
        name = sorted(arrays)[_at(self.place, len(arrays))]
        stream = io.BytesIO()
        if self.how == "gone":
            del arrays[name]
        else:
            arrays[name] = self._changed(np.asarray(arrays[name]))
        np.savez_compressed(stream, **arrays)
        files[self.file] = stream.getvalue()

    def _changed(self, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        number = array.dtype.kind in "if"
        match self.how:
            case "scalar":
                return np.asarray(array.ravel()[0] if array.size else 0)
            case "short":
                return array[: len(array) // 2] if array.ndim else array
            case "long":
                return np.concatenate([array, array]) if array.ndim else array
            case "float":
                return array.astype(np.float64) if number else array
            case "text":
                return array.astype(np.str_)
            case "negative":
                return -array - 1 if number else array
            case "huge":
                return (
                    np.full_like(array, np.iinfo(array.dtype).max)
                    if array.dtype.kind == "i"
                    else array * 1e300
                    if number
                    else array
                )
            case "nan":
                return np.full(array.shape, np.nan)
            case "flat":
                return array.ravel()
            case "empty":
                return array[:0] if array.ndim else array
            case _:
                return array[None]


@dataclass(frozen=True)
class Part:
    """Text in a part of an archive replaced, and the archive packed again."""

    file: str
    part: int
    place: int
    removed: int
    put: str

    def apply(self, files: Files) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(files[self.file])) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        except (
            KeyError,
            OSError,
            ValueError,
            EOFError,
            RuntimeError,
            NotImplementedError,
            zlib.error,
            zipfile.BadZipFile,
        ):
            return
        if not parts:
            return
        name = sorted(parts)[_at(self.part, len(parts))]
        content = parts[name].decode("utf-8", "replace")
        place = _at(self.place, len(content))
        parts[name] = (content[:place] + self.put + content[place + self.removed :]).encode(
            "utf-8", "replace"
        )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for each, inside in parts.items():
                archive.writestr(each, inside)
        files[self.file] = stream.getvalue()


def octets(names: list[str]) -> st.SearchStrategy[Edit]:
    """Return edits of the bytes of files, and of files as wholes."""
    files = st.sampled_from(names)
    return st.builds(
        Octets, files, places, st.integers(0, 40), st.binary(max_size=6) | texts.map(_encoded)
    ) | st.builds(Whole, files, st.sampled_from(Whole.HOWS), files)


def of_tables(names: list[str]) -> st.SearchStrategy[Edit]:
    """Return edits of the cells, rows and columns of CSV files."""
    files = st.sampled_from(names)
    cells = st.builds(Cell, files, places, places, texts)
    lines = st.builds(Lines, files, places, st.sampled_from(Lines.HOWS))
    columns = st.builds(ColumnOf, files, places, st.sampled_from(ColumnOf.HOWS), texts)
    return cells | cells | lines | columns


def settings_of(name: str) -> st.SearchStrategy[Edit]:
    """Return edits of a file of settings in TOML."""
    return st.builds(Setting, st.just(name), places, toml_values)


def of_plans(names: list[str]) -> st.SearchStrategy[Edit]:
    """Return edits of a plan's manifest, tables and arrays."""
    tables = st.sampled_from([name for name in names if name.endswith(".parquet")])
    stored = st.builds(Stored, tables, places, places, st.sampled_from(Stored.HOWS))
    leaves = st.builds(Leaf, st.just("plan.json"), places, json_values | st.just(Leaf.GONE))
    arrays = st.builds(Array, st.just("ending.npz"), places, st.sampled_from(Array.HOWS))
    return stored | stored | leaves | arrays


def of_workbooks(name: str) -> st.SearchStrategy[Edit]:
    """Return edits of the parts of a workbook."""
    marks = st.sampled_from(
        ['r="ZZZZZ99999999"', "<c", "</row>", "<v>1e300</v>", 't="s"', "<f>1+1</f>", "&amp;", "&#0;", "<!--"]
    )
    return st.builds(Part, st.just(name), places, places, st.integers(0, 60), texts | marks)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(ODD_TEXTS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)

toml_values = (
    texts
    | texts.map(json.dumps)
    | st.sampled_from(["[]", "{}", "[1, 'a']", "{times = 2}", "1979-05-27", "1e400", "'''", "[[x]]", "nan"])
)
"""Values as they stand in TOML, sound or not."""


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _rows(files: Files, name: str) -> list[list[str]]:
    """Return the rows of a CSV file; none where it is gone, or cannot be taken apart."""
    content = files.get(name, b"").decode("utf-8", "replace")
    try:
        return list(csv.reader(io.StringIO(content, newline="")))
    except csv.Error:
        return []


def _put_rows(files: Files, name: str, rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    files[name] = _encoded(stream.getvalue())


def _containers(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a value of JSON, as what holds it and the key or number there."""
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    else:
        return []
    return [found for key in keys for found in [(value, key), *_containers(value[key])]]
