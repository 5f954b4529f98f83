"""A result as a file and back: dataclasses of frames, arrays, numbers and words, without running any code.

The file is an archive: ``result.json`` has the shape of the result, and each table and array is a file beside
it. The case that a result belongs to is not in it: it is named, and given when the result is read.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case

SHAPE = "result.json"
OURS = "sinews."


class UnfitError(ValueError):
    """A result holds what cannot be kept, or a file what is no result."""


def pack(result: Any, case: Case, path: Path) -> None:
    """Write a result that belongs to a case.

    Raises
    ------
    UnfitError
        If something in it is of a kind that cannot be kept.
    """
    parts: list[tuple[str, bytes]] = []
    shape = _shape(result, case, parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(SHAPE, json.dumps(shape))
        for name, content in parts:
            archive.writestr(name, content)


def unpack(path: Path, case: Case) -> Any:
    """Read a result of a case.

    Raises
    ------
    UnfitError, OSError, zipfile.BadZipFile, KeyError, ValueError
        If the file is no result.
    """
    with zipfile.ZipFile(path) as archive:
        return _made(json.loads(archive.read(SHAPE)), case, archive)


def _shape(value: Any, case: Case, parts: list[tuple[str, bytes]]) -> Any:
    """Return what JSON says of a value; tables and arrays are added to the parts."""
    # of a subclass, such as an enumeration, something else would come back
    if type(value) in (type(None), bool, int, float, str):
        return value
    if isinstance(value, Case):
        if value.hash != case.hash:
            raise UnfitError("a result of another case cannot be kept")
        return {"case": True}
    if isinstance(value, pl.DataFrame):
        buffer = io.BytesIO()
        value.write_parquet(buffer)
        return {"frame": _part(parts, "parquet", buffer.getvalue())}
    if isinstance(value, np.ndarray | np.generic):
        buffer = io.BytesIO()
        np.save(buffer, np.asarray(value), allow_pickle=False)
        kind = "array" if isinstance(value, np.ndarray) else "number"
        return {kind: _part(parts, "npy", buffer.getvalue())}
    if isinstance(value, list | tuple):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_shape(each, case, parts) for each in value]}
    if isinstance(value, dict):
        return {"dict": [[_shape(each, case, parts) for each in pair] for pair in value.items()]}
    if is_dataclass(value) and type(value).__module__.startswith(OURS):
        kind = f"{type(value).__module__}:{type(value).__qualname__}"
        named = {each.name: _shape(getattr(value, each.name), case, parts) for each in fields(value)}
        return {"of": kind, "fields": named}
    raise UnfitError(f"{type(value).__name__} cannot be kept")


def _part(parts: list[tuple[str, bytes]], suffix: str, content: bytes) -> str:
    """Add a file, and return its name."""
    parts.append((f"{len(parts)}.{suffix}", content))
    return parts[-1][0]


def _made(shape: Any, case: Case, archive: zipfile.ZipFile) -> Any:
    """Return the value that JSON says something of."""
    if not isinstance(shape, dict):
        return shape
    if "case" in shape:
        return case
    if "frame" in shape:
        return pl.read_parquet(io.BytesIO(archive.read(shape["frame"])))
    for kind in ("array", "number"):
        if kind in shape:
            array = np.load(io.BytesIO(archive.read(shape[kind])), allow_pickle=False)
            return array if kind == "array" else array[()]
    if "list" in shape:
        return [_made(each, case, archive) for each in shape["list"]]
    if "tuple" in shape:
        return tuple(_made(each, case, archive) for each in shape["tuple"])
    if "dict" in shape:
        return {_made(key, case, archive): _made(each, case, archive) for key, each in shape["dict"]}
    named = {name: _made(each, case, archive) for name, each in shape["fields"].items()}
    return _class(shape["of"])(**named)


def _class(kind: str) -> type:
    """Return a dataclass of ours by its module and name."""
    module, _, name = kind.partition(":")
    # what is not loaded has not been asked for by whoever reads a result
    found = getattr(sys.modules.get(module), name, None) if module.startswith(OURS) else None
    if not (isinstance(found, type) and is_dataclass(found)):
        raise UnfitError(f"{kind} is none of ours")
    return found
