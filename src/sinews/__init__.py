"""Sinews: an open planning system for collective defence, from pledge to review."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sinews import registry

if TYPE_CHECKING:
    from sinews.assessment import Review
    from sinews.case import Case, CaseError, open_case
    from sinews.case.public import read_public
    from sinews.implementation import Plan, open_plan
    from sinews.loop import hold
    from sinews.pipeline import plan, review
    from sinews.present.compare import compare
    from sinews.present.topics.explain import explain
    from sinews.rolling import roll

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseError",
    "Plan",
    "Review",
    "compare",
    "explain",
    "hold",
    "open_case",
    "open_plan",
    "plan",
    "read_public",
    "review",
    "roll",
]

_HOME = {
    "Case": "sinews.case",
    "CaseError": "sinews.case",
    "Plan": "sinews.implementation",
    "Review": "sinews.assessment",
    "compare": "sinews.present.compare",
    "explain": "sinews.present.topics.explain",
    "hold": "sinews.loop",
    "open_case": "sinews.case",
    "open_plan": "sinews.implementation",
    "plan": "sinews.pipeline",
    "read_public": "sinews.case.public",
    "review": "sinews.pipeline",
    "roll": "sinews.rolling",
}


registry.promise("notebook", lambda: import_module("sinews.present.notebook"))


def __dir__() -> list[str]:
    """Return the public names, and no others, as a notebook completes them."""
    return sorted([*__all__, "__version__"])


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing the package stays quick."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
