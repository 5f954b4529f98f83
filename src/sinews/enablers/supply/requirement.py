"""What the defence plans need of the capabilities of logistics and supply."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import Case, held_by_alliance, holdings
from sinews.enablers.supply.consumption import effort, intense_consumption
from sinews.enablers.supply.distribution import distribute, trucks
from sinews.enablers.supply.stocks import ALLIANCE, stocks
from sinews.enablers.supply.tables import factor, supply_classes


def requirement(case: Case, held: pl.DataFrame | None = None, year: int | None = None) -> pl.DataFrame:
    """Return what is held and needed of each capability of logistics and supply.

    All formations of the Alliance are taken to be employed under the defence plans, on lines of
    communication like those of the plans' force packages, and their stocks to last for the target days at
    high intensity. Needs are in whole units.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity: the forces and their stocks; those of today if not given.
    year
        The year at whose end they are held: what is still to be given away then is needed as well. None for
        today, when what is promised counts as held.

    Returns
    -------
    polars.DataFrame
        capability, held (by all allies and pools), needed, driver (what drives it, in a sentence); in
        the order of the table of capabilities.

    Raises
    ------
    CaseError
        If the case lacks tables or factors of supply.
    """
    held = holdings(case).select("ally", "capability", "quantity") if held is None else held
    total = held_by_alliance(case, held).rename({"quantity": "held"})
    needs = pl.concat([_stocks(case, held, year), _logistics(case, held)])
    return (
        case["capabilities"]
        .select("capability")
        .join(needs, on="capability", maintain_order="left")
        .join(total, on="capability", how="left", maintain_order="left")
        .select("capability", pl.col("held").fill_null(0.0), pl.col("needed").ceil(), "driver")
    )


def _stocks(case: Case, held: pl.DataFrame, year: int | None) -> pl.DataFrame:
    """Return capability, needed, driver of the classes of supply that a capability counts or stores."""
    high = effort(case, "high", 1)
    found = stocks(case, held, intense_consumption(case, held), high, high, year)
    classes = supply_classes(case).filter(pl.col("capability").is_not_null())
    groups = case["capabilities"].select("capability", "pledge_group")
    return (
        classes.select("supply_class", "capability", "fill", "serviceable", "unit")
        .join(groups, on="capability", maintain_order="left")
        .filter(pl.col("pledge_group").is_in(["supply", "logistics"]))
        .join(found.filter(pl.col("ally") == ALLIANCE), on="supply_class", maintain_order="left")
        .select(
            "capability",
            needed=(
                pl.col("needed") / pl.col("serviceable") * 100.0
                + (pl.lit(0.0) if year is None else pl.col("promised"))
            )
            / pl.col("fill").fill_null(100.0)
            * 100.0,
            driver=pl.format(
                "{} days of high intensity for all forces, at {} {}s a day",
                pl.col("target_days").cast(pl.Int64),
                pl.col("daily").round(0).cast(pl.Int64),
                "unit",
            ),
        )
    )


def _logistics(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return capability, needed, driver of battalions, trucks and replenishment ships."""
    counts = held.group_by("capability", maintain_order=True).agg(pl.col("quantity").sum())
    units = case["formations"].join(counts, on="capability", maintain_order="left")
    brigades = case["capabilities"].filter(pl.col("aggregate") == "brigades")["capability"]
    own = factor(case, "organic_battalions") * _sum(
        units.filter(pl.col("capability").is_in(brigades.implode())), pl.col("quantity")
    )
    vehicles = _sum(units, pl.col("quantity") * pl.col("vehicles"))
    # battalions that are sized here do not themselves ask for more trucks of their kind
    others = _sum(units.filter(pl.col("capability") != "log_bn"), pl.col("quantity") * pl.col("vehicles"))
    organic = others * factor(case, "organic_trucks", share=True)
    organic_fuel = others * factor(case, "organic_fuel_trucks", share=True)
    lift = _lift(case, held)
    battalions = {
        "cargo": lift.cargo_trucks / factor(case, "battalion_cargo_trucks"),
        "fuel": lift.fuel_trucks / factor(case, "battalion_fuel_trucks"),
    }
    most = max(battalions, key=lambda carrier: battalions[carrier])
    maintained = factor(case, "vehicles_per_maintenance_battalion")
    afloat = _fuel_afloat(case, held)
    handed = afloat * factor(case, "replenishment_share", share=True)
    needs = {
        "log_bn": (
            own + battalions[most],
            f"{own:,.0f} of brigades and {battalions[most]:,.0f} more for {most} on roads of "
            f"{lift.road:,.0f} km",
        ),
        "maint_bn": (
            vehicles / maintained,
            f"{vehicles:,.0f} vehicles of all formations, {maintained:,.0f} to a battalion",
        ),
        "truck_cargo": (
            organic + lift.cargo_trucks,
            f"{organic:,.0f} of formations and {lift.cargo_trucks:,.0f} for the {lift.cargo:,.0f} tonnes "
            "that brigades get a day",
        ),
        "truck_fuel": (
            organic_fuel + lift.fuel_trucks,
            f"{organic_fuel:,.0f} of formations and {lift.fuel_trucks:,.0f} for the {lift.fuel:,.0f} cubic "
            "metres that brigades get a day",
        ),
        "replen": (
            handed * factor(case, "replenishment_cycle") / factor(case, "replenishment_load"),
            f"{handed:,.0f} of the {afloat:,.0f} cubic metres that warships use a day, handed over at sea",
        ),
    }
    rows = [(capability, *need) for capability, need in needs.items()]
    kinds = {"capability": pl.String, "needed": pl.Float64, "driver": pl.String}
    return pl.DataFrame(rows, schema=kinds, orient="row")


