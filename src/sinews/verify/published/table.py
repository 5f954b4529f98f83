"""What others have published: the figures that ours are set beside, and where they were read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

Kind = Literal["compared", "input", "not comparable"]

KINDS: tuple[Kind, ...] = ("compared", "input", "not comparable")
"""Set beside ours; taken by the case from the same source; of no quantity that the case or the plan has."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read: publisher, title, and date as far as known (year, month, day)."""

    publisher: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure.

    Attributes
    ----------
    id
        Its key.
    subject
        What it is about, in a word.
    kind
        What can be done with it, one of `KINDS`.
    what
        The figure in words.
    figure
        The figure, or the middle of its range; a text where it is several figures.
    low, high
        Its range; None for none.
    unit, years, scope
        What it counts, when, and for whom.
    source
        Where it was read.
    beside
        What of ours stands beside it, with all that is converted; empty unless compared.
    reason
        Why ours may differ, from which figure the case takes it, or why it cannot be compared.
    """

    id: str
    subject: str
    kind: Kind
    what: str
    figure: float | str
    low: float | None
    high: float | None
    unit: str
    years: str
    scope: str
    source: Source
    beside: str
    reason: str


def read_published() -> tuple[Published, ...]:
    """Read the published figures, in the order of their keys."""
    sources = {row.pop("source"): Source(**row) for row in _rows("published_sources.csv")}
    return tuple(
        Published(
            id=row["id"],
            subject=row["subject"],
            kind=_kind(row["kind"]),
            what=row["what"],
            figure=_figure(row["figure"]),
            low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None,
            unit=row["unit"],
            years=row["years"],
            scope=row["scope"],
            source=sources[row["source"]],
            beside=row["beside"],
            reason=row["reason"],
        )
        for row in _rows("published.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table beside the checks."""
    text = files("sinews.verify").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _kind(text: str) -> Kind:
    """Return a kind by its name."""
    return next(kind for kind in KINDS if kind == text)


def _figure(text: str) -> float | str:
    """Return a number, or the text itself where it holds several figures."""
    try:
        return float(text)
    except ValueError:
        return text
