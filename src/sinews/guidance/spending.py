"""The path of each ally's defence expenditure, from today's share of GDP to the pledged one."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case, named, pledges_of, priced
from sinews.engines.arrays import Indices, Values
from sinews.guidance.promised import level_due


def spending_path(case: Case) -> pl.DataFrame:
    """Return ally, year, gdp, gdp_share, core, equipment_share, pledge for every ally and planning year.

    `gdp` and `core` are in USD m at constant prices, shares in %.

    Notes
    -----
    Each ally starts from its share in the year before the base year and follows its own pledges in the order
    of their years, each along its path: from its start year, or from the pledge before it if that is later.
    After the last of them it moves to the Alliance's pledge, if that lies higher and later; it never falls
    back on the Alliance's account. An ally whose own last pledge is dated no earlier than the Alliance's
    keeps to its own: that is an opt-out.
    """
    before = case.settings.base_year - 1
    years = np.array(list(case.years))
    alliance = _in_order(pledges_of(case, "gdp_share"))
    equipment = pledges_of(case, "spending_share").rows(named=True)
    budgets = case["budgets"]
    shares, equipment_shares, headed_for = [], [], []
    for budget in budgets.iter_rows(named=True):
        own = _in_order(pledges_of(case, "gdp_share", ally=budget["ally"]))
        share, pledge = _along(budget["gdp_share"], [*own, *alliance], before, years)
        shares.append(share)
        equipment_shares.append(_equipment_share(budget["equipment_share"], equipment, before, years))
        headed_for += pledge
    path = pl.DataFrame(
        {
            "ally": named(budgets["ally"].to_list(), np.repeat(np.arange(budgets.height), years.size)),
            "year": np.tile(years, budgets.height),
            "gdp_share": np.concatenate(shares),
            "equipment_share": np.concatenate(equipment_shares),
            "pledge": pl.Series(headed_for, dtype=pl.String),
        }
    )
    gdp = priced(case, "economy").select("ally", "year", "gdp")
    return (
        path.join(gdp, on=["ally", "year"], how="left", maintain_order="left")
        .with_columns((pl.col("gdp") * pl.col("gdp_share") / 100.0).alias("core"))
        .select("ally", "year", "gdp", "gdp_share", "core", "equipment_share", "pledge")
    )


def _in_order(pledges: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of pledges in the order in which they fall due."""
    return pledges.sort("target_year", "share").rows(named=True)


def _along(
    today: float, pledges: list[dict[str, Any]], before: int, years: Indices
) -> tuple[Values, list[str | None]]:
    """Return the share in each year along the pledges that an ally keeps, and the pledge headed for."""
    share = np.full(years.size, today)
    headed_for: list[str | None] = [None] * years.size
    last_year, last_share = before, today
    for row in pledges:
        higher = row["share"] > last_share or row["ally"] is not None
        if row["target_year"] <= last_year or not higher:
            continue
        ahead = years > last_year
        way = level_due(row, years, last_share, row["share"], not_before=last_year)
        share = np.where(ahead, way, share)
        headed_for = [row["pledge"] if on else one for on, one in zip(ahead, headed_for, strict=True)]
        last_year, last_share = row["target_year"], row["share"]
    return share, headed_for


def _equipment_share(today: float, pledges: list[dict[str, Any]], before: int, years: Indices) -> Values:
    """Return the equipment share in each year: today's, raised along the pledges that lie higher."""
    share = np.full(years.size, today)
    for row in pledges:
        if row["share"] > today:
            share = np.maximum(share, level_due(row, years, today, row["share"], not_before=before))
    return share
