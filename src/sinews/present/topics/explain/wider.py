"""What a bottleneck costs, in words: its price, and what really moves when the plan is solved again."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews import pipeline
from sinews.document import wording
from sinews.implementation import Plan, Widened
from sinews.present.topics.explain.explanation import Statement

STAGE = "Bottleneck"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
LEAST_MONTHS = 0.05
MOVED = 5e-4
"""Part of all that is gained from which on a capability counts as moved."""


def wider(plan: Plan, kind: str, key: str) -> tuple[list[Statement], dict[str, Any]]:
    """Return the bottleneck price of a limit, and what one step more of it brings when solved again."""
    rows = plan.bottlenecks.filter(kind=kind, key=key)
    if rows.is_empty():
        return [Statement(STAGE, "None: more of it would change nothing.")], {}
    row = rows.row(0, named=True)
    price = f"Rank {row['rank']} of {plan.bottlenecks.height}. {row['statement']}"
    widened = pipeline.widen(plan, kind, key, more=row["step"], first_year=row["first_year"])
    if widened is None:
        return [Statement(STAGE, price)], {"bottleneck": row}
    figures = {
        "bottleneck": row,
        "solved_again": {
            "more": widened.more,
            "first_year": widened.first_year,
            "before": widened.before,
            "after": widened.after,
            "predicted": widened.predicted,
            "dates": widened.dates,
        },
    }
    return [Statement(STAGE, price), Statement(STAGE, _solved_again(plan, widened))], figures


def _solved_again(plan: Plan, widened: Widened) -> str:
    """Return what moved, in words."""
    gained = (widened.before - widened.after) / widened.before
    promised = (widened.before - widened.predicted) / widened.before
    start = (
        f"Solved again with {wording.quantity(widened.more)} more a year from {widened.first_year} on, at "
        f"the plan's prices: the weighted shortfall falls by {wording.share(gained, 3)} (by its price: "
        f"{wording.share(promised, 3)})."
    )
    return " ".join([start, *moves(plan, widened.dates)])


def moves(plan: Plan, dates: pl.DataFrame, most: int = 3) -> list[str]:
    """Return how the capabilities that move most in a table of dates move, in words."""
    names = dict(plan.case["capabilities"].select("capability", "name").iter_rows())
    least = max(MOVED * float(dates["closed"].clip(0.0).sum()), 1e-6)
    moved = dates.filter(pl.col("closed") > least).head(most)
    return [_moved(names[row["capability"]], row) for row in moved.iter_rows(named=True)]


def _moved(name: str, row: dict[str, Any]) -> str:
    """Return how one capability's date and fulfilment move."""
    if row["before"] is not None and row["after"] is not None:
        if row["months"] < LEAST_MONTHS:
            return f"{name}: fewer are missing on the way, met in full in {_when(row['before'])} as before."
        return (
            f"{name}: met in full {row['months']:.1f} months earlier, in {_when(row['after'])} instead of "
            f"{_when(row['before'])}."
        )
    if row["after"] is not None:
        return f"{name}: met in full in {_when(row['after'])}, and not by the horizon before."
    return (
        f"{name}: {wording.share(row['met_after'], 1)} of the requirement held at the horizon instead of "
        f"{wording.share(row['met_before'], 1)}."
    )


def _when(date: float) -> str:
    """Return a date, a year as a decimal, as month and year: "July 2034"."""
    return f"{MONTHS[min(int(12 * (date % 1.0)), 11)]} {int(date)}"
