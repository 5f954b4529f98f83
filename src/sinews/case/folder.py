"""Writing a folder as a whole: either all of it is there in the end, or nothing has changed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from os.path import ismount
from pathlib import Path
from shutil import rmtree
from stat import S_ISDIR

from sinews.case import staging
from sinews.case.output import OutputError, located, told

MOST_TRIES = 100
"""How often to try again where another process replaces the same folder at the same moment."""

_OTHERS = {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST}
"""Errors that say that another process was there in between."""


@contextmanager
def replace_folder(path: str | PathLike[str], marker: str) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `path` once the block ends without an exception.

    The folder yielded lies beside `path`, and takes its place in one step where the system can exchange two
    names. After any exception, a keyboard interrupt included, it is removed and `path` is as it was. Several
    processes may replace the same folder: it is that of one of them, whole, and in the end the last one's.
    Who may read the folder and the files in it stays as it is.

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
    ...     _ = (folder / "plan.json").write_text("{}")
    """
    target = _target(path, marker)
    parents = [parent for parent in target.parents if not parent.exists()]
    try:
        with told(path):
            target.parent.mkdir(parents=True, exist_ok=True)
        with staging.claimed(target, path, folder=True) as (new, old):
            yield new
            with told(path):
                _refuse_to_lose(target, Path(path), marker)
                _keep_modes(target, new)
                _swap(new, target, old)
    finally:
        for parent in parents:
            # a parent made for nothing goes; one that holds the result, or anything else, stays
            with suppress(OSError):
                parent.rmdir()


def check_folder(path: str | PathLike[str], marker: str) -> None:
    """Raise OutputError unless `replace_folder` could write a folder now; nothing is changed."""
    target = _target(path, marker)
    with told(path):
        above = next(parent for parent in target.parents if parent.exists())
    with staging.claimed(above / target.name, path, folder=True):
        pass


def _target(path: str | PathLike[str], marker: str) -> Path:
    """Return where a folder goes, with what ended processes have left there swept up."""
    target = located(path)
    with told(path):
        staging.sweep(target)
        _refuse_to_lose(target, Path(path), marker)
    return target


def _refuse_to_lose(target: Path, path: Path, marker: str) -> None:
    """Raise OutputError if replacing the target would lose what is not ours, or cannot work."""
    try:
        # one look: another process may be replacing it
        kind = target.stat().st_mode
    except FileNotFoundError:
        return
    if not S_ISDIR(kind):
        raise OutputError(f"{path} is a file; name a folder that does not exist yet.")
    if target == Path.cwd() or target in Path.cwd().parents:
        raise OutputError(f"{path} is the folder you are in; name a folder inside it.")
    if ismount(target):
        raise OutputError(f"{path} is where a disk is mounted; name a folder inside it.")
    try:
        # another process may be replacing it between one look and the next
        ours = any((target / marker).is_file() or not any(target.iterdir()) for _ in range(MOST_TRIES))
    except FileNotFoundError:
        # another process is replacing it
        return
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}.") from error
    if not ours:
        raise OutputError(
            f"{path} is not empty and has no {marker}, so it may hold something else; "
            "name another folder, or empty this one yourself."
        )


def _swap(new: Path, target: Path, old: Path) -> None:
    """Put `new` in the place of `target`; again where another process was there in between."""
    for left in range(MOST_TRIES, -1, -1):
        try:
            if not target.exists():
                new.rename(target)
            elif not staging.exchange(new, target):
                _rename_both(new, target, old)
        except OSError as error:
            if error.errno not in _OTHERS or not left:
                raise
        else:
            return


def _rename_both(new: Path, target: Path, old: Path) -> None:
    """Rename `target` to `old`, and `new` to `target`; undo the first step if the second fails."""
    if old.exists():
        # set aside in a try before; since then another process has put its own folder there
        rmtree(old)
    try:
        target.rename(old)
        new.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise


def _keep_modes(target: Path, new: Path) -> None:
    """Keep who may read each file and folder below the target that is there again."""
    for entry in new.rglob("*"):
        staging.keep_mode(target / entry.relative_to(new), entry)
