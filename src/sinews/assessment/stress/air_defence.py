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
    return air_defence.requirement(case, plan)


def examine(case: Case, forces: Forces, plan: str, needed: pl.DataFrame) -> Finding:
    """Return whether units and interceptors reach the stated ambition of a plan alone, or of all at once.

    A unit defends one place. With all plans at once the units and magazines of all defend the sites of all.
    In a plan alone the sites of its area count, which is the allies that its packages go to: those of its
    area defend it, and of the others what does not stay at home, against its share of the raids.

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
        air_defence.beside(case, needed, forces.held, plan)
        .filter(pl.col("held") < pl.col("needed"))
        .join(
            unit_costs(case).select("capability", "price"), on="capability", how="left", maintain_order="left"
        )
        .join(case["capabilities"].select("capability", "name"), on="capability", maintain_order="left")
        .with_columns(missing=pl.col("needed") - pl.col("held"))
        .sort(pl.col("held") / pl.col("needed"), maintain_order=True)
    )
    empty = _first_magazine(case, forces, plan)
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
    return None if plan == ALL_PLANS else air_defence.area_of(case, plan)


def _protected(case: Case, sites: pl.DataFrame) -> float | None:
    """Return the share of the people in cities that at least one layer covers, %; None without a city."""
    people = sites.join(case["sites"].filter(kind="city").select("site", people="weight"), on="site")
    total = float(people["people"].sum())
    return 100.0 * float(people.filter(pl.col("layers") > 0)["people"].sum()) / total if total else None


def _first_magazine(case: Case, forces: Forces, plan: str) -> str:
    """Return in words which magazine has least, and how likely it lasts the days asked for."""
    lasts = (
        air_defence.magazines(case, forces.held, year=forces.year, capacity=forces.capacity, plan=plan)
        .drop_nulls("days")
        .sort("days", maintain_order=True)
    )
    if lasts.is_empty():
        return "; no raids use interceptors"
    first = lasts.row(0, named=True)
    return (
        f"; the first magazine ({first['name']}) has {first['days']:,.0f} days of supply "
        f"({air_defence.span(first['days_low'], first['days_high'])} over the range of raids), and lasts "
        f"{first['target']:.0f} days with a chance of {air_defence.likely(first['chance'])} in its middle"
    )
