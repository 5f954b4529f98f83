"""Magazine depth: for how many days of raids interceptors last, how likely that is, and what it costs.

*Days of supply* are the usable stock over the mean use of the first phase, without production: one
definition for all who speak of magazines. *Lasts* counts phases and production day by day at mean use, with
all ranges at their low and high ends too: the ends of what may be. The *chance* takes the raids of each day
as they are spread.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case, priced, unit_costs
from sinews.enablers.air_defence.raids import (
    ALL,
    ENDS,
    likely_uses,
    phase_days,
    raids,
    shots_and_kill,
    use_of,
)
from sinews.enablers.air_defence.tables import (
    area_of,
    check_tables,
    planning_value,
    present,
)
from sinews.enablers.lines import line_rates
from sinews.enablers.promised import promised_from_stock
from sinews.engines.arrays import Values
from sinews.engines.depletion import chance_of_lasting

HORIZON = 180
"""Days that magazine curves show."""

YEARS_ON = 3650
"""Days up to which it is followed how long a magazine lasts."""

LIKELY_DAYS = 180
"""Days for which the chance is computed that a magazine lasts."""

CASES = tuple(ENDS)
"""Ends and middle of the ranges."""

DAYS_A_YEAR = 365.0


def usable_rounds(
    case: Case, held: pl.DataFrame, *, year: int | None = None, plan: str = ALL
) -> pl.DataFrame:
    """Return the interceptors that can be fired in Europe.

    What allies and pools hold, less what Ukraine has been promised of it from stock, times the serviceable
    part of the class of supply; of allies overseas the part that goes to Europe, as of their units.

    Parameters
    ----------
    case, held
        As for `magazines`.
    year
        The year at whose end the stock is; None for the start of the base year.
    plan
        The plan that is fought; `ALL` for all at once.

    Returns
    -------
    polars.DataFrame
        interceptor, stock (missiles), by interceptor.
    """
    fired = case["air_defence_engagements"].select(interceptor="interceptor").drop_nulls().unique()
    there = present(case, None if plan == ALL else area_of(case, plan))
    own = (
        held.select("ally", "capability", "quantity")
        .join(promised_from_stock(case, year), on=["ally", "capability"], how="left", maintain_order="left")
        .select(
            interceptor="capability",
            stock=(pl.col("quantity") - pl.col("promised").fill_null(0.0)) * there,
        )
    )
    pools = case["pooled"].select(interceptor="capability", stock="quantity")
    fit = case["supply_classes"].select(interceptor="capability", serviceable="serviceable").drop_nulls()
    return (
        pl.concat([own, pools], how="vertical_relaxed")
        .group_by("interceptor", maintain_order=True)
        .agg(pl.col("stock").sum())
        .join(fired, on="interceptor", how="right", maintain_order="right")
        .join(fit, on="interceptor", how="left", maintain_order="left")
        .select(
            "interceptor",
            stock=pl.col("stock").fill_null(0.0).clip(0.0) * pl.col("serviceable").fill_null(100.0) / 100,
        )
        .sort("interceptor")
    )


def magazines(
    case: Case,
    held: pl.DataFrame,
    *,
    year: int | None = None,
    capacity: pl.DataFrame | None = None,
    plan: str = ALL,
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
    plan
        The plan that is fought alone; `ALL` for all at once.

    Returns
    -------
    polars.DataFrame
        interceptor, name, stock (missiles, `usable_rounds`), production (missiles per day, that Ukraine is
        not promised), low, planned and high (missiles used per day of the first phase), days, days_low and
        days_high (stock over planned, high and low use; null where nothing is used), lasts_low, lasts,
        lasts_high (days until the stock is exhausted with low, planned and high use, production counted;
        null if it lasts `YEARS_ON`), target (days that it should last), chance (0 to 1, that it does) and
        day_10, day_50, day_90 (first day by which it is exhausted with that chance, %; null beyond
        `LIKELY_DAYS`).
    """
    made = dict(_production(case, year, capacity).iter_rows())
    raided = raids(case, plan)
    stretches = phase_days(raided, YEARS_ON)
    uses = [(use_of(case, part), days) for part, days in stretches]
    likely = [(likely_uses(case, part), days) for part, days in phase_days(raided, LIKELY_DAYS)]
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    target = planning_value(case, "days")
    stock = dict(usable_rounds(case, held, year=year, plan=plan).iter_rows())
    rows = []
    for interceptor, *first in uses[0][0].iter_rows():
        there, output = stock[interceptor], made.get(interceptor, 0.0)
        by_phase = [
            (
                dict(zip(CASES, use.row(by_predicate=pl.col("interceptor") == interceptor)[1:], strict=True)),
                days,
            )
            for use, days in uses
        ]
        lasts = [_exhausted(there, output, [(use[end], days) for use, days in by_phase]) for end in CASES]
        chance = chance_of_lasting(
            there, output, [use[interceptor] for use, _ in likely], [days for _, days in likely]
        )
        low, planned, high = first
        over = [there / use if use > 0 else None for use in (planned, high, low)]
        rows.append(
            (interceptor, names[interceptor], there, output, *first, *over, *lasts, target,
             _at(chance, target), *(_day(chance, part) for part in (0.1, 0.5, 0.9)))
        )  # fmt: skip
    return pl.DataFrame(rows, schema=MAGAZINES, orient="row")


