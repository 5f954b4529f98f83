"""Writing a folder as a whole: either all of it is there in the end, or nothing has changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from os.path import ismount
from pathlib import Path
from uuid import uuid4


class OutputError(Exception):
    """A folder or a file that cannot be written, said in a sentence."""


@contextmanager
def replace_folder(path: str | PathLike[str], marker: str) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `path` once the block ends without an exception.

    The folder yielded lies beside `path`, so that it takes its place by renaming. After any exception, a
    keyboard interrupt included, it is removed and `path` is as it was. Who may read the folder and the files
    in it stays as it is.

    Parameters
    ----------
    path
        The folder to write. If it exists, it must be empty or hold the marker.
    marker
        Name of a file that only a folder of this kind holds; the block must write it.

    Yields
    ------
    pathlib.Path
        The folder to write into.

    Raises
    ------
    OutputError
        If `path` is something else, which shall not be lost, or cannot be written.

    Examples
    --------
    >>> with replace_folder("my-plan", marker="plan.json") as folder:
    ...     (folder / "plan.json").write_text("{}")
    """
    target = Path(path).resolve()
    _refuse_to_lose(target, Path(path), marker)
    token = uuid4().hex[:8]
    new = target.with_name(f".{target.name}.{token}.new")
    old = target.with_name(f".{target.name}.{token}.old")
    parents = [parent for parent in target.parents if not parent.exists()]
    try:
        with told(path):
            new.mkdir(parents=True)
            keep_mode(target, new)
        yield new
        with told(path):
            _keep_modes(target, new)
            _swap(new, target, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        for parent in parents:
            # a parent made for nothing goes; one that holds the result, or anything else, stays
            with suppress(OSError):
                parent.rmdir()


def _refuse_to_lose(target: Path, path: Path, marker: str) -> None:
    """Raise OutputError if replacing the target would lose what is not ours, or cannot work."""
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{path} is a file; name a folder that does not exist yet.")
    if target == Path.cwd() or target in Path.cwd().parents:
        raise OutputError(f"{path} is the folder you are in; name a folder inside it.")
    if ismount(target):
        raise OutputError(f"{path} is where a disk is mounted; name a folder inside it.")
    try:
        ours = (target / marker).is_file() or not any(target.iterdir())
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}.") from error
    if not ours:
        raise OutputError(
            f"{path} is not empty and has no {marker}, so it may hold something else; "
            "name another folder, or empty this one yourself."
        )


def _swap(new: Path, target: Path, old: Path) -> None:
    """Rename `new` to `target`, and what stood there to `old`; undo the first step if the second fails."""
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise


def keep_mode(earlier: Path, later: Path) -> None:
    """Let those read a file or folder who may read the earlier one that it replaces, and nobody else."""
    if earlier.exists():
        shutil.copymode(earlier, later)


def _keep_modes(target: Path, new: Path) -> None:
    """Keep who may read each file and folder below the target that is there again."""
    for entry in new.rglob("*"):
        keep_mode(target / entry.relative_to(new), entry)


@contextmanager
def told(path: str | PathLike[str]) -> Iterator[None]:
    """Turn an operating system's error into an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error
