"""Figures whose magnitude does not fit what the case knows of the same thing: worth a warning, no mistake.

A figure in dollars where millions belong, or a fraction where per cent belong, is a sound number. What gives
it away is another figure of the same ally that says otherwise by a factor of hundreds.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.checks.marking import Frames, columns_of
from sinews.case.figures import PRINTED_DIGITS

FAR = 300.0
"""How many times larger or smaller one figure may be than another of the same thing."""

LEAST_SHARE = 0.1
"""Share of GDP below which nobody spends who keeps armed forces, in per cent."""

MOST_SOLDIERS = 0.2
"""Part of the population that is under arms at most."""

ABOVE_ONE = (
    ("budgets", "ally", "equipment_share"),
    ("budgets", "ally", "programme_share"),
    ("expenditure", "ally", "personnel_share"),
    ("expenditure", "ally", "other_share"),
)
"""Columns of per cent that are never below one: table, what a row is of, column."""

DEAREST = 100_000.0
"""What no single unit of anything costs, in USD m."""


def unlikely_magnitudes(tables: Frames) -> tuple[str, ...]:
    """Return a sentence for each figure whose magnitude does not fit another of the same thing.

    Parameters
    ----------
    tables
        The tables of a sound case.
    """
    told = (
        *_gdp_of_another_unit(tables),
        *_share_of_another_unit(tables, "budgets"),
        *_share_of_another_unit(tables, "expenditure"),
        *_fractions_for_per_cent(tables),
        *_expenditure_against_share(tables),
        *_more_soldiers_than_people(tables),
        *_dearer_than_anything(tables),
    )
    # what another figure gives away needs no second sentence
    known = {sentence.partition(":")[0] for sentence in told}
    return (*told, *_beyond_usual({name: frame for name, frame in tables.items() if name not in known}))


def _gdp_of_another_unit(tables: Frames) -> Iterator[str]:
    """Tell GDP in one table that is far from the same ally's GDP in another."""
    economy = columns_of(tables, "economy", "ally", "year", "gdp")
    expenditure = columns_of(tables, "expenditure", "ally", "year", "gdp_current")
    if economy is None or expenditure is None:
        return
    known = expenditure.drop_nulls("gdp_current").sort("year").group_by("ally", maintain_order=True).last()
    for ally, year, gdp, other, then in _far_apart(
        economy.join(known, on="ally", maintain_order="left").select(
            "ally", "year", "gdp", "gdp_current", "year_right"
        )
    ):
        yield (
            f"economy: the GDP of {ally} in {year} is {gdp}, but expenditure.gdp_current says {other} for "
            f"{then}; both are in million USD"
        )


def _far_apart(pairs: pl.DataFrame) -> Iterator[tuple[str, int, str, str, int]]:
    """Yield the first row of each ally whose third and fourth column are far apart, with numbers as text."""
    ally, _, one, other, _ = pairs.columns
    ratio = pl.col(one) / pl.col(other)
    far = pairs.filter((pl.col(one) > 0) & (pl.col(other) > 0) & ((ratio > FAR) | (ratio < 1 / FAR)))
    for row in far.unique(ally, keep="first", maintain_order=True).iter_rows():
        yield row[0], row[1], _shown(row[2]), _shown(row[3]), row[4]


def _share_of_another_unit(tables: Frames, table: str) -> Iterator[str]:
    """Tell a share of GDP that looks like a fraction where per cent belong."""
    frame = columns_of(tables, table, "ally", "gdp_share")
    allies = columns_of(tables, "allies", "ally", "armed_forces")
    if frame is None or allies is None:
        return
    armed = allies.filter(pl.col("armed_forces")).get_column("ally").to_list()
    low = frame.filter(
        pl.col("gdp_share").is_between(0, LEAST_SHARE, closed="none") & pl.col("ally").is_in(armed)
    )
    for ally, share in (
        low.unique("ally", keep="first", maintain_order=True).select("ally", "gdp_share").iter_rows()
    ):
        yield (
            f"{table}: gdp_share of {ally} is {_shown(share)} % of GDP; per cent belong there: "
            "2 % is 2 and not 0.02"
        )


