"""Magazine depth: for how many days of raids interceptors last, and what the exchange costs.

Use of a class of interceptors on a day is the sum over threats and layers of rate times share engaged times
shots. Stock falls by it and rises by production. Low and high use take the low and high ends of all three at
once: the ends of what may be.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, held_by_alliance, priced, unit_costs
from sinews.enablers.air_defence.tables import check_tables
from sinews.enablers.lines import line_rates

HORIZON = 180
"""Days that magazine curves show."""

CASES = ("low", "planned", "high")
"""Ends and middle of the ranges of raids, shares and shots."""

DAYS_A_YEAR = 365.0


def daily_use(case: Case) -> pl.DataFrame:
    """Return the interceptors used on a day of raids.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        interceptor (capability), low, planned, high (missiles per day).

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    check_tables(case)
    joined = (
        case["air_defence_engagements"]
        .drop_nulls("interceptor")
        .join(
            case["raids"].select("threat", "rate", "rate_low", "rate_high"),
            on="threat",
            how="inner",
            maintain_order="left",
        )
    )
    use = {
        name: pl.col(f"rate{end}") * pl.col(f"share{end}") / 100 * pl.col(f"shots{end}")
        for name, end in zip(CASES, ("_low", "", "_high"), strict=True)
    }
    return (
        joined.with_columns(**use)
        .group_by("interceptor", maintain_order=True)
        .agg(pl.col(CASES).sum())
        .sort("interceptor")
    )


def magazines(
    case: Case, held: pl.DataFrame, *, year: int | None = None, capacity: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return how long the stock of each class of interceptors lasts.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity; all allies' stock is shared, and that of multinational pools with it.
    year
        The year in which the lines produce; None for the base year.
    capacity
        line, capacity (products per year): what a plan has made of the lines by then. Without it a line moves
        in a straight line from today's rate to the announced one.

    Returns
    -------
    polars.DataFrame
        interceptor, name, stock (missiles), production (missiles per day, that Ukraine is not promised), low,
        planned and high (missiles used per day), and lasts_low, lasts, lasts_high (days until the stock is
        exhausted with low, planned and high use; null if production keeps up).
    """
    stock = held_by_alliance(case, held).rename({"quantity": "stock"})
    use = daily_use(case).join(
        case["capabilities"].select(interceptor="capability", name="name"), on="interceptor", how="left"
    )
    made = _production(case, year, capacity)
    frame = (
        use.join(stock, left_on="interceptor", right_on="capability", how="left", maintain_order="left")
        .join(made, on="interceptor", how="left", maintain_order="left")
        .with_columns(pl.col("stock", "production").fill_null(0.0))
    )
    lasts = {
        name: pl.when(pl.col(column) > pl.col("production"))
        .then(pl.col("stock") / (pl.col(column) - pl.col("production")))
        .otherwise(None)
        for name, column in (("lasts_low", "low"), ("lasts", "planned"), ("lasts_high", "high"))
    }
    return frame.select("interceptor", "name", "stock", "production", *CASES).with_columns(**lasts)


def magazine_curves(depth: pl.DataFrame, days: int = HORIZON) -> pl.DataFrame:
    """Return the stock of each class of interceptors day by day.

    Parameters
    ----------
    depth
        The answer of `magazines`.
    days
        Days to show.

    Returns
    -------
    polars.DataFrame
        interceptor, name, use ("low", "planned", "high"), day (0 to `days`), stock (missiles).
    """
    parts = []
    day = np.arange(days + 1)
    for row in depth.iter_rows(named=True):
        for use in CASES:
            stock = np.maximum(row["stock"] + (row["production"] - row[use]) * day, 0.0)
            parts.append(
                pl.DataFrame({"day": day, "stock": stock}).with_columns(
                    interceptor=pl.lit(row["interceptor"]), name=pl.lit(row["name"]), use=pl.lit(use)
                )
            )
    return pl.concat(parts).select("interceptor", "name", "use", "day", "stock")


def cost_exchange(case: Case) -> pl.DataFrame:
    """Return what an engaged threat costs the defender, and what it cost its owner.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        threat, layer, interceptor, interceptors (USD m, of the shots for one threat at the mean price of the
        class), price (USD m, of the threat), ratio.
    """
    check_tables(case)
    price, threats = _prices(case), priced(case, "raids").select("threat", "price")
    return (
        case["air_defence_engagements"]
        .drop_nulls("interceptor")
        .join(threats, on="threat", how="inner", maintain_order="left")
        .join(price, on="interceptor", how="inner", maintain_order="left")
        .with_columns(interceptors=pl.col("shots") * pl.col("each"))
        .with_columns(ratio=pl.col("interceptors") / pl.col("price"))
        .select("threat", "layer", "interceptor", "interceptors", "price", "ratio")
    )


def _production(case: Case, year: int | None, capacity: pl.DataFrame | None) -> pl.DataFrame:
    """Return interceptor (capability) and production (units per day) of all lines."""
    return (
        line_rates(case, year, capacity)
        .group_by("capability", maintain_order=True)
        .agg(production=pl.col("rate").sum() / DAYS_A_YEAR)
        .rename({"capability": "interceptor"})
    )


def _prices(case: Case) -> pl.DataFrame:
    """Return interceptor (capability) and each (USD m, mean price of one over the products of the class)."""
    return unit_costs(case).select(interceptor="capability", each="mean_price")
