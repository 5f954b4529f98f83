"""One batch of inputs of one kind, from a seed: ``python -m tests.fuzz.batch KIND SEED COUNT [shrink]``.

The last line is what came of it, as JSON; a fault is told before it, by the input that shows it, or, if it is
to shrink, by the smallest such one. An input that takes too long of a processor ends the process, and so does
one that waits for ever; the places at which all threads were stand on standard error.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.fuzz.kinds import KINDS, MEMORY
from tests.fuzz.taken_apart import kept

BEYOND = 2.0
"""How many times its limit an input may compute before the process is ended; up to that it is told."""

PATIENCE = 90.0
"""How many times its limit an input may take by the clock: on a busy machine, that is a small share of it."""


@dataclass
class Tally:
    """What came of the inputs of a batch."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


def run(kind: str, number: int, count: int, *, shrink: bool, memory: int | None = None) -> Tally:
    """Try inputs of a kind; raise what the command line would show a traceback for.

    Parameters
    ----------
    kind
        One of `KINDS`.
    number
        The seed: the same inputs come of the same one.
    count
        How many inputs.
    shrink
        Whether to look for the smallest input that shows a fault.
    memory
        Bytes that the process may come to hold, if that is to be seen to.
    """
    made = KINDS[kind]
    tally = Tally()

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=True,
    )
    @given(made.inputs())
    def try_each(drawn: Any) -> None:
        begun = computed()
        with ended_beyond(made.seconds):
            tally.outcomes[made.try_one(drawn)] += 1
        taken = computed() - begun
        tally.slowest = max(tally.slowest, taken)
        assert taken <= made.seconds, f"it took {taken:.1f} s"
        if memory is not None:
            assert most_memory() <= memory, f"the process came to hold {most_memory() / 2**30:.1f} GiB"

    with kept():
        try_each()
    return tally


@contextmanager
def ended_beyond(seconds: float) -> Iterator[None]:
    """End the process if what is done inside computes far beyond a limit, or waits for ever.

    By signal and from the C of `faulthandler`: what does not come back to Python is ended, too.
    """
    faulthandler.dump_traceback_later(PATIENCE * seconds, exit=True)
    if hasattr(signal, "setitimer"):
        faulthandler.register(signal.SIGPROF, chain=True)
        signal.setitimer(signal.ITIMER_PROF, BEYOND * seconds)
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            faulthandler.unregister(signal.SIGPROF)
        faulthandler.cancel_dump_traceback_later()


def computed() -> float:
    """Return the seconds that processors have worked for this process and those that it waited for.

    Not the time by the clock: that of a busy machine says little. What waits for ever ends the process.
    """
    return sum(os.times()[:4])


def most_memory() -> int:
    """Return the most bytes that this process has held so far; 0 where the system does not say so."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = (line.split() for line in status.read_text().splitlines())
    return next(int(words[1]) * 1024 for words in lines if words[0] == "VmHWM:")


def main() -> int:
    """Run the batch that is named."""
    kind, number, count, shrink = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "shrink" in sys.argv[4:]
    begun = time.monotonic()
    try:
        tally = run(kind, number, count, shrink=shrink, memory=MEMORY)
    except BaseException:
        traceback.print_exc()
        return 1
    found = {
        **tally.outcomes,
        "slowest": tally.slowest,
        "memory": most_memory(),
        "seconds": time.monotonic() - begun,
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