MAGAZINES = {
    "interceptor": pl.String,
    "name": pl.String,
    **dict.fromkeys(
        ("stock", "production", *CASES, "days", "days_low", "days_high", "lasts_low", "lasts", "lasts_high"),
        pl.Float64,
    ),
    "target": pl.Float64,
    "chance": pl.Float64,
    **dict.fromkeys(("day_10", "day_50", "day_90"), pl.Int64),
}
"""Columns of `magazines`."""


def _exhausted(stock: float, made: float, uses: list[tuple[float, int]]) -> float | None:
    """Return after how many days a stock is exhausted at mean use; None if it lasts through all phases."""
    day = 0.0
    for use, days in uses:
        net = use - made
        if net > 0 and stock <= net * days:
            return day + stock / net
        stock, day = stock - net * days, day + days
    return None


def _at(chance: Values, days: float) -> float:
    """Return the chance of lasting so many days."""
    return 1.0 if days < 1 else float(chance[min(int(days), chance.size) - 1])


def _day(chance: Values, part: float) -> int | None:
    """Return the first day, counted from 1, by which a stock is exhausted with so much chance."""
    gone = chance <= 1.0 - part + 1e-12
    return int(gone.argmax()) + 1 if gone.any() else None


def magazine_curves(case: Case, depth: pl.DataFrame, days: int = HORIZON, plan: str = ALL) -> pl.DataFrame:
    """Return the stock of each class of interceptors day by day, at mean use.

    Parameters
    ----------
    case
        A checked case.
    depth
        The answer of `magazines`.
    days
        Days to show.
    plan
        As for `magazines`.

    Returns
    -------
    polars.DataFrame
        interceptor, name, use ("low", "planned", "high"), day (0 to `days`), stock (missiles).
    """
    stretches = [(use_of(case, part), length) for part, length in phase_days(raids(case, plan), days)]
    day = np.arange(days + 1)
    parts = [pl.DataFrame(schema=CURVES)]
    for row in depth.iter_rows(named=True):
        own = pl.col("interceptor") == row["interceptor"]
        for use in CASES:
            taken = np.concatenate(
                [np.repeat(table.filter(own)[use].to_numpy(), length) for table, length in stretches]
            )
            level = np.concatenate([[row["stock"]], row["stock"] + np.cumsum(row["production"] - taken)])
            # what is exhausted stays so: a class that has failed once is not told to be there again
            gone = np.maximum.accumulate(level <= 1e-9)
            parts.append(
                pl.DataFrame({"day": day, "stock": np.where(gone, 0.0, level)})
                .with_columns(
                    interceptor=pl.lit(row["interceptor"]), name=pl.lit(row["name"]), use=pl.lit(use)
                )
                .select(*CURVES)
            )
    return pl.concat(parts)


CURVES = {
    "interceptor": pl.String, "name": pl.String, "use": pl.String, "day": pl.Int64, "stock": pl.Float64,
}  # fmt: skip
"""Columns of `magazine_curves`."""


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
        shots_and_kill(case)
        .drop_nulls("interceptor")
        .filter(pl.col("share") > 0)
        .join(threats, on="threat", how="inner", maintain_order="left")
        .join(price, on="interceptor", how="inner", maintain_order="left")
        .with_columns(interceptors=pl.col("fired") * pl.col("each"))
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
