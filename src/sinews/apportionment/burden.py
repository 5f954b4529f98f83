"""Burden: what a unit of a capability costs over its life, and what an ally is able to bear."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, priced, product_costs
from sinews.case.settings import Ability
from sinews.engines.arrays import Values
from sinews.requirements import Requirements

LOW_INCOME_GRADIENT = 0.8

ABILITIES: dict[Ability, str] = {
    "gdp": "gross domestic product of the base year",
    "income": "gross domestic product, less an allowance for income per head below the Alliance's",
    "headroom": "growth in core defence expenditure to the pledged path, discounted",
    "spending": "core defence expenditure in the year before the base year",
}
"""The measures of ability to bear cost, in words; all are in USD m."""


def life_cycle_costs(case: Case) -> pl.DataFrame:
    """Return what one unit of each capability costs over its life, and the product that sets it.

    Parameters
    ----------
    case
        The case: products and their costs, discount rate and service life.

    Returns
    -------
    polars.DataFrame
        ``capability``, ``product`` and ``cost`` in USD m per unit of the capability. Only capabilities for
        which there is a product have a row.

    Notes
    -----
    The cost is procurement plus operation, crews included, in each year of the service life, discounted to
    the year of purchase. The reference product of a capability is the one with the least cost per unit of the
    capability of those that can be ordered in the base year, when the need begins, or else of the first that
    can be; the first in the table of products among equals. An ally that buys a dearer one does so by its
    own choice and is not credited for it.
    """
    rate, years = case.settings.discount_rate, case.settings.service_life
    factor = float(((1.0 + rate) ** -np.arange(1, years + 1, dtype=np.float64)).sum())
    return (
        product_costs(case)
        .filter("counts")
        .select("capability", "product", cost=pl.col("price") + factor * pl.col("operating"))
        .sort("cost", maintain_order=True)
        .group_by("capability", maintain_order=True)
        .first()
    )


def ability_to_bear(case: Case, requirements: Requirements, measure: Ability) -> Values:
    """Return each ally's ability to bear cost by a measure, in USD m, shape (allies,).

    Parameters
    ----------
    case
        The case; the allies come in the order of its table.
    requirements
        The result of step 2, with the spending path that headroom is taken from.
    measure
        A key of `ABILITIES`.

    Notes
    -----
    ``income`` is the low per capita income adjustment of the United Nations' scale of assessments: an ally
    whose income per head is below the average has 80 % of the difference taken off [1]_. ``headroom`` counts
    what the ally's core expenditure exceeds that of the year before the base year by, in every planning year,
    discounted to the base year.

    References
    ----------
    .. [1] United Nations General Assembly, resolution 55/5 B, Scale of assessments for the apportionment of
       the expenses of the United Nations, 2000.
    """
    base = case.settings.base_year
    allies = case["allies"].select("ally", "population")
    gdp = _gdp(case, base)
    if measure == "gdp":
        return gdp
    if measure == "income":
        people = allies["population"].to_numpy().astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            below = np.clip(1.0 - (gdp / people) / (gdp.sum() / people.sum()), 0.0, 1.0)
        return gdp * (1.0 - LOW_INCOME_GRADIENT * np.where(people > 0, below, 0.0))
    share = _column(case, case["budgets"].select("ally", "gdp_share"), "gdp_share")
    before = _gdp(case, base - 1) * share / 100.0
    if measure == "spending":
        return before
    years = case.years
    path = requirements.ambition.spending_path.select("ally", "year", "core")
    core = np.stack(
        [_column(case, path.filter(pl.col("year") == year).drop("year"), "core") for year in years], axis=1
    )
    discount = (1.0 + case.settings.discount_rate) ** -np.arange(len(years), dtype=np.float64)
    return np.asarray(np.clip(core - before[:, None], 0.0, None) @ discount)


def _gdp(case: Case, year: int) -> Values:
    """Return the GDP of each ally in a year, USD m, (allies,)."""
    return _column(case, priced(case, "economy").filter(pl.col("year") == year).select("ally", "gdp"), "gdp")


def _column(case: Case, frame: pl.DataFrame, name: str) -> Values:
    """Return a column of a frame with one row an ally as an array in the order of the allies, (allies,)."""
    ordered = case["allies"].select("ally").join(frame, on="ally", how="left", maintain_order="left")
    return np.asarray(ordered[name].fill_null(0.0).to_numpy(), np.float64)
