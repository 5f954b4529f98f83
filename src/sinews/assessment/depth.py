"""Depth of magazines and stocks, and how much of the equipment is new: parts of *more lethal*."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, has_rows
from sinews.enablers import air_defence, supply
from sinews.implementation import Plan

MAGAZINE, STOCK = "magazine", "stock"
YOUNG = 10
"""Years up to which equipment counts as young."""

COLUMNS = {
    "year": pl.Int64,
    "kind": pl.String,
    "key": pl.String,
    "name": pl.String,
    "days": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "target": pl.Float64,
}
"""Columns of `depth`: days of supply, without production, of a magazine of interceptors under raids, or of
another stock at high intensity, with the ends of the ranges of raids, shares, shots and kills, or of the
rates; null where nothing is used. The target is the days that they should last."""


def depth(plan: Plan, year: int) -> pl.DataFrame:
    """Return how long magazines and counted stocks of the Alliance last in a year: columns as `COLUMNS`.

    Empty where the case has no tables of raids and of supply.
    """
    case, held = plan.case, plan.held(year)
    parts = [pl.DataFrame(schema=COLUMNS)]
    if has_rows(case, air_defence.NEEDED):
        found = air_defence.magazines(case, held, year=year, capacity=plan.line_capacity(year))
        parts.append(
            found.select(
                pl.lit(year, pl.Int64).alias("year"), pl.lit(MAGAZINE).alias("kind"), key="interceptor",
                name="name", days="days", low="days_low", high="days_high", target="target",
            )
        )  # fmt: skip
    if has_rows(case, supply.NEEDED):
        parts.append(
            lasting_stocks(case, held, year).select(
                pl.lit(year, pl.Int64).alias("year"), pl.lit(STOCK).alias("kind"), key="supply_class",
                name="name", days="days", low="low", high="high", target="target_days",
            )
        )  # fmt: skip
    return pl.concat(parts)


def lasting_stocks(case: Case, held: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return how long the Alliance's counted stocks last at high intensity, with the range of the rates.

    Interceptors, which follow raids, stand with the magazines.

    Parameters
    ----------
    case, held, year
        As for `sinews.enablers.supply.days_of_supply`.

    Returns
    -------
    polars.DataFrame
        The columns of `sinews.enablers.supply.stocks.stocks` with name, low and high (days).
    """
    rates = case["supply_classes"].select("supply_class", "name", "rate_low", "rate_high")
    days = pl.col("days")
    raided = supply.interceptor_classes(case).select("supply_class")
    return (
        supply.days_of_supply(case, held, year=year)
        .filter((pl.col("ally") == supply.ALLIANCE) & pl.col("counted") & days.is_not_null())
        .join(raided, on="supply_class", how="anti")
        .join(rates, on="supply_class", maintain_order="left")
        .with_columns(low=days * 100.0 / pl.col("rate_high"), high=days * 100.0 / pl.col("rate_low"))
    )


def young_equipment(plan: Plan, year: int) -> float | None:
    """Return how much of the equipment of forces the plan has delivered in the last `YOUNG` years, %.

    The mean over capabilities of the part of the stock, formations left out. No table of ages is in the case:
    what was new before the plan began is not counted, so that this is a lower bound. None without equipment.
    """
    case = plan.case
    equipment = case["capabilities"].filter(
        (pl.col("pledge_group") == "forces")
        & ~pl.col("capability").is_in(case["formations"]["capability"].implode())
    )["capability"]
    of = plan.stock.filter(pl.col("capability").is_in(equipment.implode()) & (pl.col("year") <= year))
    new = (
        of.filter(pl.col("year") > year - YOUNG)
        .group_by("capability", maintain_order=True)
        .agg(pl.col("delivered").sum())
    )
    parts = (
        of.filter(pl.col("year") == year)
        .group_by("capability", maintain_order=True)
        .agg(pl.col("closing").sum())
        .join(new, on="capability", maintain_order="left")
        .filter(pl.col("closing") > 0)
        .select((pl.col("delivered") / pl.col("closing")).clip(0.0, 1.0))
    )["delivered"]
    return None if parts.is_empty() else 100.0 * float(parts.to_numpy().mean())
