"""Where what allies order comes from: from home, the rest of Europe, the United States or others."""

from __future__ import annotations

import polars as pl

from sinews.case import Case
from sinews.case.suppliers import at_home
from sinews.implementation import Plan

EUROPE = "europe"
"""The group of the European allies."""

BESIDE = ("AUT", "CHE", "IRL", "UKR")
"""European countries outside the Alliance in which arms are made."""


def origins(plan: Plan) -> pl.DataFrame:
    """Return what of the value of each ally's new orders is work at home, and where the rest is made.

    Columns as of `origins_of`.
    """
    return origins_of(plan.case, plan.tables["orders"])


def origins_of(case: Case, bought: pl.DataFrame) -> pl.DataFrame:
    """Return what of the value of what allies buy is work at home, and where the rest is made.

    Parameters
    ----------
    case
        The case, for its lines and their partners.
    bought
        ally, line, value (USD m) of anything bought.

    Returns
    -------
    polars.DataFrame
        ally, value, home, europe, usa, others: USD m at constant prices over all years. Home is the part of
        the work on the ally's own orders that `line_partners` says is done there, and all of it where the
        line stands there or stands nowhere; the rest counts for the country of the line.
    """
    europe = [*case["groups"].filter(group=EUROPE)["ally"].to_list(), *BESIDE]
    lines = case["lines"].select("line", place="country")
    made = (
        bought.select("ally", "line", "value")
        .join(lines, on="line", how="left", maintain_order="left")
        .join(
            at_home(case),
            left_on=["line", "ally"],
            right_on=["line", "country"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            part=pl.when(pl.col("place").is_null()).then(1.0).otherwise(pl.col("share").fill_null(0.0))
        )
        .with_columns(home=pl.col("value") * pl.col("part"))
        .with_columns(abroad=pl.col("value") - pl.col("home"))
    )
    # what is built at home of a line that stands there has no rest
    there = pl.col("place") == pl.col("ally")
    in_europe = pl.col("place").is_in(europe)
    return (
        made.with_columns(
            home=pl.when(there).then("value").otherwise("home"),
            abroad=pl.when(there).then(0.0).otherwise("abroad"),
        )
        .with_columns(
            europe=pl.when(in_europe).then("abroad").otherwise(0.0),
            usa=pl.when(pl.col("place") == "USA").then("abroad").otherwise(0.0),
        )
        .with_columns(others=pl.col("abroad") - pl.col("europe") - pl.col("usa"))
        .group_by("ally", maintain_order=True)
        .agg(pl.col("value", "home", "europe", "usa", "others").sum())
        .sort("ally")
    )
