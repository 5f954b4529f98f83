"""Run contenders, each time in a process of its own, and measure time and memory."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median

from benchmarks.registry import Benchmark, Outcome

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one contender took.

    Attributes
    ----------
    importing
        Seconds to import the contender's module with its libraries; the inputs and theirs are there before.
    phases
        Seconds of each phase.
    memory_before, memory
        Largest memory of the process before the first phase and after the last, MiB.
    outcome
        What the last phase returned.
    processor
        Seconds of the processor for all phases: what tells on a machine that other work shares.
    """

    importing: float
    phases: dict[str, float]
    memory_before: float
    memory: float
    outcome: Outcome
    processor: float

    @property
    def total(self) -> float:
        """Seconds of all phases."""
        return sum(self.phases.values())


def measure(
    benchmark: Benchmark, size: str, *, repeat: int = 1, progress: Callable[[str], None] | None = None
) -> dict[str, Measurement]:
    """Measure every contender, in turns, and return the median of each figure.

    Parameters
    ----------
    benchmark, size
        What is run.
    repeat
        How often each contender runs, at least once.
    progress
        Called with a line of text before each run.
    """
    runs: dict[str, list[Measurement]] = {name: [] for name in benchmark.contenders}
    for turn in range(repeat):
        for name, module in benchmark.contenders.items():
            if progress:
                progress(f"{name}, run {turn + 1} of {repeat}")
            run = measure_once(benchmark, size, module)
            if run is not None:  # none is given up without a limit
                runs[name].append(run)
    return {name: _middle(each) for name, each in runs.items()}


def measure_once(
    benchmark: Benchmark, size: str, module: str, *, limit: float | None = None
) -> Measurement | None:
    """Run one contender once, in a process of its own.

    Parameters
    ----------
    benchmark, size, module
        What is run.
    limit
        Seconds by the clock for all phases, after which the run is given up; None for no limit.

    Returns
    -------
    What it took; None if it was given up.

    Raises
    ------
    RuntimeError
        If the process died.
    """
    # a fresh interpreter: peak memory is a process's own, and nobody profits from who came before
    fresh = get_context("spawn")
    receiver, sender = fresh.Pipe(duplex=False)
    process = fresh.Process(target=_send, args=(sender, benchmark, size, module))
    process.start()
    sender.close()
    try:
        told = receiver.recv()  # that all is loaded, or what went wrong
        if told is None:
            if not receiver.poll(limit):
                return None
            told = receiver.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{module} died at {size}, exit code {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
    measured: Measurement | Exception = told
    if isinstance(measured, Exception):
        raise measured
    return measured


def _send(sender: Connection, benchmark: Benchmark, size: str, module: str) -> None:
    """Run one contender in this process and send what it took, or the error that ended it."""
    try:
        sender.send(_run(benchmark, size, module, lambda: sender.send(None)))
    except Exception as error:
        sender.send(error)


def _run(benchmark: Benchmark, size: str, module: str, begin: Callable[[], None]) -> Measurement:
    """Run one contender in this process; `begin` is called before the first phase."""
    # solvers write banners to the standard output, which belongs to the results
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    given = import_module(benchmark.inputs).load(size)
    start = time.perf_counter()
    contender = import_module(module)
    importing = time.perf_counter() - start
    before = _peak_memory()
    begin()
    phases = {}
    busy = time.process_time()
    for phase in benchmark.phases:
        start = time.perf_counter()
        given = getattr(contender, phase)(given)
        phases[phase] = time.perf_counter() - start
    return Measurement(importing, phases, before, _peak_memory(), given, time.process_time() - busy)


def _peak_memory() -> float:
    """Return the largest resident memory that this process has had, MiB.

    On Linux a process inherits the figure of the one that started it; the parent here loads nothing large.
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MIB if sys.platform == "darwin" else peak / 1024


def _middle(runs: list[Measurement]) -> Measurement:
    """Return the median of every figure; the outcome is that of the first run."""
    return Measurement(
        importing=median(run.importing for run in runs),
        phases={phase: median(run.phases[phase] for run in runs) for phase in runs[0].phases},
        memory_before=median(run.memory_before for run in runs),
        memory=median(run.memory for run in runs),
        outcome=runs[0].outcome,
        processor=median(run.processor for run in runs),
    )
