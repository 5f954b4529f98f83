"""``python -m benchmarks.movement``: movement of force packages, ours beside the programme solved whole."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Measurement, measure_once
from benchmarks.registry import MOVEMENT
from benchmarks.report import ratio_or_over, relative_difference

OURS_ALONE = "baseline"
"""Written out it would have a thousand million columns and more: nobody else is asked."""


def main(arguments: list[str] | None = None) -> int:
    """Measure the sizes, print a table, and return 0 if all that finished agree, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.movement", description=MOVEMENT.title)
    parser.add_argument(
        "--limit", type=float, default=300.0, metavar="SECONDS", help="a run that takes longer is given up"
    )
    parser.add_argument("--size", choices=MOVEMENT.sizes, action="append", help="may be repeated")
    chosen = parser.parse_args(arguments)
    messages = Console(stderr=True)
    sizes = chosen.size or MOVEMENT.sizes
    runs: dict[str, list[Measurement | None]] = {}
    for size in sizes:
        runs[size] = []
        for name, module in MOVEMENT.contenders.items():
            if size == OURS_ALONE and runs[size]:
                runs[size].append(None)
                continue
            messages.print(f"{size}, {name}")
            runs[size].append(measure_once(MOVEMENT, size, module, limit=chosen.limit))
    Console().print(_table(runs, chosen.limit))
    differ = [size for size in sizes if relative_difference(runs[size]) > MOVEMENT.tolerance]
    if differ:
        messages.print(f"the objectives differ at {', '.join(differ)}", style="red")
    return 1 if differ else 0


def _table(runs: dict[str, list[Measurement | None]], limit: float) -> Table:
    """Return seconds, memory and objectives of every size."""
    ours, theirs = MOVEMENT.contenders
    caption = f"packages x days x steps a day; seconds to build and solve; given up after {limit:g} s"
    printed = Table(title=MOVEMENT.title, caption=caption)
    for label in ("size", ours, theirs, "ratio", f"MiB, {ours}", f"MiB, {theirs}", "columns"):
        printed.add_column(label, justify="right")
    printed.add_column("difference", justify="right")
    for size, (mine, other) in runs.items():
        asked = size != OURS_ALONE
        printed.add_row(
            size,
            f"{mine.total:.2f}" if mine else f"over {limit:g}",
            (f"{other.total:.2f}" if other else f"over {limit:g}") if asked else "not asked",
            ratio_or_over(mine, other, limit) if asked else "",
            f"{mine.memory:,.0f}" if mine else "",
            f"{other.memory:,.0f}" if other else "",
            f"{mine.outcome.columns:,}" if mine else "",
            f"{relative_difference([mine, other]):.1e}" if mine and other else "",
        )
    return printed


if __name__ == "__main__":
    raise SystemExit(main())
