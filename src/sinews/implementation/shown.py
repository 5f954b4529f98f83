"""What a plan shows in a notebook: its pages are made on an upper floor, which is loaded when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sinews import registry


class Shown:
    """Pages and charts of a plan."""

    __slots__ = ()

    def report(self, path: str | Path | None = None) -> Any:
        """Return the report of the plan, which a notebook shows; it needs no network.

        Parameters
        ----------
        path
            The file to write it to, too.
        """
        return registry.promised("notebook").report(self, path)

    def chart(self, name: str) -> Any:
        """Return a chart of the plan or of its review, which a notebook shows without a network.

        Raises
        ------
        CaseError
            If there is no such chart; it names those that there are.
        """
        return registry.promised("notebook").chart(self, name)

    def _repr_html_(self) -> str:
        """Return the headline of the plan and its tables, as a notebook shows them."""
        return str(registry.promised("notebook").in_html(self))
