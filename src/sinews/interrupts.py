"""An interrupt, or a signal that asks a process to end, ends it in one line and not in a traceback.

Python raises an interrupt wherever the process happens to be, within a library, too, and some libraries make
another error of it, or none. So what counts is that it came, not which exception arrives here.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that ask for an end; a system without one of them does without it."""


@contextmanager
def ends_in_one_line() -> Iterator[None]:
    """Run what is inside; an asked-for end leaves it by way of its clean-up, with one line and 128 + signal.

    Once the work is done the signals are ignored: an interrupt then would only tear the interpreter's own end
    apart.
    """
    came: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    for number in numbers:
        signal.signal(number, end)
    sys.unraisablehook = _heed
    try:
        yield
    except BaseException as error:
        if not (came or isinstance(error, KeyboardInterrupt)):
            raise
        sys.stderr.write("Interrupted; nothing is half-written.\n")
        sys.exit(128 + (came[0] if came else signal.SIGINT))
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)


def _heed(unraisable: sys.UnraisableHookArgs) -> None:
    """Repeat an interrupt a moment later that came while a library could not raise it."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    later = threading.Timer(0.05, _thread.interrupt_main)
    later.daemon = True
    later.start()
