"""Checks that the tables cover the planning years."""

from __future__ import annotations

from itertools import product

from sinews.case.checks.marking import Frames, columns_of
from sinews.case.problems import Problem
from sinews.case.settings import Settings


def uncovered_years(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each ally without a GDP for every planning year and for the year before them.

    The year before is the one that growth in expenditure counts from.
    """
    allies = columns_of(tables, "allies", "ally")
    economy = columns_of(tables, "economy", "ally", "year")
    if allies is None or economy is None or economy.is_empty():
        return []
    first, last = settings.base_year - 1, settings.horizon
    known = set(economy.select("ally", "year").iter_rows())
    missing: dict[str, list[int]] = {}
    for ally, year in product(allies.get_column("ally").drop_nulls().unique(), range(first, last + 1)):
        if (ally, year) not in known:
            missing.setdefault(ally, []).append(year)
    return [
        Problem("economy", None, "ally/year", ally, f"a row for every year from {first} to {last}",
                "missing: " + ", ".join(str(year) for year in years))
        for ally, years in sorted(missing.items())
    ]  # fmt: skip