@dataclass(frozen=True, slots=True)
class Lift:
    """What brigades get a day (tonnes of cargo, m³ of fuel), by which trucks, over which road (km)."""

    cargo: float
    fuel: float
    cargo_trucks: float
    fuel_trucks: float
    road: float


def _lift(case: Case, held: pl.DataFrame) -> Lift:
    """Return the lift from theatre bases to brigades, for all formations of the Alliance.

    All are supplied over a road of the mean length that the plans' force packages have, weighted by what
    goes over it. What aircraft and ships use is delivered to airfields and ports, and left out.
    """
    lanes = distribute(case).lanes
    weight = pl.col("cargo") + pl.col("fuel")
    weighed = max(_sum(lanes, weight), 1e-9)
    road = _sum(lanes, pl.col("road") * weight) / weighed
    days = pl.lit(_sum(lanes, pl.col("turn_round") * weight) / weighed)
    ashore = held.join(case["formations"].select("capability").unique(), on="capability", how="semi")
    daily = _opening_consumption(case, ashore).with_columns(pl.col("amount") * pl.col("hauled") / 100.0)
    cargo = _sum(daily.filter(pl.col("carrier") == "cargo"), pl.col("amount") * pl.col("weight"))
    fuel = _sum(daily.filter(pl.col("carrier") == "fuel"), pl.col("amount"))
    on_strength = pl.select(
        cargo=trucks(case, pl.lit(cargo), days, "cargo"), fuel=trucks(case, pl.lit(fuel), days, "fuel")
    )
    return Lift(cargo, fuel, on_strength["cargo"].item(), on_strength["fuel"].item(), road)


def _fuel_afloat(case: Case, held: pl.DataFrame) -> float:
    """Return the fuel that warships use a day, m³: what all forces use, less what they would without."""
    maritime = case["capabilities"].filter(pl.col("domain") == "maritime").select("capability")
    fuel = pl.col("carrier") == "fuel"
    whole, without = (
        _sum(_opening_consumption(case, forces).filter(fuel), pl.col("amount"))
        for forces in (held, held.join(maritime, on="capability", how="anti"))
    )
    return whole - without


def _opening_consumption(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return ally, supply_class, amount (on the first day of high intensity), and the class's columns."""
    classes = supply_classes(case).with_columns(opening=pl.Series(effort(case, "high", 1).opening))
    return (
        intense_consumption(case, held)
        .join(classes, on="supply_class", maintain_order="left")
        .with_columns(amount=pl.col("rate") * pl.col("opening"))
    )


def _sum(frame: pl.DataFrame, value: pl.Expr) -> float:
    """Return the sum of an expression over a frame."""
    return float(frame.select(value.sum()).item())
