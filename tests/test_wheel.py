"""The wheel stays small enough to be fetched over a slow line, and carries what it needs."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "sinews"

MOST = 15_000_000
"""Bytes that the wheel may have."""

MADE_LATER = {"__pycache__"}
"""Folders that are no part of the source."""


def shipped() -> list[Path]:
    """Return all files under the package: the wheel takes every one of them (pyproject.toml)."""
    files = (path for path in PACKAGE.rglob("*") if path.is_file())
    return sorted(path for path in files if not MADE_LATER & set(path.parts))


def test_the_wheel_stays_under_fifteen_megabytes() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path in shipped():
            wheel.write(path, path.relative_to(PACKAGE.parent))
    size = archive.tell()
    assert size < MOST
    # less than a megabyte would be a wheel without the tables of the baseline
    assert size > 1_000_000
    assert {"case/baseline/sources.csv", "py.typed"} <= {str(path.relative_to(PACKAGE)) for path in shipped()}
