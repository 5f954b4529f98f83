"""Where the money for equipment flows: from the allies that pay to the countries whose lines build."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan
from sinews.present.attribution import SUPPORT


def money_flow(plan: Plan) -> pl.DataFrame:
    """Return what each ally pays, over the horizon, for what is built in each country.

    Returns
    -------
    polars.DataFrame
        Columns ally, pledge_group, country, value (USD m, constant prices): new orders, what falls due within
        the horizon for contracts, and lines' deliveries to Ukraine, which are a group of their own. The
        expansion of lines and the operation of forces are not counted.
    """
    lines = plan.case["lines"].select("line", "product", "country", "lead_time")
    prices = plan.tables["prices"].select("product", "procurement")
    groups = (
        plan.case["products"]
        .select("product", "capability")
        .join(plan.case["capabilities"].select("capability", "pledge_group"), on="capability", how="left")
    )
    facts = (
        lines.join(prices, on="product", how="left")
        .join(groups, on="product", how="left")
        .select("line", "country", "lead_time", "procurement", "pledge_group")
    )
    ordered = plan.orders.select("ally", "line", "value").join(
        facts.select("line", "country", "pledge_group"), on="line", how="left"
    )
    promised = pl.concat(
        [
            plan.deliveries.select(
                "ally", "line", "year", quantity="contracted", group=pl.lit(None, pl.String)
            ),
            plan.tables["support"]
            .filter(pl.col("origin") == "line")
            .select("ally", "year", "quantity", line="key", group=pl.lit(SUPPORT))
            .select("ally", "line", "year", "quantity", "group"),
        ]
    )
    before = plan.case.settings.base_year
    instalments = pl.col("lead_time") + 1
    due = pl.min_horizontal(instalments, pl.col("year") - before + 1)
    paid = (
        promised.filter(pl.col("quantity") > 0)
        .join(facts, on="line", how="left")
        .select(
            "ally",
            "line",
            "country",
            value=pl.col("quantity") * pl.col("procurement") * due / instalments,
            pledge_group=pl.coalesce("group", "pledge_group"),
        )
    )
    columns = ["ally", "pledge_group", "country", "value"]
    return (
        pl.concat([ordered.select(columns), paid.select(columns)])
        .group_by("ally", "pledge_group", "country", maintain_order=True)
        .agg(pl.col("value").sum())
        .filter(pl.col("value") > 0)
        .sort("ally", "pledge_group", "country")
    )
