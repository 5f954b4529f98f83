"""What a case table is: columns with types, units, bounds and references, declared once.

Validation, documentation, templates and forms all read these declarations; none repeats them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """The type of a column's values."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    YEAR = "year"
    BOOLEAN = "boolean"


class Status(StrEnum):
    """How well a figure is founded, from best to weakest."""

    PUBLISHED = "published"
    DERIVED = "derived"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"


STATUS_RANK = {str(status): rank for rank, status in enumerate(Status)}
"""The place of each status, from best to weakest."""


class Effect(StrEnum):
    """What a rise of a figure does to the answer that it acts on."""

    RAISES = "raises"
    LOWERS = "lowers"
    EITHER = "moves"
    """Up or down, as the rest of the case has it."""


TABLE_MONEY = "m of settings.table_currency, in prices of settings.table_price_year"
"""The unit of money in tables that do not name its currency and year in each row."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a numeric column is for.

    Parameters
    ----------
    used_by
        The step of the process, or the enabler, that reads it; ``"readers"`` if it only informs who
        reads the case, ``"nothing"`` if nothing reads it yet.
    effect
        What a rise does to `figure`; None if it only informs.
    figure
        A public answer of that step that it acts on: ``"table.column"``.
    """

    used_by: str
    effect: Effect | None = None
    figure: str = ""

    @property
    def told(self) -> str:
        """The effect in words, such as ``raises spending.procurement``; ``informative`` without one."""
        return f"{self.effect} {self.figure}" if self.effect else "informative"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a case table.

    Parameters
    ----------
    name, description
        The header in the file, and one line that says what the column holds.
    kind
        The type of its values.
    unit
        The unit of measure; money names its currency and price year.
    optional
        Whether a cell may be empty.
    minimum, maximum
        Inclusive bounds of a number, integer or year: what is beyond them cannot be.
    stated
        The bounds that the column states itself, where the others follow from its unit.
    usual
        Inclusive bounds beyond which a figure is worth a warning.
    choices
        The words a text column may hold; empty for any.
    references
        ``"table.column"`` that must hold this value; ``""`` for none.
    within_horizon
        For a year: whether it must lie between the case's base year and its horizon.
    may_be_missing
        Whether a file may lack the whole column, because older cases were made without it; it is optional.
    as_written
        Whether any text may stand in this column of the key: a name as publishers write it.
    """

    name: str
    description: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    stated: tuple[float | None, float | None] | None = None
    usual: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    references: str = ""
    within_horizon: bool = False
    may_be_missing: bool = False
    as_written: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a case: a CSV file or a worksheet of the same name.

    Parameters
    ----------
    name, description
        The file's stem, and one line that says what a row is.
    key
        The columns that identify a row; no two rows share them.
    columns
        All columns, in the order in which they are written.
    may_be_empty
        Whether a case without any row here still makes sense.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    may_be_empty: bool = False

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column called `name`; raise KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def provenance() -> tuple[Column, ...]:
    """Return the columns that tell where a row's figures come from."""
    return (
        Column("source", "key of the publication in the table of sources", references="sources.source"),
        Column(
            "status",
            "how well the figure is founded",
            choices=tuple(Status),
        ),
        Column("note", "what a reader should know of this figure", optional=True),
    )
