"""What is known of each publisher whose files can be read, and what a reader is given."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.parsers.expat import ExpatError

import polars as pl

from sinews.case.problems import CaseError, Problem
from sinews.case.text import parse_text

UNFIT = (IndexError, KeyError, ValueError, StopIteration, AttributeError, TypeError, csv.Error,
         pl.exceptions.PolarsError, ExpatError, EOFError, OSError, zlib.error)  # fmt: skip
"""What goes wrong in a reader when a file is laid out as none of its kind, or damaged."""


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of a publisher, and what the file itself does not say.

    Parameters
    ----------
    content
        Its bytes.
    name
        Its name, which often holds the year or the edition.
    year
        The year of its figures, where neither the file nor its name says it.
    country
        The country of its figures (ISO 3166-1 alpha-3), where the file is about one and does not say which.
    unit
        The unit of its figures, where it stands only beside the file.
    """

    content: bytes
    name: str
    year: int | None = None
    country: str | None = None
    unit: str | None = None

    def refuse(self, value: str, expected: str, remedy: str = "") -> CaseError:
        """Return the error that refuses this file in one sentence."""
        return CaseError([Problem(self.name, None, "", value, expected, remedy)])


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher and how its files are read.

    Parameters
    ----------
    kind
        The name by which the kind of file is asked for.
    title, publisher, licence
        What stands in the table of sources.
    read
        Returns the long frame of a file.
    edition
        Returns the edition of a file, or ``""`` where neither the file nor its name tells.
    untested
        Which of its layouts have been read in no real file, in words; ``""`` for none.
    """

    kind: str
    title: str
    publisher: str
    licence: str
    read: Callable[[PublicFile], pl.DataFrame]
    edition: Callable[[PublicFile], str]
    untested: str = ""

    def figures(self, file: PublicFile) -> pl.DataFrame:
        """Return the long frame of a file; raise CaseError, whatever is wrong with it."""
        try:
            return self.read(file)
        except UNFIT as error:
            remedy = f"is it whole, and as it was downloaded? ({type(error).__name__}: {error})"
            raise file.refuse("", f"a file in a known layout of {self.publisher}", remedy) from None

    def edition_of(self, file: PublicFile) -> str:
        """Return the edition of a file that can be read."""
        try:
            return self.edition(file)
        except UNFIT:
            return ""


@cache
def allies() -> frozenset[str]:
    """Return the members of the Alliance, by ISO 3166-1 alpha-3 code."""
    content = (files("sinews.case") / "baseline" / "allies.csv").read_bytes()
    frame = parse_text(content, "allies").frame
    return frozenset() if frame is None else frozenset(frame.get_column("ally"))
