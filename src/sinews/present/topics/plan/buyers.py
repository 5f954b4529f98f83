"""Who buys from whom, beside what was published of it, and how many types are in service."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from sinews.assessment.origins import BESIDE, EUROPE, origins
from sinews.assessment.trade_shares import trade_shares
from sinews.assessment.types_in_service import types_by_capability
from sinews.document import Column, Note, Section, Table, wording
from sinews.implementation import Plan
from sinews.present.charts.buyers import buyers_matrix, buyers_sankey
from sinews.present.money_flow import money_flow
from sinews.present.summary import Summary
from sinews.present.topics.plan.topic import drawn
from sinews.present.topics.rules.topic import origins_table, shares_table

NOTHING = "Nothing is paid for equipment."


def buyers(plan: Plan, summary: Summary) -> Section:
    """Return who buys from whom, where orders come from, and the types in service."""
    prices = wording.Prices(summary.currency, summary.price_year)
    allies = dict(plan.case["allies"].select("ally", "name").iter_rows())
    names = {**wording.COUNTRY_NAMES, **allies}
    bought = who_buys(plan)
    return Section(
        "buyers",
        "Who buys from whom",
        (
            drawn(
                "buyers-flow",
                bought,
                partial(buyers_sankey, bought, names, prices),
                "A ribbon is as wide as the money that it stands for: contracts of the start, new orders and "
                "what is ordered for after the horizon. Work that a partner of a line does for itself counts "
                "at home. Grey is work at home.",
                NOTHING,
            ),
            drawn(
                "buyers-matrix",
                bought,
                partial(buyers_matrix, bought, names),
                "A row adds up to the buyer's money; what is less than half a percent is not shown.",
                NOTHING,
            ),
            origins_table(plan.case, origins(plan), allies),
            *_beside_published(plan, allies),
            types_table(plan),
        ),
    )


def who_buys(plan: Plan) -> pl.DataFrame:
    """Return ally, country (of the work), value (USD m), part: home, europe, usa or others."""
    europe = [*plan.case["groups"].filter(group=EUROPE)["ally"].to_list(), *BESIDE]
    part = (
        pl.when(pl.col("ally") == pl.col("country"))
        .then(pl.lit("home"))
        .when(pl.col("country").is_in(europe))
        .then(pl.lit("europe"))
        .when(pl.col("country") == "USA")
        .then(pl.lit("usa"))
        .otherwise(pl.lit("others"))
    )
    return (
        money_flow(plan)
        .group_by("ally", "country", maintain_order=True)
        .agg(pl.col("value").sum())
        .with_columns(part=part)
    )


def types_table(plan: Plan) -> Table:
    """Return how many types are in service of each capability that is counted by type."""
    names = plan.case["capabilities"].select("capability", "name")
    horizon = plan.case.settings.horizon
    return Table(
        "types",
        f"Types in service today and at the end of {horizon}",
        types_by_capability(plan).join(names, on="capability", how="left", maintain_order="left"),
        (
            Column("name", "Capability"),
            Column("today", "Types today", "day"),
            Column("end", f"Types in {horizon}", "day"),
            Column("most_today", "Most of one ally today", "day"),
            Column("most_end", f"Most of one ally in {horizon}", "day"),
            Column("more", "Allies with more types", "day"),
        ),
        empty="No capability is counted by type.",
    )


def _beside_published(plan: Plan, allies: dict[str, str]) -> tuple[Note | Table, ...]:
    """Return the shares of the plan beside published ones, with the reason where they lie far apart."""
    shares = trade_shares(plan).filter(pl.col("planned").is_finite())
    if shares.is_empty():
        return ()
    near = int(shares["near"].sum())
    return (
        Note(
            f"{near} of {shares.height} published shares lie within ten percentage points of the plan's. "
            "They count what was delivered or signed up to 2024; the plan counts what is on contract and "
            "ordered up to its horizon."
        ),
        # the report has shares of targets, too
        replace(shares_table(shares, allies), key="trade-shares"),
    )
