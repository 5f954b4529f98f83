"""Air and missile defence in the stress test: whether the ambition is met, and who is protected."""

from __future__ import annotations

import polars as pl

from sinews.assessment.finding import AIR_DEFENCE, ALL_PLANS, Finding
from sinews.assessment.stress.forces import Forces
from sinews.assessment.stress.mending import mending
from sinews.case import Case, unit_costs
from sinews.enablers import air_defence
from sinews.enablers.air_defence import Radius

RADII: tuple[Radius, ...] = ("radius", "radius_low", "radius_high")


def need(case: Case, plan: str) -> pl.DataFrame:
    """Return what `sinews.enablers.air_defence.requirement` asks for in the area of a plan, or everywhere."""
    return air_defence.requirement(case, _area(case, plan))


def examine(case: Case, forces: Forces, plan: str, needed: pl.DataFrame) -> Finding:
    """Return whether units reach the stated ambition where the packages of a plan go, or everywhere.

    In a plan all units may stand in its area, which is the allies that its packages go to. With all plans at
    once the sites of all allies count, and interceptors for the stated days of raids beside units.

    Parameters
    ----------
    case, forces, plan
        What is to be covered, and the units that cover.
    needed
        What `need` returns for the plan.
    """
    area = _area(case, plan)
    figure, low, high = (
        _protected(case, air_defence.cover(case, forces.held, radius=radius, area=area).sites)
        for radius in RADII
    )
    short = (
        air_defence.beside(case, needed, forces.held)
        .filter(pl.col("held") < pl.col("needed"))
        .join(
            unit_costs(case).select("capability", "price"), on="capability", how="left", maintain_order="left"
        )
        .join(case["capabilities"].select("capability", "name"), on="capability", maintain_order="left")
        .with_columns(missing=pl.col("needed") - pl.col("held"))
        .sort(pl.col("held") / pl.col("needed"), maintain_order=True)
    )
    empty = _first_magazine(case, forces) if area is None else ""
    if short.is_empty():
        extent = f"the stated ambition is met{empty}"
        return Finding(plan, AIR_DEFENCE, True, extent=extent, figure=figure, low=low, high=high)
    first = short.row(0, named=True)
    mend, cost = mending(short)
    return Finding(
        plan, AIR_DEFENCE, False,
        breaks=f"{first['name']}: {first['held']:,.0f} of {first['needed']:,.0f}", day=0,
        extent=f"{short.height} of {needed.height} capabilities below the ambition{empty}",
        mend=mend, cost=cost, figure=figure, low=low, high=high,
    )  # fmt: skip


def _area(case: Case, plan: str) -> list[str] | None:
    """Return the allies to which the packages of a plan go; None for all plans, which is everywhere."""
    if plan == ALL_PLANS:
        return None
    goals = case["force_packages"].filter(pl.col("plan") == plan).select(node="destination")
    return case["nodes"].join(goals, on="node", how="semi")["country"].unique().sort().to_list()


def _protected(case: Case, sites: pl.DataFrame) -> float | None:
    """Return the share of the people in cities that at least one layer covers, %; None without a city."""
    people = sites.join(case["sites"].filter(kind="city").select("site", people="weight"), on="site")
    total = float(people["people"].sum())
    return 100.0 * float(people.filter(pl.col("layers") > 0)["people"].sum()) / total if total else None


def _first_magazine(case: Case, forces: Forces) -> str:
    """Return in words which magazine is empty first, and on which day."""
    lasts = (
        air_defence.magazines(case, forces.held, year=forces.year, capacity=forces.capacity)
        .drop_nulls("lasts")
        .sort("lasts", maintain_order=True)
    )
    if lasts.is_empty():
        return ""
    name, day = lasts.select("name", "lasts").row(0)
    return f"; the first magazine ({name}) is empty on day {day:,.0f}"
