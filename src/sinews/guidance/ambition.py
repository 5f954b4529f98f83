"""Establish political guidance: the level of each capability by year, and the pledge that set it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case, pledges_of
from sinews.engines.path import path
from sinews.guidance.baseline import baseline
from sinews.guidance.promised import goals, level_due, pledged_shares, spoken_of
from sinews.guidance.spending import spending_path


@dataclass(frozen=True, slots=True)
class Ambition:
    """What was promised, in figures.

    Attributes
    ----------
    levels
        capability, year, baseline, level, pledge, scope: the highest level of the whole Alliance that a
        pledge sets, the pledge, and the group of allies that it binds (null for all). `pledge` is null
        where none sets one, and the level then today's. Units of the capability.
    spending_path
        ally, year, gdp, gdp_share, core, equipment_share, pledge: core defence expenditure in USD m at
        constant prices and in % of GDP, the share of it for equipment in %, and the pledge followed.
    share_caps
        capability, year, share_cap, of, scope, pledge: the most that one ally of the scope may provide by a
        year, 0 to 1: of the total that is required or of what is added (``"total"``, ``"addition"``). It
        comes down from 1 as its pledge falls due.
    shares
        kind, year, share: the highest share that the Alliance pledges for resilience and for innovation, in
        %; a kind without a pledge has no row.
    """

    levels: pl.DataFrame
    spending_path: pl.DataFrame
    share_caps: pl.DataFrame
    shares: pl.DataFrame


def establish(case: Case) -> Ambition:
    """Turn the pledges of a case into levels of ambition.

    Parameters
    ----------
    case
        The case; its pledges are read from `pledges`, its baseline from what allies and pools hold.

    Returns
    -------
    The ambition, for every capability that can be bought and every planning year.

    Notes
    -----
    A pledge of a multiple counts from its base: an increase of 400 % is a factor of 5. The way there starts
    from what the Alliance holds. Where several pledges speak of one capability in one year, the highest level
    counts. `promised.goals` tells how scope and base are read.
    """
    held = baseline(case)
    years = pl.DataFrame({"year": list(case.years)})
    candidates = (
        goals(case)
        .join(held, on="capability")
        .join(years, how="cross")
        # what has come of it before the case begins is in what is held
        .with_columns(
            pl.max_horizontal("start_year", pl.lit(case.settings.base_year - 1)).alias("start_year")
        )
        .pipe(_with_way)
        # where more is held than was required, there is no way to go
        .with_columns(
            pl.when(pl.col("goal") < pl.col("baseline")).then("goal").otherwise("way").alias("level")
        )
        .filter((pl.col("level") > pl.col("baseline")) | pl.col("kept"))
        .sort("level", "pledge", descending=[True, False])
        .group_by("capability", "year", maintain_order=True)
        .first()
        .select("capability", "year", "level", "pledge", "scope")
    )
    levels = (
        held.join(years, how="cross")
        .join(candidates, on=["capability", "year"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("level", "baseline"))
        .select("capability", "year", "baseline", "level", "pledge", "scope")
    )
    return Ambition(
        levels=levels,
        spending_path=spending_path(case),
        share_caps=_share_caps(case),
        shares=pledged_shares(case),
    )


def _with_way(goals: pl.DataFrame) -> pl.DataFrame:
    """Return goals by year with `way`: the level on the way from what is held to the goal."""
    columns = ("year", "start_year", "target_year", "baseline", "goal")
    way = path(*(goals[name].to_numpy() for name in columns), step=(goals["path"] == "step").to_numpy())
    return goals.with_columns(pl.Series("way", way))


def _share_caps(case: Case) -> pl.DataFrame:
    """Return the tightest cap on one ally's share of each capability in each year."""
    schema = {
        "capability": pl.String,
        "year": pl.Int64,
        "share_cap": pl.Float64,
        "of": pl.String,
        "scope": pl.String,
        "pledge": pl.String,
    }
    years = np.array(list(case.years))
    rows = [
        (capability, year, cap, row["base"] or "total", row["scope"], row["pledge"])
        for row in pledges_of(case, "share_cap").iter_rows(named=True)
        for year, cap in zip(case.years, level_due(row, years, 1.0, row["share"] / 100.0), strict=True)
        for capability in spoken_of(case, row)["capability"]
    ]
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .sort("share_cap", "pledge", maintain_order=True)
        .group_by("capability", "year", maintain_order=True)
        .first()
        .sort("capability", "year", maintain_order=True)
    )
