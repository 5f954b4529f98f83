"""Every rule and every scenario that is shipped, planned and timed: `python -m benchmarks.shipped`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import get_args

from rich.console import Console
from rich.table import Table

from sinews.case import scenarios
from sinews.case.settings import Rule

PATIENCE = 600.0
"""Seconds after which a plan is given up."""

_PLAN = """
import json, sys, time
import sinews
case = sinews.open_case(sys.argv[1])
case = case.with_settings(rule=sys.argv[2]) if sys.argv[2] else case
begun = time.perf_counter()
solution = sinews.plan(case).solution
print(json.dumps([time.perf_counter() - begun, solution.columns, solution.rows, solution.rounds]))
"""


def shipped() -> list[tuple[str, str]]:
    """Return what is to be planned: each scenario with its own rule, and the baseline with each rule."""
    return [(name, "") for name in scenarios()] + [("baseline", rule) for rule in get_args(Rule)]


def timed(scenario: str, rule: str, patience: float) -> list[float] | None:
    """Return seconds, columns, rows and rounds of a plan made in a process of its own; None if given up."""
    command = [sys.executable, "-c", _PLAN, scenario, rule]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience)
    except subprocess.TimeoutExpired:
        return None
    found: list[float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Time all that is shipped and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shipped", description=__doc__)
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds to wait for each plan")
    patience = parser.parse_args().patience
    table = Table("scenario", "rule", "seconds", "columns", "rows", "rounds", box=None)
    for scenario, rule in shipped():
        found = timed(scenario, rule, patience)
        numbers = (
            [f"> {patience:g}", "", "", ""] if found is None else [f"{found[0]:.1f}", *map(str, found[1:])]
        )
        table.add_row(scenario, rule or "its own", *numbers)
        Console(stderr=True).print(f"{scenario} {rule}: {numbers[0]} s")
    Console().print(table)


if __name__ == "__main__":
    main()
