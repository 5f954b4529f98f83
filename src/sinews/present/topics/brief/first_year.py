"""What has to be decided in the first year of a plan: orders, expansions, people."""

from __future__ import annotations

import polars as pl

from sinews.case import priced
from sinews.implementation import Plan
from sinews.present.figures import capability_results

NEGLIGIBLE = 1e-6


def first_orders(plan: Plan) -> pl.DataFrame:
    """Return the orders that must be placed in the base year.

    Returns
    -------
    polars.DataFrame
        ally, product, name, quantity (products), value (USD m), delivered (year of the first delivery),
        needed (see `needed_from`; null if never), countries (where they are built, the largest part first),
        reason (title of the pledge or publication that requires its capability); by ally, the largest value
        first.
    """
    case = plan.case
    lines = case["lines"].select("line", "country")
    products = case["products"].select("product", "name", "capability")
    reasons = capability_results(plan).select("capability", "reason")
    return (
        plan.orders.filter(pl.col("order_year") == case.settings.base_year)
        .join(lines, on="line", how="left", maintain_order="left")
        .sort("quantity", descending=True, maintain_order=True)
        .group_by("ally", "product", maintain_order=True)
        .agg(
            pl.col("quantity", "value").sum(),
            delivered=pl.col("delivery_year").min(),
            countries=pl.col("country").unique(maintain_order=True),
        )
        .join(products, on="product", how="left", maintain_order="left")
        .join(reasons, on="capability", how="left", maintain_order="left")
        .join(needed_from(plan), on=["ally", "capability"], how="left", maintain_order="left")
        .select("ally", "product", "name", "quantity", "value", "delivered", "needed", "countries", "reason")
        .sort("ally", "value", "product", descending=[False, True, False])
    )


def needed_from(plan: Plan) -> pl.DataFrame:
    """Return ally, capability, needed: the first year in which a target is missed without first orders.

    The orders of the base year are taken out of the stock that the plan leads to, from their delivery on; the
    target is missed in the first year in which the rest is less. Null where it never is.
    """
    case = plan.case
    products = case["products"].select("product", "capability", "yield")
    arriving = (
        plan.orders.filter(pl.col("order_year") == case.settings.base_year)
        .join(products, on="product")
        .group_by("ally", "capability", "delivery_year", maintain_order=True)
        .agg(arriving=(pl.col("quantity") * pl.col("yield")).sum())
    )
    concerned = arriving.select("ally", "capability").unique(maintain_order=True)
    return (
        plan.stock.join(concerned, on=["ally", "capability"], how="semi")
        .join(
            arriving,
            left_on=["ally", "capability", "year"],
            right_on=["ally", "capability", "delivery_year"],
            how="left",
            maintain_order="left",
        )
        .sort("ally", "capability", "year")
        .with_columns(without=pl.col("arriving").fill_null(0.0).cum_sum().over("ally", "capability"))
        .group_by("ally", "capability", maintain_order=True)
        .agg(
            needed=pl.col("year")
            .filter(pl.col("target") > pl.col("closing") - pl.col("without") + NEGLIGIBLE)
            .min()
        )
    )


def first_expansions(plan: Plan) -> pl.DataFrame:
    """Return the lines and materials whose expansion begins in the base year.

    Building takes its build time; equal parts of the cost fall due from the decision to the first year of
    added output.

    Returns
    -------
    polars.DataFrame
        country, kind (``"line"`` or ``"material"``), plant, name, serves (the capability that a line builds;
        null for a material), rate (output open to the allies in the base year, a year), added (a year),
        opens (year), cost (USD m), rank (of the bottleneck that it eases; null if none); by country, the
        tightest bottleneck first, then the dearest.
    """
    case = plan.case
    capabilities = case["capabilities"].select("capability", serves="name")
    served = case["products"].select("product", "capability").join(capabilities, on="capability", how="left")
    lines = priced(case, "lines").join(served, on="product", how="left", maintain_order="left")
    materials = priced(case, "materials").with_columns(serves=pl.lit(None, dtype=pl.String))
    ranks = plan.bottlenecks.select("kind", "rank", plant="key")
    begun = pl.col("opens") - pl.col("build_time") == case.settings.base_year
    return (
        pl.concat(
            [
                _added(plan.tables["lines"], lines, "line"),
                _added(plan.tables["materials"], materials, "material"),
            ]
        )
        .filter((pl.col("added") > NEGLIGIBLE) & begun)
        .join(ranks, on=["kind", "plant"], how="left", maintain_order="left")
        .select(
            "country",
            "kind",
            "plant",
            "name",
            "serves",
            "rate",
            "added",
            "opens",
            cost=pl.col("added") * pl.col("expansion_cost"),
            rank="rank",
        )
        .sort("country", "rank", "cost", "plant", descending=[False, False, True, False], nulls_last=True)
    )


def _added(capacity: pl.DataFrame, facts: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return what is added in each year to the capacity of lines, or of the makers of materials."""
    known = facts.select(key, "name", "country", "serves", "rate", "build_time", "expansion_cost")
    return (
        capacity.sort(key, "year")
        .with_columns(added=pl.col("expansion").diff().over(key).fill_null(pl.col("expansion")))
        .join(known, on=key, how="left", maintain_order="left")
        .select(
            "country",
            "name",
            "serves",
            "rate",
            "added",
            "build_time",
            "expansion_cost",
            kind=pl.lit(key),
            plant=key,
            opens="year",
        )
    )


def first_intake(plan: Plan) -> pl.DataFrame:
    """Return the trades that must take in more apprentices than today, or recruit, in the base year.

    Returns
    -------
    polars.DataFrame
        country, trade, name, apprentices, today (intake of a year before the plan), recruits (skilled workers
        from elsewhere); persons.
    """
    facts = plan.case["workforce"].select("country", "trade", "name", today="apprentices")
    return (
        plan.tables["workforce"]
        .filter(pl.col("year") == plan.case.settings.base_year)
        .join(facts, on=["country", "trade"], how="left", maintain_order="left")
        .filter((pl.col("apprentices") > pl.col("today") + NEGLIGIBLE) | (pl.col("recruits") > NEGLIGIBLE))
        .select("country", "trade", "name", "apprentices", "today", "recruits")
    )
