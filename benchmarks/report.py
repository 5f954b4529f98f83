"""Print what was measured, as a table or as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

from benchmarks.measure import Measurement
from benchmarks.registry import Benchmark

IMPORT = "import (s)"
"""Not compared: our libraries are loaded with the inputs already."""


def relative_difference(runs: Iterable[Measurement | None]) -> float:
    """Return the largest relative distance of an objective from the first, of those who finished."""
    values = [run.outcome.objective for run in runs if run is not None]
    return max((abs(value - values[0]) / max(abs(values[0]), 1e-12) for value in values), default=0.0)


def ratio_or_over(mine: Measurement | None, other: Measurement | None, limit: float) -> str:
    """Return how many times as long the peer took, or at least how many, if it was given up."""
    if mine is None:
        return ""
    return f"{other.total / mine.total:.1f}" if other else f"over {limit / mine.total:.1f}"


def table(benchmark: Benchmark, size: str, repeat: int, measured: Mapping[str, Measurement]) -> Table:
    """Return a table of all contenders, with ratios to the first: above 1 where it took less."""
    rows = {name: _figures(each) for name, each in measured.items()}
    ours, *peers = measured
    printed = Table(
        title=f"{benchmark.title} ({size})",
        caption=f"median of {repeat}, each in a process of its own; {os.cpu_count()} cores, "
        f"{platform.python_implementation()} {platform.python_version()}",
    )
    printed.add_column("")
    for name in measured:
        printed.add_column(name, justify="right")
    for name in peers:
        printed.add_column(f"{name} / {ours}", justify="right")
    ratios = {name: _ratios(rows[name], rows[ours]) for name in peers}
    for label in rows[ours]:
        cells = [f"{rows[name][label]:,.3f}" for name in measured]
        compared = [f"{ratios[name][label]:,.1f}" if label in ratios[name] else "" for name in peers]
        printed.add_row(label, *cells, *compared)
    printed.add_section()
    for label in ("columns", "rows"):
        printed.add_row(label, *(f"{getattr(each.outcome, label):,}" for each in measured.values()))
    printed.add_row("objective", *(f"{each.outcome.objective:,.6f}" for each in measured.values()))
    return printed


def document(
    benchmark: Benchmark, size: str, repeat: int, measured: Mapping[str, Measurement]
) -> dict[str, Any]:
    """Return what `table` shows for another program."""
    ours, *peers = measured
    rows = {name: _figures(each) for name, each in measured.items()}
    difference = relative_difference(measured.values())
    return {
        "benchmark": benchmark.name,
        "size": size,
        "repeat": repeat,
        "cores": os.cpu_count(),
        "contenders": {
            name: {
                **rows[name],
                "objective": each.outcome.objective,
                "columns": each.outcome.columns,
                "rows": each.outcome.rows,
            }
            for name, each in measured.items()
        },
        "ratios": {name: _ratios(rows[name], rows[ours]) for name in peers},
        "relative_difference": difference,
        "tolerance": benchmark.tolerance,
        "agree": difference <= benchmark.tolerance,
    }


def _figures(measured: Measurement) -> dict[str, float]:
    """Return the measured figures under their labels."""
    return {
        IMPORT: measured.importing,
        **{f"{phase} (s)": seconds for phase, seconds in measured.phases.items()},
        "total without import (s)": measured.total,
        "of the processor (s)": measured.processor,
        "peak memory (MiB)": measured.memory,
        "of it in the phases (MiB)": measured.memory - measured.memory_before,
    }


def _ratios(theirs: dict[str, float], ours: dict[str, float]) -> dict[str, float]:
    """Return how many times as much as ours theirs is, where ours is not next to nothing."""
    return {label: theirs[label] / ours[label] for label in ours if ours[label] > 0 and label != IMPORT}
