"""What goes wrong in a process as a whole: the one place where it becomes a sentence and exit code 2.

Commands raise what happens to them; here a full disk, a closed or full standard output, a terminal that lacks
characters and too little memory end alike: told in a line on standard error, never with the exit code 1,
which means that the answer is no.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import resource

WRONG = 2
"""Exit code of a process that could not do what was asked."""

OUTPUT = "standard output"

ADDRESS_SPACE = 4 * 2**30
"""Bytes of address space that the libraries need to start their threads; they hang or abort with less."""


@contextlib.contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Run a command; what it cannot do leaves with a sentence on standard error and exit code 2."""
    _open_standard_streams()
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # who reads has had enough
        sys.exit(1)
    except Exception as error:
        told = sentence(error)
        if isinstance(error, OSError) and error.filename == OUTPUT:
            # the interpreter flushes it once more as it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if told is None:
            raise
        sys.stderr.write(f"{told}\n")
        sys.exit(WRONG)


def check_memory() -> None:
    """Raise MemoryError if the process may not have the address space that the libraries need."""
    if sys.platform == "win32":
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < ADDRESS_SPACE:
        raise MemoryError(
            f"this process is limited to {limit / 2**30:.1f} GiB of address space, and Sinews needs "
            f"{ADDRESS_SPACE / 2**30:.0f}; raise the limit (ulimit -v)"
        )


def sentence(error: Exception) -> str | None:
    """Return what is to be said of an error; None for a mistake of ours, which shall show its traceback."""
    if isinstance(error, OSError):
        where = "" if error.filename is None else f"{error.filename}: "
        return f"{where}{error.strerror or error}."
    if isinstance(error, MemoryError):
        return f"There is too little memory: {str(error) or 'a smaller case may do'}."
    from sinews.case import CaseError, OutputError, inert
    from sinews.engines.lp import LpError

    if isinstance(error, LpError):
        error = _with_suspects(error)
    return inert(str(error)) if isinstance(error, CaseError | OutputError | LpError) else None


def _with_suspects(error: Exception) -> Exception:
    """Return a solver's word with the figures of the case that are to be looked at, as an error of that case.

    Many commands have a model solved, and the solver knows of no case; but the innermost function that has
    one at hand had the model made of it.
    """
    from sinews.case import Case, CaseError
    from sinews.case.suspects import suspects
    from sinews.implementation import Plan

    at_work: Case | None = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for held in frame.f_locals.values():
            if isinstance(held, Case | Plan):
                at_work = held if isinstance(held, Case) else held.case
    problems = suspects(at_work, str(error)) if at_work is not None else []
    return CaseError(problems) if problems else error


def _open_standard_streams() -> None:
    """See to it that standard output and error are there, and can print any character.

    In the place of a closed one nothing else may be opened: a library's line would land in a file of ours.
    What is written to a closed standard output fails; what is told on a closed standard error is lost.
    """
    for number, access in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, access), number)
    if sys.platform == "win32" and sys.stdout is not None and sys.stderr is not None:
        # a console of Windows takes more than bytes
        return
    sys.stdout = _text(_Output(1, "w", closefd=False), sys.stdout)
    sys.stderr = _text(_Messages(2, "w", closefd=False), sys.stderr)


def _text(raw: FileIO, before: TextIO | None) -> TextIOWrapper:
    """Return a stream of text in the encoding of the one before, with other characters for those it lacks."""
    encoding = "utf-8" if before is None else before.encoding
    by_line = raw.isatty() or raw.fileno() == 2
    return TextIOWrapper(BufferedWriter(raw), encoding, "replace", line_buffering=by_line)


class _Output(FileIO):
    """Standard output, which says so where it cannot be written."""

    def write(self, data: Any) -> int:
        """Write bytes, or raise the error with the place."""
        try:
            return super().write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, OUTPUT) from None


class _Messages(FileIO):
    """Standard error, where what cannot be written is lost: a message unheard costs nobody a plan."""

    def write(self, data: Any) -> int:
        """Write bytes, or lose them."""
        with contextlib.suppress(OSError):
            return super().write(data)
        return len(data)
