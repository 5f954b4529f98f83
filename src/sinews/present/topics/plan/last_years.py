"""What the last years of a plan are like, and what is ordered in them for after them, in a sentence."""

from __future__ import annotations

import polars as pl

from sinews.document import Note, wording
from sinews.implementation import Plan
from sinews.implementation.follow_on import FOLLOW_ON
from sinews.present.summary import Summary

LAST = 3
"""Years that are set beside as many before them."""

NEAR = 0.1
"""Part by which the last years may differ and still be called like the others."""


def last_years(plan: Plan, summary: Summary) -> tuple[Note, ...]:
    """Return what is paid for equipment in the last years beside those before, where there are as many."""
    horizon, first = summary.horizon, summary.base_year
    if horizon - first + 1 < 3 * LAST:
        return ()
    paid = dict(
        plan.paid_to_lines.group_by("year", maintain_order=True).agg(pl.col("amount").sum()).iter_rows()
    )
    now, before = (
        sum(paid.get(year, 0.0) for year in range(last - LAST + 1, last + 1)) / LAST
        for last in (horizon, horizon - LAST)
    )
    later = float(plan.payments.filter(pl.col("element") == FOLLOW_ON.key)["amount"].sum())
    if before <= 0.0:
        return ()
    told = f"In the last {LAST} years {wording.money(now, summary.currency, 2)} a year are paid for equipment"
    part = now / before
    if part < 1.0 - NEAR:
        told += (
            f", {wording.share(1.0 - part)} less than in the {LAST} before them: what is pledged has been "
            "bought by then, and what is left replaces what leaves by its age and what peace uses up."
        )
    else:
        told += f", as in the {LAST} years before them." if part <= 1.0 + NEAR else ", more than before."
    if later > 0.0:
        told += (
            f" {wording.money(later, summary.currency, 2)} of all payments are for deliveries after "
            f"{horizon}, which replace what leaves then."
        )
    return (Note(told),)
