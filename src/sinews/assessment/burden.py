"""Burden-sharing: what each ally spends and delivers in a year."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan


def burden(plan: Plan, year: int) -> pl.DataFrame:
    """Return what each ally carries in a year.

    Returns
    -------
    ally, year, gdp_share (core expenditure, % of GDP), equipment_share (% of core expenditure), per_head
    (core expenditure, USD at constant prices), target_fulfilment (mean over its capabilities of the part of
    the target held, %; null without a target), additional_cost (contracts, orders, expansion and operation of
    added forces, USD m at constant prices).
    """
    path = plan.tables["spending_path"].filter(pl.col("year") == year)
    held = (
        plan.stock.filter((pl.col("year") == year) & (pl.col("target") > 0))
        .with_columns((pl.col("closing") / pl.col("target")).clip(0.0, 1.0).alias("met"))
        .group_by("ally", maintain_order=True)
        .agg((pl.col("met").mean() * 100.0).alias("target_fulfilment"))
    )
    cost = plan.cost.filter(pl.col("year") == year).select("ally", additional_cost="cost")
    people = plan.case["allies"].select("ally", "population")
    return (
        path.join(people, on="ally", how="left", maintain_order="left")
        .with_columns(per_head=pl.col("core") * 1e6 / pl.col("population"))
        .select("ally", "year", "gdp_share", "equipment_share", "per_head")
        .join(held, on="ally", how="left", maintain_order="left")
        .join(cost, on="ally", how="left", maintain_order="left")
    )
