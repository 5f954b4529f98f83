"""Writing a file as a whole: either all of it is there in the end, or nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from sinews.case import staging
from sinews.case.output import OutputError, located, told


@contextmanager
def replace_file(path: str | PathLike[str], *, parents: bool = False) -> Iterator[Path]:
    """Yield an empty file that takes the place of `path` once the block ends without an exception.

    The file yielded lies beside `path`, so that it takes its place by renaming. After any exception, a
    keyboard interrupt included, it is removed and `path` is as it was. Several files are replaced together if
    they are entered into one `contextlib.ExitStack`: none is unless all could be written. Who may read `path`
    stays as it is.

    Parameters
    ----------
    path
        The file to write.
    parents
        Whether to make folders above it that do not exist; otherwise that is an error.

    Yields
    ------
    pathlib.Path
        The file to write into.

    Raises
    ------
    OutputError
        If it cannot be written.

    Examples
    --------
    >>> with replace_file("page.html") as file:
    ...     _ = file.write_text("<!DOCTYPE html>")
    """
    target = _target(path)
    with told(path):
        if parents:
            target.parent.mkdir(parents=True, exist_ok=True)
        with staging.claimed(target, path, folder=False) as (new, _):
            yield new
            new.replace(target)


def check_file(path: str | PathLike[str], *, parents: bool = False) -> None:
    """Raise OutputError unless `replace_file` could write a file now; nothing is changed."""
    target = _target(path)
    if parents:
        with told(path):
            target = next(above for above in target.parents if above.exists()) / target.name
    with staging.claimed(target, path, folder=False):
        pass


def _target(path: str | PathLike[str]) -> Path:
    """Return where a file goes, with what ended processes have left there swept up."""
    target = located(path)
    with told(path):
        if target.exists() and not target.is_file():
            what = "a folder" if target.is_dir() else "no ordinary file"
            raise OutputError(f"{path} cannot be written: it is {what}; name a file.")
        staging.sweep(target)
    return target
