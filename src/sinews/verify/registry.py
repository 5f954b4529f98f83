"""The registry of method checks: run them, and print source, expected, ours, difference, pass."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sinews.verify import (
    covering,
    fair_division,
    flows,
    input_output,
    inventory,
    learning_curves,
    linear_programming,
    medical,
    movement,
    or_library,
    queues,
    supply,
)
from sinews.verify.check import Check, Result

if TYPE_CHECKING:
    from rich.console import Console


def run_checks() -> list[Result]:
    """Run every registered check and return the results, in the order of the registry."""
    checks = [
        *learning_curves.CHECKS,
        *linear_programming.CHECKS,
        *fair_division.CHECKS,
        *inventory.CHECKS,
        *covering.CHECKS,
        *or_library.CHECKS,
        *supply.CHECKS,
        *queues.CHECKS,
        *medical.CHECKS,
        *flows.CHECKS,
        *movement.CHECKS,
        *input_output.CHECKS,
    ]
    return [_run(check) for check in checks]


def _run(check: Check) -> Result:
    ours = check.compute()
    difference = ours - check.expected
    return Result(
        method=check.method,
        example=check.example,
        source=check.source,
        expected=check.expected,
        ours=ours,
        difference=difference,
        tolerance=check.tolerance,
        passed=abs(difference) <= check.tolerance,
    )


def as_json(results: list[Result]) -> dict[str, object]:
    """Return the results in a form that JSON can hold."""
    return {
        "passed": all(result.passed for result in results),
        "checks": [asdict(result) for result in results],
    }


def print_checks(console: Console, results: list[Result]) -> None:
    """Print the results as a table, and how many passed."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Method checks", title_justify="left", box=SIMPLE, show_lines=False)
    table.add_column("method: example, and its source", ratio=1)
    for heading in ("expected", "ours", "difference"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("pass")
    for result in results:
        table.add_row(
            f"{escape(result.method)}: {escape(result.example)}\n[dim]{escape(result.source)}[/dim]",
            f"{result.expected:,.6g}",
            f"{result.ours:,.6g}",
            f"{result.difference:.1e}",
            "yes" if result.passed else "[bold red]NO[/bold red]",
        )
    console.print(table)
    passed = sum(result.passed for result in results)
    console.print(f"{passed} of {len(results)} checks pass.")
