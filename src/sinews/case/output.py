"""What cannot be written, said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path


class OutputError(Exception):
    """A folder or a file that cannot be written, said in a sentence."""


@contextmanager
def told(path: str | PathLike[str]) -> Iterator[None]:
    """Turn an operating system's error into an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error


def located(path: str | PathLike[str]) -> Path:
    """Return where a path leads, links followed, or raise OutputError if that is nowhere."""
    try:
        with told(path):
            return Path(path).resolve()
    except RuntimeError as error:
        # a circle of links, before Python 3.13
        raise OutputError(f"{path} cannot be written: its links lead in a circle.") from error
