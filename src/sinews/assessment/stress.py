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
    "figure": pl.Float64,
}
"""Columns of the stress test. `cost` is in USD m, null where the enabler has no price for what would mend it.
`figure` is the enabler's own measure: soldiers closed in time (%), casualties who die waiting for surgery
(mean of the worlds), days that the first of the Alliance's stocks to run out lasts, or weight of sites that
air and missile defence covers (%)."""

MEDICAL, AIR_DEFENCE = "medical", "air defence"

Row = tuple[str, str, bool, str, int | None, str, str, float | None, float | None]


def stress(
    case: Case,
    held: pl.DataFrame,
    year: int,
    capacity: pl.DataFrame | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    move: bool = False,
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
    move
        Test movement too, which takes minutes for each plan.

    Raises
    ------
    CaseError
        If a table that an enabler rests on is empty.
    """
    tell = progress or _say_nothing
    rows: list[Row] = []
    if move:
        lift = movement.held_by_alliance(case, held)
        for plan in (*case["defence_plans"]["plan"], None):
            tell(f"{year}: movement, {plan or ALL_PLANS}")
            rows.append(_moved(plan or ALL_PLANS, movement.move(case, lift, plan=plan)))
    tell(f"{year}: medical support")
    for chain in (*medical.chains(case, held), *medical.chains(case, held, pooled=True)):
        rows.append(_treated(chain.name, medical.simulate(chain, WORLDS)))
    tell(f"{year}: supply")
    rows.append(
        _supplied(case, supply.assess(case, held, "high", year=year, capacity=capacity, paths=WORLDS))
    )
    tell(f"{year}: air and missile defence")
    rows.append(_defended(case, held, year, capacity))
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
        return (plan, "movement", True, "", None, f"{closures.height} packages in time", "", None, 100.0)
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
        100.0 * outcome.on_time,
    )


def _treated(plan: str, flow: medical.Flow) -> Row:
    """Return whether the chain of care of a plan is overrun."""
    waiting = pl.col("outcome") == "died of wounds before surgery"
    deaths = float(medical.outcomes(flow).filter(waiting)["mean"].sum())
    broken = medical.first_break(flow)
    extent = f"{deaths:,.0f} die waiting for surgery"
    if broken.is_empty():
        return (plan, MEDICAL, True, "", None, extent, "", None, deaths)
    first = broken.row(0, named=True)
    names = dict(flow.chain.stations.select("station", "name").iter_rows())
    station = str(names[first["station"]])
    return (
        plan,
        MEDICAL,
        False,
        station,
        int(first["day"]),
        f"{broken.height} stations overrun; {extent}",
        f"more of {station}",
        None,
        deaths,
    )


def _supplied(case: Case, endurance: supply.Endurance) -> Row:
    """Return whether the Alliance's counted stocks last for the days that they should."""
    stocks = endurance.stocks.filter((pl.col("ally") == supply.ALLIANCE) & pl.col("counted"))
    short = stocks.filter(pl.col("days") < pl.col("target_days") - 1e-9).sort("days")
    lasting = stocks["days"].drop_nulls()
    least = None if lasting.is_empty() else float(lasting.to_numpy().min())
    if short.is_empty():
        extent = f"{stocks.height} classes last as long as they should"
        return (ALL_PLANS, "supply", True, "", None, extent, "", None, least)
    first = short.row(0, named=True)
    names = dict(case["supply_classes"].select("supply_class", "name").iter_rows())
    return (
        ALL_PLANS,
        "supply",
        False,
        str(names[first["supply_class"]]),
        int(first["days"]),
        f"{short.height} of {stocks.height} classes last less long than they should",
        f"stocks of {', '.join(names[each] for each in short['supply_class'])}",
        float(short["cost"].sum()),
        least,
    )


def _defended(case: Case, held: pl.DataFrame, year: int, capacity: pl.DataFrame | None) -> Row:
    """Return whether units and interceptors reach the stated ambition, and what the rest costs."""
    beside = air_defence.beside(air_defence.requirement(case), held)
    covered = 100.0 * float(
        air_defence.cover(case, held).by_depth.filter(pl.col("depth") == 1)["covered"].sum()
    )
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    lasts = air_defence.magazines(case, held, year=year, capacity=capacity).drop_nulls("lasts").sort("lasts")
    day = None if lasts.is_empty() else int(lasts["lasts"][0])
    empty = (
        ""
        if day is None
        else f"; the first magazine ({names[lasts['interceptor'][0]]}) is empty on day {day}"
    )
    prices = (
        unit_prices(case)
        .join(case["products"].select("product", "capability", "yield"), on="product")
        .group_by("capability", maintain_order=True)
        .agg(price=(pl.col("procurement") / pl.col("yield")).min())
    )
    short = (
        beside.filter(pl.col("held") < pl.col("needed"))
        .join(prices, on="capability", how="left", maintain_order="left")
        .with_columns(missing=pl.col("needed") - pl.col("held"))
        .sort(pl.col("held") / pl.col("needed"), maintain_order=True)
    )
    if short.is_empty():
        return (
            ALL_PLANS,
            AIR_DEFENCE,
            True,
            "",
            None,
            f"the stated ambition is met{empty}",
            "",
            None,
            covered,
        )
    first = short.row(0, named=True)
    return (
        ALL_PLANS,
        AIR_DEFENCE,
        False,
        f"{names[first['capability']]}: {first['held']:,.0f} of {first['needed']:,.0f}",
        0,
        f"{short.height} of {beside.height} capabilities below the ambition{empty}",
        ", ".join(f"{row['missing']:,.0f} {names[row['capability']]}" for row in short.iter_rows(named=True)),
        short.select((pl.col("missing") * pl.col("price")).sum()).item(),
        covered,
    )


def safer_measures(tested: pl.DataFrame) -> pl.DataFrame:
    """Return the measures of safety of a stress test, as rows of the scoreboard: all plans at once."""
    names = {
        AIR_DEFENCE: ("sites covered by air and missile defence, by weight", "%"),
        MEDICAL: ("casualties who die waiting for surgery, all plans at once", "persons"),
    }
    rows = [
        ("safer", *names[row["enabler"]], row["year"], row["figure"])
        for row in tested.filter(pl.col("plan") == ALL_PLANS).iter_rows(named=True)
        if row["enabler"] in names
    ]
    columns = {"dimension": pl.String, "measure": pl.String, "unit": pl.String}
    return pl.DataFrame(rows, schema={**columns, "year": pl.Int64, "value": pl.Float64}, orient="row")
