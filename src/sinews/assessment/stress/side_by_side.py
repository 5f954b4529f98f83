"""Run parts in processes of their own, each with its own pipe, so that ending one stops no other."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import polars as pl

from sinews.assessment.stress.parts import Part
from sinews.case import CaseError


def side_by_side(parts: Mapping[str, Part], processes: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the key and the table of each part as it is done; parts begin in their order.

    An interrupt, or whatever else ends the loop over the answers, ends all processes at once.

    Parameters
    ----------
    parts
        The parts by key.
    processes
        How many to run side by side.

    Raises
    ------
    CaseError
        If a part finds something wrong with the case.
    ChildProcessError
        If a process ends before its part is done.
    """
    # new interpreters: threads of polars do not survive a fork
    context = get_context("spawn")
    left = iter(parts.items())
    workers: dict[Connection, BaseProcess] = {}
    try:
        for item in [item for _, item in zip(range(processes), left, strict=False)]:
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there,), daemon=True)
            with _deaf_to_interrupts():
                process.start()
            there.close()
            workers[here] = process
            here.send(item)
        busy = set(workers)
        while busy:
            for ready in wait(busy):
                assert isinstance(ready, Connection)
                try:
                    key, found = ready.recv()
                except EOFError:
                    raise ChildProcessError("a process of the stress test ended before its time") from None
                if isinstance(found, CaseError):
                    raise found
                following = next(left, None)
                if following is None:
                    busy.discard(ready)
                else:
                    ready.send(following)
                yield key, found
    finally:
        for worker in workers.values():
            worker.kill()
        for worker in workers.values():
            worker.join()


def _work(pipe: Connection) -> None:
    """Run the parts that come through a pipe, until it closes or the process is ended."""
    while True:
        try:
            key, part = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((key, part.run()))
        except CaseError as error:
            pipe.send((key, error))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that do not mind an interrupt from the keyboard: the one that started them does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
