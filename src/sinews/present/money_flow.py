"""Where the money for equipment flows: from the allies that pay to the countries whose lines build."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan
from sinews.present.attribution import in_groups


def money_flow(plan: Plan) -> pl.DataFrame:
    """Return what each ally pays, over the horizon, for what is built in each country.

    Returns
    -------
    polars.DataFrame
        Columns ally, pledge_group, country, value (USD m, constant prices): payments for new orders, for
        contracts of the start, and for lines' deliveries to Ukraine, which are a group of their own. The
        expansion of lines and the operation of forces are not counted.
    """
    return (
        in_groups(plan, plan.paid_to_lines)
        .group_by("payer", "pledge_group", "country", maintain_order=True)
        .agg(pl.col("amount").sum())
        .filter(pl.col("amount") > 0)
        .select("pledge_group", "country", ally="payer", value="amount")
        .select("ally", "pledge_group", "country", "value")
        .sort("ally", "pledge_group", "country")
    )
