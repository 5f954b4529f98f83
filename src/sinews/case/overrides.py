"""Changes to a case written as text, as on a command line: ``pledges.amd_increase.factor=4``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sinews.case.case import Case, checked_case, declared
from sinews.case.problems import CallError, CaseError, Problem
from sinews.case.rows import changed_row
from sinews.case.settings import make_settings

SETTINGS = "settings"
_EXPECTED = "table.key.column=value, or settings.name=value"


@dataclass(frozen=True, slots=True)
class Override:
    """One change: the table, the row's key with slashes between its parts, the column, the new value.

    For a setting the table is ``"settings"`` and the key is ``""``. The value None empties a cell.
    """

    table: str
    key: str
    column: str
    value: str | None


def parse_override(text: str) -> Override:
    """Return the change that a text like ``inventory.DEU/tank.quantity=300`` asks for.

    The table ends at the first dot and the column begins after the last dot before the first equals
    sign; the key between them may hold dots itself.

    Raises
    ------
    CaseError
        If the text has another form.
    """
    place, equals, value = text.partition("=")
    table, _, rest = place.strip().partition(".")
    key, _, column = rest.rpartition(".")
    complete = bool(equals and table and column) and (bool(key) != (table == SETTINGS))
    if not complete:
        raise CallError(
            [Problem("override", None, "", text, _EXPECTED, "e.g. pledges.amd_increase.factor=4")]
        )
    return Override(table, key, column, value.strip() or None)


def apply_overrides(case: Case, texts: Iterable[str]) -> Case:
    """Return the case with all changes made; of two changes to one cell the later one holds.

    Parameters
    ----------
    case
        The case to change.
    texts
        Changes in the form that `parse_override` reads.

    Raises
    ------
    CaseError
        With the problems of every change that cannot be made; or, where each can, with those of the
        case that they would make together.

    Examples
    --------
    >>> import sinews
    >>> from sinews.case import apply_overrides
    >>> case = sinews.open_case()
    >>> case = apply_overrides(case, ["pledges.amd_increase.factor=4", "settings.discount_rate=0.05"])
    """
    problems: list[Problem] = []
    rows: dict[tuple[str, str], dict[str, str | None]] = {}
    for text in texts:
        try:
            override = parse_override(text)
            rows.setdefault((override.table, override.key), {})[override.column] = override.value
        except CaseError as error:
            problems += error.problems
    settings, tables = case.settings, dict(case.tables)
    for (table, key), values in rows.items():
        try:
            if table == SETTINGS:
                settings = make_settings({**settings.model_dump(), **values}, strict=False)
            else:
                declaration = declared(table)
                tables[table] = changed_row(declaration, tables[table], key, values)
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CallError(problems)
    return checked_case(settings, tables) if rows else case
