"""The registry of method checks."""

from __future__ import annotations

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
