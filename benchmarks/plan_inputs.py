"""The planning instances that the plan benchmark solves."""

from __future__ import annotations

from tests.small_case import small_case

from sinews import open_case
from sinews.apportionment import set_targets
from sinews.case import Case
from sinews.guidance import establish
from sinews.implementation.instance import Instance, build_instance
from sinews.requirements import determine

CASES = {"small": small_case, "baseline": open_case}


def load(size: str) -> Instance:
    """Return the planning instance of the named case."""
    return planning_instance(CASES[size]())


def planning_instance(case: Case) -> Instance:
    """Take a case through the steps that come before implementation."""
    return build_instance(case, set_targets(case, determine(case, establish(case))))
