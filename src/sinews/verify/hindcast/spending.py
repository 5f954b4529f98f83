"""Spending: what the plans of 2022 foresaw, beside what NATO's tables say was spent."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.implementation import Plan

EXPENDITURE, EQUIPMENT = "defence expenditure", "equipment expenditure"
"""The two classes of quantities."""


def happened(case: Case, first: int) -> pl.DataFrame:
    """Return what allies spent from a year on, at constant prices of the case's price year.

    Parameters
    ----------
    case
        A case with the table of expenditure.
    first
        The first year.

    Returns
    -------
    polars.DataFrame
        ally, year, gdp and core (USD m), gdp_share and equipment_share (%; null where not published).

    Notes
    -----
    Spending of the price year is the share of GDP times the GDP of that year in the case; other years follow
    from NATO's real yearly change, whose basis the shares have too. Where a change is missing the ally has no
    rows from there on, and none at all if that is before the price year.
    """
    anchor = case.settings.price_year
    economy = case["economy"].filter(pl.col("year") == anchor).select("ally", "gdp")
    rows = case["expenditure"].filter(pl.col("year") >= first).sort("ally", "year")
    # a missing change makes all later levels NaN, so that none is taken from a broken chain
    change = 1.0 + pl.col("real_change").fill_null(float("nan")) / 100.0
    # the level of a year relative to the one before the first, then relative to the price year
    level = change.cum_prod().over("ally")
    return (
        rows.with_columns(level.alias("level"))
        .with_columns(
            pl.when(pl.col("year") == anchor).then(pl.col("level")).max().over("ally").alias("at"),
            pl.when(pl.col("year") == anchor).then(pl.col("gdp_share")).max().over("ally").alias("share"),
        )
        .join(economy, on="ally", maintain_order="left")
        .with_columns(
            (pl.col("gdp") * pl.col("share") / 100.0 * pl.col("level") / pl.col("at")).alias("core")
        )
        .with_columns((pl.col("core") / pl.col("gdp_share") * 100.0).alias("gdp"))
        .select("ally", "year", "gdp", "core", "gdp_share", "equipment_share")
        .drop_nulls("core")
        .drop_nans("core")
    )


def foreseen(plan: Plan) -> pl.DataFrame:
    """Return what a plan foresaw: ally, year, gdp and core (USD m), gdp_share and equipment_share (%)."""
    with_forces = plan.case["allies"].filter(pl.col("armed_forces"))["ally"]
    return (
        plan.tables["spending_path"]
        .filter(pl.col("ally").is_in(with_forces.to_list()) & (pl.col("core") > 0))
        .select("ally", "year", "gdp", "core", "gdp_share", "equipment_share")
    )


def totals(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the same columns for several allies together, with a name for the ally."""
    equipment = (pl.col("core") * pl.col("equipment_share")).sum() / pl.col("core").sum()
    return (
        rows.group_by("year", maintain_order=True)
        .agg(
            pl.lit(name).alias("ally"),
            pl.col("gdp").sum(),
            pl.col("core").sum(),
            (pl.col("core").sum() / pl.col("gdp").sum() * 100.0).alias("gdp_share"),
            pl.when(pl.col("equipment_share").is_null().any())
            .then(None)
            .otherwise(equipment)
            .alias("equipment_share"),
        )
        .select(rows.columns)
    )
