"""The command line that all benchmarks share."""

from __future__ import annotations

import argparse
import json

from rich.console import Console

from benchmarks.measure import measure
from benchmarks.registry import Benchmark
from benchmarks.report import document, relative_difference, table


def run(benchmark: Benchmark, arguments: list[str] | None = None) -> int:
    """Run a benchmark from the command line and return the exit code: 0 if all contenders agree, else 1.

    Parameters
    ----------
    benchmark
        The benchmark.
    arguments
        The command line, that of the process if None.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{benchmark.name}", description=benchmark.title
    )
    parser.add_argument("--case", choices=benchmark.sizes, default=benchmark.sizes[-1])
    parser.add_argument("--repeat", type=_count, default=1, metavar="N", help="runs of each contender")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    chosen = parser.parse_args(arguments)
    messages = Console(stderr=True)
    try:
        measured = measure(benchmark, chosen.case, repeat=chosen.repeat, progress=messages.print)
    except ModuleNotFoundError as missing:
        messages.print(
            f"{missing}. The benchmarks need the packages of requirements/bench.txt:\n"
            "sh tools/setup .venv-bench requirements/bench.txt",
            style="red",
        )
        return 2
    if chosen.json:
        print(json.dumps(document(benchmark, chosen.case, chosen.repeat, measured), indent=2))
    else:
        Console().print(table(benchmark, chosen.case, chosen.repeat, measured))
    difference = relative_difference(measured.values())
    if difference > benchmark.tolerance:
        messages.print(f"the objectives differ by {difference:.1e} of their value", style="red")
        return 1
    messages.print(f"the objectives agree to {difference:.1e} of their value")
    return 0


def _count(text: str) -> int:
    """Read a number of runs; raise ValueError, which argparse reports, if it is none."""
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count
