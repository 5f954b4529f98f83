"""The solver: HiGHS, silent and ready to be interrupted."""

from __future__ import annotations

import highspy

INTERRUPT_PATIENCE = 5.0
"""Seconds that an interrupted solver is given to stop."""


class QuietHighs(highspy.Highs):
    """HiGHS without its banner, which enabling the callbacks prints unless output is off by then."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # highspy leaves it untyped

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS' own name
        """Enable the callbacks, silently."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy leaves it untyped


def run(highs: highspy.Highs) -> None:
    """Run the solver so that an interrupt stops it at once instead of when it has finished.

    It runs in a thread of its own: HiGHS refuses to run with another number of threads than it had before in
    the same thread, which may be the user's own.
    """
    highs.HandleUserInterrupt = True
    highs.startSolve()
    try:
        while not highs.wait(0.1)[0]:
            pass
    except KeyboardInterrupt:
        highs.cancelSolve()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
        highs.wait(INTERRUPT_PATIENCE)
        raise
