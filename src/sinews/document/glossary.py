"""The glossary: each term that the product counts by, defined once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its key, its name, what it means here, and how it is counted."""

    key: str
    name: str
    meaning: str


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms, in the order of their names."""
    text = files(__package__).joinpath("glossary.csv").read_text(encoding="utf-8")
    return tuple(Term(**row) for row in csv.DictReader(text.splitlines()))


def term(key: str) -> Term:
    """Return a term by its key.

    Raises
    ------
    KeyError
        If the glossary has none of that key.
    """
    return {each.key: each for each in glossary()}[key]
