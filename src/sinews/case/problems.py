"""What can be wrong with a case, told by table, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

SHOWN_PER_KIND = 20
"""How many problems of one kind in one table a report prints before it only counts them."""

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
        return f"{line} ({self.remedy})" if self.remedy else line


class CaseError(Exception):
    """A case, or a change to one, that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return the report for a person."""
        return report(self.problems)


def report(problems: Sequence[Problem]) -> str:
    """Return all problems as text, grouped by table and shortened where one kind repeats.

    Parameters
    ----------
    problems
        In the order in which they shall be read; those of one table stand together.

    Returns
    -------
    str
        A headline, then one block per table, without a trailing newline.
    """
    tables = list(dict.fromkeys(problem.table for problem in problems))
    count, places = len(problems), len(tables)
    lines = [f"The case has {count:,} problem{'s' * (count != 1)} in {places} table{'s' * (places != 1)}."]
    ordered = sorted(problems, key=lambda problem: tables.index(problem.table))
    for table, found in groupby(ordered, key=lambda problem: problem.table):
        lines += ["", table, *(f"  {line}" for line in _listed(list(found)))]
    return "\n".join(lines)


def _listed(problems: Sequence[Problem]) -> list[str]:
    """Return the lines of one table; the excess of a kind becomes one line that counts it."""
    shown: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for problem in problems:
        kind = (problem.column, problem.expected)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= SHOWN_PER_KIND:
            shown.append(str(problem))
    for (column, _), count in seen.items():
        if count > SHOWN_PER_KIND:
            of = f" in {column}" if column else ""
            shown.append(f"and {count - SHOWN_PER_KIND:,} more like it{of}")
    return shown


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
