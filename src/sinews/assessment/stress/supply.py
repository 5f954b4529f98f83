"""Supply in the stress test: how long stocks last in each plan, and what fills them up."""

from __future__ import annotations

import polars as pl

from sinews.assessment.depth import lasting_stocks
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
    stocks = lasting_stocks(case, fighting, forces.year)
    if stocks.is_empty():
        return Finding(plan, SUPPLY, True, extent="nothing that is counted is consumed")
    figure, low, high = stocks.select(pl.col("days", "low", "high").min()).row(0)
    short = stocks.filter(pl.col("days") < pl.col("target_days") - 1e-9).sort("days", maintain_order=True)
    if short.is_empty():
        extent = f"{stocks.height} classes last as long as they should"
        return Finding(plan, SUPPLY, True, extent=extent, figure=figure, low=low, high=high)
    mend, cost = mending(short.select("name", "missing", price=pl.col("cost") / pl.col("missing")))
    return Finding(
        plan, SUPPLY, False, breaks=short["name"][0], day=int(short["days"][0]),
        extent=f"{short.height} of {stocks.height} classes last less long than they should",
        mend=f"stocks: {mend}", cost=cost, figure=figure, low=low, high=high,
    )  # fmt: skip
