"""Try odd inputs of every kind for some minutes: see tools/fuzz."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.fuzz.kinds import KINDS, MEMORY

ROOT = Path(__file__).parents[1]
OUTCOMES = ("taken", "refused")
READINGS = ("case", "overlay", "plan_folder", "workbook")
BEYOND = 2
"""How many times the limit of memory a process may take before it is ended; up to that the input is told."""


@dataclass
class Running:
    """A batch that is being tried in a process of its own."""

    kind: str
    seed: int
    process: subprocess.Popen[bytes]
    output: IO[bytes]


@dataclass
class Found:
    """What has come of a kind so far."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    memory: int = 0
    seconds: float = 0.0
    faults: list[int] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """How many inputs have been tried without a fault."""
        return sum(self.counts.values())


def begun(kind: str, seed: int, *, shrink: bool) -> Running:
    """Start a batch."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the batch has ended
    command = [sys.executable, "-m", "tests.fuzz.batch", kind, str(seed), str(KINDS[kind].batch)]
    command += ["shrink"] if shrink else []
    # one thread each: there are as many processes as cores
    threads = dict.fromkeys(("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    environment = {**os.environ, **threads, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    return Running(kind, seed, process, output)


def ended(running: Running, found: Found) -> None:
    """Count what has come of a batch; print what went wrong, and how to see it again."""
    running.output.seek(0)
    told = running.output.read().decode("utf-8", "replace")
    running.output.close()
    if running.process.returncode:
        found.faults.append(running.seed)
        print(told[-6_000:])
        again = f"sh tools/fuzz --kind {running.kind} --seed {running.seed}"
        print(f"fuzz: FAULT (code {running.process.returncode}); again with: {again}", flush=True)
        return
    last: dict[str, Any] = json.loads(told.splitlines()[-1])
    found.counts.update({each: last.get(each, 0) for each in OUTCOMES})
    found.slowest = max(found.slowest, last["slowest"])
    found.memory = max(found.memory, last["memory"])
    found.seconds += last["seconds"]


def resident(process: subprocess.Popen[bytes]) -> int:
    """Return the bytes that a process holds; 0 where the system does not say so, or it has ended."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0)


def next_kind(kinds: list[str], found: dict[str, Found], running: list[Running]) -> str:
    """Return the kind that is farthest from its goal, with what is under way counted as done."""

    def share(kind: str) -> float:
        under_way = sum(KINDS[kind].batch for each in running if each.kind == kind)
        lost = KINDS[kind].batch * len(found[kind].faults)
        return (found[kind].tried + under_way + lost) / KINDS[kind].goal

    return min(kinds, key=share)


def report(found: dict[str, Found]) -> None:
    """Print what has come of every kind."""
    print(
        f"{'kind':12} {'tried':>8} {'taken':>8} {'refused':>8} {'slowest s':>9} {'MiB':>6} {'s':>7}"
        "  seeds with faults"
    )
    readings = [found[kind] for kind in READINGS if kind in found]
    total = Found(
        counts=sum((each.counts for each in readings), Counter()),
        slowest=max((each.slowest for each in readings), default=0.0),
        memory=max((each.memory for each in readings), default=0),
        seconds=sum(each.seconds for each in readings),
        faults=[seed for each in readings for seed in each.faults],
    )
    for kind, each in {**found, "readings": total}.items():
        taken, refused = (each.counts[outcome] for outcome in OUTCOMES)
        counts = f"{each.tried:8,} {taken:8,} {refused:8,}"
        used = f"{each.slowest:9.1f} {each.memory / 2**20:6.0f} {each.seconds:7.0f}"
        print(f"{kind:12} {counts} {used}  {', '.join(map(str, each.faults)) or 'none'}")


def main() -> int:
    """Try inputs until the time is over, or one batch; return 1 if there was a fault."""
    parser = argparse.ArgumentParser(prog="tools/fuzz")
    parser.add_argument("minutes", type=float, nargs="?", default=0.0)
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these")
    parser.add_argument("--seed", type=int, default=0, help="the first seed; without minutes, the only one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    asked = parser.parse_args()
    kinds = asked.kind or list(KINDS)
    # the seeds of a run begin with the minute that it began in, so that runs differ and each is told
    seed = asked.seed or int(time.time() // 60)
    found: dict[str, Found] = defaultdict(Found)
    found.update({kind: Found() for kind in kinds})
    print(f"fuzz: {', '.join(kinds)} for {asked.minutes:g} minutes, seeds from {seed}", flush=True)
    # what has come of it so far is told, too, when somebody ends it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        tried(kinds, asked, found, seed)
    finally:
        report(found)
    return 1 if any(each.faults for each in found.values()) else 0


def tried(kinds: list[str], asked: argparse.Namespace, found: dict[str, Found], seed: int) -> None:
    """Try batches until the time is over, or one of each kind without any; note what comes of each."""
    until = time.monotonic() + 60.0 * asked.minutes
    waiting = list(kinds) if not asked.minutes else []
    running: list[Running] = []
    try:
        while True:
            while len(running) < asked.jobs and (waiting or time.monotonic() < until):
                kind = waiting.pop(0) if waiting else next_kind(kinds, found, running)
                running.append(begun(kind, seed, shrink=not asked.minutes))
                seed += 1 if asked.minutes else 0
            for each in [each for each in running if each.process.poll() is not None]:
                running.remove(each)
                ended(each, found[each.kind])
            for each in running:
                if resident(each.process) > BEYOND * MEMORY:
                    each.process.kill()
            if not running and not waiting and time.monotonic() >= until:
                break
            time.sleep(0.2)
    finally:
        for each in running:
            each.process.kill()


if __name__ == "__main__":
    sys.exit(main())
