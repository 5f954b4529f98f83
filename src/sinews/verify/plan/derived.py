"""What several checks derive is derived once, from the case or from a plan that remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sinews.case import Case, canonical
from sinews.implementation import Plan

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Remembering(Plan):
    """A plan that is checked, with what was derived of it so far, by the function that derived it."""

    derived: dict[Any, Any] = field(default_factory=dict)


def remembering(plan: Plan) -> Plan:
    """Return a plan that remembers what is derived of it, with the rows of its case in canonical order."""
    if isinstance(plan, Remembering):
        return plan
    kept = {each.name: getattr(plan, each.name) for each in fields(Plan)}
    return Remembering(**kept | {"case": canonical(plan.case)})


def of_case(derive: Callable[[Case], Found]) -> Callable[[Case], Found]:
    """Let a function derive the same of a case only once: cases never change."""
    known: WeakKeyDictionary[Case, Found] = WeakKeyDictionary()

    @wraps(derive)
    def derived(case: Case) -> Found:
        if case not in known:
            known[case] = derive(case)
        return known[case]

    return derived


def of_plan(derive: Callable[[Plan], Found]) -> Callable[[Plan], Found]:
    """Let a function derive the same of a plan only once, if it is one that remembers."""

    @wraps(derive)
    def derived(plan: Plan) -> Found:
        if not isinstance(plan, Remembering):
            return derive(plan)
        if derive not in plan.derived:
            plan.derived[derive] = derive(plan)
        found: Found = plan.derived[derive]
        return found

    return derived
