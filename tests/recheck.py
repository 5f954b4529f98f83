"""What the independent check of a plan finds wrong, in one list."""

from __future__ import annotations

from sinews.implementation import Plan
from sinews.verify.plan import violations as by_check


def violations(plan: Plan) -> list[str]:
    """Return every constraint that the plan's tables break, in words."""
    return [finding for findings in by_check(plan).values() for finding in findings]
