"""What can be wrong with a case, told by table, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

from sinews.case.names import inert

SHOWN_PER_KIND = 20
"""How many problems of one kind in one table a report prints before it only counts them."""

REFERENCE = "a value of "
"""How the expectation of a value begins that another table must hold."""

_MOST_CANDIDATES = 5_000
"""Above this many candidates a search for a similar word costs more than it helps."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a case.

    Parameters
    ----------
    table
        The table, or the name of another file of the case.
    row
        The line of the file (the header is line 1); None where the fault is not in one row.
    column
        The column; ``""`` where the fault is not in one column.
    value
        What stands there.
    expected
        What should stand there; problems with the same expectation are of one kind.
    remedy
        What the person can do; ``""`` where the expectation already says it.
    """

    table: str
    row: int | None
    column: str
    value: str
    expected: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the problem in one line, without its table."""
        where = ", ".join(
            part for part in ("" if self.row is None else f"row {self.row}", self.column) if part
        )
        found = f"found {_shortened(self.value)!r}, expected" if self.value else "expected"
        line = f"{found} {self.expected}"
        if where:
            line = f"{where}: {line}"
        return inert(f"{line} ({self.remedy})" if self.remedy else line)


class CaseError(Exception):
    """A case, or a change to one, that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return the report for a person."""
        return report(self.problems)


class CallError(CaseError):
    """What somebody has asked of a sound case is not there or makes no sense: the case is not to blame."""

    def __str__(self) -> str:
        """Return the report for a person."""
        return report(self.problems, asked=True)


def report(problems: Sequence[Problem], *, asked: bool = False) -> str:
    """Return all problems as text, grouped by table and shortened where one kind repeats.

    Parameters
    ----------
    problems
        In the order in which they shall be read; those of one table stand together.
    asked
        Whether they are of what was asked for, and not of the case.

    Returns
    -------
    str
        A headline, then one block per table, without a trailing newline.
    """
    tables = list(dict.fromkeys(problem.table for problem in problems))
    count, places = len(problems), len(tables)
    many = f"{count:,} problem{'s' * (count != 1)}"
    where = f"The case has {many} in {places} table{'s' * (places != 1)}."
    lines = [f"What was asked for has {many}." if asked else where]
    ordered = sorted(problems, key=lambda problem: tables.index(problem.table))
    elsewhere = _missing_in_several(ordered)
    for table, found in groupby(ordered, key=lambda problem: problem.table):
        told = [
            problem
            for problem in found
            if next(iter(elsewhere.get((problem.value, problem.expected), {table: 1}))) == table
        ]
        if told:
            lines += ["", inert(table), *(f"  {line}" for line in _listed(told, elsewhere))]
    return "\n".join(lines)


def _missing_in_several(problems: Sequence[Problem]) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many rows of each table refer to a key that is nowhere, by the key and where it is missing.

    Only keys that several tables refer to: they are one mistake, told in the first of the tables.
    """
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for problem in problems:
        if problem.value and problem.expected.startswith(REFERENCE):
            tables = rows.setdefault((problem.value, problem.expected), {})
            tables[problem.table] = tables.get(problem.table, 0) + 1
    return {cause: tables for cause, tables in rows.items() if len(tables) > 1}


def _listed(problems: Sequence[Problem], elsewhere: Mapping[tuple[str, str], Mapping[str, int]]) -> list[str]:
    """Return the lines of one table, one for each cause; the excess of a kind is only counted."""
    shown: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    hidden: dict[tuple[str, str], int] = {}
    causes: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        # one value that is wrong in many rows is one mistake; rows without a value are told one by one
        cause = (problem.column, problem.value, problem.expected, problem.remedy)
        causes.setdefault(cause if problem.value else (*cause, str(problem.row)), []).append(problem)
    for alike in causes.values():
        kind = (alike[0].column, alike[0].expected)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= SHOWN_PER_KIND:
            others = list(elsewhere.get((alike[0].value, alike[0].expected), {}).items())[1:]
            too = ", ".join(f"{table} ({rows:,})" for table, rows in others)
            shown.append(_told(alike) + (f"; also in {too}" if too else ""))
        else:
            hidden[kind] = hidden.get(kind, 0) + len(alike)
    for (column, _), count in hidden.items():
        of = f" in {column}" if column else ""
        shown.append(f"and {count:,} more like it{of}")
    return shown


def _told(alike: Sequence[Problem]) -> str:
    """Return the line for one cause: the problem in its first row, and the other rows that have it too."""
    line = str(alike[0])
    if len(alike) == 1:
        return line
    rows = [problem.row for problem in alike[1:] if problem.row is not None]
    named = ", ".join(str(row) for row in rows[:5])
    more = f" and {len(rows) - 5:,} more" if len(rows) > 5 else ""
    return f"{line}; also in row{'s' * (len(rows) > 1)} {named}{more}"


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return ``"did you mean 'x'?"`` for the candidates most like `word`, or ``""``."""
    known = [str(candidate) for candidate in candidates]
    if len(known) > _MOST_CANDIDATES:
        return ""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(word.lower(), list(by_lower), n=3, cutoff=0.6)
    if not close:
        return ""
    return "did you mean " + " or ".join(repr(by_lower[match]) for match in close) + "?"


def _shortened(value: str) -> str:
    """Return a value that fits on a line of a report."""
    return value if len(value) <= 60 else value[:57] + "..."
