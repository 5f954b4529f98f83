"""The path of each ally's defence expenditure, from today's share of GDP to the pledged one."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case, named, pledges_of, priced, support_money
from sinews.engines.arrays import Indices, Values
from sinews.guidance.promised import level_due


def spending_path(case: Case) -> pl.DataFrame:
    """Return ally, year, gdp, gdp_share, core, equipment_share, pledge, support by ally and planning year.

    `gdp`, `core` and `support` are in USD m at constant prices, shares in %. `support` is what is given and
    committed to Ukraine, a part of core expenditure, as agreed in The Hague.

    Notes
    -----
    Each ally starts from its share in the year before the base year and follows its own pledges in the order
    of their years, each along its path: from its start year, or from the pledge before it if that is later.
    Before them come the years for which an estimate or a budget is published (`spending_plans`): the path
    passes through these, and what was pledged for a year that one of them tells of or that is before it is
    history. The equipment share is that of the last of these years, raised along pledges that lie higher.
    After the last of them it moves to the Alliance's pledge, if that lies higher and later; it never falls
    back on the Alliance's account. An ally whose own last pledge is dated no earlier than the Alliance's
    keeps to its own: that is an opt-out.
    """
    before = case.settings.base_year - 1
    years = np.array(list(case.years))
    alliance = _in_order(pledges_of(case, "gdp_share"))
    equipment = pledges_of(case, "spending_share").rows(named=True)
    budgets = case["budgets"]
    planned = case["spending_plans"].filter(pl.col("year") > before).sort("ally", "year")
    shares, equipment_shares, headed_for = [], [], []
    for budget in budgets.iter_rows(named=True):
        own = _in_order(pledges_of(case, "gdp_share", ally=budget["ally"]))
        plans = planned.filter(pl.col("ally") == budget["ally"]).rows(named=True)
        share, pledge = _along(budget["gdp_share"], [*map(_as_pledge, plans), *own, *alliance], before, years)
        shares.append(share)
        equipment_shares.append(_equipment_share(budget["equipment_share"], plans, equipment, before, years))
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
        .join(support_money(case), on=["ally", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("support").fill_null(0.0))
        .select("ally", "year", "gdp", "gdp_share", "core", "equipment_share", "pledge", "support")
    )


def _in_order(pledges: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of pledges in the order in which they fall due."""
    return pledges.sort("target_year", "share").rows(named=True)


def _as_pledge(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a published year of spending as a point that the path passes through, in a straight line."""
    way = {"pledge": None, "start_year": 0, "target_year": plan["year"], "path": "linear"}
    return {**way, "ally": plan["ally"], "share": plan["gdp_share"]}


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


def _equipment_share(
    today: float, plans: list[dict[str, Any]], pledges: list[dict[str, Any]], before: int, years: Indices
) -> Values:
    """Return the equipment share in each year: as published, then raised along pledges that lie higher."""
    share = np.full(years.size, today)
    for row in plans:
        if row["equipment_share"] is not None:
            today, before = row["equipment_share"], row["year"]
            share = np.where(years >= before, today, share)
    for row in pledges:
        if row["share"] > today:
            due = level_due(row, years, today, row["share"], not_before=before)
            share = np.where(years > before, np.maximum(share, due), share)
    return share
