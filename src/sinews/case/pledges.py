"""The one reader of the table of pledges: who makes which, and what the Alliance has promised last."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case


def every_pledge(case: Case, *kinds: str) -> pl.DataFrame:
    """Return the pledges of these kinds, or of all kinds, whoever makes them; as their table has them."""
    pledges = case["pledges"]
    return pledges.filter(pl.col("kind").is_in(kinds)) if kinds else pledges


def pledges_of(case: Case, *kinds: str, ally: str | None = None) -> pl.DataFrame:
    """Return the pledges of these kinds that an ally makes, or that bind several; as their table has them."""
    made_by = pl.col("ally").is_null() if ally is None else pl.col("ally") == ally
    return every_pledge(case, *kinds).filter(made_by)


def pledged_last(case: Case, kind: str, ally: str | None = None) -> tuple[float, int] | None:
    """Return the share that is pledged last, in %, and by when; None without such a pledge."""
    rows = pledges_of(case, kind, ally=ally).drop_nulls("share").sort("target_year", "share")
    last = rows.select("share", "target_year").rows()
    return last[-1] if last else None


def pledged_factor(case: Case, group: str) -> float | None:
    """Return the multiple promised of a group of capabilities, or of a sum in it; None without any."""
    sums = case["capabilities"].filter(pl.col("pledge_group") == group)["aggregate"].drop_nulls()
    named = (pl.col("pledge_group") == group) | pl.col("capability").is_in(sums.implode())
    factors = every_pledge(case, "multiple_of_baseline").filter(named)["factor"]
    return None if factors.is_empty() else float(factors[0])
