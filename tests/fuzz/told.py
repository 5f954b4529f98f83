"""What may come of an input: an answer, or a sentence; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sinews.case import inert
from sinews.failures import sentence

OK, REFUSED = "taken", "refused"


def outcome(work: Callable[[], Any]) -> str:
    """Do something with an input and return what came of it.

    Raises
    ------
    Exception
        What the command line would show a traceback for.
    AssertionError
        If the input is refused without a word, or with characters that steer a terminal.
    """
    try:
        work()
    except Exception as error:
        told = sentence(error)
        if told is None:
            raise
        assert told.strip(), "refused without a word"
        assert told == inert(told), "the sentence would steer a terminal"
        return REFUSED
    return OK
