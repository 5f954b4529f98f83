"""Reading a workbook in a process of its own, which may die of it without harm.

A workbook is a stranger's archive of compressed XML, and the libraries that read it trust sizes that it
states: where these are absurd, they end the process. So that this is not the user's, another one reads.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import TypeVar

from sinews.case.limits import WORKBOOK_MEMORY, WORKBOOK_SECONDS
from sinews.case.problems import CaseError, Problem

Found = TypeVar("Found")

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from sinews.case.workbook.apart import answer; answer()"
)


def read_apart(reader: Callable[[bytes, str], Found], content: bytes, name: str) -> Found:
    """Return what a reader makes of a workbook.

    Parameters
    ----------
    reader
        A function of this package that takes content and name.
    content, name
        The bytes of the file, and what messages call it.

    Raises
    ------
    CaseError
        As the reader raises it; or if the process dies or takes too long.
    """
    command = [sys.executable, "-c", _START, json.dumps(sys.path)]
    # one thread each: the answer is needed soon, and threads reserve memory
    threads = dict.fromkeys(("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((reader, content, name)),
            capture_output=True,
            env={**os.environ, **threads},
            timeout=WORKBOOK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _dead(name, "reading it took longer") from None
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
        raise _dead(name, f"reading it ended the process, {last or f'code {done.returncode}'}")
    # the bytes come from the same code, run by the same user
    found: Found | CaseError = pickle.loads(done.stdout)
    if isinstance(found, CaseError):
        raise found
    return found


def answer() -> None:
    """Read the workbook that stands on standard input, and write the answer to standard output."""
    _limit_memory_and_time()
    reader, content, name = pickle.load(sys.stdin.buffer)
    try:
        found = reader(content, name)
    except CaseError as error:
        found = error
    pickle.dump(found, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


def _limit_memory_and_time() -> None:
    """Let the system end this process where it takes too much, on systems that can."""
    try:
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: WORKBOOK_SECONDS}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = WORKBOOK_MEMORY
    for kind, most in limits.items():
        highest = resource.getrlimit(kind)[1]
        least = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(kind, (least, highest))


def _dead(name: str, reason: str) -> CaseError:
    """Return the error for a workbook that could not be read within the limits."""
    memory = WORKBOOK_MEMORY / 2**30
    expected = f"a workbook that can be read in {memory:.0f} GiB of memory and {WORKBOOK_SECONDS} s"
    return CaseError([Problem(name, None, "", "", expected, reason)])
