"""Checks that all money of other currencies and years can be brought to those of the case."""

from __future__ import annotations

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.problems import Problem
from sinews.case.settings import SETTINGS_FILE, Settings

CONVERTED = tuple(table.name for table in TABLES if {"currency", "price_year"} <= set(table.column_names))
"""Tables whose rows name the currency and the year of the prices that their amount is in."""

AS_SIGNED = ("loans",)
"""Tables whose rows name a currency, in money of the years in which it flows."""


def unconvertible_money(settings: Settings, tables: Frames) -> list[Problem]:
    """Return the problems of the checks in this module."""
    rows = [
        problem
        for table in CONVERTED
        for check in (without_exchange_rate, without_deflator)
        for problem in check(settings, tables, table)
    ]
    rows += [problem for table in AS_SIGNED for problem in without_exchange_rate(settings, tables, table)]
    return rows + settings_without_rates(settings, tables)


def settings_without_rates(settings: Settings, tables: Frames) -> list[Problem]:
    """Report settings into whose currency or price year the case cannot convert its money."""
    rates = columns_of(tables, "exchange_rates", "currency", "year")
    deflators = columns_of(tables, "deflators", "currency", "year")
    year, currency, found = settings.rate_year, settings.currency, []
    others = {settings.table_currency or currency}
    for table in (*CONVERTED, *AS_SIGNED):
        money = columns_of(tables, table, "currency")
        others |= set() if money is None else set(money["currency"].drop_nulls())
    if rates is not None and others - {currency}:
        known = {"USD", *rates.filter(pl.col("year") == year)["currency"].drop_nulls()}
        found += [
            Problem(SETTINGS_FILE, None, name, each, f"a currency with a rate for {year} in exchange_rates")
            for name, each in (("currency", currency), ("table_currency", settings.table_currency))
            if each is not None and each not in known
        ]
    if deflators is not None and settings.price_year != year:
        pairs = set(deflators.select("currency", "year").iter_rows())
        missing = [each for each in (settings.price_year, year) if (currency, each) not in pairs]
        expected = f"a year with a deflator of {currency}, as {year} must have one"
        found += [
            Problem(SETTINGS_FILE, None, "price_year", str(settings.price_year), expected)
            for _ in missing[:1]
        ]
    return found


def without_exchange_rate(settings: Settings, tables: Frames, table: str) -> list[Problem]:
    """Report each row in a currency without an exchange rate for the year of the rates."""
    money = columns_of(tables, table, "currency")
    rates = columns_of(tables, "exchange_rates", "currency", "year")
    if money is None or rates is None:
        return []
    known = rates.filter(pl.col("year") == settings.rate_year).get_column("currency").drop_nulls().to_list()
    values = money.get_column("currency")
    return marked(
        table, "currency", values, ~values.is_in([settings.currency, "USD", *known]),
        f"a currency with a rate for {settings.rate_year} in exchange_rates",
    )  # fmt: skip


def without_deflator(settings: Settings, tables: Frames, table: str) -> list[Problem]:
    """Report each row of another year whose currency lacks a deflator for it or for the year of the rates."""
    money = columns_of(tables, table, "currency", "price_year")
    deflators = columns_of(tables, "deflators", "currency", "year")
    if money is None or deflators is None:
        return []
    pairs = deflators.select("currency", "year").unique()
    here = money.select("currency", "price_year")
    then = here.join(pairs.with_columns(found=True), left_on=["currency", "price_year"],
                     right_on=["currency", "year"], how="left", maintain_order="left")  # fmt: skip
    now = pairs.filter(pl.col("year") == settings.rate_year).get_column("currency").to_list()
    years, currency = money.get_column("price_year"), money.get_column("currency")
    other = years.is_not_null() & currency.is_not_null() & (years != settings.rate_year)
    return [
        *marked(table, "price_year", years, other & then.get_column("found").is_null(),
                "a year with a deflator of the row's currency"),
        *marked(table, "currency", currency, other & ~currency.is_in(now),
                f"a currency with a deflator for {settings.rate_year}"),
    ]  # fmt: skip
