"""What a plan keeps of the constraints that it was made with, beside those that come along.

A plan folder has their names, fields and origin, and never their code: a family is found again where an
installed package offers it, or where somebody gives the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sinews.case import CaseError, Constraint, made


@dataclass(frozen=True, slots=True)
class Taken:
    """A family of constraints that a plan was made with, beside those that come along.

    Attributes
    ----------
    name, family, fields
        What the plan calls it, the name of the family, and its fields.
    origin
        ``package`` and ``version``; or the name of its ``file`` and the ``sha256`` of that.
    rule
        The family itself; None where it is not here.
    """

    name: str
    family: str
    fields: dict[str, Any]
    origin: dict[str, str]
    rule: Any | None = None

    def __str__(self) -> str:
        """Return it in words."""
        fields = ", ".join(f"{name} {_listed(value)}" for name, value in self.fields.items())
        origin = " ".join(
            f"SHA-256 {value[:12]}" if name == "sha256" else value for name, value in self.origin.items()
        )
        return f"{self.name} ({fields}; of {origin})" if fields else f"{self.name} (of {origin})"

    def kept(self) -> dict[str, Any]:
        """Return what a plan's manifest has of it."""
        return {"name": self.name, "family": self.family, "fields": self.fields, "origin": self.origin}


def found_again(kept: Iterable[Taken], given: Sequence[Taken]) -> tuple[Taken, ...]:
    """Return constraints of a plan's manifest with their families, as far as these are here.

    `given` are constraints with their families; each serves where fields and origin are the same.
    """
    return tuple(_found(each, given) for each in kept)


def _found(taken: Taken, given: Sequence[Taken]) -> Taken:
    for each in given:
        if (each.family, each.fields, each.origin) == (taken.family, taken.fields, taken.origin):
            return replace(taken, rule=each.rule)
    if "package" not in taken.origin:
        return taken
    try:
        return replace(taken, rule=made(Constraint(family=taken.family, **taken.fields)))
    except (CaseError, ValueError):
        return taken


def _listed(value: Any) -> str:
    """Return a field's value in words."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
