"""Support to Ukraine, explained: what is given, what it costs in delay, and what comes back."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews import pipeline
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present import support as figures_of
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import spans
from sinews.present.topics.explain.wider import moves

ORIGINS = {"line": "production", "stock": "stocks"}
FINEST = 0.01
"""Per cent below which nothing is told: prices settle no finer."""


def support(plan: Plan) -> tuple[dict[str, str], list[Statement], dict[str, Any]]:
    """Return what support to Ukraine costs and brings, with the plan solved again without it."""
    given, paths, shares = figures_of.given(plan), figures_of.price_paths(plan), figures_of.line_shares(plan)
    subject = {"support": "Ukraine"}
    if given.is_empty():
        return subject, [Statement("Given", "The case has no support in kind to Ukraine.")], {}
    money = wording.Prices(plan.case.settings.currency, plan.case.settings.price_year)
    cost = plan.tables["support_cost"]
    made = (
        plan.case["lines"]
        .join(plan.case["products"], on="product")
        .join(plan.case["capabilities"].select("capability", counted="unit"), on="capability")
    )
    counts = {line: (each, unit) for line, each, unit in made.select("line", "yield", "counted").iter_rows()}
    again = pipeline.without_support(plan)
    real = (again.given - again.kept) / again.kept
    statements = [
        *(
            Statement(
                "Given",
                f"{row['name']}, from {ORIGINS[row['origin']]}: {_counted(row, counts)} in "
                f"{spans(list(range(row['first_year'], row['last_year'] + 1)))}; {_delay(row['months'])}.",
            )
            for row in given.iter_rows(named=True)
        ),
        Statement(
            "Delay",
            f"By what its limits are worth, support raises the weighted shortfall by "
            f"{_at_most(float(cost['shortfall'].sum()))}. Solved again without it, at the plan's prices: it "
            f"raises it by {_percent(100.0 * real)}.",
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
        "given": given,
        "cost": cost,
        "prices": paths,
        "lines": shares,
        "solved_again": {
            "with_support": again.given,
            "without_support": again.kept,
            "dates": again.dates,
        },
    }
    return subject, statements, figures


def _counted(row: dict[str, Any], counts: dict[str, tuple[float, str]]) -> str:
    """Return what is given in the unit of its capability: a lot of rounds in rounds."""
    each, unit = counts[row["key"]] if row["origin"] == "line" else (1.0, row["unit"])
    return wording.counted(each * row["quantity"], unit)


def _delay(months: float) -> str:
    """Return what is given costs in time; what is less than days is nothing."""
    if months < 0.05:
        return "nothing of the capability is later for it"
    return f"it delays what is late of the capability by at most {months:.1f} months on average"


def _at_most(value: float) -> str:
    """Return an upper bound of a percentage."""
    return _percent(value) if abs(value) < FINEST else f"at most {_percent(value)}"


def _percent(value: float) -> str:
    """Return a percentage that is no finer than prices settle."""
    return f"less than {FINEST:g} %" if abs(value) < FINEST else wording.percentage(value)
