"""Establish political guidance: the level of each capability by year, and the pledge that set it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case
from sinews.guidance.baseline import baseline
from sinews.guidance.promised import goals, pledges_of, spoken_of
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
        capability, share_cap, of, scope, pledge: the most that one ally of the scope may provide, 0 to 1: of
        the total that is required or of what is added (``"total"``, ``"addition"``).
    """

    levels: pl.DataFrame
    spending_path: pl.DataFrame
    share_caps: pl.DataFrame


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
    way = pl.col("baseline") + pl.col("approach") * (pl.col("goal") - pl.col("baseline"))
    candidates = (
        goals(case)
        .join(held, on="capability")
        .join(years, how="cross")
        .with_columns(_approach().alias("approach"))
        # where more is held than was required, there is no way to go
        .with_columns(pl.when(pl.col("goal") < pl.col("baseline")).then("goal").otherwise(way).alias("level"))
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
    return Ambition(levels=levels, spending_path=spending_path(case), share_caps=_share_caps(case))


def _approach() -> pl.Expr:
    """Return how much of a pledge's change is due by `year`, 0 to 1."""
    ramp = (pl.col("year") - pl.col("start_year")) / (pl.col("target_year") - pl.col("start_year"))
    step = (pl.col("year") >= pl.col("target_year")).cast(pl.Float64)
    return pl.when(pl.col("path") == "step").then(step).otherwise(ramp.clip(0.0, 1.0))


def _share_caps(case: Case) -> pl.DataFrame:
    """Return the tightest cap on one ally's share of each capability."""
    schema = {
        "capability": pl.String,
        "share_cap": pl.Float64,
        "of": pl.String,
        "scope": pl.String,
        "pledge": pl.String,
    }
    rows = [
        (capability, row["share"] / 100.0, row["base"] or "total", row["scope"], row["pledge"])
        for row in pledges_of(case, "share_cap").iter_rows(named=True)
        for capability in spoken_of(case, row)["capability"]
    ]
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .sort("share_cap", "pledge", maintain_order=True)
        .group_by("capability", maintain_order=True)
        .first()
    )
