"""What an ally spends on equipment that buys nothing of the case, part by part."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.derived import derived

OF_ALL = 100.0


@derived
def outside_parts(case: Case) -> pl.DataFrame:
    """Return the named parts of each ally's spending on equipment that lie outside the case.

    Parameters
    ----------
    case
        A case.

    Returns
    -------
    polars.DataFrame
        ally, part, share (% of equipment spending): the ally's own figure, or that of a group it belongs to;
        in the order of the table of allies. An ally or a part without any figure has no row.
    """
    rows = case["outside_programmes"].select("part", "ally", "scope", "share")
    own = rows.drop_nulls("ally").select("ally", "part", "share")
    groups = case["groups"].select("ally", scope="group")
    of_group = (
        rows.filter(pl.col("ally").is_null())
        .join(groups, on="scope", how="inner", maintain_order="left", suffix="_of_group")
        .select(pl.col("ally_of_group").alias("ally"), "part", "share")
        .join(own, on=["ally", "part"], how="anti", maintain_order="left")
    )
    return (
        case["allies"]
        .select("ally")
        .join(pl.concat([own, of_group]), on="ally", how="inner", maintain_order="left_right")
    )


@derived
def programme_shares(case: Case) -> pl.DataFrame:
    """Return which part of its spending on equipment an ally has for the capabilities of the case.

    Parameters
    ----------
    case
        A case.

    Returns
    -------
    polars.DataFrame
        ally, programme_share (%), in the order of budgets: what budgets say, or, where they say nothing, all
        but the named parts outside the case.
    """
    outside = outside_parts(case).group_by("ally", maintain_order=True).agg(pl.col("share").sum())
    left = OF_ALL - pl.col("share").fill_null(0.0)
    return (
        case["budgets"]
        .select("ally", "programme_share")
        .join(outside, on="ally", how="left", maintain_order="left")
        .select("ally", pl.col("programme_share").fill_null(left))
    )
