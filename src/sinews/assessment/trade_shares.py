"""Who allies buy from: the plan's new orders beside published shares of imports and of contracts."""

from __future__ import annotations

from importlib import resources

import polars as pl

from sinews.assessment.origins import EUROPE, origins_of
from sinews.case import Case, worth
from sinews.implementation import Plan

CLOSE = 10.0
"""Percentage points within which a share counts as near."""

SCHEMA = {"who": pl.String, "measure": pl.String, "published": pl.Float64, "period": pl.String}

MEASURES = {
    "usa_of_imports": pl.col("usa") / (pl.col("value") - pl.col("home")),
    "europe_of_imports": pl.col("europe") / (pl.col("value") - pl.col("home")),
    "european": (pl.col("home") + pl.col("europe")) / pl.col("value"),
    "usa": pl.col("usa") / pl.col("value"),
}
"""What is published, in terms of what the plan orders: parts of imports, or of all that is ordered."""


def trade_shares(plan: Plan) -> pl.DataFrame:
    """Return published shares beside those of what the plan orders and of what was on contract.

    Returns
    -------
    polars.DataFrame
        who (an ally or the European allies), measure, period, published, planned (%), near (whether they lie
        within ten points), publisher, status, note, reason (why they do not, where that is known).
    """
    bought = origins_of(plan.case, _major_arms(plan))
    europe = plan.case["groups"].filter(group=EUROPE)["ally"]
    together = bought.filter(pl.col("ally").is_in(europe.implode())).select(pl.exclude("ally").sum())
    all_of = pl.concat([bought, together.select(pl.lit(EUROPE).alias("ally"), pl.all())])
    planned = pl.concat(
        [
            all_of.select(who="ally", measure=pl.lit(name), planned=100.0 * share)
            for name, share in MEASURES.items()
        ]
    )
    return (
        published()
        .join(planned, on=["who", "measure"], how="left", maintain_order="left")
        .with_columns(near=(pl.col("planned") - pl.col("published")).abs() <= CLOSE)
        .select(
            "who",
            "measure",
            "period",
            "published",
            "planned",
            "near",
            "publisher",
            "status",
            "note",
            "reason",
        )
    )


def _major_arms(plan: Plan) -> pl.DataFrame:
    """Return ally, line, value of new orders and of what was on contract: of arms, as registers count them.

    Sets of equipment of formations, ammunition and what is not of a combat capability are left out.
    """
    columns = ("ally", "line", "product", "value")
    contracted = worth(plan.case, plan.deliveries, "contracted").select(columns)
    bought = pl.concat([plan.tables["orders"].select(columns), contracted])
    return bought.join(_counted(plan.case), on="product", how="semi").drop("product")


def _counted(case: Case) -> pl.DataFrame:
    """Return the products that are major arms: of combat or air defence, neither sets nor ammunition."""
    groups = case["capabilities"].select("capability", "pledge_group")
    return (
        case["products"]
        .join(groups, on="capability", maintain_order="left")
        .filter(
            pl.col("pledge_group").is_in(["forces", "amd"]),
            ~pl.col("learning_class").is_in(["none", "ammunition"]),
        )
        .select("product")
    )


def published() -> pl.DataFrame:
    """Return who, measure, period, published, publisher, status, note, reason: the published shares."""
    file = resources.files("sinews.assessment.data") / "trade_shares.csv"
    with resources.as_file(file) as path:
        return pl.read_csv(path, schema_overrides=SCHEMA)
