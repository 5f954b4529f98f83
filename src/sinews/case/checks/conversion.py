"""Checks that every cost can be brought to the currency and the prices of the case."""

from __future__ import annotations

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem
from sinews.case.settings import Settings


def unconvertible_costs(settings: Settings, tables: Frames) -> list[Problem]:
    """Return the problems of both checks in this module."""
    return [*costs_without_exchange_rate(settings, tables), *costs_without_deflator(settings, tables)]


def costs_without_exchange_rate(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each cost in a currency without an exchange rate for the price year."""
    costs = columns_of(tables, "costs", "currency")
    rates = columns_of(tables, "exchange_rates", "currency", "year")
    if costs is None or rates is None:
        return []
    known = rates.filter(pl.col("year") == settings.price_year).get_column("currency").drop_nulls().to_list()
    values = costs.get_column("currency")
    return marked(
        "costs", "currency", values, ~values.is_in([settings.currency, *known]),
        f"a currency with a rate for {settings.price_year} in exchange_rates",
    )  # fmt: skip


def costs_without_deflator(settings: Settings, tables: Frames) -> list[Problem]:
    """Report each cost of another year whose currency lacks a deflator for it or for the price year."""
    costs = columns_of(tables, "costs", "currency", "price_year")
    deflators = columns_of(tables, "deflators", "currency", "year")
    if costs is None or deflators is None:
        return []
    pairs = deflators.select("currency", "year").unique()
    here = costs.select("currency", "price_year")
    then = here.join(pairs.with_columns(found=True), left_on=["currency", "price_year"],
                     right_on=["currency", "year"], how="left", maintain_order="left")  # fmt: skip
    now = pairs.filter(pl.col("year") == settings.price_year).get_column("currency").to_list()
    years, currency = costs.get_column("price_year"), costs.get_column("currency")
    other = years.is_not_null() & currency.is_not_null() & (years != settings.price_year)
    return [
        *marked("costs", "price_year", years, other & then.get_column("found").is_null(),
                "a year with a deflator of the row's currency"),
        *marked("costs", "currency", currency, other & ~currency.is_in(now),
                f"a currency with a deflator for {settings.price_year}"),
    ]  # fmt: skip
