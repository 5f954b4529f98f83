"""The parts of a document. A topic makes one of its results; the writers lay it out, each for its medium."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from sinews.case import Case
from sinews.document import wording
from sinews.document.glossary import meaning

if TYPE_CHECKING:
    from sinews.document.charts.style import Chart


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure in a sentence.

    Attributes
    ----------
    value
        In full precision; None where there is none.
    kind
        One of `wording.KINDS`.
    term
        Key of the glossary's term that it is a figure of; empty where no term is needed.
    band
        Lower and upper end of its range, if known.
    status
        How well it is founded: published, derived, estimated or assumed.
    """

    value: float | int | None
    kind: str = "count"
    term: str = ""
    band: tuple[float, float] | None = None
    status: str = "derived"

    def __str__(self) -> str:
        """Put the figure into words, with as many digits as band and status carry."""
        return wording.KINDS[self.kind].told(
            self.value, wording.digits_of(self.status, self.value, self.band)
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: a template, and the facts and names that stand in its braces."""

    text: str
    facts: Mapping[str, Fact | str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Put the sentence into words."""
        return self.text.format_map(self.facts)


def said(text: str, **facts: Fact | str) -> Sentence:
    """Return a sentence; braces in `text` name its facts, braces in names of a case stay text."""
    return Sentence(text, facts)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and how its values are put into words.

    Attributes
    ----------
    name
        Of the frame's column.
    title, short
        Heading, and a shorter one for where there is little room.
    kind
        One of `wording.KINDS`.
    hint
        What it holds, in more words.
    status
        How well its figures are founded, which their digits follow.
    wide_only
        Whether it is left out where there is little room.
    link
        Column of the frame with where a link leads: to a section, by its key, or to a file beside the page.
    term
        Key of the glossary's term that it holds figures of; empty where no term is needed.
    """

    name: str
    title: str
    kind: str = "text"
    short: str = ""
    hint: str = ""
    status: str = "derived"
    wide_only: bool = False
    link: str = ""
    term: str = ""

    @property
    def explained(self) -> str:
        """What it holds in more words, with what its term means."""
        return " ".join(part for part in (self.hint, self.term and meaning(self.term)) if part)

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers, which stand flush right."""
        return wording.KINDS[self.kind].numeric

    @property
    def dictionary(self) -> str:
        """What it holds, for a dictionary of columns."""
        parts = (self.title, self.explained, wording.KINDS[self.kind].unit)
        return "; ".join(part for part in parts if part)

    def told(self, value: Any) -> str:
        """Return a value in words."""
        return wording.KINDS[self.kind].told(value, wording.digits_of(self.status, value))


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture that a spreadsheet can draw from a frame: lines or bars of columns over a column."""

    kind: str
    over: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, in full precision; it may be empty.

    Attributes
    ----------
    key
        Unique in its document.
    caption
        What it holds, with units.
    frame
        Its rows; columns that are not shown do no harm.
    columns
        The columns shown, from left to right; the first heads the rows.
    first
        How many rows are shown where there is little room; all if None.
    empty
        The sentence that stands in its place without rows.
    sortable
        Whether readers may sort it: not where the order of its rows means something.
    aside
        Whether it only details what stands elsewhere: a terminal leaves it to the page.
    """

    key: str
    caption: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    first: int | None = None
    empty: str = ""
    sortable: bool = True
    aside: bool = False

    @property
    def nothing(self) -> str:
        """What is said in place of a table without rows; empty for one that has some."""
        return "" if self.frame.height else self.empty or f"{self.caption}: there is nothing to show."

    def rows(self, first: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the values of the columns shown, row by row; of the `first` rows only, if given."""
        shown = self.frame if first is None else self.frame.head(first)
        return shown.select(pl.col(column.name) for column in self.columns).iter_rows()

    def linked(self) -> Iterator[list[tuple[Column, Any, str]]]:
        """Yield the cells shown, row by row: the column, the value, and where a link on it leads."""
        for row in self.frame.iter_rows(named=True):
            yield [
                (each, row[each.name], (row[each.link] or "") if each.link else "") for each in self.columns
            ]

    def cells(self, first: int | None = None) -> list[list[str]]:
        """Return the rows in words."""
        return [
            [column.told(value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows(first)
        ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its data.

    Attributes
    ----------
    key
        Unique in its document.
    says
        Its finding in a line, with a number.
    caption
        How to read it, and what it rests on.
    data
        What it draws; without rows `empty` stands in its place.
    draw
        Makes the chart, only where it is drawn.
    plot
        How a spreadsheet draws it from `data`; None if none can.
    """

    key: str
    says: str
    caption: str
    data: pl.DataFrame
    draw: Callable[[], Chart]
    plot: Plot | None = None
    empty: str = ""

    @property
    def nothing(self) -> str:
        """What is said in place of a chart without data; empty for one that has some."""
        return "" if self.data.height else self.empty or f"No chart: {wording.lower(self.says)}."


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph; `kind` is ``"lead"``, ``"note"`` or nothing."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered if `ordered`."""

    texts: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    title: str


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A row of large figures: what each is, and the figure in words."""

    pairs: tuple[tuple[str, str], ...]


Block: TypeAlias = Table | Figure | Note | Items | Heading | KeyFacts


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `aside` is what explains rather than answers, which a terminal leaves to the page."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A topic's answer.

    Attributes
    ----------
    key, title, subtitle
        Name for files, the question, and of what it is asked.
    case
        The case, for the foot of the page; None where no case is behind it.
    holds
        Whether the answer is "yes"; None where it is neither.
    lead
        The answer in a few sentences.
    sections
        Its sections, in order.
    data
        What JSON carries in full precision: a frame, or values, frames and mappings of them by name.
    sheet
        Whether it is one sheet to hand round: a single page of A4 as PDF, pictures and no scripts as HTML.
    """

    key: str
    title: str
    subtitle: str
    case: Case | None
    holds: bool | None
    lead: Sequence[Sentence | str]
    sections: Sequence[Section]
    data: Mapping[str, Any] | pl.DataFrame = field(default_factory=dict)
    sheet: bool = False

    @property
    def foot(self) -> str:
        """What it is made from, for the foot of a page."""
        made = "Made by Sinews from public figures."
        return made if self.case is None else f"{made} Case {self.case.hash}."

    @property
    def terms(self) -> set[str]:
        """The keys of the terms of the glossary that its sentences and its columns use."""
        said = [fact for each in self.lead if isinstance(each, Sentence) for fact in each.facts.values()]
        used = {fact.term for fact in said if isinstance(fact, Fact)}
        used |= {column.term for table in self.tables for column in table.columns}
        return used - {""}

    @property
    def sentences(self) -> list[str]:
        """The answer in words."""
        return [str(sentence) for sentence in self.lead]

    @property
    def tables(self) -> list[Table]:
        """All tables, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Table)]

    @property
    def figures(self) -> list[Figure]:
        """All figures, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Figure)]
