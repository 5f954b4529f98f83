"""What stands on a summit page: sentences and small tables, before anybody lays them out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from sinews.document import wording

Value: TypeAlias = str | int | float | None

KINDS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "span": str,
    "year": str,
    "count": wording.quantity,
    "figure": wording.figure,
    "millions": lambda value: wording.number(value, 0 if abs(value) >= 10 else 1),
    "billions": lambda value: wording.number(value / 1e3, 1 if abs(value) >= 1e4 else 2),
    "percent": lambda value: wording.number(value, 1),
    "ratio": lambda value: wording.number(value, 2),
}
"""How a value is put into words; `span` is text on one line, `billions` takes millions."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its key in JSON, its heading, and one of `KINDS`."""

    key: str
    title: str
    kind: str = "count"

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers, which stand flush right."""
        return self.kind not in {"text", "span"}

    def shown(self, value: Value) -> str:
        """Return a value of the column in words; a dash for none."""
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return wording.NOTHING
        return KINDS[self.kind](value)


@dataclass(frozen=True, slots=True)
class Facts:
    """A small table: what it holds, with units, and its rows in full precision."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def cells(self) -> list[list[str]]:
        """The rows in words."""
        return [
            [column.shown(value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]

    @property
    def records(self) -> list[dict[str, Value]]:
        """The rows by the keys of the columns."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: sentences, then tables. `chart` names the picture that stands before the tables."""

    key: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Facts, ...] = ()
    chart: str | None = None


LEFT = ("promise", "fair_share", "bottlenecks", "scoreboard")
"""Keys of the sections of a page's left column; all others but the last stand in the right one."""


@dataclass(frozen=True, slots=True)
class PathYear:
    """A year of the path, for the pictures: money in USD m, parts of targets held in %."""

    year: int
    spent: float
    budget: float
    of_year: float | None
    of_last: float | None


@dataclass(frozen=True, slots=True)
class Brief:
    """A summit page.

    Attributes
    ----------
    subject
        Key of the ally; `ALLIANCE` for all of them together.
    name, subtitle
        Heading, and what the page is about: plan, years, prices.
    headline
        Two or three sentences that say it all.
    sections
        The sections in their order; the last one is what to decide.
    path
        The years of the plan, for the pictures.
    foundation
        How much of the page's figures rests on which standing.
    case_hash
        Hash of the case.
    """

    subject: str
    name: str
    subtitle: str
    headline: tuple[str, ...]
    sections: tuple[Section, ...]
    path: tuple[PathYear, ...]
    foundation: tuple[str, ...]
    case_hash: str

    @property
    def columns(self) -> tuple[list[Section], list[Section]]:
        """The sections before the last one, in two columns of about the same height."""
        before = self.sections[:-1]
        return [each for each in before if each.key in LEFT], [
            each for each in before if each.key not in LEFT
        ]


ALLIANCE = "alliance"
"""The subject of the Alliance's page, and the name of its files."""


def as_json(brief: Brief) -> dict[str, Any]:
    """Return a page's content in a form that JSON can hold, figures in full precision."""
    return {
        "subject": brief.subject,
        "name": brief.name,
        "subtitle": brief.subtitle,
        "headline": list(brief.headline),
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "sentences": list(section.sentences),
                "tables": {
                    table.key: {"caption": table.caption, "rows": table.records} for table in section.tables
                },
            }
            for section in brief.sections
        ],
        "path": [asdict(year) for year in brief.path],
        "foundation": list(brief.foundation),
        "case": brief.case_hash,
    }
