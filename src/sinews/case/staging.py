"""Places beside a target where what shall replace it is made: claimed while in use, swept up if left behind.

A process that is killed can remove nothing, so the next one that writes to the same target does. What another
process is still writing is told apart by a lock, which the system takes off when a process ends, however it
ends. Where there are no such locks, what is older than a day counts as left behind.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from uuid import uuid4

from sinews.case.output import told

if sys.platform != "win32":
    import fcntl

LEFT_BEHIND = 24 * 3600.0
"""Seconds after which something counts as left behind where no lock tells."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
"""Errors of a system, or a file system, that cannot exchange names."""


@contextmanager
def claimed(target: Path, path: str | PathLike[str], *, folder: bool) -> Iterator[tuple[Path, Path]]:
    """Yield the place of a new file or folder beside a target, and a place for what stood there before.

    The new one is made, and empty, and those may read it who may read the target; no sweep takes it away
    before the block ends. Then both are gone, whatever stands there. Where the target is missing, the latter
    is put back.

    Parameters
    ----------
    target
        What is to be replaced, in a folder that exists.
    path
        What the user calls it.
    folder
        Whether it is a folder, and not a file.

    Raises
    ------
    OutputError
        If the new one cannot be made.
    """
    token = uuid4().hex[:8]
    new, old = (target.with_name(f".{target.name}.{token}.{end}") for end in ("new", "old"))
    try:
        with told(path):
            lock = _made(new, folder=folder)
            keep_mode(target, new)
        try:
            yield new, old
        finally:
            if lock is not None:
                os.close(lock)
    finally:
        _remove(new)
        _give_back(old, target)


def sweep(target: Path) -> None:
    """Remove what ended processes have left beside a target; put back what stood there if it is missing."""
    name = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{8}\.(new|old)")
    with suppress(OSError):
        left = [path for path in target.parent.iterdir() if name.fullmatch(path.name)]
        for path in sorted(left, key=_changed, reverse=True):
            if path.suffix == ".old":
                _give_back(path, target)
            else:
                _remove_unless_in_use(path)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two things in one step; return False where the system cannot.

    Linux has ``renameat2`` for it, macOS ``renamex_np``.
    """
    if sys.platform == "win32":
        return False
    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(system, "renameat2"):
        failed = system.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    elif hasattr(system, "renamex_np"):
        failed = system.renamex_np(*names, _RENAME_SWAP)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def keep_mode(earlier: Path, later: Path) -> None:
    """Let those read a file or folder who may read the earlier one that it replaces, and nobody else."""
    # another process may be replacing the earlier one
    with suppress(FileNotFoundError):
        shutil.copymode(earlier, later)


def _made(new: Path, *, folder: bool) -> int | None:
    """Make an empty file or folder and return what holds its lock; None where there are no locks."""
    while True:
        if folder:
            new.mkdir()
        else:
            new.touch(exist_ok=False)
        # another process may sweep it up in the moment before it is locked
        with suppress(FileNotFoundError):
            lock = _locked(new, wait=True)
            if lock is None or _names(new, lock):
                return lock
            os.close(lock)


def _names(path: Path, handle: int) -> bool:
    """Return whether a path is the name of what is open."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _changed(path: Path) -> float:
    """Return when something was changed last, in seconds; 0 if it is gone."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _locked(path: Path, *, wait: bool) -> int | None:
    """Lock a file or a folder; return None where that cannot be.

    Raises
    ------
    BlockingIOError
        If it is not to wait for another process that has it.
    FileNotFoundError
        If it is gone.
    """
    if sys.platform == "win32":
        return None
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        os.close(handle)
        return None
    return handle


def _remove_unless_in_use(path: Path) -> None:
    """Remove what no running process is writing."""
    with suppress(BlockingIOError, FileNotFoundError):
        lock = _locked(path, wait=False)
        if lock is not None:
            _remove(path)
            os.close(lock)
        elif time.time() - path.stat().st_mtime > LEFT_BEHIND:
            _remove(path)


def _give_back(old: Path, target: Path) -> None:
    """Put back what stood at a target that is missing; otherwise remove it."""
    if old.exists() and not target.exists():
        with suppress(OSError):
            old.rename(target)
    else:
        _remove(old)


def _remove(path: Path) -> None:
    """Remove a file or a folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
