"""What is promised in the case beyond what there is: the rows that the planning model does not hold to.

The model keeps what is on contract or committed, whatever it takes, and plans with what is left, at least
nothing. Where the promise is more than a limit, the limit gives way by the excess: an elastic relaxation
(J. W. Chinneck, Feasibility and Infeasibility in Optimization, 2008, ch. 4), told here by rows of the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.engines.arrays import Values
from sinews.implementation.funding import USD_M_PER_BN
from sinews.implementation.instance import Instance

SCHEMA = {
    "table": pl.String,
    "key": pl.String,
    "column": pl.String,
    "first_year": pl.Int64,
    "last_year": pl.Int64,
    "excess": pl.Float64,
    "unit": pl.String,
    "statement": pl.String,
}

NEGLIGIBLE = 1e-6
"""Excess up to which nothing is said, in the unit of its limit."""


def contradictions(case: Case, instance: Instance) -> pl.DataFrame:
    """Return where contracts and commitments are more than what there is.

    Returns
    -------
    polars.DataFrame
        table, key, column (the limit that gives way), first_year, last_year, excess (the largest of a year;
        for stock, of all years), unit, statement (in words, with what to change); empty where all promises
        can be kept.
    """
    rows = [*_plants(case, instance), *_pools(instance), *_budgets(instance), *_stock(case, instance)]
    return pl.DataFrame(rows, schema=SCHEMA)


def _plants(case: Case, instance: Instance) -> Iterator[dict[str, Any]]:
    """Yield lines and materials of which contracts and commitments take more than the base output."""
    industry = instance.industry
    excess = industry.use @ industry.reserved - industry.base
    units = dict(case["materials"].select("material", "unit").iter_rows())
    for plant, key in enumerate(industry.plants):
        line = plant < industry.lines
        yield from _row(
            instance,
            "lines" if line else "materials",
            key,
            "rate",
            excess[plant],
            "products" if line else units[key],
            "contracts and commitments to Ukraine take more than its output; it is taken to build them all "
            "the same. Raise rate or announced_rate, or spread contracts over more years.",
        )


def _pools(instance: Instance) -> Iterator[dict[str, Any]]:
    """Yield trades of which contracts and commitments need more people than there will be."""
    people = instance.people
    excess = people.need @ instance.industry.reserved - people.reserved
    for pool, (country, trade) in enumerate(zip(people.countries, people.trades, strict=True)):
        yield from _row(
            instance,
            "workforce",
            f"{country}/{trade}",
            "workers",
            excess[pool],
            "people",
            "contracts and commitments to Ukraine need more people than today's intake staffs; they are "
            "delivered all the same. Raise workers or apprentices, or lower workers in labour.",
        )


def _budgets(instance: Instance) -> Iterator[dict[str, Any]]:
    """Yield allies whose contracts and commitments cost more than their budget for equipment."""
    due = instance.contracted + instance.support - instance.funding.equipment_budget
    for ally, key in enumerate(instance.allies):
        yield from _row(
            instance,
            "budgets",
            key,
            "programme_share",
            due[ally] * USD_M_PER_BN,
            "USD m",
            "contracts and commitments cost more than the budget for equipment; they are paid all the same, "
            "and nothing is left. Raise programme_share or equipment_share, or spread contracts over more "
            "years.",
        )


def _stock(case: Case, instance: Instance) -> Iterator[dict[str, Any]]:
    """Yield commitments from stock that stock does not allow."""
    years = instance.years
    for row in case["support_deliveries"].drop_nulls("capability").iter_rows(named=True):
        due = np.where((years >= row["first_year"]) & (years <= row["last_year"]), row["quantity"], 0.0)
        due = due / (row["last_year"] - row["first_year"] + 1)
        place = instance.allies.index(row["ally"]), instance.capabilities.index(row["capability"])
        missing = np.where(due > 0, max(float(due.sum() - instance.given[place].sum()), 0.0), 0.0)
        yield from _row(
            instance,
            "support_deliveries",
            row["delivery"],
            "quantity",
            missing,
            "units",
            "more is promised from stock than stock allows, with what retires later; the rest is not given. "
            "Lower quantity.",
        )


def _row(
    instance: Instance, table: str, key: str, column: str, excess: Values, unit: str, words: str
) -> Iterator[dict[str, Any]]:
    """Yield the row of a limit if anything exceeds it."""
    years = instance.years[excess > NEGLIGIBLE].tolist()
    if years:
        most = float(excess.max())
        when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
        yield {
            "table": table,
            "key": key,
            "column": column,
            "first_year": years[0],
            "last_year": years[-1],
            "excess": most,
            "unit": unit,
            "statement": f"{table}, {key}, {column}: by up to {_number(most)} {unit} {when}, {words}",
        }


def _number(value: float) -> str:
    """Return a number in words: whole where it is large."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
