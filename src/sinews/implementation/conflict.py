"""Why a planning problem has no solution, told by rows of the case instead of a solver's code."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sinews.case import Problem
from sinews.engines.arrays import Indices
from sinews.engines.infeasible import Bounds, irreducible_subset
from sinews.engines.lp import LpModel
from sinews.implementation.instance import Instance
from sinews.implementation.model import Blocks

EXPECTED = "limits that can be kept together; these contradict each other"


def conflict(instance: Instance, model: LpModel, blocks: Blocks) -> list[Problem]:
    """Return the limits of a planning problem that cannot be kept together, as rows of the case.

    Returns
    -------
    list[Problem]
        One for each limit of an irreducible infeasible subset, with its years; empty if there is a solution.
        Limits of nothing, such as that nobody orders less than nothing, are not told.
    """
    found = irreducible_subset(model.arrays())
    if found is None:
        return []
    years: dict[tuple[str, str, str], list[int]] = {}
    for table, column, keys, places in _named(instance, blocks, found):
        for key, year in places:
            years.setdefault((table, column, keys[int(key)]), []).append(int(instance.years[int(year)]))
    return [
        Problem(table, None, column, key, EXPECTED, f"in {_spelt(when)}; raise it, or lower what is promised")
        for (table, column, key), when in years.items()
    ]


def _named(
    instance: Instance, blocks: Blocks, found: Bounds
) -> Iterable[tuple[str, str, list[str], Indices]]:
    """Yield table, column, keys, and the positions of key and year of each bound that has a name."""
    rows, people = found.rows, instance.people
    pools = [f"{country}/{trade}" for country, trade in zip(people.countries, people.trades, strict=True)]
    plants, lines = instance.industry.plants, instance.industry.lines
    for table, part in (("lines", slice(lines)), ("materials", slice(lines, None))):
        yield table, "rate", plants[part], _places(blocks.capacity[part], rows)
        ceilings = np.flatnonzero(found.upper)
        yield table, "ceiling", plants[part], _places(blocks.expansion[part], ceilings)
    yield "workforce", "workers", pools, _places(blocks.workforce.needed, rows)
    limits = np.flatnonzero(found.upper)
    yield "workforce", "intake_limit", pools, _places(blocks.workforce.intake, limits)
    yield "workforce", "recruitment_limit", pools, _places(blocks.workforce.recruits, limits)
    yield "budgets", "programme_share", instance.allies, _places(blocks.money.equipment, rows)
    yield "budgets", "operating_share", instance.allies, _places(blocks.money.total, rows)


def _places(block: Indices, members: Indices) -> Indices:
    """Return the positions in a block, (n, 2), of what of it is among some members."""
    return np.argwhere(np.isin(block, members))


def _spelt(years: list[int]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{min(years)} to {max(years)}"
