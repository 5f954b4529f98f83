"""How long supplies last, on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sinews.case import Case
from sinews.enablers.supply import Distribution, Endurance
from sinews.enablers.supply.endurance import TO_LAST
from sinews.enablers.supply.stocks import ALLIANCE
from sinews.present import wording
from sinews.present.titled import titled_table

FIRST_OUT = 15
SHORT_NAMES = {
    "rations": "Rations",
    "clothing": "Clothing",
    "fuel": "Fuel",
    "lubricants": "Oils",
    "barrier": "Barrier",
    "ammo_155": "155 mm",
    "ammo_gmlrs": "Rockets",
    "ammo_other": "Other",
    "int_long": "Long",
    "int_medium": "Medium",
    "int_short": "Short",
    "personal": "Personal",
    "medical": "Medical",
    "spares": "Spares",
}
"""Names of classes where there is little room."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that `sinews endurance` answers with.

    Attributes
    ----------
    case
        The case asked about.
    endurance, distribution
        As the enabler returns them.
    service
        place, base, supply_class, planned, uncertain.
    requirement
        capability, held, needed, driver.
    leg_bands
        base, depot, use_low, use_high: with all factors at one end of their bands.
    """

    case: Case
    endurance: Endurance
    distribution: Distribution
    service: pl.DataFrame
    requirement: pl.DataFrame
    leg_bands: pl.DataFrame

    @property
    def allies(self) -> dict[str, str]:
        """Names of the allies."""
        return dict(self.case["allies"].select("ally", "name").iter_rows()) | {ALLIANCE: ALLIANCE}

    @property
    def classes(self) -> dict[str, str]:
        """Names of the classes of supply."""
        return dict(self.case["supply_classes"].select("supply_class", "name").iter_rows())

    @property
    def counted(self) -> list[str]:
        """Classes whose stock a capability counts, in the order of their table."""
        stocks = self.endurance.stocks
        return stocks.filter((pl.col("ally") == ALLIANCE) & pl.col("counted"))["supply_class"].to_list()

    @property
    def first_out(self) -> pl.DataFrame:
        """Rows of `runs_out` of counted classes that run out in the year, the first to do so first."""
        return (
            self.endurance.runs_out.filter(pl.col("supply_class").is_in(self.counted))
            .drop_nulls("day")
            .sort("day", "middle", "ally", maintain_order=True)
        )

    @property
    def holds(self) -> bool:
        """Whether every ally holds its target in every class that is counted."""
        stocks = self.endurance.stocks
        own = stocks.filter((pl.col("ally") != ALLIANCE) & pl.col("counted"))
        return bool((own["usable"] >= own["needed"] * (1.0 - 1e-9)).all())


def headline(answer: Answer) -> list[str]:
    """Return the answer in a few sentences."""
    endurance, names, classes = answer.endurance, answer.allies, answer.classes
    own = endurance.stocks.filter((pl.col("ally") != ALLIANCE) & pl.col("counted"))
    short = own.filter(pl.col("usable") < pl.col("needed") * (1.0 - 1e-9))
    whole = endurance.stocks.filter((pl.col("ally") == ALLIANCE) & pl.col("counted"))
    sentences = []
    first = answer.first_out
    if first.height:
        row = first.row(0, named=True)
        sentences.append(
            f"First to run out: {names[row['ally']]}, of {wording.lower(classes[row['supply_class']])}, on "
            f"{on_day(row['day'])} ({band(row['low'], row['high'])} in 8 of 10 sampled worlds)."
        )
    scarce = whole.drop_nulls("days").sort("days", "supply_class").head(1)
    for row in scarce.iter_rows(named=True):
        sentences.append(
            f"The Alliance as a whole has least of {wording.lower(classes[row['supply_class']])}: "
            f"{wording.number(row['days'], 1)} days at the rate of the first days."
        )
    sentences.append(
        f"{short.height} of {own.height} national stocks lie below their target; filling them costs "
        f"{wording.money(float(own['cost'].sum()), answer.case.settings.currency)}."
    )
    saved = endurance.savings["value"].drop_nulls().sum()
    if endurance.savings.height:
        sentences.append(
            f"Surge production over {TO_LAST} days stands for stock worth "
            f"{wording.money(float(saved), answer.case.settings.currency)} that need not be held."
        )
    return sentences


def print_endurance(console: Console, answer: Answer) -> None:
    """Print days of supply, who runs out first, what filling up costs, what lines save, and distribution."""
    of_year = "today" if answer.endurance.year is None else f"at the end of {answer.endurance.year}"
    console.print(
        Text(
            f"How long supplies last: {answer.endurance.intensity} intensity, stocks {of_year}", style="bold"
        )
    )
    for sentence in headline(answer):
        console.print(Text(f"• {sentence}"))
    for table in (_days(answer), _first(answer), _classes(answer), _bases(answer), _needs(answer)):
        console.print()
        console.print(table)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer in a form that JSON can hold."""
    endurance, distribution = answer.endurance, answer.distribution
    frames = {
        "stocks": endurance.stocks,
        "runs_out": endurance.runs_out,
        "savings": endurance.savings,
        "lanes": distribution.lanes,
        "legs": distribution.legs,
        "leg_bands": answer.leg_bands,
        "levels": distribution.levels,
        "service": answer.service,
        "requirement": answer.requirement,
    }
    head: dict[str, Any] = {
        "case": answer.case.hash,
        "intensity": endurance.intensity,
        "year": endurance.year,
        "holds": answer.holds,
        "sentences": headline(answer),
    }
    return head | {name: frame.to_dicts() for name, frame in frames.items()}


