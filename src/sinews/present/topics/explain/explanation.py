"""What an explanation consists of: statements, each with its stage of the plan and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Attributes
    ----------
    stage
        Where in the chain from pledge to delivery it belongs.
    text
        What it says, with its figures.
    status, source
        How well these are founded, and the key of their source; ``""`` for what the plan has computed.
    """

    stage: str
    text: str
    status: str = ""
    source: str = ""

    def __str__(self) -> str:
        """Return the statement with its foundation."""
        founded = ": ".join(part for part in (self.status, self.source) if part)
        return f"{self.text} [{founded}]" if founded else self.text


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something in a plan is as it is.

    Attributes
    ----------
    subject
        What is explained: the kinds of its keys, and the keys.
    statements
        The explanation in order.
    figures
        Every figure that the statements use, by name.
    """

    subject: dict[str, str]
    statements: tuple[Statement, ...]
    figures: dict[str, Any]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The statements without their stages."""
        return tuple(str(statement) for statement in self.statements)

    def __str__(self) -> str:
        """Return the statements under the names of their stages."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for stage, statements in groupby(self.statements, key=lambda statement: statement.stage):
            yield stage
            yield from (f"  {statement}" for statement in statements)
