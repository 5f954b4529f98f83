"""Constraints that a plan was made with beside those that come along, in words."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sinews.implementation import Plan
from sinews.present.topics.explain.explanation import Statement

STAGE = "Constraints"

MOST = 5
"""How many of a constraint's bottlenecks are told."""


def constraints(plan: Plan) -> Iterator[Statement]:
    """Yield what each constraint is, where it binds and what that costs, or that its family is not here."""
    for taken in plan.constraints:
        yield Statement(STAGE, f"The plan keeps {taken}.")
        if taken.rule is None:
            yield Statement(
                STAGE,
                f"{taken.name}: its family is not here, so it was not checked again, and what is solved "
                "again here is solved without it.",
            )
        binding = plan.bottlenecks.filter(pl.col("kind") == taken.name).sort("rank")
        if binding.is_empty():
            yield Statement(STAGE, f"{taken.name}: it holds nothing back.")
        for row in binding.head(MOST).iter_rows(named=True):
            yield Statement(STAGE, f"Rank {row['rank']} of {plan.bottlenecks.height}. {row['statement']}")
        if binding.height > MOST:
            rest = f"and {binding.height - MOST} more: the plan's table of bottlenecks has all."
            yield Statement(STAGE, f"{taken.name}: {rest}")
