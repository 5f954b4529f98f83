"""The cache folder: where it is by the custom of the machine, how full it may be, and clearing it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SETTING, LIMIT_SETTING = "SINEWS_CACHE", "SINEWS_CACHE_LIMIT"
"""Variables of the environment: a folder, or ``off``; and the limit in megabytes."""

OFF = "off"
USUAL_LIMIT = 500
"""Megabytes."""

MEGABYTE = 1_000_000
SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in the cache.

    Attributes
    ----------
    folder
        Where; None where nothing is kept.
    results, megabytes
        How many results, and how large they are together.
    limit
        Megabytes beyond which the results that were used longest ago go.
    """

    folder: Path | None
    results: int
    megabytes: float
    limit: float


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """Return the folder of kept results; None where nothing is to be kept.

    Without the variable `SETTING` it is the user's cache folder by the custom of the platform: on Linux
    ``$XDG_CACHE_HOME`` or ``~/.cache`` (XDG Base Directory Specification), ``~/Library/Caches`` on macOS,
    ``%LOCALAPPDATA%`` on Windows.
    """
    chosen = environment.get(SETTING, "")
    if chosen:
        return None if chosen.lower() == OFF else Path(chosen)
    with suppress(RuntimeError):
        if platform == "win32":
            local = environment.get("LOCALAPPDATA")
            base = Path(local) if local else Path.home() / "AppData" / "Local"
            return base / "sinews" / "Cache"
        if platform == "darwin":
            return Path.home() / "Library" / "Caches" / "sinews"
        given = environment.get("XDG_CACHE_HOME", "")
        # what is no absolute path is to be taken as not set
        base = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
        return base / "sinews"
    return None


def limit(environment: Mapping[str, str] = os.environ) -> float:
    """Return how many megabytes may be kept; the usual number where the setting is none."""
    try:
        given = float(environment.get(LIMIT_SETTING, ""))
    except ValueError:
        return USUAL_LIMIT
    return given if given >= 0.0 else USUAL_LIMIT


def contents() -> Contents:
    """Return what lies in the cache."""
    folder = cache_folder()
    sizes = [size for _, size, _ in _files(folder)]
    return Contents(folder, len(sizes), sum(sizes) / MEGABYTE, limit())


def clear() -> Contents:
    """Remove all results, and nothing else; return what lay there."""
    before = contents()
    for file, _, _ in _files(before.folder):
        with suppress(OSError):
            file.unlink()
    return before


def make_room(folder: Path, most: float) -> None:
    """Remove the results that were used longest ago until the others are no larger than so many megabytes."""
    files = sorted(_files(folder), key=lambda each: each[2], reverse=True)
    total = 0.0
    for file, size, _ in files:
        total += size
        if total > most * MEGABYTE:
            with suppress(OSError):
                file.unlink()


def _files(folder: Path | None) -> list[tuple[Path, int, float]]:
    """Return the results in a folder, their sizes in bytes and when each was last used."""
    if folder is None or not folder.is_dir():
        return []
    found = []
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(OSError):
            told = file.stat()
            found.append((file, told.st_size, told.st_mtime))
    return found
