"""The commands in the order in which help lists them."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

ORDER = (
    *("case", "plan", "show", "check", "compare", "explain", "rules", "readings", "apportion", "review"),
    *("airdefence", "movement", "endurance", "medical", "brief", "export", "track", "glossary", "cache"),
    "verify",
)
"""The commands in the order of work: case, plan and its reasons, review, what it can do, pages, methods."""


class InOrder(TyperGroup):
    """Commands in the order of work, whatever the order in which they are put together."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands; those that `ORDER` lacks come last."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
