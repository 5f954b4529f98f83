"""Why a planning problem has no solution, told by rows of the case instead of a solver's code."""

from __future__ import annotations

import numpy as np

from sinews.case import Problem
from sinews.engines.arrays import Flags
from sinews.engines.infeasible import Bounds, irreducible_subset
from sinews.implementation.families.family import Limit, Rows, by_key
from sinews.implementation.model import Model

EXPECTED = "limits that can be kept together; these contradict each other"


def conflict(model: Model) -> list[Problem]:
    """Return the limits of a planning problem that cannot be kept together, as rows of the case.

    Returns
    -------
    list[Problem]
        One for each limit of an irreducible infeasible subset, with its years; empty if there is a solution.
        Limits of nothing, such as that nobody orders less than nothing, are not told.
    """
    found = irreducible_subset(model.lp.arrays())
    return [] if found is None else named(model, found)


def named(model: Model, found: Bounds) -> list[Problem]:
    """Return what some bounds of a model are in the case, as `conflict` does."""
    rows = found.row_lower | found.row_upper
    years: dict[tuple[str, str, str], tuple[Limit, list[int]]] = {}
    for family in model.families:
        for block, places in model.blocks_of(family):
            if block.limit is None:
                continue
            sides = {"lower": found.lower, "upper": found.upper}
            bound: Flags = rows if isinstance(block, Rows) else sides[block.limit.side]
            keys, table, lasting = by_key(model.problem, block.at, places)
            for key, year in np.argwhere((table >= 0) & bound[table]):
                cell = block.limit.table, block.limit.column, keys[key]
                when = years.setdefault(cell, (block.limit, []))[1]
                when += [] if lasting else [int(model.problem.years[year])]
    return [
        Problem(table, None, column, key, EXPECTED, f"{_spelt(when)}{limit.mend}")
        for (table, column, key), (limit, when) in years.items()
    ]


def _spelt(years: list[int]) -> str:
    """Return when, in words; what is for all years together needs none."""
    if not years:
        return ""
    return f"in {years[0]}; " if len(years) == 1 else f"in {min(years)} to {max(years)}; "
