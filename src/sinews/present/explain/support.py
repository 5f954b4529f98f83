"""Support to Ukraine, explained: what is given, what it costs in delay, and what comes back."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews import pipeline
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present import support as figures_of
from sinews.present.explain.explanation import Statement
from sinews.present.explain.facts import spans
from sinews.present.explain.wider import moves


def support(plan: Plan) -> tuple[dict[str, str], list[Statement], dict[str, Any]]:
    """Return what support to Ukraine costs and brings, with the plan solved again without it."""
    given, paths, shares = figures_of.given(plan), figures_of.price_paths(plan), figures_of.line_shares(plan)
    subject = {"support": "Ukraine"}
    if given.is_empty():
        return subject, [Statement("Given", "The case has no support in kind to Ukraine.")], {}
    money = wording.Prices(plan.case.settings.currency, plan.case.settings.price_year)
    cost = plan.tables["support_cost"]
    again = pipeline.without_support(plan)
    real = (again.given - again.kept) / again.kept
    statements = [
        *(
            Statement(
                "Given",
                f"{row['name']}, from {row['origin']}: {wording.quantity(row['quantity'])} {row['unit']}s in "
                f"{spans(list(range(row['first_year'], row['last_year'] + 1)))}; it delays what is late of "
                f"the capability by at most {row['months']:.2f} months on average.",
            )
            for row in given.iter_rows(named=True)
        ),
        Statement(
            "Delay",
            "By the duals of the plan, support raises the weighted shortfall by at most "
            f"{wording.percentage(float(cost['shortfall'].sum()), 3)}. Solved again without it, at the "
            f"plan's prices: it raises it by {wording.share(real, 3)}.",
        ),
        *(Statement("Delay", f"Without support: {move}") for move in moves(plan, again.dates)),
        *(
            Statement(
                "Learning",
                f"{name}: {wording.quantity(built)} for Ukraine make the allies' own orders cost "
                f"{money.amount(saved)} less.",
            )
            for name, built, saved in paths.group_by("name", maintain_order=True)
            .agg(pl.col("for_ukraine", "saved").sum())
            .iter_rows()
        ),
        *(
            Statement(
                "Capacity",
                f"{row['name']}: {wording.share(row['share'])} of its capacity goes to Ukraine in the years "
                f"of support, {wording.share(row['idle'])} stands idle; afterwards "
                f"{wording.share(row['after'])} is used.",
            )
            for row in shares.iter_rows(named=True)
        ),
    ]
    figures = {
        "given": given.to_dicts(),
        "cost": cost.to_dicts(),
        "prices": paths.to_dicts(),
        "lines": shares.to_dicts(),
        "solved_again": {
            "with_support": again.given,
            "without_support": again.kept,
            "dates": again.dates.to_dicts(),
        },
    }
    return subject, statements, figures
