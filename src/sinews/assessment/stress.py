"""The stress test: forces of a year run through movement, medical support, supply and air defence.

Each line of the answer says whether an enabler holds in a defence plan, or in all at once, what breaks first,
on which day, and what would mend it. The enablers are asked by their public functions and know nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.case import Case, unit_prices
from sinews.enablers import air_defence, medical, movement, supply

ALL_PLANS = "all"
WORLDS = 20
"""Sampled worlds of supply and of medical support: enough for the first day of failure on average."""

COLUMNS = {
    "year": pl.Int64,
    "plan": pl.String,
    "enabler": pl.String,
    "holds": pl.Boolean,
    "breaks": pl.String,
    "day": pl.Int64,
    "extent": pl.String,
    "mend": pl.String,
    "cost": pl.Float64,
}
"""Columns of the stress test; `cost` in USD m, null where the enabler has no price for it."""

Row = tuple[str, str, bool, str, int | None, str, str, float | None]


def stress(
    case: Case,
    held: pl.DataFrame,
    year: int,
    capacity: pl.DataFrame | None = None,
    progress: Callable[[str], None] | None = None,
) -> pl.DataFrame:
    """Return what holds of what is held in a year, and what breaks first: columns as `COLUMNS`.

    Parameters
    ----------
    case
        A checked case with defence plans.
    held
        ally, capability, quantity at the end of the year.
    year
        The year.
    capacity
        line, capacity: what the plan has made of the lines by then; those of the start if not given.
    progress
        Called with what is tested, as it begins.

    Raises
    ------
    CaseError
        If a table that an enabler rests on is empty.
    """
    tell = progress or _say_nothing
    plans = case["defence_plans"]["plan"].to_list()
    rows: list[Row] = []
    tell(f"{year}: movement")
    lift = movement.held_by_alliance(case, held)
    rows += [_moved(plan, movement.move(case, lift, plan=plan)) for plan in plans]
    rows.append(_moved(ALL_PLANS, movement.move(case, lift)))
    tell(f"{year}: medical support")
    for chain in (*medical.chains(case, held), *medical.chains(case, held, pooled=True)):
        rows.append(_treated(chain.name, medical.simulate(chain, WORLDS)))
    tell(f"{year}: supply")
    rows.append(_supplied(supply.assess(case, held, "high", year=year, capacity=capacity, paths=WORLDS)))
    tell(f"{year}: air and missile defence")
    rows += _defended(case, held)
    return pl.DataFrame([(year, *row) for row in rows], schema=COLUMNS, orient="row")


def _say_nothing(step: str) -> None:
    """Take note of a step for nobody."""


def _moved(plan: str, outcome: movement.Outcome) -> Row:
    """Return whether the packages of a plan close in time."""
    closures = outcome.closures
    late = closures.filter(pl.col("late").is_null() | (pl.col("late") > 0)).sort(
        "required_day", "force_package"
    )
    if late.is_empty():
        return (plan, "movement", True, "", None, f"{closures.height} packages in time", "", None)
    first = late.row(0, named=True)
    days = late["late"].to_list()
    worst = "some never close" if None in days else f"up to {max(days):.0f} days"
    mend = ""
    if not outcome.bottlenecks.is_empty():
        tight = outcome.bottlenecks.sort("saves", descending=True, maintain_order=True).row(0, named=True)
        way = f" {tight['from_node']} to {tight['to_node']}" if tight["from_node"] else ""
        mend = f"more of {tight['kind']}{way}"
    return (
        plan,
        "movement",
        False,
        f"{first['formation']} from {first['origin']} to {first['destination']}",
        int(first["required_day"]),
        f"{late.height} of {closures.height} packages late, {worst}",
        mend,
        None,
    )


def _treated(plan: str, flow: medical.Flow) -> Row:
    """Return whether the chain of care of a plan is overrun."""
    deaths = medical.outcomes(flow).filter(pl.col("outcome") == "died of wounds before surgery")["mean"].sum()
    broken = medical.first_break(flow)
    extent = f"{deaths:,.0f} die waiting for surgery"
    if broken.is_empty():
        return (plan, "medical", True, "", None, extent, "", None)
    first = broken.row(0, named=True)
    return (
        plan,
        "medical",
        False,
        str(first["station"]),
        int(first["day"]),
        f"{broken.height} stations overrun; {extent}",
        f"more of {first['station']}",
        None,
    )


def _supplied(endurance: supply.Endurance) -> Row:
    """Return whether the Alliance's counted stocks last for the days that they should."""
    stocks = endurance.stocks.filter((pl.col("ally") == supply.ALLIANCE) & pl.col("counted"))
    short = stocks.filter(pl.col("days") < pl.col("target_days") - 1e-9).sort("days")
    if short.is_empty():
        return (
            ALL_PLANS,
            "supply",
            True,
            "",
            None,
            f"{stocks.height} classes last as long as they should",
            "",
            None,
        )
    first = short.row(0, named=True)
    return (
        ALL_PLANS,
        "supply",
        False,
        str(first["supply_class"]),
        int(first["days"]),
        f"{short.height} of {stocks.height} classes last less long than they should",
        f"stocks of {', '.join(short['supply_class'])}",
        float(short["cost"].sum()),
    )


def _defended(case: Case, held: pl.DataFrame) -> list[Row]:
    """Return whether units and interceptors reach the stated ambition, and what the rest costs."""
    beside = air_defence.beside(air_defence.requirement(case), held)
    prices = (
        unit_prices(case)
        .join(case["products"].select("product", "yield"), on="product")
        .group_by("capability", maintain_order=True)
        .agg(price=(pl.col("procurement") / pl.col("yield")).min())
    )
    short = (
        beside.filter(pl.col("held") < pl.col("needed"))
        .join(prices, on="capability", how="left", maintain_order="left")
        .with_columns(missing=pl.col("needed") - pl.col("held"))
    )
    lasts = air_defence.magazines(case, held).drop_nulls("lasts").sort("lasts")
    day = None if lasts.is_empty() else int(lasts["lasts"][0])
    if short.is_empty():
        return [(ALL_PLANS, "air defence", True, "", None, "the stated ambition is met", "", None)]
    wants = short.sort(pl.col("held") / pl.col("needed"))
    first = wants.row(0, named=True)
    empty = "" if lasts.is_empty() else f"; magazines of {lasts['interceptor'][0]} empty first"
    return [
        (
            ALL_PLANS,
            "air defence",
            False,
            f"{first['capability']}: {first['held']:,.0f} of {first['needed']:,.0f}",
            day,
            f"{short.height} of {beside.height} capabilities below the ambition{empty}",
            ", ".join(f"{row['missing']:,.0f} {row['capability']}" for row in wants.iter_rows(named=True)),
            short.select((pl.col("missing") * pl.col("price")).sum()).item(),
        )
    ]
