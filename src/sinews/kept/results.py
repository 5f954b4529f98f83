"""A result is read if it has been made before from the same, and made and kept otherwise."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from sinews.case import Case, OutputError, replace_file
from sinews.kept.folder import SUFFIX, cache_folder, limit, make_room
from sinews.kept.packing import UnfitError, pack, unpack

UNREADABLE = (OSError, zipfile.BadZipFile, UnfitError, ImportError, KeyError, TypeError, ValueError)

Result = TypeVar("Result")
Said = Callable[[str], None]


def kept(
    name: str,
    case: Case,
    rests_on: Sequence[pl.DataFrame | str | float | None],
    make: Callable[[], Result],
    tell: Said = lambda _: None,
) -> Result:
    """Return a result from the cache, or make it and keep it.

    Parameters
    ----------
    name
        What it is, for people who look into the folder: letters and hyphens.
    case
        The case that it belongs to.
    rests_on
        All else that it rests on; the order of a table's rows does not matter.
    make
        Makes it. It may be made of dataclasses, tables, arrays, numbers and words.
    tell
        Told if it is taken from the cache.

    Returns
    -------
    The result; the same whether it was kept or made.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    file = folder / f"{name}-{_digest(name, case, rests_on)}{SUFFIX}"
    found: Result | None = _read(file, case)
    if found is None:
        found = make()
        _keep(found, case, file)
    else:
        tell("taken from what is kept: nothing that it rests on has changed (sinews cache)")
    return found


def _read(file: Path, case: Case) -> Any:
    """Return a result that is there and whole; None for any other."""
    if not file.is_file():
        return None
    try:
        found = unpack(file, case)
        os.utime(file)
    except (*UNREADABLE, pl.exceptions.PolarsError):
        return None
    return found


def _keep(made: object, case: Case, file: Path) -> None:
    """Write a result if it can be; nobody is told if not, for nothing is lost."""
    try:
        with replace_file(file, parents=True) as new:
            pack(made, case, new)
        make_room(file.parent, limit())
    except (OutputError, OSError, UnfitError):
        return


def _digest(name: str, case: Case, rests_on: Sequence[pl.DataFrame | str | float | None]) -> str:
    """Return a short digest of all that a result rests on."""
    parts = [name, _code(), case.hash]
    for each in rests_on:
        parts.append(each.sort(each.columns).write_csv() if isinstance(each, pl.DataFrame) else repr(each))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


@cache
def _code() -> str:
    """Return a digest of the code, ours and the versions of what it computes with."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for file in sorted(root.rglob("*.py")):
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    for library in ("numpy", "scipy", "polars", "highspy", "numba"):
        digest.update(version(library).encode())
    return digest.hexdigest()
