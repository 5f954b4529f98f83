"""Checks that stock follows from deliveries and retirements, and that targets are met as said."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from sinews.case import Case, held_by_pools, holdings
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared, wrong_rows
from sinews.verify.plan.peacetime import used_up
from sinews.verify.plan.promised import given_from_stock, retirements

NOISE = 1e-7
"""Part of a quantity, or of one, up to which a shortfall is read as none."""

KEYS = ["ally", "capability", "year"]


def stock_balance(plan: Plan) -> Findings:
    """Check what is held from what was held before, what left it and what was delivered.

    Peace uses up no more than is there; what could not be used is not made up for later.
    """
    case = plan.case
    years, base = list(case.years), case.settings.base_year
    held = {(a, c): q for a, c, q in holdings(case).select("ally", "capability", "quantity").iter_rows()}
    retired, given, use = retirements(case), given_from_stock(plan), used_up(plan)
    none = [0.0] * len(years)
    arrived: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * len(years))
    worth = case["products"].select("product", worth="yield")
    came = (
        plan.deliveries.join(worth, on="product", how="left", maintain_order="left")
        .group_by("ally", "capability", "year", maintain_order=True)
        .agg(units=(pl.col("completed") * pl.col("worth")).sum())
    )
    for ally, capability, year, units in came.iter_rows():
        if year in case.years:
            arrived[ally, capability][year - base] += units
    asked = set(plan.targets.filter(pl.col("target") > 0).select("ally", "capability").iter_rows())
    bought = _leaves(case)
    rows = []
    for ally in case["allies"]["ally"]:
        for capability in bought:
            pair = ally, capability
            opening, path = held.get(pair, 0.0), []
            for n, year in enumerate(years):
                gone, gift, new = (each.get(pair, none)[n] for each in (retired, given, arrived))
                left = opening - gone - gift + new
                used = min(use.get(pair, none)[n], left) if pair in use else 0.0
                closing = left - used
                path.append((*pair, year, opening, gone, used, gift, new, closing))
                opening = closing
            if pair in asked or any(row[-1] > NOISE for row in path):
                rows += path
    amounts = ("opening", "retired", "used", "given", "delivered", "closing")
    schema = {"ally": pl.String, "capability": pl.String, "year": pl.Int64} | dict.fromkeys(
        amounts, pl.Float64
    )
    due = pl.DataFrame(rows, schema=schema, orient="row")
    found = compared("stock", plan.stock, due, KEYS)
    below = pl.col("closing") < -1e-6
    return found + wrong_rows("stock", plan.stock, KEYS, below, "closing {closing} is less than nothing")


def _leaves(case: Case) -> list[str]:
    """Return the capabilities that are held and bought themselves: all but the sums."""
    sums = set(case["capabilities"]["aggregate"].drop_nulls())
    return [key for key in case["capabilities"]["capability"] if key not in sums]


def shortfall(plan: Plan) -> Findings:
    """Check that every shortfall is what the target asks for beyond what is held."""
    target = plan.targets.select(*KEYS, "target").unique(KEYS, keep="last")
    missing = pl.col("target") - pl.col("closing")
    some = missing > NOISE * pl.max_horizontal(1.0, missing.abs())
    due = (
        plan.stock.select(*KEYS, "closing")
        .join(target, on=KEYS, how="left", maintain_order="left")
        .with_columns(pl.col("target").fill_null(0.0))
        .select(*KEYS, "target", shortfall=pl.when(some).then(missing).otherwise(0.0))
    )
    return compared("stock", plan.stock, due.unique(KEYS), KEYS, least={"shortfall": 1e-3})


def fulfilment(plan: Plan) -> Findings:
    """Check the part of each requirement that is met, each ally counting up to its target."""
    keys = ["capability", "year"]
    pools = held_by_pools(plan.case)
    pooled = pl.DataFrame(
        {"capability": list(pools), "pooled": list(pools.values())},
        schema={"capability": pl.String, "pooled": pl.Float64},
    )
    held = plan.stock.group_by(keys, maintain_order=True).agg(
        pl.col("closing").sum().alias("stock"), counted=pl.min_horizontal("closing", "target").sum()
    )
    single = (
        plan.requirements.select(*keys, "baseline", "required")
        .unique(keys, keep="last")
        .join(held, on=keys, how="left")
        .join(pooled, on="capability", how="left")
        .with_columns(pl.col("stock", "counted", "pooled").fill_null(0.0))
        .select(*keys, "baseline", "required", *(pl.col(n) + pl.col("pooled") for n in ("stock", "counted")))
    )
    above = plan.case["capabilities"].select("capability", "aggregate").drop_nulls()
    sums = (
        single.join(above, on="capability")
        .group_by("aggregate", "year", maintain_order=True)
        .agg(pl.col("baseline", "required", "stock", "counted").sum())
        .rename({"aggregate": "capability"})
    )
    part = pl.when(pl.col("required") > 0).then(pl.col("counted") / pl.col("required")).otherwise(1.0)
    due = pl.concat(
        [
            rows.select(
                *keys, "baseline", "required", "stock", pl.lit(of).alias("aggregate"), met=part.clip(0, 1)
            )
            for rows, of in ((single, False), (sums, True))
        ]
    )
    return compared("fulfilment", plan.fulfilment, due, [*keys, "aggregate"])
