"""The path of each ally's defence expenditure, from today's share of GDP to the pledged one."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, named
from sinews.engines.arrays import Indices, Values


def spending_path(case: Case) -> pl.DataFrame:
    """Return ally, year, gdp, gdp_share, core, equipment_share, pledge for every ally and planning year.

    `gdp` and `core` are in USD m at constant prices, shares in %.

    Notes
    -----
    Each ally starts from its share in the year before the base year and follows straight lines through its
    own pledges in the order of their years. After the last of them it moves in a straight line to the
    Alliance's pledge, if that lies higher and later; it never falls back on the Alliance's account. An ally
    whose own last pledge is dated no earlier than the Alliance's keeps to its own: that is an opt-out.
    """
    start_year = case.settings.base_year - 1
    years = np.array(list(case.years))
    pledges = case["pledges"].filter(pl.col("kind") == "gdp_share").sort("target_year", "share")
    rows = pledges.rows(named=True)
    alliance = [row for row in rows if row["ally"] is None]
    equipment = case["pledges"].filter((pl.col("kind") == "spending_share") & pl.col("ally").is_null())
    budgets = case["budgets"]
    shares, equipment_shares, headed_for = [], [], []
    for budget in budgets.iter_rows(named=True):
        own = [row for row in rows if row["ally"] == budget["ally"]]
        points: list[tuple[int, float, str | None]] = [(start_year, budget["gdp_share"], None)]
        for row in [*own, *alliance]:
            last_year, last_share, _ = points[-1]
            higher = row["share"] > last_share or row["ally"] is not None
            if row["target_year"] > last_year and higher:
                points.append((row["target_year"], row["share"], row["pledge"]))
        share, pledge = _along(points, years)
        shares.append(share)
        equipment_shares.append(_equipment_share(budget["equipment_share"], start_year, equipment, years))
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
    gdp = case["economy"].select("ally", "year", "gdp")
    return (
        path.join(gdp, on=["ally", "year"], how="left", maintain_order="left")
        .with_columns((pl.col("gdp") * pl.col("gdp_share") / 100.0).alias("core"))
        .select("ally", "year", "gdp", "gdp_share", "core", "equipment_share", "pledge")
    )


def _along(points: list[tuple[int, float, str | None]], years: Indices) -> tuple[Values, list[str | None]]:
    """Return the share in each year along straight lines through the points, and the pledge headed for."""
    at = np.array([year for year, _, _ in points], np.float64)
    share = np.interp(years, at, [share for _, share, _ in points])
    ahead = np.minimum(np.searchsorted(at, years), len(points) - 1)
    return share, [points[i][2] for i in ahead]


def _equipment_share(today: float, start_year: int, pledges: pl.DataFrame, years: Indices) -> Values:
    """Return the equipment share in each year: today's, raised in a straight line to the pledge if lower."""
    share = np.full(years.size, today)
    for row in pledges.iter_rows(named=True):
        if row["share"] > today:
            due = max(row["target_year"], start_year + 1)
            share = np.maximum(share, np.interp(years, [start_year, due], [today, row["share"]]))
    return share
