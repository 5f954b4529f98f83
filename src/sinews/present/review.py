"""The review of a plan, on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.assessment import Review
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present.scoreboard import scoreboard_table
from sinews.present.summary import Measure
from sinews.present.titled import titled_table
from sinews.present.weight import weight_table

SHOWN = 6

INTERCEPTORS = (
    "Interceptors have two rates: air and missile defence uses them by the raids that come, supply by every "
    "unit that could fire on a day of intense combat."
)
"""Why the days that the same interceptors last differ."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews review` answers with.

    Attributes
    ----------
    plan, review
        The plan and its review in `years`.
    years
        The years reviewed.
    stress
        The stress test, if it was run; columns as `sinews.assessment.stress.COLUMNS`.
    """

    plan: Plan
    review: Review
    years: list[int]
    stress: pl.DataFrame | None

    @property
    def holds(self) -> bool:
        """Whether every force tier is met in every year, and nothing breaks in the stress test."""
        tiers = self.review.tiers
        met = tiers is None or bool(tiers["met"].all())
        return met and (self.stress is None or bool(self.stress["holds"].all()))

    @property
    def measures(self) -> list[Measure]:
        """The measures of the scoreboard."""
        return [Measure(**row) for row in self.review.scoreboard.iter_rows(named=True)]


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer in a form that JSON can hold."""
    review, growth = answer.review, answer.review.growth
    return {
        "holds": answer.holds,
        "years": answer.years,
        "scoreboard": review.scoreboard.to_dicts(),
        "requirements": answer.plan.fulfilment.filter(pl.col("year").is_in(answer.years)).to_dicts(),
        "burden": review.weight.to_dicts(),
        "depth": review.depth.to_dicts(),
        "first_year": [] if review.first_year is None else review.first_year.to_dicts(),
        "tiers": [] if review.tiers is None else review.tiers.to_dicts(),
        "readiness": [] if review.formations is None else review.formations.to_dicts(),
        "growth": None
        if growth is None
        else {
            name: getattr(growth, name).filter(pl.col("year").is_in(answer.years)).to_dicts()
            for name in ("countries", "sectors", "leakage", "apprentices", "fiscal")
        },
        "stress": None if answer.stress is None else answer.stress.to_dicts(),
    }


def print_review(console: Console, answer: Answer) -> None:
    """Print the scoreboard, burden, the tiers, the stress test and growth."""
    console.print(scoreboard_table(answer.measures, answer.years))
    console.print()
    console.print(weight_table(answer.review.weight, answer.years[-1]))
    if answer.review.tiers is not None:
        console.print()
        console.print(_tiers(answer))
    if answer.stress is not None:
        console.print()
        _print_stress(console, answer, answer.stress)
    if answer.review.growth is not None:
        console.print()
        console.print(_growth(answer))


def _tiers(answer: Answer) -> Table:
    table = titled_table(
        "Soldiers of formations ready",
        "Year",
        "Tier",
        numbers=("Within days", "Asked for", "Ready", "Met", "Most missing"),
    )
    tiers, missing = answer.review.tiers, answer.review.missing
    assert tiers is not None
    assert missing is not None
    for row in tiers.iter_rows(named=True):
        own = missing.filter((pl.col("year") == row["year"]) & (pl.col("tier") == row["tier"]))
        most = ", ".join(own["ally"].head(3))
        table.add_row(
            str(row["year"]), row["name"], str(row["day"]), wording.figure(row["required"]),
            wording.figure(row["ready"]),
            "yes" if row["met"] else "NO", most,
        )  # fmt: skip
    return table


def stress_sentence(row: dict[str, Any], plans: dict[str, str], currency: str) -> str:
    """Return a row of the stress test in words.

    Parameters
    ----------
    row
        A row, as `sinews.assessment.stress.COLUMNS`.
    plans
        Names of the defence plans.
    currency
        That of the costs.
    """
    where = f"{row['year']}, {plans.get(row['plan'], 'all plans at once')}: {row['enabler']}"
    if row["holds"]:
        return f"{where} holds; {row['extent']}."
    cost = "" if row["cost"] is None else f", for {currency} {wording.figure(row['cost'] / 1000)} bn"
    return (
        f"{where} breaks first at {row['breaks']}, on day {row['day']}; {row['extent']}. "
        f"What would mend it: {row['mend']}{cost}."
    )


def _print_stress(console: Console, answer: Answer, stress: pl.DataFrame) -> None:
    plans = dict(answer.plan.case["defence_plans"].select("plan", "name").iter_rows())
    currency = answer.plan.case.settings.currency
    console.print(Text("Stress test", style="bold"))
    for row in stress.iter_rows(named=True):
        console.print(Text(f"• {stress_sentence(row, plans, currency)}"))
    console.print(Text(INTERCEPTORS, style="dim"))


def _growth(answer: Answer) -> Table:
    growth = answer.review.growth
    assert growth is not None
    year = answer.years[-1]
    table = titled_table(
        f"Work of the plan by country in {year}, the {SHOWN} largest (all economies after the British table)",
        "Country",
        numbers=(
            f"Paid, {answer.plan.case.settings.currency} m",
            "Value added",
            "Imports",
            "Jobs",
            "with households",
        ),
    )
    rows = growth.countries.filter(pl.col("year") == year).sort("demand", descending=True).head(SHOWN)
    for row in rows.iter_rows(named=True):
        table.add_row(
            row["country"],
            *(
                wording.figure(row[name])
                for name in ("demand", "value_added", "imports", "jobs", "jobs_induced")
            ),
        )
    return table
