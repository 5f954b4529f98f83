"""The economy of the case's one table of input and output, and how it is scaled to an ally by its size."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from sinews.case import FROM_BASELINE, Case, CaseError, case_money, factor_value, has_rows, require_rows
from sinews.case.problems import Problem
from sinews.engines.arrays import Values
from sinews.engines.leontief import effects, factorise, input_coefficients, localised, size_quotient

JOBS_PER_MONEY, SIZE_EXPONENT, TAX = "G034", "A02", "A01"
"""Keys of growth_factors: jobs per money spent (direct and indirect), and our two assumptions."""

NEEDED = ("sectors", "input_output", "sector_mix", "expansion_mix", "growth_factors")
"""Tables without which nothing is said of growth."""

TABLE_OF = "GBR"
"""Whose table of input and output the case holds."""


@dataclass(frozen=True, slots=True)
class Economy:
    """An economy of n sectors; all coefficients are per unit of output.

    Attributes
    ----------
    sectors
        Their keys.
    coefficients
        What sector j uses of sector i's domestic output, (n, n).
    imports, taxes, value_added
        Imports, taxes less subsidies on products, and value added at basic prices, (n,). With the column of
        `coefficients` they add up to 1.
    spending
        What households spend on each sector out of a unit of value added, (n,).
    jobs
        Jobs by USD m of output, (n,).
    wage
        What a job is paid in a year, USD m.
    """

    sectors: list[str]
    coefficients: Values
    imports: Values
    taxes: Values
    value_added: Values
    spending: Values
    jobs: Values
    wage: float


def has_economy(case: Case) -> bool:
    """Return whether the case has the tables that effects on growth need."""
    return has_rows(case, NEEDED)


def read_economy(case: Case) -> Economy:
    """Return the economy of the case's table of input and output.

    Output is what the inputs of a sector add up to, which is published output but for rounding. Jobs follow
    compensation of employees: one wage for all sectors, at the level at which the money that the case spreads
    over sectors, each capability alike, supports the published number of jobs.

    Raises
    ------
    CaseError
        If the case has no table of input and output, no sector mix, or no factor that jobs rest on.
    """
    sectors = case["sectors"]
    require_rows(case, NEEDED, "to say what a plan does for growth")
    names = sectors["sector"].to_list()
    position = {name: i for i, name in enumerate(names)}
    flows = np.zeros((len(names), len(names)))
    for supplier, user, value in case["input_output"].select("from_sector", "to_sector", "value").iter_rows():
        flows[position[supplier], position[user]] = value
    column = {
        name: sectors[name].to_numpy()
        for name in ("imports", "product_taxes", "production_taxes", "compensation", "surplus")
    }
    value_added = column["production_taxes"] + column["compensation"] + column["surplus"]
    output = flows.sum(axis=0) + column["imports"] + column["product_taxes"] + value_added
    coefficients = input_coefficients(flows, output)
    pay = input_coefficients(column["compensation"], output)
    mean_pay = float(sector_shares(case, names).mean(axis=0) @ effects(factorise(coefficients), pay))
    wage = mean_pay / _jobs_per_million(case)
    return Economy(
        sectors=names,
        coefficients=coefficients,
        imports=input_coefficients(column["imports"], output),
        taxes=input_coefficients(column["product_taxes"], output),
        value_added=input_coefficients(value_added, output),
        spending=sectors["households"].to_numpy() / value_added.sum(),
        jobs=pay / wage,
        wage=wage,
    )


def sector_shares(case: Case, sectors: list[str]) -> Values:
    """Return the part of each sector in each capability of the table sector_mix, (c, n), rows adding to 1."""
    mix = case["sector_mix"]
    capabilities = mix["capability"].unique(maintain_order=True).to_list()
    shares = np.zeros((len(capabilities), len(sectors)))
    for capability, sector, share in mix.select("capability", "sector", "share").iter_rows():
        shares[capabilities.index(capability), sectors.index(sector)] = share
    scaled: Values = shares / shares.sum(axis=1, keepdims=True)
    return scaled


def scaled_economy(case: Case, economy: Economy, ally: str) -> Economy:
    """Return the economy of an ally without a table of its own: that of the one table, to its size.

    An economy smaller than that of the table buys fewer inputs at home (`size_quotient`); the same money
    supports more jobs where GDP per head is lower. Both are assumptions. One
    without people or GDP has no size to scale by, and gets the table's.
    """
    gdp = dict(
        case["economy"].filter(pl.col("year") == case.settings.base_year).select("ally", "gdp").iter_rows()
    )
    people = dict(case["allies"].select("ally", "population").iter_rows())
    if ally == TABLE_OF or not all(size.get(each) for size in (gdp, people) for each in (ally, TABLE_OF)):
        return economy
    kept = size_quotient(gdp[ally] / gdp[TABLE_OF], growth_factor(case, SIZE_EXPONENT))
    coefficients, imports = localised(economy.coefficients, economy.imports, kept)
    per_head = (gdp[TABLE_OF] / people[TABLE_OF]) / (gdp[ally] / people[ally])
    return replace(
        economy,
        coefficients=coefficients,
        imports=imports,
        spending=economy.spending * kept,
        jobs=economy.jobs * per_head,
        wage=economy.wage / per_head,
    )


def growth_factor(case: Case, key: str) -> float:
    """Return a value of the table growth_factors; raise CaseError where it has none."""
    return factor_value(case, "growth_factors", key)


def _jobs_per_million(case: Case) -> float:
    """Return jobs by million of the case's money, from the published jobs by GBP m of 2023."""
    year = case.settings.rate_year
    index = dict(case["deflators"].filter(pl.col("currency") == "GBP").select("year", "index").iter_rows())
    rates = case["exchange_rates"].filter((pl.col("currency") == "GBP") & (pl.col("year") == year))
    if 2023 not in index or year not in index or rates.is_empty():
        expected = f"rows of GBP for 2023 and {year}, and in exchange_rates one for {year}, to count jobs"
        raise CaseError([Problem("deflators", None, "year", "", expected, FROM_BASELINE)])
    return growth_factor(case, JOBS_PER_MONEY) / case_money(case, "GBP", 2023)
