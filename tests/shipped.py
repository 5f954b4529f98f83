"""The plans of the shipped cases, each made once in a process for all tests that only read it."""

from __future__ import annotations

from functools import cache

import sinews


@cache
def planned(name: str) -> sinews.Plan:
    """Return the plan of a shipped case."""
    return sinews.plan(sinews.open_case(name))
