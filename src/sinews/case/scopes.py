"""Scopes: the groups of allies that pledges bind, and what they and the others hold."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case
from sinews.case.holdings import holdings


def members(case: Case, scope: str | None) -> list[str]:
    """Return the allies of a scope in the order of the table of allies; all of them if it is None."""
    allies: list[str] = case["allies"]["ally"].to_list()
    if scope is None:
        return allies
    inside = set(case["groups"].filter(pl.col("group") == scope)["ally"])
    return [ally for ally in allies if ally in inside]


def scope_name(case: Case, scope: str | None) -> str:
    """Return what a scope is called."""
    named = case["groups"].filter(pl.col("group") == scope)["name"] if scope else pl.Series(dtype=pl.String)
    return str(named[0]) if len(named) else scope or "all allies"


def held_in_scope(case: Case, held: pl.DataFrame, scope: str | None) -> pl.DataFrame:
    """Return what a scope holds: its allies, and the multinational pools to which mostly they belong.

    Parameters
    ----------
    case
        The case, for its groups and pools.
    held
        ally, capability, quantity of each ally.
    scope
        Key of a group; None for all allies and pools.

    Returns
    -------
    polars.DataFrame
        capability, quantity (units of the capability); one row for each capability that it holds.

    Notes
    -----
    A pool counts whole for a scope that has more than half of its members, and not at all for another.
    """
    inside = members(case, scope)
    pools = case["pooled"]
    if scope is not None:
        mostly = [
            len(set(members(case, group)) & set(inside)) * 2 > len(members(case, group))
            for group in pools["members"]
        ]
        pools = pools.filter(pl.Series(mostly, dtype=pl.Boolean))
    columns = ["capability", "quantity"]
    own = held.filter(pl.col("ally").is_in(inside)).select(columns)
    return (
        pl.concat([own, pools.select(columns)], how="vertical_relaxed")
        .group_by("capability", maintain_order=True)
        .agg(pl.col("quantity").sum())
    )


def standing_offers(case: Case, scope: str | None) -> pl.DataFrame:
    """Return what allies outside a scope put towards an Alliance-wide requirement of what they hold.

    Returns
    -------
    polars.DataFrame
        capability, held (by allies outside the scope and the pools with them), offered (of that): units
        of the capability. Without a row in `standing_offers`, here or for the sum in which the capability is
        counted, all that is held is offered. An offer for a sum is divided among its members in proportion to
        what is held of them.
    """
    held = holdings(case)
    outside = held.filter(~pl.col("ally").is_in(members(case, scope)))
    above = case["capabilities"].select("capability", "aggregate")
    rows = case["standing_offers"].select(
        "ally",
        "capability",
        pl.when("counted").then("quantity").otherwise(0.0).alias("most"),
        has=pl.lit(True),
    )
    of_sum = rows.rename({"capability": "aggregate", "most": "sum_most", "has": "sum_has"})
    in_sum = pl.col("quantity").sum().over("ally", "aggregate")
    offered = (
        outside.select("ally", "capability", "quantity")
        .join(above, on="capability", how="left", maintain_order="left")
        .join(rows, on=["ally", "capability"], how="left", maintain_order="left")
        .join(of_sum, on=["ally", "aggregate"], how="left", maintain_order="left")
        .with_columns(
            part=pl.when(pl.col("has"))
            .then(pl.min_horizontal("quantity", "most"))
            .when(pl.col("sum_has") & (in_sum > 0))
            .then(pl.min_horizontal(pl.col("quantity"), pl.col("sum_most") * pl.col("quantity") / in_sum))
            .otherwise("quantity")
        )
        .group_by("capability", maintain_order=True)
        .agg(pl.col("quantity").sum(), pl.col("part").sum())
    )
    inside = held_in_scope(case, held, scope).rename({"quantity": "inside"})
    everything = held_in_scope(case, held, None)
    return (
        everything.join(inside, on="capability", how="left", maintain_order="left")
        .join(offered.rename({"quantity": "allies"}), on="capability", how="left", maintain_order="left")
        .with_columns(pl.col("inside", "allies", "part").fill_null(0.0))
        .with_columns(held=pl.col("quantity") - pl.col("inside"))
        # pools outside the scope stand with what they hold
        .select("capability", "held", offered=pl.col("held") - pl.col("allies") + pl.col("part"))
    )