def _fractions_for_per_cent(tables: Frames) -> Iterator[str]:
    """Tell per cent that are below one where they never are: fractions, most likely."""
    for table, key, column in ABOVE_ONE:
        frame = columns_of(tables, table, key, column)
        if frame is None:
            continue
        low = frame.filter(pl.col(column).is_between(0, 1, closed="none"))
        for name, value in low.unique(key, keep="first", maintain_order=True).select(key, column).iter_rows():
            yield (
                f"{table}: {column} of {name} is {_shown(value)} %; per cent belong there: "
                "30 % is 30 and not 0.3"
            )


def _expenditure_against_share(tables: Frames) -> Iterator[str]:
    """Tell expenditure and GDP whose ratio is far from the share that stands beside them."""
    frame = columns_of(tables, "expenditure", "ally", "year", "current", "gdp_current", "gdp_share")
    if frame is None:
        return
    ratio = pl.col("current") / pl.col("gdp_current") * 100 / pl.col("gdp_share")
    far = frame.filter(
        ratio.is_finite() & ((ratio > 30) | (ratio < 1 / 30)) & (pl.col("gdp_share") >= LEAST_SHARE)
    )
    for row in far.unique("ally", keep="first", maintain_order=True).iter_rows(named=True):
        yield (
            f"expenditure: {row['ally']} in {row['year']} spends {_shown(row['current'])} of a GDP of "
            f"{_shown(row['gdp_current'])} million USD, which is not {_shown(row['gdp_share'])} %"
        )


def _more_soldiers_than_people(tables: Frames) -> Iterator[str]:
    """Tell military personnel that is a large part of the population: persons where thousands belong."""
    personnel = columns_of(tables, "personnel", "ally", "year", "military")
    allies = columns_of(tables, "allies", "ally", "population")
    if personnel is None or allies is None:
        return
    people = personnel.join(allies.select("ally", "population"), on="ally", maintain_order="left")
    many = people.filter(pl.col("military") * 1000 > MOST_SOLDIERS * pl.col("population"))
    for row in many.unique("ally", keep="first", maintain_order=True).iter_rows(named=True):
        yield (
            f"personnel: {row['ally']} has {_shown(row['military'])} thousand soldiers in {row['year']}, of "
            f"{row['population']:,} people; thousands belong there"
        )


def _dearer_than_anything(tables: Frames) -> Iterator[str]:
    """Tell a unit that costs more than anything does: single dollars where millions belong."""
    costs = columns_of(tables, "costs", "product", "element", "amount", "currency")
    rates = columns_of(tables, "exchange_rates", "currency", "year", "per_usd")
    if costs is None or rates is None:
        return
    newest = rates.sort("year").group_by("currency", maintain_order=True).last().select("currency", "per_usd")
    dollars = costs.join(newest, on="currency", how="left", maintain_order="left").with_columns(
        usd=pl.col("amount") / pl.col("per_usd").fill_null(1.0)
    )
    for row in dollars.filter(pl.col("usd") > DEAREST).iter_rows(named=True):
        yield (
            f"costs: {row['element']} of {row['product']} is {_shown(row['amount'])} million "
            f"{row['currency']}; millions belong there"
        )


def _beyond_usual(tables: Frames) -> Iterator[str]:
    """Tell the first figure of each column that lies outside the range of what is usual."""
    for table in TABLES:
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        for column in table.columns:
            if column.usual is None or column.name not in frame.columns:
                continue
            low, high = column.usual
            values = frame.get_column(column.name)
            odd = (~values.is_between(low, high)).fill_null(False)
            if not odd.any():
                continue
            row = frame.filter(odd).row(0, named=True)
            key = "/".join(str(row[name]) for name in table.key)
            unit = f" {column.unit}" if column.unit else ""
            more = f", and {odd.sum() - 1:,} more" if odd.sum() > 1 else ""
            yield (
                f"{table.name}: {column.name} of {key} is {_shown(row[column.name])}{unit}{more}; usual are "
                f"{_shown(low)} to {_shown(high)}"
            )


def _shown(number: float) -> str:
    """Return a number as it is printed."""
    return f"{number:,.{PRINTED_DIGITS}g}"
