"""The glossary: each term that the product counts by, defined once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its key, its name, what it means here and how it is counted, and where the word is from."""

    key: str
    name: str
    meaning: str
    source: str


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
    return _by_key()[key]


def meaning(key: str) -> str:
    """Return what a term means, behind its name: "shortfall: What is missing …"."""
    return f"{term(key).name}: {term(key).meaning}"


@cache
def _by_key() -> dict[str, Term]:
    return {each.key: each for each in glossary()}
