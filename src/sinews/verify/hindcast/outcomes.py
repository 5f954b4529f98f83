"""What happened after 2021 in output and requirements, with where it was read."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from sinews.verify.hindcast.plans import DATA


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published figure of a later year.

    Attributes
    ----------
    key
        Its key.
    quantity
        The class of quantities whose errors are kept together.
    what
        The figure in words.
    measure
        What of a plan stands beside it: ``lines`` or ``requirement``.
    of
        The lines, or the requirement, by their keys.
    year
        When it happened.
    happened, unit
        The figure, and what it counts.
    basis
        What kind of figure it is: output, rate, capacity, planned, requirement.
    source
        Publisher, title, date.
    status
        What the figure is worth: published, or derived from what was published.
    why
        Why a plan of 2022 may miss it.
    """

    key: str
    quantity: str
    what: str
    measure: str
    of: tuple[str, ...]
    year: int
    happened: float
    unit: str
    basis: str
    source: str
    status: str
    why: str


def read_outcomes() -> tuple[Outcome, ...]:
    """Read what happened, in the order of the table."""
    with (DATA / "hindcast_outcomes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Outcome(
                key=row["key"],
                quantity=row["quantity"],
                what=row["what"],
                measure=row["measure"],
                of=tuple(row["of"].split()),
                year=int(row["year"]),
                happened=float(row["happened"]),
                unit=row["unit"],
                basis=row["basis"],
                source=f"{row['publisher']}, {row['title']}, {row['date']}",
                status=row["status"],
                why=row["why"],
            )
            for row in csv.DictReader(file)
        )
