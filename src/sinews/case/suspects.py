"""The figures of a case that lie farthest from what is usual: where to look when it cannot be solved."""

from __future__ import annotations

from sinews.case.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.frames import FIRST_ROW, shown
from sinews.case.problems import Problem
from sinews.case.schema import Kind

NAMED = 5
"""How many figures are named at most."""


def suspects(case: Case, found: str) -> list[Problem]:
    """Return problems that name the largest figures of a case, measured by what is usual in their columns.

    Parameters
    ----------
    case
        A case whose model could not be solved, for numerical reasons most likely.
    found
        The solver's word for it.
    """
    ranked: list[tuple[float, Problem]] = []
    for table in TABLES:
        frame = case[table.name]
        for column in table.columns:
            if column.usual is None or column.kind is Kind.YEAR or column.usual[1] <= 0:
                continue
            values = frame.get_column(column.name)
            row = values.arg_max()
            if row is None or not values[row]:
                continue
            low, high = column.usual
            expected = f"figures that the model can be solved with; usual here are {low:g} to {high:g}"
            place = row + FIRST_ROW, column.name, shown(values[row])
            problem = Problem(table.name, *place, expected, f"one of the largest; the solver's word: {found}")
            ranked.append((values[row] / high, problem))
    ranked.sort(key=lambda pair: -pair[0])
    return [problem for _, problem in ranked[:NAMED]]
