"""How far today's materials and people carry what lines build beside what they have on order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sinews.case.case import Case

Needs = dict[str, float]
"""What one product of each line takes of an input."""


def carried(
    case: Case, booked: Mapping[tuple[str, int], float], free: Mapping[tuple[str, int], float]
) -> dict[tuple[str, int], float]:
    """Return the part of each line's free output for which materials and people suffice.

    Parameters
    ----------
    case
        The case, for its materials, its skilled people and what lines need of them.
    booked
        Products by line and year that are delivered in any case; they come first.
    free
        Products by line and year that would be built beside them.

    Returns
    -------
    dict
        Parts of 1 by line and year. Who shares a scarce input gives up the same part; 1 where nothing is
        scarce or no input is listed.
    """
    parts: dict[tuple[str, int], float] = defaultdict(lambda: 1.0)
    for needs, there in _inputs(case):
        for year in case.years:
            taken = math.fsum(booked.get((line, year), 0.0) * each for line, each in needs.items())
            asked = math.fsum(free.get((line, year), 0.0) * each for line, each in needs.items())
            if asked > 0.0:
                part = min(1.0, max(0.0, there[year] - taken) / asked)
                for line in needs:
                    parts[line, year] = min(parts[line, year], part)
    return parts


def _inputs(case: Case) -> Iterator[tuple[Needs, dict[int, float]]]:
    """Yield what each line needs of an input, and what there is of it a year: materials, then trades."""
    bills = _bills(case)
    for material, rate in case["materials"].select("material", "rate").iter_rows():
        yield bills[material], dict.fromkeys(case.years, rate)
    for row in case["workforce"].iter_rows(named=True):
        yield _people(case, row["country"], row["trade"], bills), _there(case, row)


def _bills(case: Case) -> dict[str, Needs]:
    """Return by material what one product of each line takes of it."""
    made = case["lines"].select("line", "product")
    rows = case["bills_of_materials"].join(made, on="product", maintain_order="left_right")
    bills: dict[str, Needs] = {material: {} for material in case["materials"]["material"]}
    for material, line, quantity in rows.select("material", "line", "quantity").iter_rows():
        bills[material][line] = quantity
    return bills


def _people(case: Case, country: str, trade: str, bills: dict[str, Needs]) -> Needs:
    """Return the people of a trade in a country that one product of each line needs, materials included."""
    here = {
        *case["lines"].filter(country=country)["line"],
        *case["materials"].filter(country=country)["material"],
    }
    needs: Needs = defaultdict(float)
    for site, workers in case["labour"].filter(trade=trade).select("site", "workers").iter_rows():
        for line, quantity in bills.get(site, {site: 1.0}).items() if site in here else ():
            needs[line] += workers * quantity
    return needs


def _there(case: Case, pool: dict[str, float]) -> dict[int, float]:
    """Return the people of a trade that today's intake of apprentices leaves in each year."""
    there, people = {}, pool["workers"]
    for year in case.years:
        people = people * (1.0 - pool["attrition"] / 100.0) + pool["apprentices"]
        there[year] = people
    return there
