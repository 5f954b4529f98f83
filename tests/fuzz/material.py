"""What is altered: the files of a small case, of its plan and of its workbook, made once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.case.test_broken_case import full_case
from tests.fuzz.taken_apart import BELOW
from tests.small_case import small_case, small_case_with_terms

import sinews
from sinews.case import write_case, write_workbook

Files = dict[str, bytes]
"""The bytes of each file, by its path with slashes in the folder that it lies in."""

WORKBOOK = "case.xlsx"
OVERLAY = "overlay.toml"


def held(folder: Path) -> Files:
    """Return the files in a folder and below."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put(files: Files, folder: Path) -> None:
    """Write files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@cache
def case_files() -> Files:
    """Return the small case with at least one row in every table."""
    return full_case()


@cache
def plan_files() -> Files:
    """Return a plan of the small case with terms of money, without the tables that are there as CSV, too."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "plan"
        sinews.plan(small_case_with_terms()).save(folder)
        files = held(folder)
    return {
        name: content
        for name, content in files.items()
        if f"{name.removesuffix('.csv')}.parquet" not in files
    }


@cache
def workbook_files() -> Files:
    """Return the small case as a workbook."""
    with TemporaryDirectory() as place:
        book = write_workbook(small_case(), Path(place) / WORKBOOK)
        return {WORKBOOK: book.read_bytes()}


@cache
def small_files() -> Files:
    """Return the small case, as the package writes it."""
    with TemporaryDirectory() as place:
        folder = write_case(small_case(), Path(place) / "small")
        return held(folder)


@cache
def overlay_files() -> Files:
    """Return the small case, and an overlay of it beside it."""
    below = {f"{BELOW}/{name}": content for name, content in small_files().items()}
    return {**below, OVERLAY: f'extends = "{BELOW}"\n'.encode()}
