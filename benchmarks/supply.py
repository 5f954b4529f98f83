"""``python -m benchmarks.supply``: endurance of the whole baseline, ours against SimPy.

Ours runs many paths, SimPy a few of the same, with the same demand, drawn before its clock starts. Both times
are given by path. The exit code is 1 if the outcomes of the paths that both ran differ.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time

import numpy as np
from rich.console import Console
from rich.table import Table

from sinews.case import holdings, open_case
from sinews.enablers.supply.endurance import chain, prepare
from sinews.engines.supply_chain import Chain, record, simulate

DAYS = 180
TOLERANCE = 1e-9


def baseline_chain() -> Chain:
    """Return the stocks of all allies in all classes of supply, in a campaign of high intensity."""
    case = open_case()
    held = holdings(case).select("ally", "capability", "quantity")
    return chain(case, prepare(case, held, "high", days=DAYS)[0])


def measure(paths: int, peer_paths: int) -> dict[str, float]:
    """Run both and return seconds, processor seconds, the ratio by path, and the largest difference."""
    from benchmarks.supply_simpy import run

    made = baseline_chain()
    # compiled functions are loaded on their first call
    simulate(made, 1, 1)
    start, used = time.perf_counter(), time.process_time()
    ours = simulate(made, paths, 1)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    demand = record(made, peer_paths, 1).demand
    start = time.perf_counter()
    theirs = [run(made, each) for each in demand]
    peer = time.perf_counter() - start
    first = np.array([each for each, _ in theirs])
    met = np.array([each for _, each in theirs])
    differing = int((first != ours.first_short[:peer_paths]).sum())
    return {
        "places": made.places,
        "days": made.days,
        "paths": paths,
        "seconds": seconds,
        "processor_seconds": processor,
        "peer_paths": peer_paths,
        "peer_seconds": peer,
        "ratio": (peer / peer_paths) / (seconds / paths),
        "difference": max(float(np.abs(met - ours.met[:peer_paths]).max()), float(differing)),
    }


def main() -> int:
    """Run the benchmark from the command line and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.supply", description="endurance against SimPy"
    )
    parser.add_argument("--paths", type=int, default=10_000, metavar="N", help="paths of ours")
    parser.add_argument("--peer-paths", type=int, default=5, metavar="N", help="paths of SimPy's")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    chosen = parser.parse_args()
    messages = Console(stderr=True)
    try:
        found = measure(chosen.paths, min(chosen.peer_paths, chosen.paths))
    except ModuleNotFoundError as missing:
        messages.print(f"{missing}. sh tools/setup .venv-bench requirements/bench.txt", style="red")
        return 2
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        Console().print(_table(found))
    if found["difference"] > TOLERANCE:
        messages.print(f"the outcomes differ by {found['difference']:.1e}", style="red")
        return 1
    messages.print(f"the outcomes agree to {found['difference']:.1e}")
    return 0


def _table(found: dict[str, float]) -> Table:
    table = Table(
        title=f"endurance: {found['places']:,} stocks, {found['days']:,} days",
        caption=f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}",
    )
    for heading in ("", "Sinews", "SimPy", "SimPy / Sinews"):
        table.add_column(heading, justify="left" if heading == "" else "right")
    each, peer = found["seconds"] / found["paths"], found["peer_seconds"] / found["peer_paths"]
    table.add_row("paths", f"{found['paths']:,}", f"{found['peer_paths']:,}", "")
    table.add_row("seconds", f"{found['seconds']:.2f}", f"{found['peer_seconds']:.2f}", "")
    table.add_row("processor seconds", f"{found['processor_seconds']:.2f}", "", "")
    table.add_row("milliseconds a path", f"{1000 * each:.3f}", f"{1000 * peer:.1f}", f"{found['ratio']:,.0f}")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