def on_day(day: int | None) -> str:
    """Return the day on which something runs out, in words."""
    return "no day of the year" if day is None else f"day {day}"


def band(low: int | None, high: int | None) -> str:
    """Return a range of days."""
    if low is None:
        return "not in a year"
    if high is None:
        return f"day {low} or later, or not in a year"
    return f"day {low}" if low == high else f"days {low} to {high}"


def _days(answer: Answer) -> Table:
    counted = answer.counted
    table = titled_table("Days of supply at the rate of the first days, and what runs out first, when", "")
    for supply_class in counted:
        table.add_column(_short(answer, supply_class), justify="right")
    table.add_column("First out")
    stocks = answer.endurance.stocks
    days = {(row[0], row[1]): row[2] for row in stocks.select("ally", "supply_class", "days").iter_rows()}
    first = {row["ally"]: row for row in reversed(answer.first_out.to_dicts())}
    for ally in stocks["ally"].unique(maintain_order=True):
        out = first.get(ally)
        table.add_row(
            "All" if ally == ALLIANCE else ally,
            *(wording.number(days.get((ally, supply_class)), 1) for supply_class in counted),
            "" if out is None else f"{_short(answer, out['supply_class'])}, {out['day']}",
        )
    return table


def _first(answer: Answer) -> Table:
    table = titled_table(f"The first {FIRST_OUT} to run out", "Ally")
    table.add_column("Of")
    for title in ("Day", "8 of 10 worlds", "Without lines", "Met in a year"):
        table.add_column(title, justify="right")
    for row in answer.first_out.head(FIRST_OUT).iter_rows(named=True):
        table.add_row(
            Text(answer.allies[row["ally"]]),
            _short(answer, row["supply_class"]),
            str(row["day"]),
            f"{row['low']} to {wording.NOTHING if row['high'] is None else row['high']}",
            wording.NOTHING if row["without"] is None else str(row["without"]),
            wording.share(row["met"]),
        )
    return table


def _classes(answer: Answer) -> Table:
    table = titled_table(
        "All allies: missing for the target in days, made and saved by lines; worth in bn", "Class"
    )
    for title in ("Usable", "A day", "Days", "Missing", "Worth", "Made", "Saved", "Worth"):
        table.add_column(title, justify="right")
    savings = {row["supply_class"]: row for row in answer.endurance.savings.iter_rows(named=True)}
    for row in answer.endurance.stocks.filter(pl.col("ally") == ALLIANCE).iter_rows(named=True):
        saved = savings.get(row["supply_class"], {})
        table.add_row(
            _short(answer, row["supply_class"]),
            *(_compact(row[column]) for column in ("usable", "daily")),
            wording.number(row["days"], 1),
            _compact(row["missing"]),
            _billions(row["cost"]),
            _compact(saved.get("output")),
            _compact(saved.get("saved")),
            _billions(saved.get("value")),
        )
    return table


def _short(answer: Answer, supply_class: str) -> str:
    """Return the name of a class where there is little room."""
    return SHORT_NAMES.get(supply_class, answer.classes[supply_class])


def _compact(value: float | None) -> str:
    """Return a quantity in thousands or millions where it is large."""
    if value is None:
        return wording.NOTHING
    for size, letter in ((1e6, "m"), (1e3, "k")):
        if value >= 10 * size or (size == 1e6 and value >= size):
            return f"{wording.number(value / size, 1 if value < 100 * size else 0)}{letter}"
    return wording.quantity(value)


def _billions(millions: float | None) -> str:
    return wording.number(None if millions is None else millions / 1000.0, 1)


def _bases(answer: Answer) -> Table:
    names = dict(answer.case["nodes"].select("node", "name").iter_rows())
    table = titled_table("Distribution to the plans' force packages: cargo in t, fuel in m³ a day", "From")
    table.add_column("To")
    for title in ("km", "t", "m³", "Trucks", "Fuel tr.", "Trains", "Bn", "Use"):
        table.add_column(title, justify="right")
    for row in answer.distribution.legs.iter_rows(named=True):
        table.add_row(
            names[row["depot_node"]], names[row["base_node"]], wording.number(row["line"]),
            wording.number(row["cargo"]), wording.number(row["fuel"]), "", "",
            wording.number(row["trains"], 1), wording.number(row["battalions"]), wording.share(row["use"]),
        )  # fmt: skip
    for row in answer.distribution.lanes.iter_rows(named=True):
        table.add_row(
            names[row["base_node"]], names[row["node"]], wording.number(row["road"]),
            wording.number(row["cargo"]), wording.number(row["fuel"]), wording.number(row["cargo_trucks"]),
            wording.number(row["fuel_trucks"]), "", "", wording.share(row["use"]),
        )  # fmt: skip
    return table


def _needs(answer: Answer) -> Table:
    names = dict(answer.case["capabilities"].select("capability", "name").iter_rows())
    table = titled_table("What the defence plans need of logistics and supply", "Capability")
    for title in ("Held", "Needed", "Times"):
        table.add_column(title, justify="right")
    table.add_column("Because")
    for row in answer.requirement.iter_rows(named=True):
        table.add_row(
            names[row["capability"]],
            wording.quantity(row["held"]),
            wording.quantity(row["needed"]),
            wording.number(row["needed"] / row["held"] if row["held"] else None, 2),
            row["driver"],
        )
    return table
