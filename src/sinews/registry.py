"""What installed packages offer, by groups of entry points, and what upper floors promise to those below.

Only packages that somebody has installed are asked, and only when something is looked up, because finding
them takes longer than all else that the command line does at its start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """What a package offers: the thing itself, and the name and version of the package."""

    thing: Any
    package: str
    version: str


class RegistryError(Exception):
    """Two packages offer things of one name, or what one offers cannot be loaded."""


_UPPER: dict[str, Callable[[], Any]] = {}


def promise(name: str, load: Callable[[], Any]) -> None:
    """Say how a part of an upper floor is loaded when one below it is asked for what that part makes."""
    _UPPER[name] = load


def promised(name: str) -> Any:
    """Return the part of an upper floor that was promised under a name."""
    return _UPPER[name]()


@cache
def found(group: str) -> Mapping[str, Found]:
    """Return what installed packages offer in the group ``sinews.<group>``, by name.

    Raises
    ------
    RegistryError
        If two packages offer the same name, or one cannot be loaded; the message names them.
    """
    from importlib.metadata import entry_points

    offered: dict[str, Found] = {}
    for entry in entry_points(group=f"sinews.{group}"):
        package = entry.dist.name if entry.dist else "an unknown package"
        if entry.name in offered:
            raise RegistryError(
                f"{entry.name} is offered by two packages, {offered[entry.name].package} and {package}; "
                "uninstall one of them"
            )
        try:
            thing = entry.load()
        except Exception as error:
            raise RegistryError(f"{package} offers {entry.name}, which does not load: {error}") from error
        offered[entry.name] = Found(thing, package, entry.dist.version if entry.dist else "")
    return offered
