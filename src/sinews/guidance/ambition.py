"""Establish political guidance: the level of each capability by year, and the pledge that set it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case
from sinews.guidance.baseline import baseline, leaves
from sinews.guidance.spending import spending_path


@dataclass(frozen=True, slots=True)
class Ambition:
    """What was promised, in figures.

    Attributes
    ----------
    levels
        capability, year, baseline, level, pledge: the highest level that a pledge sets, at least today's;
        `pledge` is null where today's level is what counts. Units of the capability.
    spending_path
        ally, year, gdp, gdp_share, core, equipment_share, pledge: core defence expenditure in USD m at
        constant prices and in % of GDP, the share of it for equipment in %, and the pledge followed.
    share_caps
        capability, share_cap, pledge: the most of the Alliance's total that one ally may provide, 0 to 1.
    """

    levels: pl.DataFrame
    spending_path: pl.DataFrame
    share_caps: pl.DataFrame


def establish(case: Case) -> Ambition:
    """Turn the pledges of a case into levels of ambition.

    Parameters
    ----------
    case
        The case; its pledges are read from `pledges`, its baseline from `inventory` and `pooled`.

    Returns
    -------
    The ambition, for every capability that can be bought and every planning year.

    Notes
    -----
    A pledge of a multiple counts from the baseline: an increase of 400 % is a factor of 5. Where several
    pledges speak of one capability in one year, the highest level counts. A pledge on an aggregate is shared
    among its members in proportion to what is held of them.
    """
    held = baseline(case)
    promised = pl.concat([_multiples(case, held), _levels(case, held)])
    years = pl.DataFrame({"year": list(case.years)})
    candidates = (
        promised.join(years, how="cross")
        .with_columns(_approach().alias("approach"))
        .with_columns(
            (pl.col("baseline") + pl.col("approach") * (pl.col("goal") - pl.col("baseline"))).alias("level")
        )
        .filter(pl.col("level") > pl.col("baseline"))
        .sort("level", "pledge", descending=[True, False])
        .group_by("capability", "year", maintain_order=True)
        .first()
        .select("capability", "year", "level", "pledge")
    )
    levels = (
        held.join(years, how="cross")
        .join(candidates, on=["capability", "year"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("level", "baseline"))
        .select("capability", "year", "baseline", "level", "pledge")
    )
    return Ambition(levels=levels, spending_path=spending_path(case), share_caps=_share_caps(case))


def _approach() -> pl.Expr:
    """Return how much of a pledge's change is due by `year`, 0 to 1."""
    ramp = (pl.col("year") - pl.col("start_year")) / (pl.col("target_year") - pl.col("start_year"))
    step = (pl.col("year") >= pl.col("target_year")).cast(pl.Float64)
    return pl.when(pl.col("path") == "step").then(step).otherwise(ramp.clip(0.0, 1.0))


_PROMISE = ("capability", "baseline", "goal", "pledge", "start_year", "target_year", "path")


def _multiples(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return the goals of pledges of a multiple of the baseline."""
    return (
        _scoped(case, "multiple_of_baseline")
        .join(held, on="capability")
        .with_columns((pl.col("baseline") * pl.col("factor")).alias("goal"))
        .select(_PROMISE)
    )


def _levels(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return the goals of pledges of a level, an aggregate's level shared among its members."""
    total = pl.col("baseline").sum().over("pledge")
    even = 1.0 / pl.len().over("pledge")
    part = pl.when(total > 0).then(pl.col("baseline") / total).otherwise(even)
    return (
        _scoped(case, "level")
        .join(held, on="capability")
        .with_columns((pl.col("level") * part).alias("goal"))
        .select(_PROMISE)
    )


def _share_caps(case: Case) -> pl.DataFrame:
    """Return the tightest cap on one ally's share of each capability."""
    return (
        _scoped(case, "share_cap")
        .select("capability", (pl.col("share") / 100.0).alias("share_cap"), "pledge")
        .sort("share_cap", "pledge")
        .group_by("capability", maintain_order=True)
        .first()
    )


def _scoped(case: Case, kind: str) -> pl.DataFrame:
    """Return the Alliance's pledges of a kind, one row for each capability that they speak of."""
    pledges = case["pledges"].filter((pl.col("kind") == kind) & pl.col("ally").is_null())
    capabilities = leaves(case).select(
        "capability", pl.col("aggregate").alias("of_aggregate"), pl.col("pledge_group").alias("of_group")
    )
    named = pledges.rename({"capability": "named", "pledge_group": "named_group"})
    return named.join(capabilities, how="cross").filter(
        pl.col("named").is_null()
        | (pl.col("named") == pl.col("capability"))
        | (pl.col("named") == pl.col("of_aggregate")).fill_null(False),
        pl.col("named_group").is_null() | (pl.col("named_group") == pl.col("of_group")),
    )
