"""What of what allies order is procured jointly: under contracts that several of them sign together."""

from __future__ import annotations

import polars as pl

from sinews.implementation import Plan

GOAL, GOAL_YEAR = 0.4, 2027
"""The European Union's goal for its members: at least 40 % of procurement together by the end of 2027.

European Commission and High Representative, Defence Readiness Roadmap 2030, JOIN(2025) 27, October 2025.
"""


def joint_procurement(plan: Plan) -> pl.DataFrame:
    """Return what of the value that allies order is signed for by several together.

    Returns
    -------
    polars.DataFrame
        ally, value, joint, value_by_goal, joint_by_goal: USD m at constant prices, over all years and of
        contracts signed until the end of `GOAL_YEAR`. Only orders under contracts count.
    """
    contracts = plan.contracts_signed.select("contract", "signed", together="joint")
    orders = plan.orders.join(contracts, on="contract", how="inner", maintain_order="left")
    early, together = pl.col("signed") <= GOAL_YEAR, pl.col("together")
    value = pl.col("value")
    return (
        orders.group_by("ally", maintain_order=True)
        .agg(
            value=value.sum(),
            joint=value.filter(together).sum(),
            value_by_goal=value.filter(early).sum(),
            joint_by_goal=value.filter(early & together).sum(),
        )
        .sort("ally")
    )
