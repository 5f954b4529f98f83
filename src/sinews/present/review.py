"""The review of a plan, on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table

from sinews.assessment import Review
from sinews.implementation import Plan

MILESTONES = (2030, 2035, 2040)
SHOWN = 6


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
    def board(self) -> pl.DataFrame:
        """The scoreboard with a column for each year."""
        return self.review.scoreboard.pivot(
            on="year", index=["dimension", "measure", "unit"], values="value", maintain_order=True
        )


def default_years(planned: list[int]) -> list[int]:
    """Return the first planning year and the milestones among the planning years."""
    return sorted({planned[0], *(year for year in MILESTONES if year in planned)})


def number(value: float | None) -> str:
    """Return a figure of the scoreboard: with decimals where it is small."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}".rstrip("0").rstrip(".")


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer in a form that JSON can hold."""
    review, growth = answer.review, answer.review.growth
    return {
        "holds": answer.holds,
        "years": answer.years,
        "scoreboard": review.scoreboard.to_dicts(),
        "burden": review.burden.to_dicts(),
        "tiers": [] if review.tiers is None else review.tiers.to_dicts(),
        "readiness": [] if review.formations is None else review.formations.to_dicts(),
        "growth": None
        if growth is None
        else {
            name: getattr(growth, name).filter(pl.col("year").is_in(answer.years)).to_dicts()
            for name in ("countries", "leakage", "apprentices", "fiscal")
        },
        "stress": None if answer.stress is None else answer.stress.to_dicts(),
    }


def print_review(console: Console, answer: Answer) -> None:
    """Print the scoreboard, the tiers, the stress test and growth."""
    console.print(_board(answer))
    if answer.review.tiers is not None:
        console.print(_tiers(answer))
    if answer.stress is not None:
        console.print(_stress(answer.stress))
    if answer.review.growth is not None:
        console.print(_growth(answer))


def _table(title: str, *columns: str, text: int = 1) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place < text else "right")
    return table


def _board(answer: Answer) -> Table:
    board = answer.board
    years = [str(year) for year in answer.years]
    table = _table("Scoreboard", "", "Measure", "Unit", *years, text=3)
    for row in board.iter_rows(named=True):
        table.add_row(row["dimension"], row["measure"], row["unit"], *(number(row[year]) for year in years))
    return table


def _tiers(answer: Answer) -> Table:
    table = _table(
        "Soldiers of formations ready",
        "Year",
        "Tier",
        "Within days",
        "Asked for",
        "Ready",
        "Met",
        "Most missing",
        text=2,
    )
    tiers, missing = answer.review.tiers, answer.review.missing
    assert tiers is not None
    assert missing is not None
    for row in tiers.iter_rows(named=True):
        own = missing.filter((pl.col("year") == row["year"]) & (pl.col("tier") == row["tier"]))
        most = ", ".join(own["ally"].head(3))
        table.add_row(
            str(row["year"]), row["name"], str(row["day"]), number(row["required"]), number(row["ready"]),
            "yes" if row["met"] else "NO", most,
        )  # fmt: skip
    return table


def _stress(stress: pl.DataFrame) -> Table:
    table = _table(
        "Stress test",
        "Year",
        "Plan",
        "Enabler",
        "Holds",
        "Breaks first",
        "Day",
        "Extent",
        "What would mend it",
        text=9,
    )
    for row in stress.iter_rows(named=True):
        cost = "" if row["cost"] is None else f" (USD {row['cost'] / 1000:,.1f} bn)"
        table.add_row(
            str(row["year"]), row["plan"], row["enabler"], "yes" if row["holds"] else "NO", row["breaks"],
            "" if row["day"] is None else str(row["day"]), row["extent"], row["mend"] + cost,
        )  # fmt: skip
    return table


def _growth(answer: Answer) -> Table:
    growth = answer.review.growth
    assert growth is not None
    year = answer.years[-1]
    table = _table(
        f"Work of the plan by country in {year}, the {SHOWN} largest (all economies after the British table)",
        "Country", "Paid, USD m", "Value added", "Imports", "Jobs", "with households",
    )  # fmt: skip
    rows = growth.countries.filter(pl.col("year") == year).sort("demand", descending=True).head(SHOWN)
    for row in rows.iter_rows(named=True):
        table.add_row(
            row["country"],
            *(number(row[name]) for name in ("demand", "value_added", "imports", "jobs", "jobs_induced")),
        )
    return table
