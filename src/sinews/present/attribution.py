"""Attribution of the plan's cost to the groups in which pledges speak of capabilities."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan, by_element

UNATTRIBUTED = "not attributed"

NEGLIGIBLE = 1e-9
"""USD m below which a sum counts as nothing."""


def group_cost(plan: Plan) -> pl.DataFrame:
    """Return what the plan costs in each year for each pledge group.

    A payment counts for the pledge group of its capability, or for the group that its element of cost names:
    what lines share and interest are a group of their own, and so is support to Ukraine.

    Returns
    -------
    polars.DataFrame
        Columns pledge_group, year, the cost elements and total (USD m, constant prices), for every
        group that costs anything and every year, sorted by group and year.
    """
    totals = by_element(in_groups(plan, plan.payments), plan.elements, "pledge_group", "year").filter(
        (pl.col("total").abs() > NEGLIGIBLE).any().over("pledge_group")
    )
    years = pl.DataFrame({"year": list(plan.case.years)})
    grid = totals.select("pledge_group").unique(maintain_order=True).join(years, how="cross")
    return (
        grid.join(totals, on=["pledge_group", "year"], how="left")
        .with_columns(pl.exclude("pledge_group", "year").fill_null(0.0))
        .sort("pledge_group", "year")
    )


def in_groups(plan: Plan, payments: pl.DataFrame) -> pl.DataFrame:
    """Return payments of a plan with their `pledge_group`."""
    groups = plan.case["capabilities"].select("capability", "pledge_group")
    own = {element.key: element.counts_for for element in plan.elements if element.counts_for}
    named = pl.col("element").replace_strict(own, default=None, return_dtype=pl.String)
    return payments.join(groups, on="capability", how="left", maintain_order="left").with_columns(
        pledge_group=pl.coalesce(named, "pledge_group", pl.lit(UNATTRIBUTED))
    )
