"""Supply in the stress test: how long stocks last in each plan, and what fills them up."""

from __future__ import annotations

import polars as pl

from sinews.assessment.finding import ALL_PLANS, SUPPLY, Finding
from sinews.assessment.stress.forces import Forces
from sinews.assessment.stress.mending import mending
from sinews.case import Case
from sinews.enablers import supply


def examine(case: Case, forces: Forces, plan: str) -> Finding:
    """Return whether counted stocks last for the days that they should.

    In a plan its own packages fight, on the stock of the allies that send them; with all plans at once all
    forces of the Alliance fight.
    """
    fighting = forces.held if plan == ALL_PLANS else supply.forces_of_plan(case, forces.held, plan)
    stocks = (
        supply.days_of_supply(case, fighting, "high", year=forces.year)
        .filter((pl.col("ally") == supply.ALLIANCE) & pl.col("counted") & pl.col("days").is_not_null())
        .join(
            case["supply_classes"].select("supply_class", "name", "rate_low", "rate_high"),
            on="supply_class",
            maintain_order="left",
        )
    )
    if stocks.is_empty():
        return Finding(plan, SUPPLY, True, extent="nothing that is counted is consumed")
    days = pl.col("days")
    figure, low, high = stocks.select(
        days.min(),
        low=(days * 100.0 / pl.col("rate_high")).min(),
        high=(days * 100.0 / pl.col("rate_low")).min(),
    ).row(0)
    short = stocks.filter(days < pl.col("target_days") - 1e-9).sort("days", maintain_order=True)
    if short.is_empty():
        extent = f"{stocks.height} classes last as long as they should"
        return Finding(plan, SUPPLY, True, extent=extent, figure=figure, low=low, high=high)
    mend, cost = mending(short.select("name", "missing", price=pl.col("cost") / pl.col("missing")))
    return Finding(
        plan, SUPPLY, False, breaks=short["name"][0], day=int(short["days"][0]),
        extent=f"{short.height} of {stocks.height} classes last less long than they should",
        mend=f"stocks: {mend}", cost=cost, figure=figure, low=low, high=high,
    )  # fmt: skip
