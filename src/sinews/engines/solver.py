"""The solver: HiGHS, silent, ready to be interrupted, and as many at a time as there are threads."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock, RLock

import highspy
import numpy as np

from sinews.engines.arrays import Values

INTERRUPT_PATIENCE = 5.0
"""Seconds that an interrupted solver is given to stop."""


class QuietHighs(highspy.Highs):
    """HiGHS without its banner, which enabling the callbacks prints unless output is off by then.

    Its locks are its own: highspy has them in the class, so that a second solver, in another thread or after
    one that was left running, would be told that it is running already.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
        self._Highs__solver_stopped = RLock()
        self._Highs__solver_started = Lock()

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS' own name
        """Enable the callbacks, silently."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy leaves it untyped


def all_numbers(figures: Iterable[Values], limits: Iterable[Values]) -> bool:
    """Return whether figures are finite and limits are numbers, or infinite where there is none.

    A solver that is given what is no number searches for ever.
    """
    finite = all(np.isfinite(each).all() for each in figures)
    return finite and not any(np.isnan(each).any() for each in limits)


def run(highs: highspy.Highs) -> None:
    """Run the solver so that an interrupt stops it at once instead of when it has finished.

    It runs in a thread of its own: HiGHS refuses to run with another number of threads than it had before in
    the same thread, which may be the user's own. Whatever ends the wait for it ends the solver, too.
    """
    highs.HandleUserInterrupt = True
    try:
        highs.startSolve()
        while not highs.wait(0.1)[0]:
            pass
    except BaseException:
        highs.cancelSolve()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
        highs.wait(INTERRUPT_PATIENCE)
        raise
