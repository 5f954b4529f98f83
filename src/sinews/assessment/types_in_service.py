"""Types in service: how many kinds of a capability allies operate, today and when the plan ends."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, fleets_counted
from sinews.implementation import Plan

SOME = 0.5
"""Units from which on a type is in service."""

PAIR = ("ally", "capability")


def types_in_service(plan: Plan) -> pl.DataFrame:
    """Return the types that each ally has in service of what is counted by type.

    Returns
    -------
    polars.DataFrame
        ally, capability, type, today, end (whether it is in service at the start and at the end of the last
        year). A type is a product where `fleets` says which, so that what is delivered of it is no new one.
        What leaves for Ukraine or to be replaced before its time is not followed by type.
    """
    held = fleets_counted(plan.case).with_columns(type=pl.coalesce("product", "type"))
    left = pl.col("quantity") * (1.0 - _gone(plan.case))
    fleet = held.group_by(*PAIR, "type", maintain_order=True).agg(
        today=pl.col("quantity").sum() >= SOME, end=left.sum() >= SOME
    )
    counted = plan.case["service_lives"].select("capability")
    delivered = (
        plan.deliveries.group_by("ally", "capability", pl.col("product").alias("type"), maintain_order=True)
        .agg(end=pl.col("completed").sum() >= SOME)
        .join(counted, on="capability", how="semi", maintain_order="left")
        .with_columns(today=pl.lit(False))
        .select(fleet.columns)
    )
    return (
        pl.concat([fleet, delivered])
        .group_by(*PAIR, "type", maintain_order=True)
        .agg(pl.col("today", "end").any())
        .filter(pl.any_horizontal("today", "end"))
    )


def types_by_capability(plan: Plan) -> pl.DataFrame:
    """Return how many types there are of each capability.

    Returns
    -------
    polars.DataFrame
        capability, today, end (types in the Alliance), most_today, most_end (the most that one ally has),
        more (allies that have more types at the end than today), in the order of the case.
    """
    types = types_in_service(plan)
    each = types.group_by(*PAIR, maintain_order=True).agg(pl.col("today", "end").sum().cast(pl.Int64))
    by_ally = each.group_by("capability", maintain_order=True).agg(
        most_today=pl.col("today").max(),
        most_end=pl.col("end").max(),
        more=(pl.col("end") > pl.col("today")).sum().cast(pl.Int64),
    )
    together = types.group_by("capability", maintain_order=True).agg(
        pl.col("type").filter(pl.col(name)).n_unique().cast(pl.Int64).alias(name) for name in ("today", "end")
    )
    return (
        plan.case["capabilities"]
        .select("capability")
        .join(together, on="capability", how="inner", maintain_order="left")
        .join(by_ally, on="capability", maintain_order="left")
    )


def _gone(case: Case) -> pl.Expr:
    """Return the part of a type that has left by the end of the last planning year."""
    span = pl.col("leaves_by") - pl.col("leaves_from") + 1
    return ((case.settings.horizon - pl.col("leaves_from") + 1) / span).clip(0.0, 1.0).fill_null(0.0)
