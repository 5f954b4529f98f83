"""Writing a file as a whole: either all of it is there in the end, or nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from uuid import uuid4

from sinews.case.folder import keep_mode, told


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
    ...     file.write_text("<!DOCTYPE html>")
    """
    target = Path(path).resolve()
    new = target.with_name(f".{target.name}.{uuid4().hex[:8]}.new")
    try:
        with told(path):
            if parents:
                target.parent.mkdir(parents=True, exist_ok=True)
            new.touch(exist_ok=False)
            keep_mode(target, new)
            yield new
            new.replace(target)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
